//! What lies in the project: its policy, its variables, its history.

use std::path::PathBuf;
use std::sync::Arc;

use super::judgement::{Judgement, PolicyFlags};
use super::targets::Names;
use crate::audit::Problem;
use crate::live::Ledger;
use crate::project::{HistoryPlace, Selection, Selector, Tool, Variables, Workspace, select};

/// What lies in the project.
pub(super) struct Project {
    pub(super) workspace: Workspace,
    pub(super) judgement: Judgement,
    pub(super) variables: Variables,
}

impl Project {
    /// # Errors
    /// The policy or a `.env` file cannot be read.
    pub(super) fn read(flags: &PolicyFlags, migrations: &[PathBuf]) -> Result<Self, Vec<Problem>> {
        let workspace = super::here().map_err(|problem| vec![problem])?;
        let judgement = Judgement::load(flags, &Selector::All, &workspace)?;
        let migrations = judgement.folders(migrations).first().map(|folder| workspace.absolute(&folder.folder));
        // A variable that is not UTF-8 holds no connection string.
        let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        };
        let process = std::env::vars_os().filter_map(text).collect();
        let variables =
            Variables::read(&workspace, migrations.as_deref(), process).map_err(|error| vec![error.into()])?;
        Ok(Self { workspace, judgement, variables })
    }

    pub(super) const fn names(&self) -> Names<'_> {
        Names { judgement: &self.judgement, variables: &self.variables }
    }

    /// The one history of the project.
    ///
    /// # Errors
    /// There is none, or there are several.
    pub(super) fn history(&self, folders: &[PathBuf]) -> Result<Selection, Vec<Problem>> {
        let folders = self.judgement.folders(folders);
        let mut selections = select(&self.workspace, &Selector::All, &folders).map_err(|error| vec![error.into()])?;
        match (selections.pop(), selections.is_empty()) {
            (Some(selection), true) => Ok(selection),
            _ => Err(vec![Problem {
                message: "there are several histories of migrations here, and a database has one".to_owned(),
                help: Some("name one: --migrations DIR".to_owned()),
                ..Problem::default()
            }]),
        }
    }

    /// The history table of the tool that applies these migrations: where the policy says, else the tool's own configuration,
    /// else where the tool has it by itself.
    ///
    /// # Errors
    /// Seawall does not read the table of the tool, or nothing tells which tool it is.
    pub(super) fn ledger(&self, selection: &Selection) -> Result<Ledger, Vec<Problem>> {
        let history = &selection.history;
        let tool = self.judgement.runner(None, selection)?.tool;
        let place = self.judgement.history_table(&history.folder);
        let place = place.unwrap_or_else(|| HistoryPlace::of_project(tool, history, &self.variables));
        Ledger::of(tool, place, Arc::new(history.clone())).ok_or_else(|| vec![no_ledger(tool, &history.shown)])
    }
}

/// Why no table is read.
fn no_ledger(tool: Tool, shown: &str) -> Problem {
    let message = match tool {
        Tool::Hasura => format!("{shown} is a history of hasura, whose history table Seawall does not read"),
        _ => format!("nothing tells which tool applies {shown}, so there is no history table to read"),
    };
    Problem {
        message,
        help: Some(
            "name the tool with `runner` at the folder's entry under `migrations` in seawall.yaml; without a history, `seawall drift \
             --against-files` compares with all files, and `seawall check` judges them"
                .to_owned(),
        ),
        ..Problem::default()
    }
}
