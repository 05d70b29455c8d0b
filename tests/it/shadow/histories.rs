//! Real histories: what a shadow makes of each equals what a dump of a real database says of it.

use super::installation::{Installations, WithExtensions};
use crate::shared::{self, History, Status};
use crate::skip;
use seawall::audit::replay_catalog;
use seawall::live::shadow::{self, ReplayError, Script, Shadow, ShadowRequest};
use seawall::live::{self, Limits, Target, block_on, connect_shadow};
use seawall::project::{Runner, Selector, Sending, Workspace, select};
use seawall::schema::{Change, Inventory, ObjectKind, diff, empty_like, structure};
use seawall::sql::{self, Operation, Source};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

/// What some runners put in the place of words that are no SQL, as the manifest tells.
const PLACEHOLDERS: [(&str, &str); 4] = [
    (":GRAPHILE_WORKER_SCHEMA", "graphile_worker"),
    ("{{ index .Options \"Namespace\" }}", "auth"),
    ("{{index .Options \"Namespace\" }}", "auth"),
    ("/* SCHEMA_NAME_SENTINEL */", "\"public\""),
];

/// One history with what its replay needs.
struct Subject<'a> {
    shared: &'a Path,
    history: &'a History,
    /// Each file so, whatever its tool does; `None`: as its tool sends it.
    sending: Option<Sending>,
}

impl Subject<'_> {
    fn root(&self) -> PathBuf {
        self.shared.join("corpus").join(&self.history.path)
    }

    /// The role that runs the migrations.
    fn owner(&self) -> &'static str {
        let platform = self.history.needs.iter().any(|need| need.ends_with("/supabase_admin_role.sql"));
        if platform { "supabase_admin" } else { "postgres" }
    }

    /// The scripts of the platform, in their order; the dumps have them run by a role of its own.
    fn preludes(&self) -> Vec<(String, String)> {
        let files = self.history.needs.iter().filter_map(|need| need.strip_prefix("prelude:"));
        let texts = files.map(|file| {
            let text = std::fs::read_to_string(self.shared.join("corpus").join(file)).unwrap();
            // The role that replays is there before any script.
            let text = text.replace(&format!("CREATE ROLE {} SUPERUSER LOGIN;", self.owner()), "");
            (file.to_owned(), format!("SET SESSION AUTHORIZATION corpus_admin;\n{text}"))
        });
        let role = ("the role of the preludes".to_owned(), "CREATE ROLE corpus_admin SUPERUSER".to_owned());
        std::iter::once(role).chain(texts).collect()
    }

    /// The texts of the migrations, in the order of their tool, and how they are sent.
    fn migrations(&self) -> Vec<(String, String, String, Sending)> {
        let folder = self.root().join(&self.history.migrations_path);
        let workspace = Workspace::new(self.root());
        let selection =
            select(&workspace, &Selector::All, &[folder.into()]).unwrap_or_else(|why| panic!("{why}")).remove(0);
        let runner = Runner::find(&selection.history);
        let migrations = selection.history.migrations.iter().map(|migration| {
            let source = &migration.source;
            let text = if self.history.needs.iter().any(|need| need == "placeholder-substitution") {
                PLACEHOLDERS.iter().fold(source.text().to_owned(), |text, (word, value)| text.replace(word, value))
            } else {
                source.sql().to_owned()
            };
            // The dumps are of sessions of psql, which take back what a file leaves open; some tools commit it.
            let sending = if leaves_transaction_open(source) { Some(Sending::OneQuery) } else { self.sending };
            let sending = sending.unwrap_or_else(|| runner.replays(migration));
            (migration.name.to_string(), migration.source.path().to_owned(), text, sending)
        });
        migrations.collect()
    }

    /// Replays the history, loads the dump beside it, and says how they differ.
    fn differences(&self, installation: &WithExtensions) -> Result<Vec<String>, String> {
        let names = ShadowRequest { database: "postgres", owner: self.owner(), ..super::shop(installation.major()) };
        let request = ShadowRequest { bin: Some(installation.bin()), ..names };
        block_on(async {
            let mut shadow = shadow::open(&request).await.map_err(|error| error.to_string())?;
            self.replay(&mut shadow).await.map_err(|error| format!("{error} ({:?})", error.help))?;
            let mut told = match self.load_dump(shadow.target()).await {
                Ok(expected) => changes(&expected, shadow.target()).await,
                Err(why) => vec![why],
            };
            let files_alone = self.structure(shadow.target()).await;
            // PostgreSQL may write an expression that it has written and read before in another way, and some dumps cannot
            // be loaded: then the shadow's own dump must be the same.
            if !told.is_empty() && self.dumps_alike(shadow.target(), installation.pg_dump())? {
                told.clear();
            }
            told.extend(files_alone);
            shadow.drop().await.map_err(|error| error.to_string())?;
            Ok(told)
        })
        .unwrap()
    }

    async fn replay(&self, shadow: &mut Shadow) -> Result<(), ReplayError> {
        for (name, text) in self.preludes() {
            shadow.prelude(&name, &text).await?;
        }
        let migrations = self.migrations();
        let scripts: Vec<Script<'_>> =
            migrations.iter().map(|(name, path, sql, sending)| Script { name, path, sql, sending: *sending }).collect();
        shadow.replay(&scripts).await
    }

    /// What the files alone tell otherwise than the server: each would be a false alarm of `--compare structure`.
    async fn structure(&self, shadow: &Target) -> Vec<String> {
        let preludes = self.preludes().into_iter().map(|(name, text)| Source::new(name, text));
        let migrations = self.migrations().into_iter().map(|(_, path, text, _)| Source::new(path, text));
        let sources: Vec<Source> = preludes.chain(migrations).collect();
        let actual = inventory(shadow).await;
        let (catalog, doubt) = replay_catalog(sources.iter(), empty_like(&actual, "public"));
        let (expected, reduced) = structure(&catalog, &doubt, &actual);
        diff(&expected, &reduced).iter().map(|change| format!("files alone: {}", told(change))).collect()
    }

    /// Whether `pg_dump` writes the shadow as it wrote the real database.
    fn dumps_alike(&self, shadow: &Target, pg_dump: &Path) -> Result<bool, String> {
        let folder = shadow.url.hosts().next().unwrap();
        let arguments = ["--schema-only", "-h", folder, "-U", "postgres", "-d", "postgres"];
        let output = Command::new(pg_dump).args(arguments).output().map_err(|why| format!("pg_dump: {why}"))?;
        let dump = std::fs::read_to_string(self.root().join("_final_schema.sql")).unwrap();
        Ok(output.status.success() && statements(&String::from_utf8_lossy(&output.stdout)) == statements(&dump))
    }

    /// The dump in a database of its own on the same server, as psql loads it.
    async fn load_dump(&self, shadow: &Target) -> Result<Target, String> {
        let folder = shadow.url.hosts().next().unwrap().to_owned();
        let administrator = Target { url: shadow.url.with_database("template1"), ..shadow.clone() };
        let session = connect_shadow(&administrator, &Limits::default()).await.unwrap();
        session.execute("CREATE DATABASE dump TEMPLATE template0").await.unwrap();
        session.close().await;
        let mut psql = Command::new("psql");
        psql.args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", &folder, "-U", "postgres", "-d", "dump", "-f"]);
        let output = psql.arg(self.root().join("_final_schema.sql")).output().map_err(|why| format!("psql: {why}"))?;
        if !output.status.success() {
            return Err(format!("the dump: {}", String::from_utf8_lossy(&output.stderr)));
        }
        Ok(Target { url: shadow.url.with_database("dump"), ..shadow.clone() })
    }
}

