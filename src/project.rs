//! What lies in the repository: migrations, which of them are pending, and how their tool sends them.

mod env;
mod environment;
mod error;
mod git;
pub mod invocation;
mod layout;
mod migration;
mod pending;
mod runner;
mod text;
mod tree;
mod workspace;

pub use env::{ConnectionString, Variables};
pub use environment::{BreakGlass, DatabaseUrl, Environment};
pub use error::InputError;
pub use git::{Base, Revision};
pub use layout::{ConnectionSchema, Layout, Named};
pub use migration::{History, Migration, Origin};
pub use pending::{HistoryChange, Selection, Selector, select};
pub use runner::{Runner, Sending, Tool, Version, VersionRange};
pub use workspace::Workspace;
