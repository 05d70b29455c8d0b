//! Commands found in a file, before anybody reads them.

use super::context::Context;
use super::text::Text;
use crate::sql::{Source, Span};

/// How a text is run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Form {
    /// By a POSIX shell, which is what npm, make, Docker and the runners of CI use.
    Shell,
    /// By PowerShell.
    PowerShell,
    /// As words, without a shell: `CMD ["npx", "prisma", "migrate", "deploy"]`.
    Words(Vec<String>),
}

/// By what others call a script.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Name {
    /// A script of the package in a folder: `npm run NAME`.
    Package {
        /// Folder from the root, empty for the root itself.
        folder: String,
        /// Name of the script.
        script: String,
    },
    /// A target of the task file of a folder: `make NAME`, `just NAME`, `task NAME`.
    Target {
        /// The program that reads the file.
        program: &'static str,
        /// Folder from the root.
        folder: String,
        /// Name of the target.
        target: String,
    },
    /// A file that is run: `sh scripts/setup.sh`.
    File(String),
}

/// Commands that stand together in one place.
#[derive(Debug, Clone)]
pub struct Script {
    /// The file.
    pub source: Source,
    /// Its path from the root that was scanned, with `/`.
    pub path: String,
    /// The commands.
    pub text: Text,
    /// How they are run.
    pub form: Form,
    /// When they run.
    pub context: Context,
    /// By what others call them.
    pub name: Option<Name>,
    /// Values of variables that are set around them: connection strings among them tell which database is reached.
    pub environment: Vec<String>,
}

/// A call in the code of a program that drops or changes tables by itself.
#[derive(Debug, Clone)]
pub struct CodeCall {
    /// The file.
    pub source: Source,
    /// Its path from the root that was scanned.
    pub path: String,
    /// The words of the call.
    pub span: Span,
    /// What it is.
    pub kind: CodeKind,
    /// When it runs.
    pub context: Context,
}

/// What a call in code does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CodeKind {
    /// `sequelize.sync({ force: true })`.
    SyncForce,
    /// `sequelize.sync({ alter: true })`.
    SyncAlter,
    /// `sequelize.drop()`.
    SequelizeDrop,
    /// `queryInterface.dropAllTables()`.
    DropAllTables,
    /// `synchronize: true` of `TypeORM`.
    Synchronize,
    /// `dropSchema: true` of `TypeORM`.
    DropSchema,
    /// `refreshDatabase()` of `MikroORM`.
    RefreshDatabase,
    /// `EnsureDeleted()` of Entity Framework.
    EnsureDeleted,
}

/// A file while it is read.
pub(super) struct File<'a> {
    pub(super) path: &'a str,
    pub(super) source: &'a Source,
}

impl File<'_> {
    pub(super) fn text(&self) -> &str {
        self.source.text()
    }

    /// The folder from the root, empty for the root itself.
    pub(super) fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    pub(super) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(self.path)
    }

    /// Commands of this file for a POSIX shell.
    pub(super) fn script(&self, text: &Text, context: Context) -> Script {
        Script {
            source: self.source.clone(),
            path: self.path.to_owned(),
            text: text.clone(),
            form: Form::Shell,
            context,
            name: None,
            environment: Vec::new(),
        }
    }
}

impl Script {
    pub(super) fn named(self, name: Name) -> Self {
        Self { name: Some(name), ..self }
    }

    pub(super) fn run_by(self, form: Form) -> Self {
        Self { form, ..self }
    }

    pub(super) fn with_environment(self, environment: Vec<String>) -> Self {
        Self { environment, ..self }
    }
}

/// What the files hold.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) scripts: Vec<Script>,
    pub(super) code: Vec<CodeCall>,
    /// A compose file brings a `PostgreSQL` of its own.
    pub(super) local_database: bool,
}
