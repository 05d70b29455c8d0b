//! Which tool's history table a project has, and the files beside which its rows are read.

use std::sync::Arc;

use super::adapter::{self, Adapter};
use super::prisma;
use crate::project::{History, HistoryPlace, Tool};

/// The history table of a project: which tool writes it, where it lies, and the files beside which its rows are read.
#[derive(Clone)]
pub struct Ledger {
    pub(super) adapter: &'static Adapter,
    /// Where it lies, where the project says so.
    pub(super) place: HistoryPlace,
    /// The migrations of the repository.
    pub(super) files: Option<Arc<History>>,
}

impl Ledger {
    /// The table of the tool that applies these migrations; `None` where Seawall does not read the tool's table.
    #[must_use]
    pub fn of(tool: Tool, place: HistoryPlace, files: Arc<History>) -> Option<Self> {
        Some(Self { adapter: adapter::of(tool)?, place, files: Some(files) })
    }

    /// Prisma's table, beside no files: for a database that is compared with another one, in no project.
    #[must_use]
    pub fn prisma() -> Self {
        Self { adapter: &prisma::ADAPTER, place: HistoryPlace::default(), files: None }
    }

    /// The schemas in which the table is looked for, and its name; `connection` is the schema of the connection string.
    #[must_use]
    pub fn candidates(&self, connection: Option<&str>) -> (Vec<String>, String) {
        let name = self.place.table.clone().unwrap_or_else(|| self.adapter.table.to_owned());
        if let Some(schema) = &self.place.schema {
            return (vec![schema.clone()], name);
        }
        let own = self.adapter.schemas.iter().map(|schema| (*schema).to_owned());
        let connection = connection.unwrap_or("public").to_owned();
        match self.adapter.tool {
            // Atlas works in one schema or in all: in the first case its table lies there.
            Tool::Atlas => (own.chain([connection]).collect(), name),
            _ if own.len() == 0 => (vec![connection], name),
            _ => (own.collect(), name),
        }
    }
}

impl std::fmt::Debug for Ledger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ledger").field("tool", &self.adapter.tool).field("place", &self.place).finish_non_exhaustive()
    }
}
