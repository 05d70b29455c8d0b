//! What a command reads: pipes, here-documents, files.

use tree_sitter::Node;

use super::{Command, Walk, span};
use crate::project::invocation::{Input, Redirection, Word};

impl<'t> Walk<'t> {
    /// Each command of a pipeline reads what the one before it writes.
    pub(super) fn pipeline(&mut self, node: Node<'t>) {
        let mut cursor = node.walk();
        for child in node.named_children(&mut cursor) {
            self.piped(child);
        }
    }

    /// A statement that reads what the last command so far writes.
    fn piped(&mut self, node: Node<'t>) {
        let first = self.reading.commands.len();
        self.node(node);
        let is_first_of_pipe =
            node.prev_named_sibling().is_none() && node.parent().is_some_and(|p| p.kind() == "pipeline");
        if is_first_of_pipe || first == 0 {
            return;
        }
        let written = output(&self.reading.commands[first - 1]);
        if let Some(reader) = self.reading.commands.get_mut(first).filter(|reader| reader.input == Input::Inherited) {
            reader.input = written;
        }
    }

    /// A statement with redirections behind it: they are those of its last command.
    pub(super) fn redirected(&mut self, node: Node<'t>) {
        let first = self.reading.commands.len();
        let mut cursor = node.walk();
        let children: Vec<_> = node.named_children(&mut cursor).collect();
        let (redirects, bodies): (Vec<_>, Vec<_>) =
            children.into_iter().partition(|child| child.kind().ends_with("_redirect"));
        for body in bodies {
            self.node(body);
        }
        for redirect in redirects {
            if self.reading.commands.len() == first {
                self.children(redirect);
                continue;
            }
            let at = self.reading.commands.len() - 1;
            let mut command = self.reading.commands[at].clone();
            self.redirect(redirect, &mut command);
            self.reading.commands[at] = command;
            self.after_heredoc(redirect);
        }
    }

    /// `cat <<EOF | psql`: the pipeline hangs on the here-document.
    fn after_heredoc(&mut self, redirect: Node<'t>) {
        let mut cursor = redirect.walk();
        for child in redirect.named_children(&mut cursor) {
            match child.kind() {
                "pipeline" => {
                    let mut inner = child.walk();
                    for statement in child.named_children(&mut inner) {
                        self.fed(statement);
                    }
                }
                kind if is_statement(kind) => self.node(child),
                _ => {}
            }
        }
    }

    fn fed(&mut self, node: Node<'t>) {
        let first = self.reading.commands.len();
        self.node(node);
        let written = first.checked_sub(1).map(|before| output(&self.reading.commands[before])).unwrap_or_default();
        if let Some(reader) = self.reading.commands.get_mut(first) {
            reader.input = written;
        }
    }

    pub(super) fn redirect(&mut self, node: Node<'t>, command: &mut Command) {
        match node.kind() {
            "heredoc_redirect" => self.heredoc(node, command),
            "herestring_redirect" => {
                if let Some(word) = node.named_child(0) {
                    command.input = Input::Text(self.whole_word(word));
                }
            }
            _ => self.file_redirect(node, command),
        }
    }

    fn file_redirect(&mut self, node: Node<'t>, command: &mut Command) {
        let Some(target) = node.child_by_field_name("destination") else { return };
        let operator: String = self.slice(node).chars().take_while(|c| "<>&|0123456789".contains(*c)).collect();
        let file = self.whole_word(target);
        if operator.trim_start_matches('0') == "<" {
            command.input =
                if target.kind() == "process_substitution" { Input::Command } else { Input::File(file.clone()) };
        }
        command.redirections.push(Redirection { operator, file });
    }

    /// The text of a here-document; variables in it are as in a word, unless its delimiter is quoted.
    fn heredoc(&mut self, node: Node<'t>, command: &mut Command) {
        let mut cursor = node.walk();
        for child in node.named_children(&mut cursor) {
            match child.kind() {
                "heredoc_body" => {
                    let start = node.children(&mut node.walk()).find(|part| part.kind() == "heredoc_start");
                    let quoted = start.is_some_and(|start| self.slice(start).contains(['\'', '"', '\\']));
                    let text = if quoted {
                        Word::literal(self.slice(child), span(child))
                    } else {
                        self.filled(child, span(child))
                    };
                    command.input = Input::Text(text);
                }
                "file_redirect" | "herestring_redirect" => self.redirect(child, command),
                kind if kind == "pipeline" || is_statement(kind) || kind.starts_with("heredoc") => {}
                _ if node.child_by_field_name("argument").is_some() => command.words.extend(self.word(child)),
                _ => {}
            }
        }
    }
}

fn is_statement(kind: &str) -> bool {
    matches!(kind, "command" | "list" | "compound_statement" | "subshell" | "redirected_statement" | "negated_command")
}

/// What a command writes, where its words tell.
fn output(command: &Command) -> Input {
    let Some((program, args)) = command.words.split_first() else { return Input::Command };
    match program.program().as_str() {
        "echo" | "printf" => {
            let said: Vec<&Word> = args.iter().skip_while(|word| word.text.starts_with('-')).collect();
            let text = said.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
            let place = said.first().zip(said.last()).map_or(command.span, |(first, last)| first.span.to(last.span));
            let known = said.iter().all(|word| word.known);
            Input::Text(Word { text, span: place, known })
        }
        "cat" => match (args, &command.input) {
            ([], input @ (Input::Text(_) | Input::File(_))) => input.clone(),
            ([file], _) if file.text != "-" => Input::File(file.clone()),
            _ => Input::Command,
        },
        _ => Input::Command,
    }
}
