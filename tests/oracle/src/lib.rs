//! What PostgreSQL's own lexer and grammar (libpg_query) say of a text, and the texts to ask about.

mod facts;

use std::ops::Range;
use std::path::{Path, PathBuf};

use pg_query::protobuf::{RawStmt, Token};

pub use facts::{facts_of_operations, facts_of_tree, is_destructive, is_unknown};

/// The tokens of PostgreSQL's lexer, without comments, as byte ranges; none where it refuses the text.
///
/// PostgreSQL hands out the `N` of `N'…'` as a token of its own; here it is part of the string.
pub fn tokens(text: &str) -> Option<Vec<Range<usize>>> {
    let scanned = pg_query::scan(text).ok()?;
    let mut tokens: Vec<Range<usize>> = Vec::with_capacity(scanned.tokens.len());
    for token in
        scanned.tokens.iter().filter(|token| ![Token::SqlComment as i32, Token::CComment as i32].contains(&token.token))
    {
        let range = usize::try_from(token.start).ok()?..usize::try_from(token.end).ok()?;
        match tokens.last_mut() {
            Some(n)
                if n.end == range.start
                    && text[n.clone()].eq_ignore_ascii_case("n")
                    && text[range.clone()].starts_with('\'') =>
            {
                n.end = range.end;
            }
            _ => tokens.push(range),
        }
    }
    Some(tokens)
}

/// The statements of PostgreSQL's grammar, from first token to last; none where it refuses the text.
pub fn statements(text: &str) -> Option<Vec<Range<usize>>> {
    let parsed = pg_query::parse(text, 0).ok()?;
    let tokens = tokens(text)?;
    parsed.protobuf.stmts.iter().map(|statement| range_of(statement, &tokens, text)).collect()
}

/// The facts of each statement of PostgreSQL's grammar; none where it refuses the text.
pub fn facts(text: &str) -> Option<Vec<Vec<String>>> {
    let parsed = pg_query::parse(text, 0).ok()?;
    parsed.protobuf.stmts.iter().map(|statement| Some(facts_of_tree(&serde_json::to_value(statement).ok()?))).collect()
}

fn range_of(statement: &RawStmt, tokens: &[Range<usize>], text: &str) -> Option<Range<usize>> {
    let start = usize::try_from(statement.stmt_location).ok()?;
    let length = usize::try_from(statement.stmt_len).ok()?;
    let end = if length == 0 { text.len() } else { start + length };
    let first = tokens.partition_point(|token| token.start < start);
    let last = tokens.partition_point(|token| token.end <= end);
    // Without a length a statement goes to the end of the text, where empty statements may follow it.
    let last = tokens.get(first..last)?.iter().rev().find(|&token| &text[token.clone()] != ";")?;
    Some(tokens[first].start..last.end)
}

/// The folder of shared test inputs, or none in a stranger's clone.
///
/// # Panics
/// Where it was promised (`SEAWALL_SHARED` is set, or `CI=true`) and is not there: a test must not pass unseen.
pub fn corpus() -> Option<PathBuf> {
    let named = std::env::var_os("SEAWALL_SHARED").map(PathBuf::from);
    let promised = named.is_some() || std::env::var("CI").is_ok_and(|value| value == "true");
    let shared = named.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"));
    let corpus = shared.join("corpus");
    if corpus.is_dir() {
        return Some(corpus);
    }
    assert!(!promised, "no corpus at {}", corpus.display());
    println!("skipped: no corpus at {}; set SEAWALL_SHARED to the folder that has it", corpus.display());
    None
}

/// Every `.sql` file below a folder, in order, with its text; files that are not UTF-8 are left out.
pub fn sql_files(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut folders = vec![folder.to_path_buf()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            match std::fs::read_to_string(&path) {
                _ if path.is_dir() => folders.push(path),
                Ok(text) if path.extension().is_some_and(|extension| extension == "sql") => files.push((path, text)),
                _ => {}
            }
        }
    }
    files.sort();
    files
}
