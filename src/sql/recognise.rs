//! The floor under every reader: verb, names and danger of a statement, from its tokens alone.
//!
//! It understands next to nothing, so there is next to nothing that it can get wrong. What it says is dangerous stays so,
//! whatever a grammar made of the statement.

use super::cursor::Cursor;
use super::name::QualifiedName;
use super::operation::{Danger, Operation};
use super::token::{Token, TokenKind};

/// A statement that no grammar read: what its tokens say all the same.
pub(super) fn unknown(cursor: Cursor<'_>) -> Operation {
    let danger = if mentions_destruction(cursor) { Danger::Destroys } else { danger(cursor) };
    Operation::Unknown { words: leading_words(cursor), danger, names: names(cursor) }
}

/// Whether a word that destroys stands anywhere in what could not be read: where it could not, no place says that the word is
/// harmless. What follows an unbalanced quote counts, and a word with an invisible character before it (U+FEFF).
fn mentions_destruction(cursor: Cursor<'_>) -> bool {
    let may_hide =
        |token: &&Token| matches!(token.kind, TokenKind::Word | TokenKind::Invalid | TokenKind::Unterminated);
    let mut texts = cursor.rest().iter().filter(may_hide).map(|token| token.text(cursor.text()));
    texts.any(|text| {
        let mut words = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
        words.any(|word| ["drop", "truncate", "delete"].iter().any(|verb| verb.eq_ignore_ascii_case(word)))
    })
}

/// The verb and the words that say on what: as many as belong to the fixed vocabulary.
pub(super) fn leading_words(cursor: Cursor<'_>) -> Box<str> {
    let text = |token: &Token| token.text(cursor.text());
    let Some(first) = cursor.peek() else { return "".into() };
    if first.kind == TokenKind::Meta {
        return text(&first).split_whitespace().next().unwrap_or_default().into();
    }
    let described =
        |token: &&Token| token.kind == TokenKind::Word && OBJECT_WORDS.contains(&&*text(token).to_ascii_uppercase());
    let rest = cursor.rest().iter().skip(1).take(5).take_while(described);
    let words: Vec<_> = std::iter::once(&first).chain(rest).map(|token| text(token).to_ascii_uppercase()).collect();
    words.join(" ").chars().take(60).collect::<String>().into()
}

/// The worst verb in a place where PostgreSQL's grammar expects one.
pub(super) fn danger(cursor: Cursor<'_>) -> Danger {
    if is_plain_explain(cursor) {
        return Danger::None;
    }
    // What a function does, it does when it is called.
    if defines_function(cursor) {
        return Danger::Changes;
    }
    let mut worst = at_verb(cursor).max(alteration(cursor));
    let mut merges = cursor.is_all(&["MERGE", "INTO"]);
    let mut at = cursor;
    let mut before = at.advance();
    while let Some(token) = at.peek() {
        if before.is_some_and(|before| precedes_verb(cursor, before)) {
            worst = worst.max(at_verb(at));
            merges |= at.is_all(&["MERGE", "INTO"]);
        }
        if merges && at.is_all(&["THEN", "DELETE"]) {
            worst = Danger::Destroys;
        }
        before = Some(token);
        at.advance();
    }
    worst
}

/// Verbs that change rows or definitions.
const CHANGES: [&str; 22] = [
    "ALTER", "CALL", "CLUSTER", "COMMENT", "COPY", "CREATE", "DISCARD", "DO", "EXECUTE", "GRANT", "IMPORT", "INSERT",
    "LOCK", "MERGE", "REASSIGN", "REFRESH", "REINDEX", "REVOKE", "SECURITY", "UPDATE", "VACUUM", "DELETE",
];

/// How bad the verb is that stands here, if one does.
fn at_verb(cursor: Cursor<'_>) -> Danger {
    let deletes = cursor.is_all(&["DELETE", "FROM"]);
    let drops = cursor.is("DROP") && cursor.peek_at(1).is_some_and(|next| next.kind == TokenKind::Word);
    let truncates = cursor.is("TRUNCATE")
        && cursor.peek_at(1).is_some_and(|next| matches!(next.kind, TokenKind::Word | TokenKind::Quoted));
    if deletes || drops || truncates || cursor.is_all(&["REASSIGN", "OWNED"]) {
        return Danger::Destroys;
    }
    if cursor.is_any(&CHANGES) { Danger::Changes } else { Danger::None }
}

