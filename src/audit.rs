//! The pure core: inputs in, a report out.

mod check;
mod doubt;
mod drift;
pub mod exec;
mod facts;
mod files;
mod gate;
mod history;
mod judge;
mod record;
mod redact;
mod replay;
mod report;
mod status;
mod transactions;
mod verdict;
mod verify;

pub use check::{CheckInput, FilesInput, check};
pub use drift::{Baseline, DriftInput, drift};
pub use gate::{Answer, Backup, Gate, GateInput, Outcome, Reading, Side, gate, newest_backup, parse_backups, pending};
pub use record::{Predicate, RecordedSide, ReleaseRecord};
pub use replay::replay_catalog;
pub use report::{Comparison, Coverage, Difference, Problem, Report, Verdict};
pub use status::{Cell, EnvironmentStatus, Mark, MigrationStatus, Recorded, State, Status, status};
pub use verify::{VerifyInput, record_is_fresh, verify};
