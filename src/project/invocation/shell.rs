//! Shell text to simple commands. The only place that knows the shell grammar's library.

mod input;
mod words;

use tree_sitter::Node;

use super::read::Trouble;
use super::variables::Variables;
use super::{Assignment, Input, Redirection, Word};
use crate::sql::Span;

/// Bytes beyond which a text is no shell script that a person wrote.
const LONGEST: usize = 1 << 20;
/// Levels of nesting beyond which a text is not followed.
const DEEPEST: usize = 250;

/// One simple command as written.
#[derive(Debug, Clone)]
pub(super) struct Command {
    pub(super) words: Vec<Word>,
    pub(super) environment: Vec<Assignment>,
    pub(super) input: Input,
    pub(super) redirections: Vec<Redirection>,
    pub(super) span: Span,
}

/// Everything that a shell text runs, in the order of the text, each branch included.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub(super) commands: Vec<Command>,
    pub(super) troubles: Vec<Trouble>,
}

/// Reads a shell text as bash does.
pub(super) fn read(text: &str) -> Reading {
    if text.len() > LONGEST {
        return refused("is longer than 1 MB: this is no script that a person wrote, and it was not read");
    }
    if text.contains('\0') {
        return refused("holds a NUL byte: this is no shell text, and it was not read");
    }
    let mut parser = tree_sitter::Parser::new();
    let ready = parser.set_language(&tree_sitter_bash::LANGUAGE.into()).is_ok();
    let Some(tree) = ready.then(|| parser.parse(text, None)).flatten() else {
        return refused("could not be read as shell text");
    };
    let mut walk = Walk { text, reading: Reading::default(), variables: Variables::default(), depth: 0, branches: 0 };
    walk.node(tree.root_node());
    if tree.root_node().has_error() && walk.reading.troubles.is_empty() {
        walk.trouble(tree.root_node(), "is not complete: a quote, a bracket or a word such as `fi` is missing");
    }
    walk.reading
}

fn refused(why: &str) -> Reading {
    let trouble = Trouble { message: why.to_owned(), span: Span::default() };
    Reading { commands: Vec::new(), troubles: vec![trouble] }
}

/// A walk over the tree: what was found, and the variables that are known where it stands.
struct Walk<'t> {
    text: &'t str,
    reading: Reading,
    variables: Variables,
    depth: usize,
    /// How many branches and loops are open: what is assigned in them may not be.
    branches: usize,
}

impl<'t> Walk<'t> {
    fn node(&mut self, node: Node<'t>) {
        if self.depth > DEEPEST {
            self.trouble(node, "is nested too deeply to be followed");
            return;
        }
        self.depth += 1;
        match node.kind() {
            "command" => self.command(node),
            "variable_assignment" => self.assignment(node),
            "pipeline" => self.pipeline(node),
            "redirected_statement" => self.redirected(node),
            "function_definition" | "if_statement" | "while_statement" | "for_statement" | "case_statement" => {
                self.branches += 1;
                self.children(node);
                self.branches -= 1;
            }
            "list" => self.list(node),
            "ERROR" => self.broken(node),
            _ => self.children(node),
        }
        self.depth -= 1;
    }

    fn children(&mut self, node: Node<'t>) {
        let mut cursor = node.walk();
        for child in node.named_children(&mut cursor) {
            self.node(child);
        }
    }

    /// What stands behind `&&` or `||` may not run.
    fn list(&mut self, node: Node<'t>) {
        let mut cursor = node.walk();
        for (at, child) in node.named_children(&mut cursor).enumerate() {
            let branch = usize::from(at > 0);
            self.branches += branch;
            self.node(child);
            self.branches -= branch;
        }
    }

    fn command(&mut self, node: Node<'t>) {
        let mut command = Command {
            words: Vec::new(),
            environment: Vec::new(),
            input: Input::Inherited,
            redirections: Vec::new(),
            span: span(node),
        };
        let mut cursor = node.walk();
        for child in node.named_children(&mut cursor) {
            match child.kind() {
                "variable_assignment" => command.environment.extend(self.assigned(child)),
                "file_redirect" | "herestring_redirect" => self.redirect(child, &mut command),
                "ERROR" => self.broken(child),
                "command_name" => {
                    let named = child.named_child(0).unwrap_or(child);
                    command.words.extend(self.word(named));
                }
                "subshell" => self.node(child),
                _ => command.words.extend(self.word(child)),
            }
        }
        if command.words.is_empty() {
            return;
        }
        self.exported(&mut command);
        self.reading.commands.push(command);
    }

    /// Variables that the script set before are there for the command too; those of its own line win.
    fn exported(&self, command: &mut Command) {
        let own = std::mem::take(&mut command.environment);
        let place = |value: &str, known| Word { text: value.to_owned(), span: command.span, known };
        command.environment = self
            .variables
            .iter()
            .map(|(name, value)| Assignment {
                name: name.to_owned(),
                value: value.map_or_else(|| place(&format!("${name}"), false), |value| place(value, true)),
                before: true,
            })
            .collect();
        command.environment.extend(own);
    }

    /// `NAME=value` as a statement of its own, or after `export`.
    fn assignment(&mut self, node: Node<'t>) {
        if let Some(Assignment { name, value, .. }) = self.assigned(node) {
            self.variables.assign(&name, value.known.then_some(value.text), self.branches > 0);
        }
    }

    fn assigned(&mut self, node: Node<'t>) -> Option<Assignment> {
        let name = self.slice(node.child_by_field_name("name")?).to_owned();
        let value = node.child_by_field_name("value").map_or_else(
            || Word::literal("", Span::new(node.end_byte(), node.end_byte())),
            |value| self.whole_word(value),
        );
        Some(Assignment { name, value, before: false })
    }

    /// What the grammar could not read: its words are one command, so that none of them is lost.
    fn broken(&mut self, node: Node<'t>) {
        self.trouble(node, "this is not readable as shell text; only its words were looked at");
        let mut words = Vec::new();
        let mut cursor = node.walk();
        for child in node.children(&mut cursor) {
            match child.kind() {
                "command_name" => words.extend(child.named_child(0).map(|named| self.word(named)).unwrap_or_default()),
                "word" | "string" | "raw_string" | "concatenation" | "number" | "simple_expansion" | "expansion" => {
                    words.extend(self.word(child));
                }
                _ => self.node(child),
            }
        }
        if !words.is_empty() {
            let span = span(node);
            let command =
                Command { words, environment: Vec::new(), input: Input::Inherited, redirections: Vec::new(), span };
            self.reading.commands.push(command);
        }
    }

    fn trouble(&mut self, node: Node<'t>, message: &str) {
        self.reading.troubles.push(Trouble { message: message.to_owned(), span: span(node) });
    }

    fn slice(&self, node: Node<'t>) -> &'t str {
        self.text.get(node.byte_range()).unwrap_or_default()
    }
}

fn span(node: Node<'_>) -> Span {
    Span::new(node.start_byte(), node.end_byte())
}
