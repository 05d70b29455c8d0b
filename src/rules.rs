//! What is dangerous.

mod advice;
mod code;
mod command;
mod compatibility;
mod data_dependent;
mod data_loss;
pub(crate) mod drift;
mod finding;
pub(crate) mod history;
mod integrity;
mod list;
mod lock;
mod name_pattern;
mod opaque;
pub(crate) mod policy;
mod rewrite;
pub(crate) mod rows;
mod rule;
mod secret;
mod security;
mod step;
pub(crate) mod subject;
mod transaction;
pub(crate) mod work;
mod written;

pub(crate) use code::RULE as SCHEMA_CHANGE_IN_CODE;
pub use command::{
    COMMAND_RULES, CommandBook, CommandPattern, Context, ContextLevels, DESTRUCTIVE, FlagPattern, HARDWIRED_TARGET,
    Reach, SCHEMA_PUSH, Standing, Tool, ToolWords, UNRESOLVED, VariablePattern,
};
pub use finding::{
    AppliedExemption, Category, Finding, Level, Location, LockedRelation, OBJECT_KINDS, Object, RewrittenTable,
};
pub(crate) use history::edited::{DELETED, EDITED, OUT_OF_ORDER};
pub(crate) use history::tampered::TABLES as HISTORY_TABLES;
pub use list::{all, by_id};
pub use name_pattern::NamePattern;
pub(crate) use opaque::file::RULE as UNREADABLE_FILE;
pub(crate) use opaque::program::RULE as PROGRAM;
pub use rule::{Check, Example, Hit, Hits, Rule};
pub(crate) use secret::{CONNECTION, SQL as PASSWORD_IN_SQL, VARIABLE};
pub use step::{Judged, Sent, Step, Transaction};
pub(crate) use transaction::not_in_block::refuses_transaction;
