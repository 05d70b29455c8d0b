//! A private `PostgreSQL`: one cluster in a folder of its own, reached by a Unix socket, gone with Seawall.

use std::fs;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use super::account::Account;
use super::failed;
use super::folder::{self, Content};
use super::installation::Installation;
use super::programs::{self, Programs};
use super::template::{Run, Template};
use crate::live::LiveError;

/// Speed before durability: the cluster never outlives its reader. Room for histories that lock every table in one
/// transaction. No JIT: without statistics the planner would compile every query of the catalog.
const SETTINGS: [&str; 15] = [
    "listen_addresses=",
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "autovacuum=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "max_connections=20",
    "shared_buffers=32MB",
    "max_locks_per_transaction=1024",
    "jit=off",
    "timezone=UTC",
    // In the cluster's folder, so that nothing of it can be left elsewhere.
    "dynamic_shared_memory_type=mmap",
    "unix_socket_permissions=0700",
    "log_min_messages=fatal",
];

/// A running private server.
#[derive(Debug)]
pub(super) struct Cluster {
    folder: PathBuf,
    supervisor: Child,
    template: Option<Template>,
}

impl Cluster {
    /// Starts a server; it may need some milliseconds more until it answers.
    ///
    /// # Errors
    /// No folder for it, `initdb` fails, or no shell is there.
    pub(super) fn start(installation: &Installation) -> Result<Self, LiveError> {
        let account = Account::needed()?;
        let content = if programs::must_be_copied(installation, account) { Content::Programs } else { Content::Data };
        let folder = folder::make(account, content)?;
        let started = Self::start_in(&folder, installation, account);
        if started.is_err() {
            fs::remove_dir_all(&folder).ok();
        }
        started
    }

    fn start_in(folder: &Path, installation: &Installation, account: Option<Account>) -> Result<Self, LiveError> {
        let programs = Programs::prepare(installation, folder, account)?;
        let run = Run { programs: &programs, account };
        let template = Template::of(installation);
        let data = folder.join("data");
        match &template {
            Some(template) => template.copy_to(&data, &run)?,
            None => run.initdb(&data)?,
        }
        let supervisor = supervise(&programs, folder)
            .map_err(|why| failed(format!("cannot run `sh`, which watches over a private PostgreSQL: {why}")))?;
        Ok(Self { folder: folder.to_owned(), supervisor, template })
    }

    /// The folder of the server's socket.
    pub(super) fn socket_folder(&self) -> &Path {
        &self.folder
    }

    /// What the server's log says, where it has ended.
    pub(super) fn ended(&mut self) -> Option<String> {
        let is_over = self.folder.join("ended").exists() || self.supervisor.try_wait().is_ok_and(|left| left.is_some());
        is_over.then(|| fs::read_to_string(self.folder.join("log")).unwrap_or_default().trim().to_owned())
    }

    /// Forgets the template that this server was made from: it does not start.
    pub(super) fn discard_template(&self) {
        self.template.iter().for_each(Template::discard);
    }
}

impl Drop for Cluster {
    /// Ends the server at once and removes its folder. The supervisor would do so without us too.
    fn drop(&mut self) {
        drop(self.supervisor.stdin.take());
        self.supervisor.wait().ok();
    }
}

fn supervise(programs: &Programs, folder: &Path) -> io::Result<Child> {
    let mut command = programs.script(include_str!("supervise.sh"), folder);
    command.args(SETTINGS.iter().flat_map(|setting| ["-c", setting]));
    // A group of its own, so that what kills Seawall's whole group leaves the supervisor to clean up.
    command.process_group(0).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn()
}
