//! Commands, code that acts like them, and passwords, in the files of a repository: where they stand and when they run.
//!
//! Each file is read by the reader of its format, each text in it by `invocation`. Calls are followed from what a
//! deployment runs by itself, so that a script is judged where it is written, by what reaches it.

mod code;
mod context;
mod files;
mod format;
mod passwords;
mod powershell;
mod reach;
mod reading;
mod run;
mod script;
mod target;
mod text;
mod tree;
mod vocabulary;

pub use context::{Context, Stage};
pub use passwords::FoundSecret;
pub use run::{FoundCommand, Missed, Scan, Unread, Wanted, has_commands, holds_commands, scan};
pub use script::{CodeCall, CodeKind};
pub use text::Text;
pub(super) use tree::yaml_child_column;
