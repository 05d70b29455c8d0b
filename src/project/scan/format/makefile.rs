//! Makefiles: the recipes of every rule, also those within conditionals.
//!
//! Variables that hold plain text are put in; functions, `include`d files and what `eval` makes are not followed.

use std::collections::HashMap;

use makefile_lossless::{Makefile, MakefileVariant, Recipe};

use super::recipe;
use crate::project::scan::context::Context;
use crate::project::scan::script::{File, Found, Name};
use crate::project::scan::text::{Piece, Text};
use crate::project::scan::tree::Unreadable;
use crate::sql::Span;

#[allow(clippy::unnecessary_wraps, reason = "a reader as the others")]
pub(super) fn read(file: &File<'_>, found: &mut Found) -> Result<(), Unreadable> {
    let makefile = Makefile::parse_with_variant(file.text(), MakefileVariant::GNUMake).tree();
    let variables = makefile.variable_definitions().filter(|variable| !variable.is_define());
    let mut variables: HashMap<String, String> =
        variables.filter_map(|variable| Some((variable.name()?, variable.raw_value()?.trim().to_owned()))).collect();
    variables.insert("MAKE".to_owned(), "make".to_owned());
    for node in makefile.recipe_nodes() {
        push(file, &node, &variables, found);
    }
    Ok(())
}

fn push(file: &File<'_>, node: &Recipe, variables: &HashMap<String, String>, found: &mut Found) {
    let range = node.text_range();
    let (start, end) = (usize::from(range.start()), usize::from(range.end()));
    let (command, begin) = recipe::command(file.text().get(start..end).unwrap_or_default());
    if command.is_empty() || command.starts_with('#') {
        return;
    }
    let text = expanded(command, start + begin, variables);
    let targets: Vec<String> = node.parent().map(|rule| rule.targets().collect()).unwrap_or_default();
    for target in &targets {
        let name = Name::Target { program: "make", folder: file.folder().to_owned(), target: target.clone() };
        found.scripts.push(file.script(&text, Context::of_name("the target", target)).named(name));
    }
    if targets.is_empty() {
        found.scripts.push(file.script(&text, Context::of_path(file.path)));
    }
}

/// The command as make hands it to the shell: `$$` is `$`, and `$(NAME)` what the variable holds.
fn expanded(command: &str, start: usize, variables: &HashMap<String, String>) -> Text {
    let mut pieces = Vec::new();
    let mut done = 0;
    while let Some(dollar) = command[done..].find('$').map(|at| done + at) {
        pieces.push(Piece::Verbatim(&command[done..dollar], start + done));
        let behind = &command[dollar + 1..];
        done = if behind.starts_with('$') {
            pieces.push(Piece::Verbatim("$", start + dollar + 1));
            dollar + 2
        } else if let Some((value, length)) = variable(behind, variables) {
            pieces.push(Piece::Instead(value, Span::new(start + dollar, start + dollar + 1 + length)));
            dollar + 1 + length
        } else {
            pieces.push(Piece::Verbatim("$", start + dollar));
            dollar + 1
        };
    }
    pieces.push(Piece::Verbatim(&command[done..], start + done));
    Text::of_pieces(&pieces, Span::new(start, start + command.len()))
}

/// What `(NAME)` or `{NAME}` stands for, and its length, where that is plain text.
fn variable<'a>(behind: &str, variables: &'a HashMap<String, String>) -> Option<(&'a str, usize)> {
    let close = match behind.chars().next()? {
        '(' => ')',
        '{' => '}',
        _ => return None,
    };
    let end = behind.find(close)?;
    let value = variables.get(&behind[1..end])?;
    (!value.contains('$')).then_some((value.as_str(), end + 1))
}
