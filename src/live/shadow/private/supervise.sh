# Runs a private PostgreSQL and ends it when standard input ends, which is when Seawall is done or gone, whatever killed it.
# Arguments: the server program, the run folder, a folder of libraries or nothing, then options for the server.
postgres=$1 folder=$2 libraries=$3
shift 3
exec 3<&0 </dev/null >"$folder/log" 2>&1
# A key press at the terminal is for Seawall; this script has to outlive it by a moment.
trap '' HUP INT TERM

if [ -n "$libraries" ]; then
    export LD_LIBRARY_PATH="$libraries"
fi
"$postgres" -D "$folder/data" -k "$folder" "$@" 3<&- &
server=$!
# Again and again, because a server that has only just begun does not listen yet.
{ cat <&3 >/dev/null; while kill -QUIT "$server"; do sleep 0.05; done; } 2>/dev/null &
wait "$server"
: >"$folder/ended"
cat <&3 >/dev/null
rm -rf "$folder"
