//! What is dangerous.

mod advice;
mod command;
mod compatibility;
mod data_dependent;
mod data_loss;
pub(crate) mod drift;
mod finding;
mod history;
mod integrity;
mod list;
mod lock;
mod name_pattern;
mod opaque;
pub(crate) mod policy;
mod rewrite;
pub(crate) mod rows;
mod rule;
mod security;
mod step;
pub(crate) mod subject;
mod transaction;
pub(crate) mod work;

pub use command::{
    COMMAND_RULES, CommandBook, CommandPattern, Context, ContextLevels, DESTRUCTIVE, FlagPattern, Reach, Standing,
    Tool, ToolWords, UNRESOLVED, VariablePattern,
};
pub use finding::{
    AppliedExemption, Category, Finding, Level, Location, LockedRelation, OBJECT_KINDS, Object, RewrittenTable,
};
pub(crate) use history::edited::{DELETED, EDITED, OUT_OF_ORDER};
pub(crate) use history::tampered::TABLES as HISTORY_TABLES;
pub use list::{all, by_id};
pub use name_pattern::NamePattern;
pub(crate) use opaque::program::RULE as PROGRAM;
pub use rule::{Check, Example, Hit, Hits, Rule};
pub use step::{Judged, Sent, Step, Transaction};
pub(crate) use transaction::not_in_block::refuses_transaction;
