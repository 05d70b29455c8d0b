//! PowerShell text to commands, by tree-sitter's grammar of it. The only place that knows that library.
//!
//! Words are read as they are written; variables and expressions in them stay as they are, so they are not known.

use tree_sitter::{Node, Parser};

use crate::project::invocation::{CommandLine, Invocation, Lookup, Trouble, Word, invocations_of_words};
use crate::sql::Span;

/// Levels of nesting beyond which a text is not followed.
const DEEPEST: usize = 250;

/// Reads a PowerShell text. Spans are byte offsets into it.
pub(super) fn invocations(text: &str, lookup: &dyn Lookup) -> CommandLine {
    let mut line = CommandLine::default();
    let mut parser = Parser::new();
    let ready = parser.set_language(&tree_sitter_powershell::LANGUAGE.into()).is_ok();
    let Some(tree) = ready.then(|| parser.parse(text, None)).flatten() else {
        let message = "could not be read as PowerShell".to_owned();
        return CommandLine { troubles: vec![Trouble { message, span: Span::default() }], ..line };
    };
    walk(tree.root_node(), 0, &mut |node| command(node, text, lookup, &mut line));
    line
}

fn walk<'t>(node: Node<'t>, depth: usize, found: &mut impl FnMut(Node<'t>)) {
    if depth > DEEPEST {
        return;
    }
    if node.kind() == "command" {
        found(node);
    }
    let mut cursor = node.walk();
    for child in node.named_children(&mut cursor) {
        walk(child, depth + 1, found);
    }
}

/// One command: its name and what stands behind it, without the call operator `&`.
fn command(node: Node<'_>, text: &str, lookup: &dyn Lookup, line: &mut CommandLine) {
    let mut words: Vec<(String, Span)> = Vec::new();
    collect(node, text, &mut words);
    let argv: Vec<String> = words.iter().map(|(word, _)| word.clone()).collect();
    let whole = Span::new(node.start_byte(), node.end_byte());
    let read = invocations_of_words(&argv, lookup);
    line.invocations.extend(read.invocations.into_iter().map(|invocation| placed(invocation, &words, whole)));
}

/// The words of a command, in order.
fn collect(node: Node<'_>, text: &str, words: &mut Vec<(String, Span)>) {
    let mut cursor = node.walk();
    for child in node.named_children(&mut cursor) {
        match child.kind() {
            "command_elements" | "command_name_expr" => collect(child, text, words),
            "command_invokation_operator" | "command_argument_sep" | "redirection" => {}
            _ => {
                let word = text.get(child.byte_range()).unwrap_or_default();
                let bare = word.trim_matches(['"', '\'']).to_owned();
                words.push((bare, Span::new(child.start_byte(), child.end_byte())));
            }
        }
    }
}

/// The invocation with the places that its words have in the text, where they are words of it.
fn placed(invocation: Invocation, words: &[(String, Span)], whole: Span) -> Invocation {
    let place = |word: Word| {
        let span = words.iter().find(|(known, _)| *known == word.text).map_or(whole, |(_, span)| *span);
        let known = !word.text.contains('$');
        Word { span, known, ..word }
    };
    Invocation {
        program: place(invocation.program),
        args: invocation.args.into_iter().map(place).collect(),
        span: whole,
        ..invocation
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::invocation::NoLookup;

    #[test]
    fn commands_are_seen_in_blocks_and_pipes() {
        let text = "param([string]$Env)\n# prisma db push\nif ($Env -eq 'dev') {\n  npx prisma migrate reset --force\n}\n\
            & \"dropdb\" shop | Out-Null\n$x = pnpm run db:setup\n";
        let line = invocations(text, &NoLookup);
        let told: Vec<String> = line
            .invocations
            .iter()
            .map(|found| {
                std::iter::once(&found.program)
                    .chain(&found.args)
                    .map(|word| word.text.as_str())
                    .collect::<Vec<_>>()
                    .join(" ")
            })
            .collect();
        assert!(told.contains(&"prisma migrate reset --force".to_owned()), "{told:?}");
        assert!(told.contains(&"dropdb shop".to_owned()), "{told:?}");
        assert!(told.contains(&"db:setup".to_owned()), "{told:?}");
        let reset = line.invocations.iter().find(|found| found.name() == "prisma").unwrap();
        assert_eq!(&text[reset.span.start..reset.span.end], "npx prisma migrate reset --force");
        assert_eq!(&text[reset.program.span.start..reset.program.span.end], "prisma");
    }
}
