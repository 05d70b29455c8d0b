//! `seawall check`.

mod only;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{ArgGroup, Args};

use self::only::Only;
pub(super) use self::only::Part;
use super::failure;
use super::judgement::{Judgement, PolicyFlags, problems};
use super::output::{DenyFlags, OutputFlags, Terminal};
use crate::audit::{self, CheckInput, FilesInput, Problem};
use crate::policy::BASELINE_FILE;
use crate::project::{
    ConnectionSchema, InputError, Revision, Scan, Selection, Selector, Workspace, has_commands, holds_commands, scan,
    select,
};
use crate::report::fingerprint;
use crate::rules::Finding;

/// The schema of a `PostgreSQL` database where nobody names another.
const PUBLIC: &str = "public";

/// What to check, by which policy, and how to tell it.
#[derive(Debug, Default, Args)]
#[command(group(ArgGroup::new("pending").multiple(false)))]
pub(super) struct CheckArguments {
    /// Files to judge by themselves: migrations, scripts, workflows; `-` for standard input
    #[arg(group = "pending", value_name = "FILE")]
    files: Vec<PathBuf>,
    /// New against the merge base with this branch, tag or commit (default: the remote's default branch)
    #[arg(long, group = "pending", value_name = "REF")]
    base: Option<String>,
    /// What is staged for the next commit, as the git index has it
    #[arg(long, group = "pending")]
    staged: bool,
    /// Everything after this migration
    #[arg(long, group = "pending", value_name = "NAME")]
    after: Option<String>,
    /// The newest N migrations
    #[arg(long, group = "pending", value_name = "N")]
    last: Option<usize>,
    /// Every migration by itself, as if all before it were deployed
    #[arg(long, group = "pending")]
    all: bool,
    /// Only these parts: sql, commands, secrets, history
    #[arg(long, value_enum, value_delimiter = ',', value_name = "PART")]
    only: Vec<Part>,
    /// Folder of migrations, where it is not found by itself (repeatable)
    #[arg(long, value_name = "DIR")]
    migrations: Vec<PathBuf>,
    #[command(flatten)]
    policy: PolicyFlags,
    /// The tool that applies the migrations: `prisma@7.3` (default: read from the lockfile)
    #[arg(long, value_name = "TOOL@VERSION")]
    runner: Option<String>,
    /// Major version of the server, 12 to 18
    #[arg(long, value_name = "MAJOR", value_parser = clap::value_parser!(u32).range(12..=18))]
    pg_version: Option<u32>,
    /// Schema of names without one (default: `?schema=` of the project's connection URL, else public)
    #[arg(long, value_name = "NAME")]
    schema: Option<String>,
    #[command(flatten)]
    deny: DenyFlags,
    #[command(flatten)]
    output: OutputFlags,
}

pub(super) fn run(arguments: &CheckArguments, terminal: Terminal) -> ExitCode {
    let telling = match arguments.output.telling(terminal) {
        Ok(telling) => telling,
        Err(code) => return code,
    };
    match check(arguments) {
        Ok(report) => failure::finish(&report, &telling),
        Err(problems) => failure::tell("check", problems, &telling),
    }
}

fn check(arguments: &CheckArguments) -> Result<audit::Report, Vec<Problem>> {
    if arguments.files.len() > 1 && arguments.reads_input() {
        return Err(vec![input_beside_files()]);
    }
    let mut workspace = super::here().map_err(|problem| vec![problem])?;
    if let Some(index) = std::env::var_os("GIT_INDEX_FILE") {
        workspace = workspace.with_index_file(index);
    }
    let selector = arguments.selector();
    let judgement = Judgement::load(&arguments.policy, &selector, &workspace)?;
    let scan = arguments.scan(&workspace).map_err(|error| vec![error.into()])?;
    let selections = arguments.selections(&workspace, &selector, &judgement, scan.as_ref())?;
    let base = selections.iter().find_map(|selection| selection.base.as_ref());
    let base = base.or(scan.as_ref().and_then(|scan| scan.base.as_ref()));
    let judgement = judgement.of_the_base(&arguments.policy, &selector, base, &workspace)?;
    let mut report = arguments.report(&selections, scan.as_ref(), &judgement, &workspace)?;
    report.findings.retain(|finding| Only::new(&arguments.only).keeps(finding));
    let stale = judgement.baseline.cover(&mut report.findings, &fingerprint);
    if arguments.all && arguments.only.is_empty() && !stale.is_empty() {
        let count = stale.len();
        report.notes.push(format!(
            "{count} entries of {BASELINE_FILE} match nothing any more; `seawall baseline --prune` takes them out"
        ));
    }
    report.findings.extend(judgement.weakenings());
    report.deny_warnings = arguments.deny.warnings();
    Ok(report)
}

/// Every finding that there is today, whatever the baseline accepts, and the folder of the policy.
pub(super) fn everything(policy: &PolicyFlags, only: &[Part]) -> Result<(Vec<Finding>, PathBuf), Vec<Problem>> {
    let arguments =
        CheckArguments { all: true, only: only.to_vec(), policy: policy.clone(), ..CheckArguments::default() };
    let workspace = super::here().map_err(|problem| vec![problem])?;
    let judgement = Judgement::load(policy, &Selector::All, &workspace)?;
    let scan = arguments.scan(&workspace).map_err(|error| vec![error.into()])?;
    let selections = arguments.selections(&workspace, &Selector::All, &judgement, scan.as_ref())?;
    let mut report = arguments.report(&selections, scan.as_ref(), &judgement, &workspace)?;
    report.findings.retain(|finding| finding.counts() && Only::new(only).keeps(finding));
    Ok((report.findings, judgement.policy.folder().to_owned()))
}

