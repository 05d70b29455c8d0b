//! Comments that speak to Seawall: `-- seawall: allow RULE[, RULE] reason … [until=YYYY-MM-DD]`.
//!
//! What is wrong with one is kept with it, so that a typing error is told and never taken for silence.

use std::fmt;

use super::lexer::{Lexed, lex};
use super::source::Span;
use super::split::Piece;
use super::token::{Token, TokenKind};

/// A comment that begins with `seawall:`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directive {
    /// The comment.
    pub span: Span,
    /// The rules it names.
    pub rules: Vec<DirectiveRule>,
    /// Why, in the author's words.
    pub reason: Option<String>,
    /// The date after `until=`, as written.
    pub until: Option<String>,
    /// Index of the statement it is about: the one it stands in, at the end of whose last line it stands, or before which
    /// it stands.
    pub statement: Option<usize>,
    /// Why it cannot be obeyed.
    pub problem: Option<DirectiveProblem>,
}

/// A rule named in a [`Directive`]; whether it exists is not known here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectiveRule {
    /// Its name as written.
    pub name: String,
    /// Where.
    pub span: Span,
}

/// What is wrong with a [`Directive`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DirectiveProblem {
    /// `seawall allow …`, which is prose to a reader who looks for `seawall:`.
    MissingColon,
    /// Another word than `allow` after `seawall:`, or none.
    UnknownVerb(String),
    /// `seawall: allow` and nothing else.
    NoRule,
    /// A rule, but no reason.
    NoReason,
    /// No statement stands near it.
    NoStatement,
}

impl fmt::Display for DirectiveProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingColon => f.write_str("write `seawall:` with a colon"),
            Self::UnknownVerb(verb) if verb.is_empty() => f.write_str("`seawall:` wants `allow`, a rule and a reason"),
            Self::UnknownVerb(verb) => write!(f, "`seawall: {verb}` is not known; only `allow` is"),
            Self::NoRule => f.write_str("`seawall: allow` names no rule"),
            Self::NoReason => f.write_str("`seawall: allow` gives no reason after the rule"),
            Self::NoStatement => f.write_str("no statement follows `seawall: allow`"),
        }
    }
}

/// Finds the directives of a text, those in the bodies of `DO` and `CREATE FUNCTION` too: they are about that statement.
#[must_use]
pub fn directives(lexed: &Lexed, pieces: &[Piece], text: &str) -> Vec<Directive> {
    let outside = lexed.comments.iter().filter_map(|&comment| {
        let directive = read(text, comment)?;
        Some(placed(directive, statement_of(text, pieces, comment)))
    });
    let inside = pieces.iter().enumerate().flat_map(|(index, piece)| {
        let comments = body_comments(text, &lexed.tokens[piece.tokens.clone()]);
        comments.into_iter().filter_map(move |comment| Some(placed(read(text, comment)?, Some(index))))
    });
    let mut found: Vec<_> = outside.chain(inside).collect();
    found.sort_by_key(|directive| directive.span);
    found
}

fn placed(directive: Directive, statement: Option<usize>) -> Directive {
    let problem = directive.problem.or_else(|| statement.is_none().then_some(DirectiveProblem::NoStatement));
    Directive { statement, problem, ..directive }
}

/// The comments in dollar-quoted bodies; other dollar quotes are data.
fn body_comments(text: &str, tokens: &[Token]) -> Vec<Span> {
    if !tokens.first().is_some_and(|token| token.is_word(text, "DO") || token.is_word(text, "CREATE")) {
        return Vec::new();
    }
    let bodies = tokens.iter().filter(|token| token.kind == TokenKind::Dollar && token.text(text).contains("seawall"));
    bodies.flat_map(|body| comments_in(text, body)).collect()
}

fn comments_in(text: &str, body: &Token) -> Vec<Span> {
    let quoted = body.text(text);
    let open = quoted[1..].find('$').map_or(0, |at| at + 2);
    let inner = &quoted[open..quoted.len().saturating_sub(open).max(open)];
    lex(inner).comments.iter().map(|comment| comment.shifted(body.span.start + open)).collect()
}

/// The piece that a comment is about.
fn statement_of(text: &str, pieces: &[Piece], comment: Span) -> Option<usize> {
    let next = pieces.partition_point(|piece| piece.span.start < comment.start);
    let before = next.checked_sub(1).filter(|&index| {
        let end = pieces[index].span.end;
        end > comment.start || (!text[end..comment.start].contains('\n') && ends_its_line(text, comment))
    });
    before.or((next < pieces.len()).then_some(next))
}

fn ends_its_line(text: &str, comment: Span) -> bool {
    text[comment.end..].chars().find(|&c| c == '\n' || !c.is_whitespace()).is_none_or(|c| c == '\n')
}

/// Reads one comment, if it speaks to Seawall.
fn read(text: &str, comment: Span) -> Option<Directive> {
    let mut words = Words::of_comment(text, comment);
    let name = words.take(|c| c.is_ascii_alphanumeric());
    if !name.eq_ignore_ascii_case("seawall") {
        return None;
    }
    let colon = words.accept(':');
    let verb = words.take(|c| !c.is_whitespace());
    let is_allow = verb.eq_ignore_ascii_case("allow");
    let mut found =
        Directive { span: comment, rules: Vec::new(), reason: None, until: None, statement: None, problem: None };
    if !colon && !is_allow {
        return None;
    }
    if is_allow {
        found.rules = words.rules();
        (found.reason, found.until) = reason_and_until(words.rest());
    }
    found.problem = match () {
        () if !colon => Some(DirectiveProblem::MissingColon),
        () if !is_allow => Some(DirectiveProblem::UnknownVerb(verb.to_owned())),
        () if found.rules.is_empty() => Some(DirectiveProblem::NoRule),
        () if found.reason.is_none() => Some(DirectiveProblem::NoReason),
        () => None,
    };
    Some(found)
}

