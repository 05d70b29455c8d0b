//! A shadow in a private server: roles and database named as on the live one.

mod account;
mod binaries;
mod cluster;
mod folder;
mod installation;
mod npm;
mod programs;
mod template;
mod tree;

use std::time::{Duration, Instant};

use crate::live::{ConnectionUrl, Limits, LiveError, Target, connect_shadow};

use super::{ShadowRequest, failed, quoted};
use binaries::Places;
use cluster::Cluster;
use installation::Installation;

/// The superuser and the database that `initdb` makes.
const INITIAL: &str = "postgres";

/// How long a server may take until it answers. A loaded machine needs seconds; what hangs must end.
const PATIENCE: Duration = Duration::from_secs(60);

/// A private server with one database.
#[derive(Debug)]
pub(super) struct Private {
    cluster: Cluster,
    installation: Installation,
    role: String,
    database: String,
}

impl Private {
    /// Starts a server of the version that fits best.
    ///
    /// # Errors
    /// There are no programs, or the server does not start.
    pub(super) async fn open(request: &ShadowRequest<'_>) -> Result<Self, LiveError> {
        let places = Places::here(request.bin, request.project);
        let major = request.major;
        let found = blocking(move || places.find(major)).await?;
        let installation = found.ok_or_else(|| nothing_found(major))?;
        let cluster = start(&installation, request).await?;
        Ok(Self { cluster, installation, role: request.owner.to_owned(), database: request.database.to_owned() })
    }

    pub(super) fn description(&self) -> String {
        format!("private PostgreSQL {} ({})", self.installation.version, self.installation.bin.display())
    }

    pub(super) fn notes(&self, wanted: u32) -> Vec<String> {
        let found = self.installation.major;
        let differs = (found != wanted).then(|| {
            format!(
                "the live server is PostgreSQL {wanted} and the shadow PostgreSQL {found}, since no other was found; \
                 `{}` brings one",
                npm::install_command(wanted)
            )
        });
        differs.into_iter().collect()
    }

    pub(super) fn role(&self) -> &str {
        &self.role
    }

    pub(super) fn url(&self) -> Result<ConnectionUrl, LiveError> {
        url(&self.cluster, &self.role, &self.database)
    }

    /// Ends the server and removes its folder.
    pub(super) async fn remove(self) -> Result<(), LiveError> {
        blocking(move || {
            drop(self);
            Ok(())
        })
        .await
    }
}

/// Starts a server, waits until it answers, and gives it the live one's names; once more with a fresh template where the
/// kept one was spoilt.
async fn start(installation: &Installation, request: &ShadowRequest<'_>) -> Result<Cluster, LiveError> {
    let begin = async || {
        let installation = installation.clone();
        blocking(move || Cluster::start(&installation)).await
    };
    let mut cluster = begin().await?;
    let mut named = name_as_live(&mut cluster, request).await;
    if named.is_err() && cluster.ended().is_some() {
        cluster.discard_template();
        cluster = begin().await?;
        named = name_as_live(&mut cluster, request).await;
    }
    named.map(|()| cluster)
}

/// Waits until the server answers, then gives it the live one's roles, and its database the live one's name.
async fn name_as_live(cluster: &mut Cluster, request: &ShadowRequest<'_>) -> Result<(), LiveError> {
    let url = url(cluster, INITIAL, "template1")?;
    let target = Target { name: "shadow".to_owned(), url, source: "a private PostgreSQL".to_owned() };
    let once = Limits { attempts: 1, ..Limits::default() };
    let began = Instant::now();
    let session = loop {
        let error = match connect_shadow(&target, &once).await {
            Ok(session) => break session,
            Err(error) => error,
        };
        if let Some(log) = cluster.ended() {
            return Err(failed(format!("a private PostgreSQL did not start; its log says: {log}")));
        }
        if began.elapsed() > PATIENCE {
            return Err(failed(format!("a private PostgreSQL does not answer: {}", error.message)));
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    };
    let named = session.execute(&names(request)).await;
    session.close().await;
    named.map_err(|why| failed(format!("a private PostgreSQL cannot take the live server's names: {}", why.message)))
}

fn names(request: &ShadowRequest<'_>) -> String {
    let (owner, database) = (quoted(request.owner), quoted(request.database));
    let mut statements = Vec::new();
    if request.owner != INITIAL {
        statements.push(format!("CREATE ROLE {owner} SUPERUSER LOGIN"));
    }
    let others = request.roles.iter().filter(|role| ![request.owner, INITIAL].contains(&role.as_str()));
    statements
        .extend(others.filter(|role| !role.starts_with("pg_")).map(|role| format!("CREATE ROLE {}", quoted(role))));
    if request.database != INITIAL {
        statements.push(format!("ALTER DATABASE {INITIAL} RENAME TO {database}"));
        // initdb's comment is about the initial database.
        statements.push(format!("COMMENT ON DATABASE {database} IS NULL"));
    }
    statements.push(format!("ALTER DATABASE {database} OWNER TO {owner}"));
    statements.join(";\n")
}

fn url(cluster: &Cluster, role: &str, database: &str) -> Result<ConnectionUrl, LiveError> {
    let word = |text: &str| format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"));
    let folder = cluster.socket_folder().to_str().ok_or_else(|| failed("the run folder's name is not UTF-8"))?;
    // No TLS over a Unix socket; without the word, each connection reads the system's certificates first (20 ms).
    ConnectionUrl::parse(&format!(
        "host={} user={} dbname={} sslmode=disable",
        word(folder),
        word(role),
        word(database)
    ))
}

/// Runs what waits for files and programs beside the connections.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, LiveError> + Send + 'static,
) -> Result<T, LiveError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|why| Err(failed(format!("a private PostgreSQL was broken off: {why}"))))
}

/// How to get a shadow, on one screen.
fn nothing_found(major: u32) -> LiveError {
    let packages = if cfg!(target_os = "macos") {
        format!("brew install postgresql@{major}")
    } else {
        "apt install postgresql, or your system's package of the server".to_owned()
    };
    failed("no PostgreSQL was found on this machine in which the migrations could be replayed").help(format!(
        "one of these gives Seawall one:\n  \
         {}\n  \
         {packages}\n  \
         --postgres-bin FOLDER (or {}), where initdb and postgres lie elsewhere\n  \
         --shadow-url URL of a server on which Seawall may create and drop a database\n  \
         --compare structure, to compare what can be known without a replay",
        npm::install_command(major),
        binaries::VARIABLE
    ))
}
