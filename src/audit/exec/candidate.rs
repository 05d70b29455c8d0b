//! The databases that a command may reach, by its flags, its variables and its configuration.

use super::libpq;
use super::prisma;
use super::surroundings::Surroundings;
use crate::live::{ConnectionUrl, LiveError};
use crate::project::invocation::{Invocation, Nature};
use crate::rules::{CommandBook, Tool, ToolWords};

/// A connection string and where it was found. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Candidate {
    /// As written, with its password.
    pub text: String,
    /// Where: `--url`, `$DATABASE_URL from .env`.
    pub source: String,
}

impl Candidate {
    /// The connection string, read.
    ///
    /// # Errors
    /// It cannot be read, or is for another database or driver.
    pub fn url(&self) -> Result<ConnectionUrl, LiveError> {
        ConnectionUrl::parse(self.text.strip_prefix("jdbc:").unwrap_or(&self.text))
    }
}

impl std::fmt::Debug for Candidate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Candidate({})", self.source)
    }
}

/// Where a command goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// To one of these.
    Databases(Vec<Candidate>),
    /// That cannot be told, and why.
    Unknown(String),
    /// Nothing says that it goes to a database.
    Nowhere,
}

/// Where a command goes: its flags first, then its variables, then the files that its tool reads.
pub(super) fn destination(book: &CommandBook, invocation: &Invocation, around_it: &Surroundings<'_>) -> Destination {
    let plain = Tool::default();
    let tool = book.tool(&invocation.name());
    let words = ToolWords::read(tool.unwrap_or(&plain), &invocation.args);
    let search = Search { invocation, around: around_it, tool: tool.unwrap_or(&plain), words: &words };
    if let Some(found) = search.flags() {
        return found;
    }
    if let Some(wrapper) = invocation.hidden_by() {
        let why = match wrapper.nature {
            Nature::Secrets => format!(
                "{0} brings variables that cannot be seen from here: put `seawall exec --` behind {0}",
                wrapper.program
            ),
            _ => format!("{} runs it elsewhere: say where with `--env NAME`", wrapper.program),
        };
        return Destination::Unknown(why);
    }
    match tool {
        Some(tool) if tool.libpq => libpq::destination(&search),
        Some(_) => search.of_tool(),
        None => match around(invocation, around_it) {
            found if found.is_empty() => Destination::Nowhere,
            found => Destination::Databases(found),
        },
    }
}

/// Every connection string in the variables of a command: a program that nobody knows may read any of them.
pub(super) fn around(invocation: &Invocation, around: &Surroundings<'_>) -> Vec<Candidate> {
    let set = invocation.environment.iter().map(|set| (set.name.as_str(), set.value.text.as_str()));
    let inherited = around.process.iter().filter(|(name, _)| invocation.variable(name).is_none());
    let mut found: Vec<Candidate> = set
        .chain(inherited.map(|(name, value)| (name.as_str(), value.as_str())))
        .filter(|(_, value)| is_connection_string(value))
        .map(|(name, value)| Candidate { text: value.to_owned(), source: format!("${name}") })
        .collect();
    for file in &invocation.env_files {
        let Ok(Some(values)) = (around.env_file)(&file.text) else { continue };
        let urls = values.into_iter().filter(|(_, value)| is_connection_string(value));
        found.extend(urls.map(|(name, text)| Candidate { text, source: format!("${name} from {}", file.text) }));
    }
    let plain = Tool::default();
    let words = ToolWords::read(&plain, &[]);
    found.extend(libpq::of_variables(&Search { invocation, around, tool: &plain, words: &words }));
    found
}

/// The search for one command's database.
pub(super) struct Search<'s> {
    pub(super) invocation: &'s Invocation,
    pub(super) around: &'s Surroundings<'s>,
    pub(super) tool: &'s Tool,
    pub(super) words: &'s ToolWords<'s>,
}