/// The words of a comment, from left to right.
struct Words<'a> {
    text: &'a str,
    at: usize,
    end: usize,
}

impl<'a> Words<'a> {
    fn of_comment(text: &'a str, comment: Span) -> Self {
        let whole = &text[comment.range()];
        let end = if whole.starts_with("/*") { comment.end - 2 } else { comment.end };
        let mut words = Words { text, at: comment.start + 2, end };
        words.skip(|c| c.is_whitespace() || matches!(c, '-' | '*' | '!'));
        words
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..self.end]
    }

    fn skip(&mut self, skipped: impl Fn(char) -> bool) {
        self.at += self.rest().find(|c| !skipped(c)).unwrap_or(self.rest().len());
    }

    /// Takes a word, and the white space before it.
    fn take(&mut self, inside: impl Fn(char) -> bool) -> &'a str {
        self.skip(char::is_whitespace);
        let start = self.at;
        self.skip(inside);
        &self.text[start..self.at]
    }

    fn accept(&mut self, wanted: char) -> bool {
        let trimmed = self.rest().trim_start();
        let found = trimmed.starts_with(wanted);
        if found {
            self.at = self.end - trimmed.len() + wanted.len_utf8();
        }
        found
    }

    /// Rules with commas between them; the first word without a comma before it begins the reason.
    fn rules(&mut self) -> Vec<DirectiveRule> {
        let mut rules = Vec::new();
        loop {
            let name = self.take(|c| !c.is_whitespace() && c != ',' && c != ':');
            if !name.is_empty() {
                rules.push(DirectiveRule { name: name.to_owned(), span: Span::new(self.at - name.len(), self.at) });
            }
            if !self.accept(',') {
                return rules;
            }
        }
    }
}

/// Takes `until=DATE` out of the words after the rules; what is left, without the dash or colon before it, is the reason.
fn reason_and_until(rest: &str) -> (Option<String>, Option<String>) {
    let mut until = None;
    let mut reason = Vec::new();
    let mut words =
        rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '-' | '–' | '—')).split_whitespace();
    while let Some(word) = words.next() {
        match word.strip_prefix("until=").or_else(|| word.strip_prefix("until:")) {
            Some("") => until = words.next().map(str::to_owned),
            Some(date) => until = Some(date.to_owned()),
            None => reason.push(word),
        }
    }
    let reason = reason.join(" ");
    (Some(reason).filter(|reason| !reason.is_empty()), until)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::split::split;

    fn read_all(text: &str) -> Vec<Directive> {
        let lexed = lex(text);
        directives(&lexed, &split(&lexed, text), text)
    }

    fn names(directive: &Directive) -> Vec<&str> {
        directive.rules.iter().map(|rule| rule.name.as_str()).collect()
    }

    #[test]
    fn reads_rules_reason_and_date() {
        for text in [
            "-- seawall: allow drop-table, drop-column unused since 2.4 until=2026-12-31\nDROP TABLE x;",
            "--seawall:allow drop-table,drop-column — unused since 2.4 until: 2026-12-31\nDROP TABLE x;",
            "/* SEAWALL : allow drop-table , drop-column: until=2026-12-31 unused\n since 2.4 */ DROP TABLE x;",
        ] {
            let found = &read_all(text)[0];
            assert_eq!(names(found), ["drop-table", "drop-column"], "{text}");
            assert_eq!(&text[found.rules[1].span.range()], "drop-column");
            assert_eq!(found.reason.as_deref(), Some("unused since 2.4"), "{text}");
            assert_eq!(found.until.as_deref(), Some("2026-12-31"), "{text}");
            assert_eq!((found.statement, &found.problem), (Some(0), &None), "{text}");
        }
    }

    #[test]
    fn belongs_to_the_statement_beside_it() {
        let text = "DROP TABLE a; -- seawall: allow r in a's line\nDROP TABLE b; /* seawall: allow r before c */ DROP\n\
                    -- seawall: allow r inside c\nTABLE c;\nDO $$ BEGIN\n-- seawall: allow r in the body\nEND $$;\n-- seawall: allow r end";
        let statements: Vec<_> = read_all(text).iter().map(|found| found.statement).collect();
        assert_eq!(statements, [Some(0), Some(2), Some(2), Some(3), None]);
        assert_eq!(read_all(text)[4].problem, Some(DirectiveProblem::NoStatement));
        assert!(text[read_all(text)[3].span.range()].ends_with("in the body"));
    }

    #[test]
    fn keeps_what_is_malformed() {
        let problem =
            |comment: &str| read_all(&format!("{comment}\nDROP TABLE x")).pop().and_then(|found| found.problem);
        assert_eq!(problem("-- seawall allow drop-table x"), Some(DirectiveProblem::MissingColon));
        assert_eq!(problem("-- seawall: ignore drop-table x"), Some(DirectiveProblem::UnknownVerb("ignore".into())));
        assert_eq!(problem("-- seawall:"), Some(DirectiveProblem::UnknownVerb(String::new())));
        assert_eq!(problem("-- seawall: allow"), Some(DirectiveProblem::NoRule));
        assert_eq!(problem("-- seawall: allow drop-table until=2026-01-01"), Some(DirectiveProblem::NoReason));
        assert!(read_all("-- seawall guards this table\n-- a seawall: allow x y\nDROP TABLE x").is_empty());
        assert!(read_all("SELECT $$-- seawall: allow x y$$").is_empty());
    }
}
