//! Everything that is known about commands, and where a command line stands by it.

use super::pattern::{CommandPattern, Tool};
use super::words::ToolWords;
use crate::project::invocation::{Invocation, Word};
use crate::rules::NamePattern;

/// Programs that only show, move and edit text and files, whatever their words and variables are.
const HANDLE_TEXT: &[&str] = &[
    "echo", "printf", "cat", "grep", "egrep", "rg", "ag", "sed", "awk", "git", "gh", "ls", "cp", "mv", "mkdir",
    "touch", "which", "type", "man", "test", "[", "[[", "cd", "pushd", "export", "alias", "chmod", "chown", "head",
    "tail", "less", "code", "vim", "vi", "nano",
];

/// Programs whose words are names of packages. What they install may run programs of its own.
const INSTALL: &[&str] =
    &["apt", "apt-get", "apk", "brew", "dnf", "yum", "pip", "pip3", "npm", "pnpm", "yarn", "bun", "gem", "cargo", "go"];

/// Patterns and tools.
#[derive(Debug, Clone, Default)]
pub struct CommandBook {
    /// How programs read their words.
    pub tools: Vec<Tool>,
    /// What is dangerous, and what a protected database lets through; later ones are the team's own.
    pub patterns: Vec<CommandPattern>,
}

/// Where a command stands.
#[derive(Debug, Clone)]
pub enum Standing<'b> {
    /// It does what these patterns say.
    Dangerous(Vec<&'b CommandPattern>),
    /// A protected database lets it through.
    Safe(&'b CommandPattern),
    /// It runs the SQL that it is given.
    Sql(&'b Tool),
    /// A word of it is not known before it runs.
    Unresolved(Word),
    /// The program is known and may reach a database, but nothing is said of this command.
    Unlisted(&'b Tool),
    /// Nothing is known of the program.
    Foreign,
}

impl CommandBook {
    /// Where a command stands. `outer` gives the variables that are set around the command line.
    #[must_use]
    pub fn standing(&self, invocation: &Invocation, outer: &dyn Fn(&str) -> Option<String>) -> Standing<'_> {
        let plain = Tool::default();
        let name = invocation.name();
        let tool = self.tool(&name);
        let words = ToolWords::read(tool.unwrap_or(&plain), &invocation.args);
        let case = Case { name: &name, tool: tool.unwrap_or(&plain), words: &words, invocation, outer };
        let dangerous: Vec<_> = self.patterns.iter().filter(|pattern| !pattern.safe && case.fits(pattern)).collect();
        if !dangerous.is_empty() {
            return Standing::Dangerous(dangerous);
        }
        if let Some(word) = words.unknown.filter(|_| tool.is_some()) {
            return Standing::Unresolved(word.clone());
        }
        if let Some(safe) = self.patterns.iter().find(|pattern| pattern.safe && case.fits(pattern)) {
            return Standing::Safe(safe);
        }
        match tool {
            Some(tool) if tool.sql => Standing::Sql(tool),
            Some(tool) => Standing::Unlisted(tool),
            None if !invocation.program.known => Standing::Unresolved(invocation.program.clone()),
            None => self.named_inside(invocation, &name, outer).unwrap_or(Standing::Foreign),
        }
    }

    /// Whether a command reaches no database, whatever it is told: `echo`, `grep`. `npm test` is a script of that name.
    #[must_use]
    pub fn handles_text(&self, invocation: &Invocation) -> bool {
        let is_script = invocation.wrappers.last().is_some_and(|wrapper| INSTALL.contains(&wrapper.program.as_str()));
        !is_script && HANDLE_TEXT.contains(&invocation.name().as_str())
    }

    /// How a program reads its words.
    #[must_use]
    pub fn tool(&self, name: &str) -> Option<&Tool> {
        self.tools.iter().find(|tool| tool.programs.iter().any(|program| program == name))
    }

    /// A launcher that nobody knows: what it is told holds a dangerous command word for word.
    fn named_inside(
        &self,
        invocation: &Invocation,
        name: &str,
        outer: &dyn Fn(&str) -> Option<String>,
    ) -> Option<Standing<'_>> {
        if HANDLE_TEXT.contains(&name) || INSTALL.contains(&name) {
            return None;
        }
        let inner = invocation.args.iter().enumerate().filter(|(_, word)| self.tool(&word.program()).is_some());
        inner
            .map(|(at, word)| Invocation {
                program: word.clone(),
                args: invocation.args[at + 1..].to_vec(),
                ..invocation.clone()
            })
            .map(|inner| self.standing(&inner, outer))
            .find(|standing| matches!(standing, Standing::Dangerous(_)))
    }
}

/// One command that is held against patterns.
struct Case<'c> {
    name: &'c str,
    tool: &'c Tool,
    words: &'c ToolWords<'c>,
    invocation: &'c Invocation,
    outer: &'c dyn Fn(&str) -> Option<String>,
}

impl Case<'_> {
    fn fits(&self, pattern: &CommandPattern) -> bool {
        pattern.programs.iter().any(|program| program.matches(self.name))
            && (pattern.subcommands.is_empty() || self.subcommand_fits(pattern))
            && pattern.flags.iter().all(|flag| self.words.has(flag))
            && !pattern.without.iter().any(|flag| self.words.has(flag))
            && (pattern.arguments.is_empty() || self.argument_fits(&pattern.arguments))
            && (pattern.variables.is_empty() || self.variable_fits(pattern))
    }

    fn argument_fits(&self, arguments: &[NamePattern]) -> bool {
        self.invocation.args.iter().any(|word| arguments.iter().any(|pattern| pattern.matches(&word.text)))
    }

    fn variable_fits(&self, pattern: &CommandPattern) -> bool {
        pattern.variables.iter().any(|variable| {
            let set = self.invocation.variable(&variable.name).map(|word| word.text.clone());
            set.or_else(|| (self.outer)(&variable.name)).is_some_and(|value| variable.holds(&value))
        })
    }

    /// A safe command's words begin with the subcommand, and where words are tasks, each is one. What is dangerous is also seen
    /// behind words that may be values of flags that nobody knows.
    fn subcommand_fits(&self, pattern: &CommandPattern) -> bool {
        let words: Vec<&str> = self.words.positionals.iter().map(|positional| positional.word.text.as_str()).collect();
        let begins = |at: usize| pattern.subcommands.iter().any(|wanted| begins_with(&words[at..], wanted));
        if pattern.safe && self.tool.tasks {
            let tasks: Vec<usize> = (0..words.len()).filter(|&at| !words[at].contains('=')).collect();
            return !tasks.is_empty() && tasks.into_iter().all(begins);
        }
        if pattern.safe && !self.tool.anywhere {
            return begins(0);
        }
        (0..words.len()).any(|at| begins(at) && (at == 0 || self.may_begin(at)))
    }

    fn may_begin(&self, at: usize) -> bool {
        let all_values = || self.words.positionals[..at].iter().all(|positional| positional.follows_flag);
        self.tool.tasks || self.tool.anywhere || all_values()
    }
}

fn begins_with(words: &[&str], wanted: &[NamePattern]) -> bool {
    words.len() >= wanted.len() && wanted.iter().zip(words).all(|(pattern, word)| pattern.matches(word))
}