/// Whether there are other files to judge, where there are no migrations.
fn has_commands_too(workspace: &Workspace, scan: Option<&Scan>) -> bool {
    scan.is_some() && has_commands(workspace).unwrap_or_default()
}

/// A file that a command names, relative to the working directory: as the index has it for what is staged.
fn read_beside(workspace: &Workspace, staged: bool, path: &str) -> Option<String> {
    let path = workspace.absolute(Path::new(path));
    if staged { Revision::Index.file(workspace, &path).ok()? } else { std::fs::read_to_string(path).ok() }
}

fn input_beside_files() -> Problem {
    Problem {
        message: "`-` stands for standard input and cannot be combined with files".into(),
        help: Some("judge the files in a run of their own".into()),
        ..Problem::default()
    }
}

impl CheckArguments {
    /// What other files hold. A choice of migrations by their place in the history chooses none.
    fn scan(&self, workspace: &Workspace) -> Result<Option<Scan>, InputError> {
        let selector = match self.selector() {
            Selector::Stdin | Selector::After(_) | Selector::Last(_) => return Ok(None),
            Selector::Files(_) => {
                let named: Vec<PathBuf> = self.files.iter().filter(|file| holds_commands(file)).cloned().collect();
                if named.is_empty() {
                    return Ok(None);
                }
                Selector::Files(named)
            }
            selector => selector,
        };
        let only = Only::new(&self.only);
        let Some(wanted) = only.files() else { return Ok(None) };
        match scan(workspace, &selector, wanted) {
            // The migrations that `--migrations` names may lie in a repository, though this folder does not.
            Err(error) if error.absent && only.migrations() => Ok(None),
            result => result.map(Some),
        }
    }

    /// The histories and what is pending in them; none where there are only other files to look at.
    fn selections(
        &self,
        workspace: &Workspace,
        selector: &Selector,
        judgement: &Judgement,
        scan: Option<&Scan>,
    ) -> Result<Vec<Selection>, Vec<Problem>> {
        if !Only::new(&self.only).migrations() {
            return Ok(Vec::new());
        }
        let selector = match selector {
            Selector::Files(named) => {
                let named: Vec<PathBuf> = named.iter().filter(|file| !holds_commands(file)).cloned().collect();
                if named.is_empty() {
                    return Ok(Vec::new());
                }
                &Selector::Files(named)
            }
            selector => selector,
        };
        match select(workspace, selector, &judgement.folders(&self.migrations)) {
            Err(error) if error.absent && has_commands_too(workspace, scan) => Ok(Vec::new()),
            result => result.map_err(|error| vec![error.into()]),
        }
    }

    fn report(
        &self,
        selections: &[Selection],
        scan: Option<&Scan>,
        judgement: &Judgement,
        workspace: &Workspace,
    ) -> Result<audit::Report, Vec<Problem>> {
        let server = judgement.server(self.pg_version);
        let runners: Vec<_> = selections
            .iter()
            .map(|selection| judgement.runner(self.runner.as_deref(), selection))
            .collect::<Result<_, _>>()?;
        let schemas: Vec<_> = selections.iter().map(|selection| self.schema(selection, workspace)).collect();
        let inputs: Vec<_> = selections
            .iter()
            .zip(runners.iter().zip(&schemas))
            .map(|(selection, (runner, (schema, _)))| CheckInput { selection, runner, server, schema, facts: &[] })
            .collect();
        // To read what is known of commands takes longer than to judge a small history.
        let has_commands = scan.is_some_and(|scan| !scan.commands.is_empty());
        let book = has_commands.then(|| judgement.policy.command_book()).transpose().map_err(problems)?;
        let book = book.unwrap_or_default();
        let read = |path: &str| read_beside(workspace, self.staged, path);
        let files = scan.map(|scan| FilesInput { scan, book: &book, read: &read });
        let mut report = audit::check(&inputs, files, &judgement.policy, judgement.today);
        report.notes.extend(schemas.into_iter().filter_map(|(_, note)| note));
        Ok(report)
    }

    /// Whether `-` stands among the files.
    fn reads_input(&self) -> bool {
        self.files.iter().any(|file| file.as_os_str() == "-")
    }

    /// The schema of names without one, and a note where it is not the one that everybody expects.
    fn schema(&self, selection: &Selection, workspace: &Workspace) -> (String, Option<String>) {
        if let Some(named) = &self.schema {
            return (named.clone(), None);
        }
        match selection.history.connection_schema(workspace) {
            Some(ConnectionSchema { name, source }) if name != PUBLIC => {
                let note = format!("names without a schema mean schema {name}, which `?schema=` names: {source}");
                (name, Some(note))
            }
            _ => (PUBLIC.to_owned(), None),
        }
    }

    fn selector(&self) -> Selector {
        match self {
            _ if self.reads_input() => Selector::Stdin,
            Self { files, .. } if !files.is_empty() => Selector::Files(files.clone()),
            Self { base: Some(reference), .. } => Selector::Base(reference.clone()),
            Self { after: Some(name), .. } => Selector::After(name.clone()),
            Self { last: Some(count), .. } => Selector::Last(*count),
            Self { staged: true, .. } => Selector::Staged,
            Self { all: true, .. } => Selector::All,
            _ => Selector::Default,
        }
    }
}
