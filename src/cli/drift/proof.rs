//! What `gate` and `status` ask of `drift`: environments, each read once, beside what its migrations make.

use std::path::PathBuf;

use super::expectation::{Expectations, Files};
use super::look::{self, Compared, Side};
use super::{DriftArguments, accept};
use crate::audit::{self, Problem, Reading, Report};
use crate::cli::judgement::PolicyFlags;
use crate::cli::output::{DenyFlags, OutputFlags};
use crate::cli::project::Project;
use crate::live::{self, Ledger, Limits, LiveError, Target};

/// How the throw-away server is made.
#[derive(Debug, Clone, Default, clap::Args)]
pub(in crate::cli) struct ShadowFlags {
    /// A server on which Seawall may make (and drop) a database of its own
    #[arg(long, value_name = "URL")]
    pub(super) shadow_url: Option<String>,
    /// Folder with the programs `initdb` and `postgres` for the throw-away server
    #[arg(long, value_name = "DIR")]
    pub(super) postgres_bin: Option<PathBuf>,
}

/// What an environment says, and whether it is what its migrations make it.
pub(in crate::cli) struct Proof {
    pub(in crate::cli) reading: Result<Reading, LiveError>,
    pub(in crate::cli) drift: Result<Report, String>,
}

/// Looks at environments, and at what each should be; the proofs stand in the order of the targets.
///
/// # Errors
/// Nothing can be looked at whatever the databases say: the baseline or the migrations cannot be read.
pub(in crate::cli) async fn of_all(
    targets: &[Target],
    project: &Project,
    shadow: &ShadowFlags,
    migrations: &[PathBuf],
) -> Result<Vec<Proof>, Vec<Problem>> {
    let arguments = DriftArguments::of_gate(shadow, migrations);
    let baseline = accept::read(project)?;
    let files = Files::read(project, migrations)?;
    let ledger = files.ledger.clone().map_err(|problem| vec![problem])?;
    let mut expectations = Expectations::new(&arguments, project, Some(files), None)?;
    let mut proofs = Vec::new();
    for target in targets {
        let mut side = look::side(target, &ledger).await;
        let reading = side.as_ref().map(reading).map_err(Clone::clone);
        let drift = match &mut side {
            Err(error) => Err(error.message.clone()),
            Ok(side) => compared(side, &mut expectations).await.map(|compared| {
                audit::drift(&[compared.input()], &project.judgement.policy, &baseline, project.judgement.today)
            }),
        };
        proofs.push(Proof { reading, drift });
    }
    Ok(proofs)
}

async fn compared(side: &mut Side, expectations: &mut Expectations<'_>) -> Result<Compared, String> {
    let expected = expectations.of(side).await.map_err(|problem| {
        let help = problem.help.map(|help| format!(" – {}", help.replace('\n', " "))).unwrap_or_default();
        format!("{}{help}", problem.message)
    })?;
    Ok(look::compared(side, expected))
}

/// Reads an environment once, by one connection and without a throw-away server; a deploy that is at work is not waited for.
///
/// # Errors
/// It cannot be reached or read.
pub(in crate::cli) async fn read(target: &Target, ledger: &Ledger) -> Result<Reading, LiveError> {
    let side =
        live::read(target, &Limits::default(), async |session| look::read(target, session, ledger).await).await?;
    Ok(reading(&side))
}

/// The schema is told before anything is left out that only a throw-away server cannot have.
fn reading(side: &Side) -> Reading {
    Reading { server: side.server.clone(), table: side.history.clone(), catalog: side.inventory.digest() }
}

impl DriftArguments {
    /// Both environments by what is applied there, as exactly as the policy says.
    fn of_gate(shadow: &ShadowFlags, migrations: &[PathBuf]) -> Self {
        Self {
            environments: Vec::new(),
            url: None,
            target: Vec::new(),
            targets: None,
            shard: None,
            concurrency: 1,
            against: None,
            against_files: false,
            compare: None,
            shadow: shadow.clone(),
            migrations: migrations.to_vec(),
            policy: PolicyFlags { policy: None, level: Vec::new() },
            deny: DenyFlags::default(),
            output: OutputFlags::default(),
            baseline: false,
            repair: None,
            adopt: None,
            grants: false,
        }
    }
}
