//! Environment variables: the process's own, then those of `.env` files in Prisma's order.

mod file;
mod names;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use super::environment::DatabaseUrl;
use super::error::InputError;
use super::workspace::Workspace;
use file::EnvFile;

/// Environment variables: the process's own, then those of `.env` files in Prisma's order.
///
/// `Debug` shows names only: any value may be a credential.
pub struct Variables {
    process: BTreeMap<String, String>,
    files: Vec<EnvFile>,
}

/// A connection string and where it was read. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct ConnectionString {
    /// As written, with its password.
    pub text: String,
    /// Where: `$DATABASE_URL from .env`.
    pub source: String,
    /// What the user should know about how it was found.
    pub notes: Vec<String>,
}

impl Variables {
    /// Reads the `.env` files that Prisma (5 and 6) reads: beside the nearest `package.json`, then beside the schema, else in
    /// `prisma`, else in the working directory (its `getEnvPaths.ts` and `tryLoadEnvs.ts`). Prisma 7 reads none itself;
    /// its configuration file usually reads the one in the working directory.
    ///
    /// `migrations` is the folder of migrations, beside which Prisma's schema lies; `process` are the process's own.
    ///
    /// # Errors
    /// A file that is there and cannot be read.
    pub fn read(
        workspace: &Workspace,
        migrations: Option<&Path>,
        process: BTreeMap<String, String>,
    ) -> Result<Self, InputError> {
        let mut files = Vec::new();
        for path in paths(workspace.cwd(), migrations) {
            files.extend(EnvFile::read(&path, &workspace.shown(&path))?);
        }
        Ok(Self { process, files })
    }

    /// The value of a variable of the process itself.
    #[must_use]
    pub fn of_process(&self, name: &str) -> Option<&str> {
        self.process.get(name).map(String::as_str)
    }

    /// Finds the connection string of an environment.
    ///
    /// # Errors
    /// The variable is set nowhere, or its line cannot be read.
    pub fn resolve(&self, url: &DatabaseUrl) -> Result<ConnectionString, InputError> {
        match url {
            DatabaseUrl::Literal(text) => {
                let source = "the connection string given".to_owned();
                Ok(ConnectionString { text: text.clone(), source, notes: Vec::new() })
            }
            DatabaseUrl::Variable(name) => self.variable(name),
        }
    }

    /// A variable that by its name holds the direct connection where `name` holds a pooled one.
    #[must_use]
    pub fn direct_twin(&self, name: &str) -> Option<String> {
        names::direct_twins(name).into_iter().find(|twin| self.names().any(|known| known == twin))
    }

    /// The value of a variable, of the process or of a `.env` file.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<String> {
        self.variable(name).ok().map(|found| found.text)
    }

    fn variable(&self, name: &str) -> Result<ConnectionString, InputError> {
        if let Some(text) = self.process.get(name).filter(|text| !text.is_empty()) {
            let source = format!("${name} of the environment");
            return Ok(ConnectionString { text: text.clone(), source, notes: Vec::new() });
        }
        let mut found: Option<ConnectionString> = None;
        for file in &self.files {
            let Some(text) = file.get(name)? else { continue };
            match &mut found {
                None => {
                    let source = format!("${name} from {}", file.shown);
                    found = Some(ConnectionString { text: text.to_owned(), source, notes: Vec::new() });
                }
                Some(first) if first.text != text => first.notes.push(format!(
                    "{} gives {name} another value; {} counts, as with Prisma",
                    file.shown, first.source
                )),
                Some(_) => {}
            }
        }
        found.ok_or_else(|| self.missing(name))
    }

    fn missing(&self, name: &str) -> InputError {
        let empty =
            self.process.contains_key(name) || self.files.iter().any(|file| file.names().any(|known| known == name));
        let what = if empty { "is empty" } else { "is not set" };
        let files = self.files.iter().map(|file| file.shown.as_str()).collect::<Vec<_>>().join(" or ");
        let looked = match files.as_str() {
            "" => "in the environment, and there is no .env file".to_owned(),
            files => format!("in the environment or in {files}"),
        };
        let error = InputError::new(format!("${name} {what} {looked}"));
        let holders = names::nearest(name, self.holders());
        error.help(match holders.as_slice() {
            [] => format!("set {name} to the database's connection string, in the environment or in .env"),
            names => format!(
                "connection strings for PostgreSQL are in {}: set {name}, or name one of these",
                names.join(", ")
            ),
        })
    }

    /// Variables that hold a connection string for `PostgreSQL`.
    fn holders(&self) -> impl Iterator<Item = &str> {
        let of_process = self.process.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let of_files = self.files.iter().flat_map(EnvFile::iter);
        let is_url = |value: &str| value.starts_with("postgres://") || value.starts_with("postgresql://");
        of_process.chain(of_files).filter(move |(_, value)| is_url(value)).map(|(name, _)| name)
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.process.keys().map(String::as_str).chain(self.files.iter().flat_map(EnvFile::names))
    }
}

/// The variables of one `.env` file, which a tool reads by its path; `None` where there is none.
///
/// # Errors
/// It is there and cannot be read, or one of its lines cannot.
pub fn env_file(path: &Path, shown: &str) -> Result<Option<BTreeMap<String, String>>, InputError> {
    let Some(file) = EnvFile::read(path, shown)? else { return Ok(None) };
    let names: Vec<&str> = file.names().collect();
    let mut values = BTreeMap::new();
    for name in names {
        if let Some(value) = file.get(name)? {
            values.insert(name.to_owned(), value.to_owned());
        }
    }
    Ok(Some(values))
}

impl fmt::Debug for Variables {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.names()).finish()
    }
}

impl fmt::Debug for ConnectionString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ConnectionString({})", self.source)
    }
}

/// The files to read, in order: the first that sets a variable counts.
fn paths(cwd: &Path, migrations: Option<&Path>) -> Vec<PathBuf> {
    let package = cwd.ancestors().find(|folder| folder.join("package.json").is_file());
    let root = package.map(|folder| folder.join(".env"));
    let schema_folders =
        [migrations.and_then(Path::parent).map(Path::to_owned), Some(cwd.join("prisma")), Some(cwd.to_owned())];
    let beside_schema =
        schema_folders.into_iter().flatten().map(|folder| folder.join(".env")).find(|path| path.is_file());
    let mut paths: Vec<PathBuf> = root.into_iter().filter(|path| path.is_file()).chain(beside_schema).collect();
    paths.dedup();
    paths
}

#[cfg(test)]
mod tests;
