//! Literals and lists.

/// A text as a string constant (manual, 4.1.2.1), whatever `standard_conforming_strings` says.
pub(in crate::schema) fn literal(text: &str) -> String {
    let quoted = text.replace('\'', "''");
    if text.contains('\\') { format!("E'{}'", quoted.replace('\\', "\\\\")) } else { format!("'{quoted}'") }
}

/// The members of a list that is separated by `, `; what lies in quotes or parentheses is not parted.
pub(in crate::schema) fn split_list(text: &str) -> Vec<&str> {
    let (mut members, mut start, mut depth, mut quote) = (Vec::new(), 0, 0_usize, None);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '\'' | '"') => quote = Some(c),
            (None, '(' | '[') => depth += 1,
            (None, ')' | ']') => depth = depth.saturating_sub(1),
            (None, ',') if depth == 0 && text[at..].starts_with(", ") => {
                members.push(&text[start..at]);
                start = at + 2;
            }
            _ => {}
        }
    }
    members.push(&text[start..]);
    members
}

/// `k=v, k2=v2` of the catalogs as SQL: `k='v', k2='v2'`.
pub(super) fn options(list: &str, prefix: &str, sign: &str) -> String {
    let option = |option: &&str| {
        let (name, value) = option.split_once('=').unwrap_or((option, "true"));
        format!("{prefix}{}{sign}{}", crate::sql::quote_ident(name), literal(value))
    };
    split_list(list).iter().map(option).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_part_outside_quotes_and_parentheses() {
        assert_eq!(split_list("a, f(b, c), 'd, e', \"g, \"\"h\""), ["a", "f(b, c)", "'d, e'", "\"g, \"\"h\""]);
        assert_eq!(split_list("a"), ["a"]);
    }

    #[test]
    fn literals_keep_quotes_and_backslashes() {
        assert_eq!(literal("it's"), "'it''s'");
        assert_eq!(literal("a\\b"), "E'a\\\\b'");
    }
}
