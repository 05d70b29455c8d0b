//! Through `PgBouncer` in transaction mode, which hands a server connection on after each transaction.

use super::{target, with_session};
use crate::postgres::{Database, hand_over, server, unprivileged_user};
use crate::skip;
use seawall::live::{self, Limits};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// One server connection for everybody, so that a setting that stays behind is seen by the next client.
const SETTINGS: &str = "pool_mode = transaction\nauth_type = any\ndefault_pool_size = 1\nmax_client_conn = 10\n";

/// A running pooler; it ends with this process, or with its owner.
struct Pooler {
    folder: PathBuf,
    child: Child,
}

impl Pooler {
    /// Starts one before the database's server; `None`, after saying so, where there is none on this machine.
    fn before(database: &Database) -> Option<Self> {
        let program = ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/opt/homebrew/bin/pgbouncer"].map(Path::new);
        let Some(program) = program.into_iter().find(|program| program.is_file()) else {
            skip::skip("PgBouncer is not here", "`sh tests/run` brings it.");
            return None;
        };
        let folder = tempfile::Builder::new().prefix("seawall-pooler-").tempdir().unwrap().keep();
        let (shown, server) = (folder.display(), database.server().folder().display());
        let configuration = format!(
            "[databases]\n* = host={server} user=postgres\n[pgbouncer]\nlisten_port = 6543\nunix_socket_dir = {shown}\n\
             logfile = {shown}/log\n{SETTINGS}"
        );
        std::fs::write(folder.join("pgbouncer.ini"), configuration).unwrap();
        let user = unprivileged_user().unwrap();
        hand_over(&folder, user).unwrap();
        let mut command = Command::new("sh");
        // It ends when standard input does, which is when this process is gone, whatever killed it.
        let script = "\"$1\" -q \"$2/pgbouncer.ini\" </dev/null & child=$!; cat >/dev/null; kill $child; rm -rf \"$2\"";
        command.args(["-c", script, "sh"]).arg(program).arg(&folder).current_dir("/").process_group(0);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        if let Some((user, group)) = user {
            command.uid(user).gid(group);
        }
        let pooler = Self { child: command.spawn().unwrap(), folder };
        pooler.wait_until_it_listens();
        Some(pooler)
    }

    fn wait_until_it_listens(&self) {
        let began = Instant::now();
        while !self.folder.join(".s.PGSQL.6543").exists() {
            let log = || std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
            assert!(began.elapsed() < Duration::from_secs(30), "PgBouncer does not listen: {}", log());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn url(&self, database: &Database) -> String {
        let folder = self.folder.to_string_lossy().replace('/', "%2F");
        format!("postgresql://postgres@{folder}:6543/{}", database.name())
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        self.child.stdin = None;
        self.child.wait().unwrap();
    }
}

#[test]
fn a_session_reads_through_a_transaction_pooler_and_leaves_nothing_behind() {
    let Some(server) = server(None) else { return };
    let database = server.database();
    let Some(pooler) = Pooler::before(&database) else { return };
    let url = pooler.url(&database);
    assert!(target(&url).url.is_transaction_pooler());
    for _ in 0..3 {
        let path = with_session(&url, async |session| {
            session.query("SELECT 1").await?;
            Ok(session.query("SHOW search_path").await?[0].at(0).map(str::to_owned))
        });
        assert_eq!(path.unwrap().as_deref(), Some("\"\""));
    }
    super::run(async {
        let next = live::connect_shadow(&target(&url), &Limits::default()).await?;
        let answers = next.queries("SHOW search_path; SHOW statement_timeout; SHOW transaction_read_only").await?;
        let left: Vec<_> = answers.iter().map(|rows| rows[0].at(0)).collect();
        assert_eq!(left, [Some("\"$user\", public"), Some("0"), Some("off")]);
        next.close().await;
        Ok::<_, live::LiveError>(())
    })
    .unwrap();
}

#[test]
fn a_parameter_that_the_pooler_refuses_is_told() {
    let Some(server) = server(None) else { return };
    let database = server.database();
    let Some(pooler) = Pooler::before(&database) else { return };
    let url = format!("{}?options=-c%20jit%3Doff", pooler.url(&database));
    let error = with_session(&url, async |_| Ok(())).unwrap_err();
    assert!(error.message.contains("startup parameter: options"), "{error:?}");
    assert!(error.help.unwrap().contains("leave `options` out"));
}
