//! What lies in the repository: migrations, which of them are pending, and how their tool sends them.

mod env;
mod environment;
mod error;
mod git;
mod history_place;
mod init;
pub mod invocation;
mod layout;
mod migration;
mod pending;
mod runner;
mod scan;
mod secrets;
mod standpoint;
mod text;
mod tree;
mod workspace;

pub use env::{ConnectionString, Variables, env_file};
pub use environment::{BreakGlass, DatabaseUrl, Environment};
pub use error::InputError;
pub use git::{Base, Checkout, Revision};
pub use history_place::HistoryPlace;
pub use init::{FileChange, InitPlan, Move, install, uninstall};
pub(crate) use layout::prisma_configs;
pub use layout::{ConnectionSchema, Layout, Named};
pub use migration::{History, Migration, Origin};
pub use pending::{HistoryChange, Selection, Selector, select};
pub use runner::{Runner, Sending, Tool, Version, VersionRange};
pub use scan::{
    CodeCall, CodeKind, Context, FoundCommand, FoundSecret, Missed, Scan, Stage, Unread, Wanted, has_commands,
    holds_commands, scan,
};
pub use secrets::{Secret, SecretKind, redacted, redacted_source, secrets_in};
pub(crate) use secrets::{connection_strings, is_local_host};
pub use workspace::Workspace;
