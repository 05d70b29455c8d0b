//! Databases that a command names by itself, wherever it is run: a connection string that is written out, a host for libpq.

use super::candidate::{Candidate, Destination, Search, is_connection_string};
use super::libpq;
use super::surroundings::Surroundings;
use crate::project::connection_strings;
use crate::project::invocation::{Assignment, Invocation};
use crate::rules::{CommandBook, Tool, ToolWords};

/// A database that is written out.
#[derive(Debug, Clone)]
pub(in crate::audit) struct Literal {
    /// The connection string, and where it is written.
    pub(in crate::audit) candidate: Candidate,
    /// It stands in the command itself, not in what is set for a whole file.
    pub(in crate::audit) is_own: bool,
}

impl Literal {
    fn own(text: &str, source: impl Into<String>) -> Self {
        Self { candidate: Candidate { text: text.to_owned(), source: source.into() }, is_own: true }
    }
}

/// Every database that a command names: in its words and those of its launchers, in variables set for it, and in `around`, the
/// values of variables that its file sets for all its commands.
pub(in crate::audit) fn literals(book: &CommandBook, invocation: &Invocation, around: &[String]) -> Vec<Literal> {
    let words = invocation
        .wrappers
        .iter()
        .flat_map(|wrapper| &wrapper.args)
        .chain([&invocation.program])
        .chain(&invocation.args);
    let mut found: Vec<Literal> =
        words.flat_map(|word| strings(&word.text)).map(|text| Literal::own(text, "the command line")).collect();
    for set in invocation.environment.iter().filter(|set| !set.before || is_read_by_tools(book, set)) {
        let source = format!("${}", set.name);
        let literal = |text| Literal { is_own: !set.before, ..Literal::own(text, source.clone()) };
        found.extend(strings(&set.value.text).into_iter().map(literal));
    }
    found.extend(of_libpq(book, invocation));
    let shared = around.iter().flat_map(|value| strings(value).into_iter().map(str::to_owned).chain(host(value)));
    found.extend(shared.map(|text| Literal { is_own: false, ..Literal::own(&text, "a variable of the file") }));
    found
}

/// The connection strings of a word: URLs anywhere in it, or libpq's `host=… dbname=…`.
fn strings(word: &str) -> Vec<&str> {
    let urls = connection_strings(word);
    if urls.is_empty() && is_connection_string(word) { vec![word] } else { urls }
}

/// A script's own variables are no environment: only one that a tool reads counts. `PROD=postgres://…` may serve to copy from.
fn is_read_by_tools(book: &CommandBook, set: &Assignment) -> bool {
    let reads = |tool: &Tool| tool.url_variables.contains(&set.name);
    set.name.starts_with("PG") || book.tools.iter().any(reads)
}

/// A host by the flags and variables of libpq; one that comes from a file of this machine is not the command's.
fn of_libpq(book: &CommandBook, invocation: &Invocation) -> Option<Literal> {
    let around = Surroundings {
        process: std::collections::BTreeMap::new(),
        read: &|_| None,
        env_file: &|_| Ok(None),
        terminal: false,
    };
    let plain = Tool::default();
    let tool = book.tool(&invocation.name()).filter(|tool| tool.libpq);
    let words = ToolWords::read(tool.unwrap_or(&plain), &invocation.args);
    let search = Search { invocation, around: &around, tool: tool.unwrap_or(&plain), words: &words };
    let candidate = match tool {
        None => libpq::of_variables(&search)?,
        Some(_) => match libpq::destination(&search) {
            Destination::Databases(found) => found.into_iter().next()?,
            Destination::Unknown(_) | Destination::Nowhere => return None,
        },
    };
    let before = |set: &Assignment| set.before && set.name == "PGHOST";
    let is_own = !invocation.environment.iter().rev().find(|set| set.name == "PGHOST").is_some_and(before);
    Some(Literal { candidate, is_own })
}

/// A host name as the value of a variable whose name is not known any more: `PGHOST: db.shop.net` of a workflow.
fn host(value: &str) -> Option<String> {
    let value = value.strip_prefix("PGHOST=").unwrap_or(value);
    let is_name =
        value.contains('.') && value.chars().all(|letter| letter.is_ascii_alphanumeric() || "-.".contains(letter));
    is_name.then(|| format!("host={value}"))
}
