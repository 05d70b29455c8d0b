# Starts a throw-away PostgreSQL and ends it when standard input ends, which is when the test process is gone,
# whatever killed it. Arguments: the folder of the binaries, the cluster's own folder, then options for postgres.
bin=$1 dir=$2
shift 2
exec 3<&0 </dev/null >"$dir/log" 2>&1
# A key press at the terminal is for the tests; this script has to outlive them by a moment.
trap '' HUP INT TERM

if "$bin/initdb" --pgdata="$dir/data" --username=postgres --auth=trust --encoding=UTF8 --locale=C --no-sync; then
    "$bin/postgres" -D "$dir/data" -k "$dir" "$@" 3<&- &
    server=$!
    # Again and again, because a server that has only just begun does not listen yet.
    { cat <&3 >/dev/null; while kill -QUIT "$server"; do sleep 0.1; done; } 2>/dev/null &
    wait "$server"
fi
: >"$dir/ended"
cat <&3 >/dev/null
rm -rf "$dir"
