//! Reads what the judgement of a command needs, and asks for it.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::log::Log;
use super::lookup::ProjectLookup;
use crate::audit::exec::{Decision, ExecInput, Guard, Protected, Surroundings, decide};
use crate::audit::record_is_fresh;
use crate::cli::gate::evidence::last_record;
use crate::cli::judgement::PolicyFlags;
use crate::live::{ConnectionUrl, Limits, LiveError, ServerIdentity, Target, block_on, connect};
use crate::policy::{Mistake, Policy};
use crate::project::invocation::{CommandLine, Lookup};
use crate::project::{BreakGlass, Variables, Workspace, env_file};
use crate::rules::CommandBook;

/// How long a server is asked which one it is.
const PATIENCE: Duration = Duration::from_secs(8);

/// What commands of one folder are judged by.
pub(in crate::cli) struct Bench {
    cwd: PathBuf,
    /// The policy that judges.
    pub(in crate::cli) policy: Policy,
    /// What is known about commands.
    pub(in crate::cli) book: CommandBook,
    process: BTreeMap<String, String>,
    lookup: ProjectLookup,
}

impl Bench {
    /// Reads the policy and the variables.
    ///
    /// # Errors
    /// The policy's mistakes, as a sentence.
    pub(in crate::cli) fn load(cwd: &Path, policy: Option<&Path>) -> Result<Self, String> {
        let flags = PolicyFlags { policy: policy.map(Path::to_owned), level: Vec::new() };
        let policy = flags.load(cwd).map_err(|mistakes| told(&mistakes))?;
        let book = policy.command_book().map_err(|mistakes| told(&mistakes))?;
        let lossy = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
            (name.to_string_lossy().into_owned(), value.to_string_lossy().into_owned())
        };
        let process = std::env::vars_os().map(lossy).collect();
        Ok(Self { cwd: cwd.to_owned(), policy, book, process, lookup: ProjectLookup::new(cwd) })
    }

    /// Finds the scripts that a command calls.
    pub(in crate::cli) fn lookup(&self) -> &dyn Lookup {
        &self.lookup
    }

    /// The record of refusals and of what reached a protected database.
    pub(super) fn log(&self) -> Log {
        Log::new(&self.policy, &self.process)
    }

    /// The protected environments, and whether their glass may be broken.
    pub(super) fn protected(&self) -> impl Iterator<Item = (&str, BreakGlass)> {
        let all = self.policy.environments.iter().filter(|(_, environment)| environment.value.protected);
        all.map(|(name, environment)| (name.as_str(), environment.value.break_glass))
    }

    /// Decides about a command line.
    ///
    /// # Errors
    /// An environment that the policy does not have, or a `.env` file that cannot be read.
    pub(in crate::cli) fn decide(&self, line: &CommandLine, named: Option<&str>) -> Result<Decision, String> {
        if let Some(name) = named.filter(|name| !self.policy.environments.contains_key(*name)) {
            let known = self.policy.environments.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
            let known = if known.is_empty() { "none".to_owned() } else { known };
            return Err(format!("there is no environment `{name}` in the policy; it names {known}"));
        }
        let guard = Guard { protected: self.read_protected()?, identify: &identify };
        // After a `cd`, files are not where they were looked for.
        let moves = line.invocations.iter().any(|run| matches!(run.name().as_str(), "cd" | "pushd" | "chdir"));
        let folder = |path: &str| self.cwd.join(path);
        let around = Surroundings {
            process: self.process.clone(),
            read: &|path| std::fs::read_to_string(folder(path)).ok(),
            env_file: &|path| match env_file(&folder(path), path) {
                _ if moves => Err(format!("{path} was not read: the command changes its folder first")),
                Ok(values) => Ok(values),
                Err(error) => Err(format!("{path} {}", error.message)),
            },
            terminal: std::io::stdin().is_terminal(),
        };
        let today = time::OffsetDateTime::now_utc().date();
        let (policy, book) = (&self.policy, &self.book);
        let record = |environment: &str| self.record(environment);
        Ok(decide(&ExecInput { policy, book, line, around: &around, guard: &guard, named, record: &record, today }))
    }

    /// Whether the newest release record of an environment may be relied on; why not, as a sentence.
    fn record(&self, environment: &str) -> Result<(), String> {
        let newest = last_record(&self.policy, &Workspace::new(&self.cwd), environment)?;
        let place = self.policy.gate.records.as_ref().map(|records| format!(" in {}", records.value));
        let none = || format!("there is no release record of {environment}{}", place.unwrap_or_default());
        let max_age = self.policy.gate.record_max_age.value;
        record_is_fresh(&newest.ok_or_else(none)?, environment, max_age, time::OffsetDateTime::now_utc())
    }

    /// The protected environments, each with its connection string where that is known here.
    fn read_protected(&self) -> Result<Vec<Protected>, String> {
        let workspace = Workspace::new(&self.cwd);
        let variables = Variables::read(&workspace, None, self.process.clone())
            .map_err(|error| format!("{} {}", error.path.unwrap_or_default(), error.message))?;
        let protected = self.policy.environments.iter().filter(|(_, environment)| environment.value.protected);
        let read = |(name, environment): (&String, &crate::policy::Sourced<crate::project::Environment>)| {
            let url = variables.resolve(&environment.value.url).ok().map(|found| found.text);
            Protected::new(name, &environment.value, url.as_deref())
        };
        Ok(protected.map(read).collect())
    }
}

/// Asks a server which one it is, by a connection that only reads.
fn identify(url: &ConnectionUrl) -> Result<ServerIdentity, LiveError> {
    let target = Target { name: "the target".to_owned(), url: url.clone(), source: String::new() };
    let limits =
        Limits { total: PATIENCE, connect: PATIENCE / 2, statement: PATIENCE / 2, attempts: 1, ..Limits::default() };
    block_on(async {
        let session = connect(&target, &limits).await?;
        let identity = session.server().clone();
        session.close().await;
        Ok(identity)
    })?
}

fn told(mistakes: &[Mistake]) -> String {
    let one = |mistake: &Mistake| {
        let place = mistake.path.as_deref().map(|path| match mistake.line {
            Some(line) => format!("{path}:{line}: "),
            None => format!("{path}: "),
        });
        format!("{}{}", place.unwrap_or_default(), mistake.message)
    };
    format!("the policy cannot be read: {}", mistakes.iter().map(one).collect::<Vec<_>>().join("; "))
}