impl Search<'_> {
    /// A connection string among the words.
    fn flags(&self) -> Option<Destination> {
        let by_flag = self.tool.url_flags.iter().find_map(|flag| Some((flag, self.words.value(flag)?)));
        if let Some((flag, value)) = by_flag.filter(|(_, value)| !self.tool.libpq || is_connection_string(value)) {
            return Some(self.written(value, flag));
        }
        let word = self.invocation.args.iter().find(|word| is_connection_string(value_of(&word.text)))?;
        Some(self.written(value_of(&word.text), "the command line"))
    }

    /// A value on the command line; one that holds a variable is looked up.
    fn written(&self, value: &str, source: &str) -> Destination {
        let Some(name) = variable_name(value) else {
            let unknown = value.contains('$') || value.contains('`');
            if unknown {
                return Destination::Unknown(format!("the value of {source} is not known before it runs"));
            }
            return Destination::Databases(vec![Candidate { text: value.to_owned(), source: source.to_owned() }]);
        };
        match self.lookup(name, &[]) {
            Ok(Some(found)) => Destination::Databases(vec![found]),
            Ok(None) => Destination::Unknown(format!("${name} is not set")),
            Err(why) => Destination::Unknown(why),
        }
    }

    /// The variables and files that the tool reads.
    fn of_tool(&self) -> Destination {
        if let Some(project) = self.linked() {
            return project;
        }
        if self.tool.url_variables.is_empty() {
            let found = around(self.invocation, self.around);
            if found.is_empty() {
                return Destination::Unknown("nothing says which database it reaches".to_owned());
            }
            return Destination::Databases(found);
        }
        let files: Vec<&str> = self.tool.env_files.iter().map(String::as_str).collect();
        let names = match self.tool.config.as_deref() {
            Some("prisma") => match prisma::names(self) {
                prisma::Names::Variables(names) => names,
                prisma::Names::Literal(candidate) => return Destination::Databases(vec![candidate]),
            },
            _ => self.tool.url_variables.clone(),
        };
        let mut found = Vec::new();
        for name in &names {
            match self.lookup(name, &files) {
                Ok(candidate) => found.extend(candidate),
                Err(why) => return Destination::Unknown(why),
            }
        }
        if !found.is_empty() {
            return Destination::Databases(found);
        }
        let looked = names.iter().map(|name| format!("${name}")).collect::<Vec<_>>().join(", ");
        Destination::Unknown(format!("{looked} is not set, and nothing else says which database it reaches"))
    }

    /// The project to which Supabase's directory is linked.
    fn linked(&self) -> Option<Destination> {
        if self.tool.config.as_deref() != Some("supabase") {
            return None;
        }
        let project = (self.around.read)("supabase/.temp/project-ref");
        Some(match project.as_deref().map(str::trim).filter(|project| !project.is_empty()) {
            Some(project) => Destination::Databases(vec![Candidate {
                text: format!("postgresql://db.{project}.supabase.co/postgres"),
                source: "the linked project".to_owned(),
            }]),
            None => Destination::Unknown("no project is linked, so the database cannot be told".to_owned()),
        })
    }

    /// The value of a variable where the command runs: its own line, its wrappers' files, the process, the tool's files.
    pub(super) fn lookup(&self, name: &str, files: &[&str]) -> Result<Option<Candidate>, String> {
        if let Some(word) = self.invocation.variable(name) {
            if !word.known {
                return match variable_name(&word.text).filter(|inner| *inner != name) {
                    Some(inner) => self.lookup(inner, files),
                    None => Err(format!("the value of {name} is not known before it runs")),
                };
            }
            return Ok(candidate(&word.text, format!("${name} on the command line")));
        }
        // Node's dotenv leaves what the process has; so does each file what the one before it set.
        if let Some(value) = self.around.variable(name) {
            return Ok(candidate(&value, format!("${name} of the environment")));
        }
        let wrappers = self.invocation.env_files.iter().map(|file| file.text.as_str());
        for file in wrappers.chain(files.iter().copied()) {
            let values = (self.around.env_file)(file)?;
            if let Some(value) = values.and_then(|values| values.get(name).cloned()).filter(|value| !value.is_empty()) {
                return Ok(candidate(&value, format!("${name} from {file}")));
            }
        }
        Ok(None)
    }
}

fn candidate(text: &str, source: String) -> Option<Candidate> {
    (!text.is_empty()).then(|| Candidate { text: text.to_owned(), source })
}

/// `$NAME`, `${NAME}`.
fn variable_name(text: &str) -> Option<&str> {
    let name = text.strip_prefix('$')?;
    let name = name.strip_prefix('{').map_or(Some(name), |name| name.strip_suffix('}'))?;
    (!name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')).then_some(name)
}

/// The value of `--flag=value`, or the word.
fn value_of(word: &str) -> &str {
    let value = word.starts_with('-').then(|| word.split_once('=')).flatten();
    value.map_or(word, |(_, value)| value)
}

/// A connection string of `PostgreSQL`: a URL (of JDBC too) or libpq's words.
pub(super) fn is_connection_string(text: &str) -> bool {
    let text = text.trim_matches(['"', '\'']).trim_start();
    let text = text.strip_prefix("jdbc:").unwrap_or(text);
    let schemes = ["postgres://", "postgresql://", "prisma+postgres://"];
    schemes.iter().any(|scheme| text.get(..scheme.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(scheme)))
        || ["host=", "dbname=", "hostaddr=", "service="].iter().any(|key| text.starts_with(key))
}
