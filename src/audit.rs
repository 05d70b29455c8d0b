//! The pure core: inputs in, a report out.

mod check;
mod history;
mod judge;
mod replay;
mod report;
mod transactions;
mod verdict;

pub use check::{CheckInput, check};
pub use report::{Coverage, Problem, Report, Verdict};
