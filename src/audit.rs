//! The pure core: inputs in, a report out.

mod check;
mod drift;
pub mod exec;
mod files;
mod history;
mod judge;
mod redact;
mod replay;
mod report;
mod status;
mod transactions;
mod verdict;

pub use check::{CheckInput, FilesInput, check};
pub use drift::{Baseline, DriftInput, drift};
pub use replay::replay_catalog;
pub use report::{Comparison, Coverage, Difference, Problem, Report, Verdict};
pub use status::{Cell, EnvironmentStatus, Mark, MigrationStatus, Recorded, State, Status, status};