/// Whether a statement may begin after this token: in a CTE, a rule, after `EXPLAIN ANALYZE` or `PREPARE p AS`.
fn precedes_verb(statement: Cursor<'_>, before: Token) -> bool {
    let is = |words: &[&str]| words.iter().any(|word| before.is_word(statement.text(), word));
    match before.kind {
        TokenKind::LeftParen | TokenKind::Semicolon => true,
        TokenKind::RightParen => {
            statement.is_any(&["WITH", "EXPLAIN", "PREPARE", "CREATE"]) || statement.is_kind(TokenKind::LeftParen)
        }
        TokenKind::Word if statement.is("EXPLAIN") => is(&["ANALYZE", "ANALYSE", "VERBOSE"]),
        TokenKind::Word if statement.is("PREPARE") => is(&["AS"]),
        TokenKind::Word => statement.is("CREATE") && is(&["DO", "ALSO", "INSTEAD"]),
        _ => false,
    }
}

/// `EXPLAIN` without ANALYZE: nothing runs.
fn is_plain_explain(mut cursor: Cursor<'_>) -> bool {
    cursor.accept("EXPLAIN") && !explain_runs(cursor)
}

/// Whether the options after `EXPLAIN` say that the statement runs.
pub(super) fn explain_runs(mut after: Cursor<'_>) -> bool {
    if after.is_any(&["ANALYZE", "ANALYSE"]) {
        return true;
    }
    if after.accept("VERBOSE") || !after.is_kind(TokenKind::LeftParen) {
        return after.is_any(&["ANALYZE", "ANALYSE"]);
    }
    let options = after.group().map(Cursor::split_commas).unwrap_or_default();
    options.into_iter().any(|mut option| {
        let off = ["off", "false", "0", "'off'", "'false'", "'0'"];
        option.accept_any(&["ANALYZE", "ANALYSE"]).is_some()
            && !off.iter().any(|off| option.slice(option.rest_span()).eq_ignore_ascii_case(off))
    })
}

fn defines_function(mut cursor: Cursor<'_>) -> bool {
    cursor.accept("CREATE") && {
        cursor.accept_all(&["OR", "REPLACE"]);
        cursor.is_any(&["FUNCTION", "PROCEDURE"])
    }
}

/// `ALTER … DROP` where it takes something away that holds data or guards it; not `ALTER COLUMN c DROP DEFAULT`.
fn alteration(mut cursor: Cursor<'_>) -> Danger {
    const KINDS: [&[&str]; 6] =
        [&["TABLE"], &["FOREIGN", "TABLE"], &["TYPE"], &["DOMAIN"], &["VIEW"], &["MATERIALIZED", "VIEW"]];
    let domain = cursor.is_at(1, "DOMAIN");
    if !cursor.accept("ALTER") || !KINDS.iter().any(|kind| cursor.accept_all(kind)) {
        return Danger::None;
    }
    cursor.accept_all(&["IF", "EXISTS"]);
    cursor.accept("ONLY");
    cursor.qualified_name();
    cursor.accept_operator("*");
    loop {
        let drops = cursor.accept("DROP");
        let harmless = domain && cursor.is_any(&["DEFAULT", "NOT"]);
        if drops && !harmless && !cursor.at_end() {
            return Danger::Destroys;
        }
        let _ = cursor.take_item();
        if !cursor.accept_kind(TokenKind::Comma) {
            return Danger::Changes;
        }
    }
}

/// Names after the words that announce one, and those that follow with commas.
fn names(mut cursor: Cursor<'_>) -> Vec<QualifiedName> {
    let mut names = Vec::new();
    let mut expected = false;
    while let Some(token) = cursor.peek() {
        let word = token.text(cursor.text());
        let announces = token.kind == TokenKind::Word && ANNOUNCING.iter().any(|one| one.eq_ignore_ascii_case(word));
        let is_name = matches!(token.kind, TokenKind::Word | TokenKind::Quoted) && !announces;
        if expected && is_name {
            names.extend(cursor.qualified_name());
            expected = cursor.is_kind(TokenKind::Comma);
            continue;
        }
        expected = announces || (expected && token.kind == TokenKind::Comma);
        cursor.advance();
    }
    let mut seen = std::collections::HashSet::new();
    names.retain(|name| seen.insert(name.clone()));
    names
}

/// Words after which a name stands, or further such words.
const ANNOUNCING: [&str; 36] = [
    "TABLE",
    "INDEX",
    "VIEW",
    "SEQUENCE",
    "TYPE",
    "DOMAIN",
    "SCHEMA",
    "DATABASE",
    "EXTENSION",
    "FUNCTION",
    "PROCEDURE",
    "ROUTINE",
    "AGGREGATE",
    "TRIGGER",
    "POLICY",
    "RULE",
    "ROLE",
    "USER",
    "TABLESPACE",
    "PUBLICATION",
    "SUBSCRIPTION",
    "STATISTICS",
    "SERVER",
    "ON",
    "ONLY",
    "FROM",
    "INTO",
    "JOIN",
    "UPDATE",
    "TRUNCATE",
    "REFERENCES",
    "EXISTS",
    "CONCURRENTLY",
    "CALL",
    "IF",
    "NOT",
];

