//! A command line as data: which program runs in the end, with which words, environment and input.
//!
//! A shell text is read by `tree-sitter-bash`, which goes on after what it cannot read, so that a broken script still shows its
//! commands. Launchers (`npx`, `dotenv --`, `docker compose exec app`, `sh -c "…"`, `npm run x --`) are taken off one by one until
//! none is left; what each of them was stays in [`Invocation::wrappers`].

mod launcher;
mod lookup;
mod read;
mod shell;
mod strip;
mod variables;

pub use launcher::Nature;
pub use lookup::{Lookup, NoLookup, Script};
pub use read::{CommandLine, Trouble, invocations, invocations_of_words};

use crate::sql::Span;

/// One word of a command line, without its quotes and with the variables in it that are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The word as the program gets it; what is not known stands as it is written (`$URL`, `$(cat x)`).
    pub text: String,
    /// Where it stands in the text that was read; the place of the whole command for words of a script that it calls.
    pub span: Span,
    /// Whether `text` is all that the program gets.
    pub known: bool,
}

impl Word {
    /// A word that holds no variable.
    #[must_use]
    pub fn literal(text: impl Into<String>, span: Span) -> Self {
        Self { text: text.into(), span, known: true }
    }

    /// The program that the word names, in lower case and without folders, version and ending: `prisma` for `prisma@5.22`,
    /// `./node_modules/.bin/prisma`, `PRISMA.CMD` and `node_modules/prisma/build/index.js`.
    #[must_use]
    pub fn program(&self) -> String {
        let path = self.text.replace('\\', "/").to_lowercase();
        let name = package(&path).or_else(|| path.rsplit('/').next()).unwrap_or_default();
        let name = name.strip_prefix("npm:").unwrap_or(name);
        let name = name.find('@').filter(|at| *at > 0).map_or(name, |at| &name[..at]);
        let ends = [".exe", ".cmd", ".bat", ".ps1"];
        ends.iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name).to_owned()
    }
}

/// The package in which a file of `node_modules` lies.
fn package(path: &str) -> Option<&str> {
    let (_, inside) = path.rsplit_once("node_modules/")?;
    let name = if inside.starts_with('@') { inside.split('/').nth(1)? } else { inside.split('/').next()? };
    (name != ".bin").then_some(name)
}

/// A variable that is set for a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// Name of the variable.
    pub name: String,
    /// Its value.
    pub value: Word,
    /// Whether the script set it before: the command has it only where it was exported, and need not read it.
    pub before: bool,
}

/// What a command reads on standard input.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Input {
    /// That of the script itself: a terminal, or whatever was given to it.
    #[default]
    Inherited,
    /// This text: a here-document, a here-string, or what a literal `echo` before the pipe says.
    Text(Word),
    /// The content of a file.
    File(Word),
    /// What another command writes; nobody knows before it runs.
    Command,
}

/// A file that a command reads or writes by redirection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirection {
    /// `>`, `2>>`, `<`.
    pub operator: String,
    /// The file.
    pub file: Word,
}

/// Something that was taken off: it only starts what follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrapper {
    /// Its name: `npx`, `docker`.
    pub program: String,
    /// Its own words, without those of the command that it starts.
    pub args: Vec<Word>,
    /// What it changes for the command.
    pub nature: Nature,
}

/// One program that runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invocation {
    /// What is run, as it is written: `prisma`, `./node_modules/.bin/prisma`.
    pub program: Word,
    /// Its words, without redirections and assignments.
    pub args: Vec<Word>,
    /// Variables that the command line sets for it, the last of equal names winning.
    pub environment: Vec<Assignment>,
    /// Files with variables that a wrapper reads for it (`dotenv -e FILE`), the first to set a variable winning.
    pub env_files: Vec<Word>,
    /// What was taken off, outermost first.
    pub wrappers: Vec<Wrapper>,
    /// What it reads on standard input.
    pub input: Input,
    /// Files that it writes or reads by redirection.
    pub redirections: Vec<Redirection>,
    /// Where the whole command stands, with its wrappers.
    pub span: Span,
}

impl Invocation {
    /// The program's name without folders and endings: see [`Word::program`].
    #[must_use]
    pub fn name(&self) -> String {
        self.program.program()
    }

    /// The value that the command line gives a variable, where it does.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<&Word> {
        self.environment.iter().rev().find(|assignment| assignment.name == name).map(|assignment| &assignment.value)
    }

    /// The wrapper that runs it on another machine, in a container, or with variables that cannot be seen from here.
    #[must_use]
    pub fn hidden_by(&self) -> Option<&Wrapper> {
        self.wrappers.iter().find(|wrapper| wrapper.nature != Nature::Plain)
    }
}

#[cfg(test)]
mod tests;
