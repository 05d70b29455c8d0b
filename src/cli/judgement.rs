//! What a run is judged by: the policy (of the base or the index, where one of them decides), the server, the runner, the day.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use clap::Args;
use time::Date;

use crate::audit::Problem;
use crate::policy::{BASELINE_FILE, Baseline, LoadOptions, MigrationsFolder, Mistake, Policy, grown, weakened};
use crate::project::{Base, HistoryPlace, InputError, Named, Revision, Runner, Selection, Selector, Workspace};
use crate::rules::{self, Finding, Level};
use crate::schema::Server;

/// Version of the server where neither a flag nor the policy says.
const PG_VERSION: u32 = 15;

/// Which policy, and what the command line changes in it.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct PolicyFlags {
    /// The policy file (default: seawall.yaml, searched upward from here)
    #[arg(long, value_name = "FILE")]
    pub(super) policy: Option<PathBuf>,
    /// Level of a rule or category for this run: `drop-table=warn` (repeatable)
    #[arg(long, value_name = "RULE=LEVEL")]
    pub(super) level: Vec<String>,
}

/// What a run is judged by.
pub(super) struct Judgement {
    /// The policy that judges.
    pub(super) policy: Policy,
    /// Findings that are accepted because they are old.
    pub(super) baseline: Baseline,
    /// What lets more through than the base's policy does.
    weakenings: Vec<Finding>,
    /// The day, in UTC.
    pub(super) today: Date,
}

impl PolicyFlags {
    /// Reads the policy of the working tree.
    ///
    /// # Errors
    /// All mistakes in all its files.
    pub(super) fn load(&self, cwd: &Path) -> Result<Policy, Vec<Mistake>> {
        self.load_by(cwd, &|path| std::fs::read_to_string(path))
    }

    /// Reads the policy that the next commit will have.
    fn load_staged(&self, workspace: &Workspace) -> Result<Policy, Vec<Problem>> {
        let loaded = self.load_by(workspace.cwd(), &|path| read_in(Revision::Index, workspace, path));
        loaded.map_err(|mistakes| mistakes.into_iter().map(of_the_index).collect())
    }

    /// Reads the policy of the base. Where the base does not have the file that `--policy` names, the built-in policy
    /// judged there.
    fn load_of_base(&self, base: &Base, workspace: &Workspace) -> Result<Policy, Vec<Problem>> {
        let read = |path: &Path| read_in(Revision::Commit(base), workspace, path);
        let named = self.policy.as_deref().map(|file| workspace.absolute(file));
        let missing = named.is_some_and(|file| read(&file).is_err_and(|error| error.kind() == ErrorKind::NotFound));
        let loaded = if missing {
            let without = Self { policy: None, level: self.level.clone() };
            without.load_by(workspace.cwd(), &|_| Err(ErrorKind::NotFound.into()))
        } else {
            self.load_by(workspace.cwd(), &read)
        };
        loaded.map_err(|mistakes| mistakes.into_iter().map(|mistake| of_base(mistake, base)).collect())
    }

    fn load_by(&self, cwd: &Path, read: &dyn Fn(&Path) -> std::io::Result<String>) -> Result<Policy, Vec<Mistake>> {
        Policy::load(&LoadOptions {
            start: cwd,
            root: None,
            explicit: self.policy.as_deref(),
            levels: &self.level,
            rules: rules::all(),
            read,
        })
    }
}

impl Judgement {
    /// Reads the policy of the working tree, or of the index for what is staged.
    ///
    /// # Errors
    /// All its mistakes.
    pub(super) fn load(flags: &PolicyFlags, selector: &Selector, workspace: &Workspace) -> Result<Self, Vec<Problem>> {
        let policy = match selector {
            Selector::Staged => flags.load_staged(workspace)?,
            _ => flags.load(workspace.cwd()).map_err(problems)?,
        };
        let baseline = match selector {
            Selector::Staged => baseline(&policy, &|path| read_in(Revision::Index, workspace, path)),
            _ => baseline(&policy, &|path| std::fs::read_to_string(path)),
        }?;
        Ok(Self { policy, baseline, weakenings: Vec::new(), today: time::OffsetDateTime::now_utc().date() })
    }

    /// Judges by the policy of the base commit, so that a change cannot excuse itself unseen; in what the head weakens it, a
    /// finding. A base without a policy has the built-in one. What is staged is judged by the index alone: the pull request
    /// asks the base.
    ///
    /// # Errors
    /// The base's policy cannot be read, or is wrong: to judge by the head's then would let a branch choose its judge.
    pub(super) fn of_the_base(
        self,
        flags: &PolicyFlags,
        selector: &Selector,
        base: Option<&Base>,
        workspace: &Workspace,
    ) -> Result<Self, Vec<Problem>> {
        let Some(base) = base.filter(|_| *selector != Selector::Staged) else { return Ok(self) };
        let old = flags.load_of_base(base, workspace)?;
        let accepted = baseline(&old, &|path| read_in(Revision::Commit(base), workspace, path))?;
        let policy = weakened(&old, &self.policy).into_iter().map(crate::policy::Weakening::finding);
        let leveled = policy.chain(grown(&accepted, &self.baseline));
        let leveled = leveled.map(|finding| Finding { level: old.level_of(&finding), ..finding });
        let weakenings = leveled.filter(|finding| finding.level != Level::Off).collect();
        Ok(Self { policy: old, baseline: accepted, weakenings, ..self })
    }

