//! Replays migrations on throw-away databases, once for all databases in the same state.

use std::collections::HashMap;
use std::sync::Arc;

use super::DriftArguments;
use super::expectation::Files;
use super::look::Side;
use super::scope;
use super::targets::Names;
use crate::audit::Problem;
use crate::cli::judgement::Judgement;
use crate::live::shadow::{self, Locale, Prelude, Script, Shadow, ShadowRequest};
use crate::live::{self, ConnectionUrl, Limits, Target};
use crate::project::{DatabaseUrl, Migration, Workspace};
use crate::schema::Inventory;
use crate::sql::Source;

/// What a replay made, and where.
#[derive(Clone)]
pub(super) struct Replayed {
    pub(super) inventory: Arc<Inventory>,
    /// For a sentence: `replayed on private PostgreSQL 15.18 (…)`.
    pub(super) server: String,
}

/// What two databases must have in common to share a replay.
#[derive(Clone, PartialEq, Eq, Hash)]
struct State {
    places: Vec<usize>,
    major: u32,
    owner: String,
    schema: Option<String>,
    roles: Vec<String>,
}

/// The replays of one run.
pub(super) struct Replays<'a> {
    arguments: &'a DriftArguments,
    workspace: &'a Workspace,
    url: Option<ConnectionUrl>,
    prelude: Option<(String, String)>,
    made: HashMap<State, Replayed>,
    notes: Vec<String>,
}

impl<'a> Replays<'a> {
    /// # Errors
    /// The shadow's connection string or the prelude cannot be read.
    pub(super) fn new(
        arguments: &'a DriftArguments,
        names: &Names<'_>,
        workspace: &'a Workspace,
    ) -> Result<Self, Vec<Problem>> {
        let url = arguments.shadow.shadow_url.as_deref().map(|text| shadow_url(text, names)).transpose();
        let prelude = prelude(names.judgement, workspace);
        match (url, prelude) {
            (Ok(url), Ok(prelude)) => {
                Ok(Self { arguments, workspace, url, prelude, made: HashMap::new(), notes: Vec::new() })
            }
            (url, prelude) => Err(url.err().into_iter().chain(prelude.err()).collect()),
        }
    }

    /// What these migrations make on a server like this one.
    ///
    /// # Errors
    /// There is no throw-away server, or a migration does not replay.
    pub(super) async fn of(&mut self, files: &Files, places: &[usize], side: &Side) -> Result<Replayed, Problem> {
        let state = State {
            places: places.to_vec(),
            major: side.server.major,
            owner: owner(side).to_owned(),
            schema: side.target.url.schema().map(str::to_owned),
            roles: side.surroundings.roles.clone(),
        };
        if let Some(made) = self.made.get(&state) {
            return Ok(made.clone());
        }
        let mut shadow = shadow::open(&self.request(side)).await?;
        let inventory = self.replayed(&mut shadow, files, places).await;
        let server = format!("replayed on {}", shadow.describe());
        for note in shadow.notes() {
            if !self.notes.contains(note) {
                self.notes.push(note.clone());
            }
        }
        let role = shadow.replay_role().to_owned();
        if let Err(error) = shadow.drop().await {
            self.notes.push(error.message);
        }
        let mut inventory = inventory?;
        inventory.rename_role(&role, owner(side));
        scope::leave_out_foreign(&mut inventory, side.target.url.schema(), &side.surroundings.roles);
        scope::leave_out_history(&mut inventory, &side.history);
        scope::leave_out_of_shadow(&mut inventory);
        let replayed = Replayed { inventory: Arc::new(inventory), server };
        self.made.insert(state, replayed.clone());
        Ok(replayed)
    }

    fn request<'b>(&'b self, side: &'b Side) -> ShadowRequest<'b> {
        let around = &side.surroundings;
        ShadowRequest {
            url: self.url.as_ref(),
            guarded: std::slice::from_ref(&side.server),
            major: side.server.major,
            database: &side.server.database,
            locale: Some(Locale { encoding: &around.encoding, collate: &around.collate, ctype: &around.ctype }),
            owner: owner(side),
            roles: &around.roles,
            schema: side.target.url.schema(),
            bin: self.arguments.shadow.postgres_bin.as_deref(),
            project: self.workspace.cwd(),
        }
    }

    async fn replayed(&self, shadow: &mut Shadow, files: &Files, places: &[usize]) -> Result<Inventory, Problem> {
        let migrations = || places.iter().map(|&place| &files.history.migrations[place]);
        if let Some(program) = migrations().find(|migration| migration.unread.is_some()) {
            return Err(not_sql(program));
        }
        if let Some((name, sql)) = &self.prelude {
            shadow.prelude(name, sql).await?;
        }
        let scripts: Vec<Script<'_>> = migrations()
            .map(|migration| Script {
                name: &migration.name,
                path: migration.source.path(),
                sql: migration.source.sql(),
                sending: files.runner.replays(migration),
            })
            .collect();
        shadow.replay(&scripts).await?;
        Ok(live::read(shadow.target(), &Limits::default(), async |session| live::inspect(session).await).await?)
    }

    /// What runs before the first migration.
    pub(super) fn prelude(&self) -> Option<Source> {
        self.prelude.as_ref().map(|(name, sql)| Source::new(name.as_str(), sql.as_str()))
    }

    /// What the reader must know of the throw-away servers.
    pub(super) fn notes(&self) -> Vec<String> {
        self.notes.clone()
    }
}

/// A program cannot be replayed: without it the throw-away database would lack what it makes.
fn not_sql(program: &Migration) -> Problem {
    Problem {
        message: format!(
            "is written in {}, and Seawall runs no programs: it cannot be replayed",
            program.unread.unwrap_or("another language")
        ),
        path: Some(program.source.path().to_owned()),
        help: Some("compare with a database that the tool itself has migrated: `--against`".to_owned()),
        ..Problem::default()
    }
}

/// The role that runs the migrations on the live side: it owns their history table, or else the database.
fn owner(side: &Side) -> &str {
    side.history.owner.as_deref().unwrap_or(&side.surroundings.owner)
}

fn shadow_url(text: &str, names: &Names<'_>) -> Result<ConnectionUrl, Problem> {
    let url = DatabaseUrl::parse(text).ok_or_else(|| Problem {
        message: "--shadow-url is no connection string".to_owned(),
        help: Some(
            "write `postgresql://user@host/postgres`, or the name of a variable: `$SHADOW_DATABASE_URL`".to_owned(),
        ),
        ..Problem::default()
    })?;
    Ok(Target::resolve("--shadow-url", &url, names.variables)?.0.url)
}

/// The script that runs first: one that is built in, or a file of the project.
fn prelude(judgement: &Judgement, workspace: &Workspace) -> Result<Option<(String, String)>, Problem> {
    let Some(named) = &judgement.policy.drift.prelude else { return Ok(None) };
    if let Some(builtin) = Prelude::builtin(&named.value) {
        return Ok(Some((named.value.clone(), builtin.sql.to_owned())));
    }
    let file = judgement.policy.folder().join(&named.value);
    let shown = workspace.shown(&file);
    match std::fs::read_to_string(&file) {
        Ok(sql) => Ok(Some((shown, sql))),
        Err(error) => Err(Problem {
            message: format!("the prelude cannot be read: {error}"),
            path: Some(shown),
            help: Some(
                "correct `drift.prelude` in the policy; `builtin:supabase` and `builtin:neon` are ready".to_owned(),
            ),
            ..Problem::default()
        }),
    }
}
