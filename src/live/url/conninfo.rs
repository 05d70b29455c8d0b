//! libpq's other form of a connection string: words `key=value` (manual, 34.1.1.1).

use super::mistake;
use crate::live::error::LiveError;

/// Whether the text begins with a word of that form.
pub(super) fn looks_like_one(text: &str) -> bool {
    let key = text.split('=').next().unwrap_or_default().trim_end();
    text.contains('=') && !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// The words; a value with blanks stands in single quotes, and `\` keeps the next character as it is.
pub(super) fn words(text: &str) -> Result<Vec<(String, String)>, LiveError> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (key, after) = rest.split_once('=').ok_or_else(|| {
            mistake("a word of the connection string has no `=`").help("put a value with blanks in single quotes")
        })?;
        let (value, after) = value(after.trim_start())?;
        words.push((key.trim().to_owned(), value));
        rest = after.trim_start();
    }
    Ok(words)
}

fn value(text: &str) -> Result<(String, &str), LiveError> {
    let quoted = text.strip_prefix('\'');
    let text = quoted.unwrap_or(text);
    let mut value = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => value.extend(characters.next().map(|(_, kept)| kept)),
            '\'' if quoted.is_some() => return Ok((value, &text[at + 1..])),
            _ if quoted.is_none() && character.is_whitespace() => return Ok((value, &text[at..])),
            _ => value.push(character),
        }
    }
    match quoted {
        Some(_) => Err(mistake("a quoted value of the connection string has no end")),
        None => Ok((value, "")),
    }
}
