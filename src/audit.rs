//! The pure core: inputs in, a report out.

mod check;
mod drift;
mod history;
mod judge;
mod replay;
mod report;
mod transactions;
mod verdict;

pub use check::{CheckInput, check};
pub use drift::{Baseline, DriftInput, drift};
pub use replay::replay_catalog;
pub use report::{Comparison, Coverage, Difference, Problem, Report, Verdict};