/// Words that belong to the name of a command.
const OBJECT_WORDS: [&str; 58] = [
    "ACCESS",
    "AGGREGATE",
    "ALL",
    "AS",
    "CAST",
    "CLASS",
    "COLLATION",
    "CONFIGURATION",
    "CONSTRAINT",
    "CONVERSION",
    "DATA",
    "DATABASE",
    "DEFAULT",
    "DICTIONARY",
    "DOMAIN",
    "EVENT",
    "EXTENSION",
    "FAMILY",
    "FOREIGN",
    "FUNCTION",
    "GROUP",
    "INDEX",
    "INTO",
    "LABEL",
    "LANGUAGE",
    "LARGE",
    "MAPPING",
    "MATERIALIZED",
    "METHOD",
    "OBJECT",
    "OPERATOR",
    "OR",
    "OWNED",
    "PARSER",
    "POLICY",
    "PRIVILEGES",
    "PROCEDURE",
    "PUBLICATION",
    "REPLACE",
    "ROLE",
    "ROUTINE",
    "RULE",
    "SCHEMA",
    "SEARCH",
    "SEQUENCE",
    "SERVER",
    "STATISTICS",
    "SUBSCRIPTION",
    "SYSTEM",
    "TABLE",
    "TABLESPACE",
    "TEMPLATE",
    "TEXT",
    "TRANSFORM",
    "TRIGGER",
    "TYPE",
    "UNIQUE",
    "VIEW",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::lexer::lex;

    fn danger_of(text: &str) -> Danger {
        danger(Cursor::new(text, &lex(text).tokens))
    }

    #[test]
    fn sees_every_verb_that_destroys() {
        for text in [
            "DROP TABLE x",
            "drop owned by r",
            "TRUNCATE \"x\"",
            "DELETE FROM x",
            "WITH a AS (DELETE FROM x RETURNING *) SELECT 1",
            "WITH a AS (SELECT 1) DELETE FROM x",
            "WITH a AS (WITH b AS (DELETE FROM x) SELECT 1) SELECT 2",
            "EXPLAIN (ANALYZE, BUFFERS) DELETE FROM x",
            "EXPLAIN ANALYZE VERBOSE DELETE FROM x",
            "PREPARE p (int) AS DELETE FROM x",
            "COPY (DELETE FROM x RETURNING *) TO STDOUT",
            "CREATE RULE r AS ON INSERT TO t DO ALSO (DELETE FROM x; SELECT 1)",
            "CREATE RULE r AS ON INSERT TO t DO DELETE FROM x",
            "MERGE INTO x USING y ON true WHEN MATCHED THEN DELETE",
            "ALTER TABLE IF EXISTS ONLY app.x * ADD a numeric(1, 2), DROP COLUMN b",
            "ALTER TABLE type DROP b",
            "ALTER TYPE x DROP ATTRIBUTE a",
            "ALTER DOMAIN x DROP CONSTRAINT c",
            "ALTER FOREIGN TABLE x DROP COLUMN c",
            "REASSIGN OWNED BY a TO b",
        ] {
            assert_eq!(danger_of(text), Danger::Destroys, "{text}");
        }
    }

    #[test]
    fn takes_no_name_or_text_for_a_verb() {
        for (text, danger) in [
            ("SELECT delete FROM t", Danger::None),
            ("SELECT 'DROP TABLE x', \"drop\" FROM (SELECT 1 AS delete FROM t) x", Danger::None),
            ("EXPLAIN DELETE FROM x", Danger::None),
            ("EXPLAIN (ANALYZE false) DELETE FROM x", Danger::None),
            ("INSERT INTO docs (body) VALUES ($q$ DROP TABLE users; $q$)", Danger::Changes),
            ("CREATE FUNCTION f() RETURNS void BEGIN ATOMIC DELETE FROM x; END", Danger::Changes),
            ("ALTER TABLE x ALTER COLUMN c DROP NOT NULL, ALTER d DROP DEFAULT", Danger::Changes),
            ("ALTER DOMAIN x DROP NOT NULL", Danger::Changes),
            ("GRANT DELETE, TRUNCATE ON x TO y", Danger::Changes),
            ("SHOW x", Danger::None),
        ] {
            assert_eq!(danger_of(text), danger, "{text}");
        }
    }

    #[test]
    fn says_what_the_statement_is_and_names() {
        let told = |text: &str| match unknown(Cursor::new(text, &lex(text).tokens)) {
            Operation::Unknown { words, names, .. } => (words.into_string(), names),
            other => panic!("{other:?}"),
        };
        let (words, names) = told("DROP FOREIGN TABLE IF EXISTS app.a, \"B\" CASCADE");
        assert_eq!(words, "DROP FOREIGN TABLE");
        assert_eq!(names, [QualifiedName::new("app", "a"), QualifiedName::bare("B")]);
        assert_eq!(told("\\i other.sql").0, "\\i");
    }
}