fn leaves_transaction_open(source: &Source) -> bool {
    let statements = sql::read(source);
    let last = statements.iter().flat_map(|statement| &statement.operations).rev().find_map(|located| {
        let operation = &located.operation;
        let ends = matches!(operation, Operation::Commit { .. } | Operation::Rollback { .. });
        (ends || *operation == Operation::Begin).then_some(!ends)
    });
    last.unwrap_or(false)
}

async fn changes(expected: &Target, actual: &Target) -> Vec<String> {
    let changes = diff(&inventory(expected).await, &inventory(actual).await);
    changes.iter().filter(|change| !is_left_out_of_dumps(change)).map(told).collect()
}

async fn inventory(target: &Target) -> Inventory {
    let session = live::connect(target, &Limits::default()).await.unwrap();
    let inventory = live::inspect(&session).await.unwrap();
    session.close().await;
    inventory
}

/// What `pg_dump --schema-only` never writes: what belongs to the database or the extension as a whole, and what rows did.
fn is_left_out_of_dumps(change: &Change) -> bool {
    let attribute = change.attribute.map_or("", |attribute| attribute.name);
    matches!(
        (change.object.kind, attribute),
        (ObjectKind::Database, _)
            | (ObjectKind::Extension, "owner")
            | (ObjectKind::Sequence, "last-value")
            | (ObjectKind::MaterializedView, "populated")
    )
}

/// A dump without its comments, the version in them, and the lines that are other in each dump.
fn statements(dump: &str) -> Vec<&str> {
    let is_statement = |line: &&str| !line.is_empty() && !line.starts_with("--") && !line.starts_with('\\');
    dump.lines().filter(is_statement).collect()
}

fn told(change: &Change) -> String {
    let attribute = change.attribute.map_or("", |attribute| attribute.name);
    format!("{} {} {attribute}: {:?} but {:?}", change.object, change.kind.as_str(), change.expected, change.actual)
}

#[test]
fn each_clean_history_makes_the_schema_of_its_dump() {
    let Some(shared) = shared::folder() else { return };
    let Some(installations) = Installations::of(&shared) else { return };
    let only = std::env::var("SEAWALL_TEST_HISTORY").unwrap_or_default();
    let histories = shared::histories(&shared);
    let asked = histories.iter().filter(|history| history.status == Status::Clean && history.path.contains(&only));
    let mut met = Vec::new();
    for history in asked {
        match installations.for_history(history) {
            Ok(installation) => met.push((history, installation)),
            Err(why) => skip::say_skipped(&why),
        }
    }
    let (next, failures) = (Mutex::new(met.iter().enumerate()), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some((at, (history, installation))) = { next.lock().unwrap().next() } {
                    // One query is what is sent where no runner is known.
                    let one_query = history.replays_with.iter().any(|known| known.starts_with("one-query"));
                    let sending = (one_query && at % 2 == 0).then_some(Sending::OneQuery);
                    let subject = Subject { shared: &shared, history, sending };
                    let problem = match subject.differences(installation) {
                        Ok(changes) if changes.is_empty() => continue,
                        Ok(changes) => changes.join("\n  "),
                        Err(why) => why,
                    };
                    failures.lock().unwrap().push(format!("{}\n  {problem}", history.path));
                }
            });
        }
    });
    let failures = failures.into_inner().unwrap();
    assert!(failures.is_empty(), "{} of {} histories:\n{}", failures.len(), met.len(), failures.join("\n"));
}
