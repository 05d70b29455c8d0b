//! What lies in the project: its policy, its variables, its history.

use std::path::PathBuf;

use super::judgement::{Judgement, PolicyFlags};
use super::targets::Names;
use crate::audit::Problem;
use crate::project::{Layout, Selection, Selector, Variables, Workspace, select};

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

    /// The one history whose table Seawall can read.
    ///
    /// # Errors
    /// There is none, there are several, or it is of another tool than Prisma.
    pub(super) fn history(&self, folders: &[PathBuf]) -> Result<Selection, Vec<Problem>> {
        let folders = self.judgement.folders(folders);
        let mut selections = select(&self.workspace, &Selector::All, &folders).map_err(|error| vec![error.into()])?;
        let problem =
            |message: String, help: &str| vec![Problem { message, help: Some(help.to_owned()), ..Problem::default() }];
        let (Some(selection), true) = (selections.pop(), selections.is_empty()) else {
            let message = "there are several histories of migrations here, and a database has one";
            return Err(problem(message.to_owned(), "name it: --migrations DIR"));
        };
        if selection.history.layout != Layout::Prisma {
            let (shown, tool) = (&selection.history.shown, selection.history.layout.name());
            let message =
                format!("{shown} is a history of {tool}, and only the history table of Prisma can be read yet");
            return Err(problem(message, "`seawall check` judges its files"));
        }
        Ok(selection)
    }
}
