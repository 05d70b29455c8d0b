//! What a server says: connections that only read, and what is read through them.

mod connect;
mod error;
mod facts;
mod history;
mod identity;
mod inspect;
mod interrupt;
mod limits;
mod queries;
mod quote;
mod row;
mod runtime;
mod session;
pub mod shadow;
mod shadow_session;
mod surroundings;
mod target;
mod url;

pub use connect::{connect, connect_shadow, read};
pub use error::{LiveError, LiveErrorKind};
pub use facts::{TableFacts, table_facts};
pub use history::{
    Checksum, Content, HistoryRow, HistoryTable, Keeps, Ledger, MigrationState, Outcome, Running, Stored, history,
    settled_history,
};
pub use identity::ServerIdentity;
pub use inspect::inspect;
pub use interrupt::unless_interrupted;
pub use limits::Limits;
pub use queries::{QUERY_FILES, QueryFile};
pub use row::Row;
pub use runtime::block_on;
pub use session::Session;
pub use shadow_session::{Notice, ShadowSession};
pub use surroundings::{Surroundings, surroundings};
pub use target::Target;
pub use url::{ConnectionUrl, Endpoint};