    /// Findings about a policy that was weakened.
    pub(super) fn weakenings(&self) -> Vec<Finding> {
        self.weakenings.clone()
    }

    /// Folders of migrations: the flag's, else the policy's, else none (they are searched).
    pub(super) fn folders(&self, flags: &[PathBuf]) -> Vec<Named> {
        if !flags.is_empty() {
            return flags.iter().map(|folder| self.named(folder.clone())).collect();
        }
        let folders = self.policy.migrations.iter().map(|folder| self.policy.folder().join(&folder.value.path));
        folders.map(|folder| self.named(folder)).collect()
    }

    /// A folder, with the layout that the policy gives it.
    fn named(&self, folder: PathBuf) -> Named {
        let of_policy = self.of_policy(&folder).and_then(|entry| entry.layout);
        Named { layout: of_policy, folder }
    }

    /// What the policy says of a folder.
    fn of_policy(&self, folder: &Path) -> Option<&MigrationsFolder> {
        let mut folders = self.policy.migrations.iter().map(|entry| &entry.value);
        folders.find(|entry| same_folder(&self.policy.folder().join(&entry.path), folder))
    }

    /// The server: the flag's version, else the policy's, else 15.
    pub(super) fn server(&self, flag: Option<u32>) -> Server {
        let of_policy = self.policy.pg_version.as_ref().map(|version| version.value);
        Server::new(flag.or(of_policy).unwrap_or(PG_VERSION))
    }

    /// The runner of a history: the flag's, else the policy's for its folder, else what its project says.
    ///
    /// # Errors
    /// A flag that names no runner.
    pub(super) fn runner(&self, flag: Option<&str>, selection: &Selection) -> Result<Runner, Vec<Problem>> {
        if let Some(flag) = flag {
            return Runner::parse(flag, "--runner").map_err(|error| vec![error.into()]);
        }
        let chosen = self.of_policy(&selection.history.folder).and_then(|entry| entry.runner.clone());
        Ok(chosen.unwrap_or_else(|| Runner::find(&selection.history)))
    }

    /// Where the policy says that the history of a folder is kept.
    pub(super) fn history_table(&self, folder: &Path) -> Option<HistoryPlace> {
        self.of_policy(folder)?.history_table.clone()
    }
}

/// The baseline beside a policy; without the file, nothing is accepted.
fn baseline(policy: &Policy, read: &dyn Fn(&Path) -> std::io::Result<String>) -> Result<Baseline, Vec<Problem>> {
    match read(&policy.folder().join(BASELINE_FILE)) {
        Ok(text) => Baseline::parse(BASELINE_FILE, &text).map_err(|mistake| vec![mistake.into()]),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Baseline::default()),
        Err(error) => Err(vec![Problem {
            message: format!("cannot be read: {error}"),
            path: Some(BASELINE_FILE.to_owned()),
            ..Problem::default()
        }]),
    }
}

fn same_folder(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => one == other,
    }
}

/// A file as a revision has it. What lies outside the repository no change in it can touch: that is read as it is.
fn read_in(revision: Revision<'_>, workspace: &Workspace, path: &Path) -> std::io::Result<String> {
    let failed = |error: InputError| std::io::Error::other(error.to_string());
    if !revision.covers(workspace, path).map_err(failed)? {
        return std::fs::read_to_string(path);
    }
    revision.file(workspace, path).map_err(failed)?.ok_or_else(|| ErrorKind::NotFound.into())
}

/// A mistake in the staged policy, which the file on disk may not have any more.
fn of_the_index(mistake: Mistake) -> Problem {
    remedied(mistake.into(), "this is the policy as it is staged: correct the file and `git add` it")
}

/// A mistake in the base's policy, which the branch alone cannot take back.
fn of_base(mistake: Mistake, base: &Base) -> Problem {
    let problem = Problem::from(mistake);
    let message = format!("the base's policy cannot be used: {}", problem.message);
    let remedy = format!(
        "this is the policy of {} ({}), by which a branch is judged: repair it there first; `--last N` judges by the policy that is here",
        base.reference,
        base.short()
    );
    remedied(Problem { message, ..problem }, &remedy)
}

/// The problem with one more piece of advice.
fn remedied(problem: Problem, remedy: &str) -> Problem {
    let help = problem.help.map_or_else(|| remedy.to_owned(), |help| format!("{help}\n{remedy}"));
    Problem { help: Some(help), ..problem }
}

/// Mistakes in a policy as problems of a report.
pub(super) fn problems(mistakes: Vec<Mistake>) -> Vec<Problem> {
    mistakes.into_iter().map(Problem::from).collect()
}
