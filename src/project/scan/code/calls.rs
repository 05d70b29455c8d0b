//! The calls that are looked for, by their tokens.

use super::super::script::{CodeKind, Form};
use super::super::text::Text;
use super::{Token, Word, span};
use crate::sql::Span;

/// Functions that hand their first argument to a shell, or run it with the words of the second.
const RUNS: [&str; 13] = [
    "exec",
    "execSync",
    "execa",
    "execaSync",
    "execaCommand",
    "execaCommandSync",
    "spawn",
    "spawnSync",
    "execFile",
    "execFileSync",
    "execAsync",
    "execPromise",
    "shell",
];

/// Every call that drops or changes tables.
pub(super) fn destructive(tokens: &[Token], typeorm: bool) -> Vec<(CodeKind, Span)> {
    let mut found = Vec::new();
    for at in 0..tokens.len() {
        let Some(name) = tokens[at].name() else { continue };
        if let Some((kind, end)) = call(tokens, at, name).or_else(|| option(tokens, at, name, typeorm)) {
            found.push((kind, span(tokens, at, end)));
        }
    }
    found
}

/// A call, and the place of its closing parenthesis.
fn call(tokens: &[Token], at: usize, name: &str) -> Option<(CodeKind, usize)> {
    let is_call = matches!(tokens[at].word, Word::Name(_)) && tokens.get(at + 1)?.is('(');
    let end = if is_call { closing(tokens, at + 1)? } else { return None };
    let receiver = at.checked_sub(1).filter(|&dot| tokens[dot].is('.')).and_then(|dot| dot.checked_sub(1));
    let of = receiver.and_then(|at| tokens[at].name()).unwrap_or_default();
    let inside = &tokens[at + 2..end];
    let kind = match name {
        "sync" if is_set(inside, "force") => CodeKind::SyncForce,
        "sync" if is_set(inside, "alter") => CodeKind::SyncAlter,
        "drop" if of.to_ascii_lowercase().contains("sequelize") => CodeKind::SequelizeDrop,
        "dropAllTables" | "dropAllSchemas" => CodeKind::DropAllTables,
        "refreshDatabase" => CodeKind::RefreshDatabase,
        "EnsureDeleted" | "EnsureDeletedAsync" => CodeKind::EnsureDeleted,
        _ => return None,
    };
    Some((kind, end))
}

/// `synchronize: true` and `dropSchema: true` in a file that speaks of `TypeORM`.
fn option(tokens: &[Token], at: usize, name: &str, typeorm: bool) -> Option<(CodeKind, usize)> {
    let kind = match name {
        "synchronize" => CodeKind::Synchronize,
        "dropSchema" => CodeKind::DropSchema,
        _ => return None,
    };
    (typeorm && is_true(tokens, at)).then_some((kind, at + 2))
}

/// Whether a property of the object that is the first argument is `true`.
fn is_set(arguments: &[Token], property: &str) -> bool {
    if !arguments.first().is_some_and(|token| token.is('{')) {
        return false;
    }
    let mut depth = 0;
    (0..arguments.len()).any(|at| {
        match arguments[at].word {
            Word::Sign('{' | '(' | '[') => depth += 1,
            Word::Sign('}' | ')' | ']') => depth -= 1,
            _ => {}
        }
        depth == 1 && arguments[at].name() == Some(property) && is_true(arguments, at)
    })
}

/// `name: true`, where nothing follows that would change it.
fn is_true(tokens: &[Token], at: usize) -> bool {
    let value = tokens.get(at + 2).is_some_and(|token| token.word == Word::Name("true".to_owned()));
    let ends = tokens.get(at + 3).is_none_or(|token| token.is(',') || token.is('}'));
    value && ends && tokens[at + 1].is(':')
}

/// The place of the parenthesis that closes the one at `open`.
fn closing(tokens: &[Token], open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token.word {
            Word::Sign('(') => depth += 1,
            Word::Sign(')') => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// Every command that code hands to a shell or runs by its words.
pub(super) fn commands(file: &str, tokens: &[Token]) -> Vec<(Text, Form)> {
    tokens.windows(3).enumerate().filter_map(|(at, window)| command(file, tokens, at, window)).collect()
}

fn command(file: &str, tokens: &[Token], at: usize, window: &[Token]) -> Option<(Text, Form)> {
    let Word::Name(name) = &window[0].word else { return None };
    if let (true, Word::Text(text)) = (name == "$", &window[1].word) {
        return Some((text.clone(), Form::Shell));
    }
    // `pattern.exec("…")` matches a regular expression; `child_process.exec("…")` and `shell.exec("…")` run something.
    let receiver = at.checked_sub(2).filter(|_| at > 0 && tokens[at - 1].is('.')).and_then(|at| tokens[at].name());
    let of_a_process = receiver.is_none_or(|receiver| {
        matches!(receiver, "child_process" | "childProcess" | "cp" | "shell" | "shelljs" | "child")
    });
    let Word::Text(first) = &window[2].word else { return None };
    if !(RUNS.contains(&name.as_str()) && of_a_process && window[1].is('(')) {
        return None;
    }
    let list = tokens.get(at + 3)?.is(',') && tokens.get(at + 4)?.is('[');
    if !list {
        return Some((first.clone(), Form::Shell));
    }
    let words: Vec<&Text> = tokens[at + 5..]
        .iter()
        .take_while(|token| !token.is(']'))
        .filter_map(|token| match &token.word {
            Word::Text(text) => Some(text),
            _ => None,
        })
        .collect();
    let argv: Vec<String> =
        std::iter::once(first).chain(words.iter().copied()).map(|text| text.as_str().to_owned()).collect();
    let end = words.last().map_or(first.span().end, |text| text.span().end);
    let text = Text::within(argv.join(" "), file, Span::new(first.span().start, end));
    Some((text, Form::Words(argv)))
}
