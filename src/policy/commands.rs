//! `policies/commands.yaml`: what is known about commands before a team says anything.

use std::sync::LazyLock;

use super::file::CommandEntry;
use super::mistake::Mistake;
use super::node::Node;
use super::read::{Fields, Located, OneOrMany, Read, Reader};
use super::{Policy, valid};
use crate::rules::{CommandBook, Tool};
use crate::sql::Source;

const NAME: &str = "commands";
const TEXT: &str = include_str!("../../policies/commands.yaml");

impl Policy {
    /// What is known about commands: what is built in, then the team's own.
    ///
    /// # Errors
    /// The mistakes of the built-in file; a test sees that there are none.
    pub fn command_book(&self) -> Result<CommandBook, Vec<Mistake>> {
        static BUILT_IN: LazyLock<Result<CommandBook, Vec<Mistake>>> = LazyLock::new(built_in);
        let mut book = BUILT_IN.clone()?;
        book.patterns.extend(self.commands.iter().map(|command| command.value.clone()));
        Ok(book)
    }
}

fn built_in() -> Result<CommandBook, Vec<Mistake>> {
    let source = Source::new(format!("builtin:{NAME}"), TEXT);
    let node = Node::parse(source.path(), source.text()).map_err(|mistake| vec![mistake])?;
    let mut reader = Reader::new(source.path());
    let file = CommandsFile::read(&node, &mut reader);
    let mut mistakes = reader.into_mistakes();
    let Some(file) = file else { return Err(mistakes) };
    let patterns = valid::commands(NAME, &source, file.commands, &mut mistakes);
    if mistakes.is_empty() { Ok(CommandBook { tools: file.tools, patterns }) } else { Err(mistakes) }
}

/// The file as written.
struct CommandsFile {
    tools: Vec<Tool>,
    commands: Vec<Located<CommandEntry>>,
}

impl Read for CommandsFile {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let mut fields = Fields::open(node, reader)?;
        fields.required::<u32>("version", "begin the file with `version: 1`", reader);
        let read = Self { tools: fields.or_default("tools", reader), commands: fields.or_default("commands", reader) };
        fields.close(reader);
        Some(read)
    }
}

impl Read for Tool {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let mut fields = Fields::open(node, reader)?;
        let mut words = |key, reader: &mut Reader<'_>| {
            let words: OneOrMany = fields.or_default(key, reader);
            words.0.into_iter().map(|word| word.value).collect::<Vec<_>>()
        };
        let mut read = Self {
            programs: words("program", reader),
            values: words("values", reader),
            url_flags: words("url_flags", reader),
            linked_flags: words("linked_flags", reader),
            url_variables: words("url_variables", reader),
            env_files: words("env_files", reader),
            ..Self::default()
        };
        read.config = fields.optional("config", reader);
        read.libpq = fields.or_default("libpq", reader);
        read.sql = fields.or_default("sql", reader);
        read.tasks = fields.or_default("tasks", reader);
        read.anywhere = fields.or_default("anywhere", reader);
        read.long_dash = fields.or_default("long_dash", reader);
        read.abbreviates = fields.or_default("abbreviates", reader);
        fields.close(reader);
        Some(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_commands_have_no_mistakes() {
        let book = built_in().unwrap_or_else(|mistakes| panic!("{mistakes:#?}"));
        assert!(book.patterns.iter().all(|pattern| pattern.safe || pattern.destroys.is_some()));
        for pattern in &book.patterns {
            let programs = pattern.programs.iter().map(crate::rules::NamePattern::as_str);
            let unread = programs.filter(|name| *name != "*" && book.tool(name).is_none()).collect::<Vec<_>>();
            let plain = pattern.flags.is_empty() && pattern.subcommands.is_empty() || !pattern.arguments.is_empty();
            assert!(unread.is_empty() || plain, "no tool says how {unread:?} read their words");
        }
    }
}
