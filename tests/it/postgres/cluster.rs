//! One throw-away cluster and the process that watches over it.

use super::database::Database;
use super::installation::Installation;
use super::session::{Session, SqlError};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Speed before durability, and room for tests that lock whole histories in one transaction.
const SETTINGS: [&str; 10] = [
    "listen_addresses=",
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "autovacuum=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "max_connections=100",
    "shared_buffers=32MB",
    "max_locks_per_transaction=1024",
];

/// What a cluster may grow to while a test run replays real histories, in KiB.
const ROOM_WANTED: u64 = 1024 * 1024;
const START_LIMIT: Duration = Duration::from_secs(60);

/// What a server has besides: files in its folder, readable by it alone, and settings, in which `{folder}` is that folder.
#[derive(Debug, Default)]
pub(crate) struct Extras {
    pub(crate) files: Vec<(String, Vec<u8>)>,
    pub(crate) settings: Vec<String>,
    /// A TCP port of its own on 127.0.0.1.
    pub(crate) port: Option<u16>,
}

impl Extras {
    fn all_settings(&self) -> Vec<String> {
        let listening = self.port.map(|port| [format!("port={port}"), "listen_addresses=127.0.0.1".to_owned()]);
        self.settings.iter().cloned().chain(listening.into_iter().flatten()).collect()
    }
}

/// A running server; it ends with this process.
pub(crate) struct Server {
    /// The major version.
    pub(crate) major: u32,
    /// The TCP port where it listens on one; its socket is named after it.
    pub(crate) port: u16,
    bin: PathBuf,
    folder: PathBuf,
    // Held, never used: the supervisor stops the server when the other end of this pipe closes.
    _supervisor: Child,
}

impl Server {
    /// Makes a cluster of this installation and waits until it answers.
    pub(super) fn start(installation: &Installation, extras: &Extras) -> Result<Self, String> {
        let user = unprivileged_user()?;
        let copied = user.is_some() && !everybody_may_enter(&installation.bin);
        let folder = run_folder(copied)?;
        let bin = if copied { copy_binaries(&installation.bin, &folder)? } else { installation.bin.clone() };
        for (name, content) in &extras.files {
            write_private(&folder.join(name), content)?;
        }
        hand_over(&folder, user)?;
        let supervisor = supervise(&bin, &folder, user, &extras.all_settings())?;
        let port = extras.port.unwrap_or(5432);
        let server =
            Self { major: installation.major, port, bin: installation.bin.clone(), folder, _supervisor: supervisor };
        server.wait_until_it_answers()?;
        Ok(server)
    }

    /// Creates a fresh, empty database with a name of its own.
    pub(crate) fn database(&'static self) -> Database {
        Database::create(self)
    }

    /// Connects as the superuser to a database of this server.
    pub(crate) fn connect(&self, database: &str) -> Result<Session, SqlError> {
        Session::connect(&self.folder, self.port, database)
    }

    /// The folder of the server's socket.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The folder of its programs, as installed.
    pub(crate) fn bin(&self) -> &Path {
        &self.bin
    }

    pub(super) fn administrator(&self) -> Result<Session, SqlError> {
        self.connect("postgres")
    }

    fn wait_until_it_answers(&self) -> Result<(), String> {
        let began = Instant::now();
        loop {
            let Err(why) = self.administrator() else { return Ok(()) };
            if self.folder.join("ended").exists() || began.elapsed() > START_LIMIT {
                let log = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                return Err(format!("{why}\nIts log says:\n{log}"));
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

/// `PostgreSQL` refuses a key that others may read.
fn write_private(path: &Path, content: &[u8]) -> Result<(), String> {
    let written = std::fs::write(path, content)
        .and_then(|()| std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)));
    written.map_err(|why| format!("cannot write {}: {why}", path.display()))
}

/// The user and group for the server where this process is root, which `PostgreSQL` refuses to run as.
pub(crate) fn unprivileged_user() -> Result<Option<(u32, u32)>, String> {
    if id(&["-u"])? != 0 {
        return Ok(None);
    }
    Ok(Some((id(&["-u", "nobody"])?, id(&["-g", "nobody"])?)))
}

fn id(arguments: &[&str]) -> Result<u32, String> {
    let output = Command::new("id").args(arguments).output().map_err(|why| format!("cannot run `id`: {why}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    text.trim().parse().map_err(|_| format!("`id {}` answered {text:?}", arguments.join(" ")))
}

/// Whether a user without rights can reach the folder: a clone below /root is closed to `nobody`.
fn everybody_may_enter(folder: &Path) -> bool {
    folder.ancestors().all(|part| part.metadata().is_ok_and(|found| found.permissions().mode() & 0o001 != 0))
}

/// A folder of the cluster's own: in memory where there is room, unless programs must be run from it.
fn run_folder(for_programs: bool) -> Result<PathBuf, String> {
    let memory = Path::new("/dev/shm");
    let base = if !for_programs && free_kib(memory) >= ROOM_WANTED { memory.to_owned() } else { std::env::temp_dir() };
    let folder = tempfile::Builder::new().prefix("seawall-postgres-").tempdir_in(&base);
    // The supervisor removes it.
    Ok(folder.map_err(|why| format!("cannot make a folder in {}: {why}", base.display()))?.keep())
}

/// Gives the folder with all that is in it to the server's user, who runs there and removes it in the end.
pub(crate) fn hand_over(folder: &Path, user: Option<(u32, u32)>) -> Result<(), String> {
    let Some((user, group)) = user else { return Ok(()) };
    let status = Command::new("chown").arg("-R").arg(format!("{user}:{group}")).arg(folder).status();
    if status.is_ok_and(|status| status.success()) {
        return Ok(());
    }
    Err(format!("cannot give {} to user {user}", folder.display()))
}

fn free_kib(folder: &Path) -> u64 {
    let output = Command::new("df").arg("-Pk").arg(folder).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    let free = text.lines().nth(1).and_then(|line| line.split_whitespace().nth(3));
    free.and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// Copies `bin` with its `lib` and `share`, for which it looks beside itself.
fn copy_binaries(bin: &Path, folder: &Path) -> Result<PathBuf, String> {
    let root = bin.parent().ok_or("the binaries lie in the root folder")?;
    let copy = folder.join("installation");
    let status = Command::new("cp").arg("-R").arg(root).arg(&copy).status();
    if !status.is_ok_and(|status| status.success()) {
        return Err(format!("cannot copy {} to {}", root.display(), copy.display()));
    }
    Ok(copy.join("bin"))
}

fn supervise(bin: &Path, folder: &Path, user: Option<(u32, u32)>, extra: &[String]) -> Result<Child, String> {
    let mut command = Command::new("sh");
    command.args(["-c", include_str!("supervise.sh"), "supervise"]).arg(bin).arg(folder);
    command.args(SETTINGS.iter().flat_map(|setting| ["-c", setting]));
    for setting in extra {
        command.args(["-c", &setting.replace("{folder}", &folder.to_string_lossy())]);
    }
    // Nothing of the caller's environment: PGPORT, LANG and their like would make another server on another machine.
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.env("LC_ALL", "C").env("TZ", "UTC").current_dir("/");
    // A group of its own, so that what kills the test run's whole group leaves the supervisor to clean up.
    command.process_group(0).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    if let Some((user, group)) = user {
        command.uid(user).gid(group);
    }
    command.spawn().map_err(|why| format!("cannot run `sh`: {why}"))
}
