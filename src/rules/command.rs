//! Commands that destroy data or pass by the migration history. Which they are is data (`policies/commands.yaml` and the
//! policy's `commands`); how a command line is held against it stands here.

mod book;
mod pattern;
mod records;
mod words;

pub use book::{CommandBook, Standing};
pub use pattern::{CommandPattern, Context, ContextLevels, FlagPattern, Reach, Tool, VariablePattern};
pub(super) use records::RULES;
pub use records::{COMMAND_RULES, DESTRUCTIVE, HARDWIRED_TARGET, SCHEMA_PUSH, UNRESOLVED};
pub use words::ToolWords;
