//! A script cut into what is sent at once.

use crate::project::Sending;
use crate::sql::{Cursor, Ident, Lexed, Piece, Token, TokenKind, lex, split};

use super::replay_error::ReplayError;

/// One file to replay.
#[derive(Debug, Clone, Copy)]
pub struct Script<'a> {
    /// The name by which its tool knows it.
    pub name: &'a str,
    /// Its file, as shown to the user.
    pub path: &'a str,
    /// Its text: what the tool would send to the server.
    pub sql: &'a str,
    /// How the tool sends it.
    pub sending: Sending,
}

/// What goes to the server at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part<'a> {
    /// One simple query, beginning so many bytes into the script.
    Query { sql: &'a str, at: usize },
    /// `COPY … FROM STDIN` and the lines that follow it.
    Copy { sql: &'a str, at: usize, data: &'a str },
}

impl Part<'_> {
    /// Where it begins in the script.
    pub(super) const fn at(&self) -> usize {
        match self {
            Self::Query { at, .. } | Self::Copy { at, .. } => *at,
        }
    }
}

/// A script with its statements.
pub(super) struct Reading<'a> {
    pub(super) script: Script<'a>,
    lexed: Lexed,
    pieces: Vec<Piece>,
}

impl<'a> Reading<'a> {
    pub(super) fn of(script: Script<'a>) -> Self {
        let lexed = lex(script.sql);
        let pieces = split(&lexed, script.sql);
        Self { script, lexed, pieces }
    }

    /// The parts in their order: one where the whole file is to go at once. A file in psql's own format goes statement by
    /// statement whatever its runner, since psql does so.
    ///
    /// # Errors
    /// A command that only psql knows and that would change what the rest of the script does.
    pub(super) fn parts(&self, whole: bool) -> Result<Vec<Part<'a>>, ReplayError> {
        let of_psql = |token: &Token| matches!(token.kind, TokenKind::Meta | TokenKind::CopyData);
        if whole && !self.lexed.tokens.iter().any(of_psql) {
            return Ok(vec![Part::Query { sql: self.script.sql, at: 0 }]);
        }
        let parts = self.pieces.iter().map(|piece| self.part(piece));
        parts.filter_map(Result::transpose).collect()
    }

    /// `None` for a meta-command that changes nothing.
    fn part(&self, piece: &Piece) -> Result<Option<Part<'a>>, ReplayError> {
        let (sql, at) = (&self.script.sql[piece.span.range()], piece.span.start);
        let tokens = &self.lexed.tokens;
        if tokens[piece.tokens.start].kind == TokenKind::Meta {
            return if is_harmless(sql) { Ok(None) } else { Err(self.only_for_psql(sql, at)) };
        }
        let mut after = tokens[piece.tokens.end..].iter().skip_while(|token| token.kind == TokenKind::Semicolon);
        Ok(Some(match after.next() {
            Some(token) if token.kind == TokenKind::CopyData => {
                Part::Copy { sql, at, data: lines(token.text(self.script.sql)) }
            }
            _ => Part::Query { sql, at },
        }))
    }

    fn only_for_psql(&self, command: &str, at: usize) -> ReplayError {
        let word = command.split_whitespace().next().unwrap_or(command);
        ReplayError::new(self, format!("`{word}` is a command of psql, which Seawall does not run"))
            .at(self, at)
            .help("write it as SQL, or leave it out of the migration")
    }

    /// The line of a byte of the script, from 1.
    pub(super) fn line(&self, at: usize) -> usize {
        self.script.sql[..at].matches('\n').count() + 1
    }

    /// The number of the statement that a byte of the script is in or before, from 1.
    pub(super) fn statement(&self, at: usize) -> usize {
        self.pieces.partition_point(|piece| piece.span.end <= at).min(self.pieces.len().saturating_sub(1)) + 1
    }

    /// Where the statement of this number begins, in bytes.
    pub(super) fn start(&self, statement: usize) -> Option<usize> {
        self.pieces.get(statement.checked_sub(1)?).map(|piece| piece.span.start)
    }

    /// The statement of this number.
    pub(super) fn cursor(&self, statement: usize) -> Option<Cursor<'_>> {
        let piece = self.pieces.get(statement.checked_sub(1)?)?;
        Some(Cursor::new(self.script.sql, &self.lexed.tokens[piece.tokens.clone()]))
    }

    /// Where the last statement before this one that ends a transaction ends, in bytes.
    pub(super) fn ended_before(&self, statement: usize) -> usize {
        let mut earlier = (1..statement).rev();
        let last = earlier.find(|number| self.ends_transaction(*number));
        last.and_then(|number| self.pieces.get(number - 1)).map_or(0, |piece| piece.span.end)
    }

    /// Whether any statement ends a transaction.
    pub(super) fn ends_transactions(&self) -> bool {
        (1..=self.pieces.len()).any(|number| self.ends_transaction(number))
    }

    fn ends_transaction(&self, statement: usize) -> bool {
        self.cursor(statement).is_some_and(|mut statement| {
            let ends = statement.accept_any(&["COMMIT", "END", "ROLLBACK", "ABORT"]).is_some();
            statement.accept_any(&["WORK", "TRANSACTION"]);
            // Of a savepoint or a prepared transaction.
            ends && !statement.is_any(&["TO", "PREPARED"])
        })
    }

    /// Whether the script may set what new sessions begin with, also from a text that it builds.
    pub(super) fn sets_defaults(&self) -> bool {
        let words: Vec<&str> = self.script.sql.split_whitespace().collect();
        let is_alter = |word: &str| {
            word.len() >= 5
                && word.is_char_boundary(word.len() - 5)
                && word[word.len() - 5..].eq_ignore_ascii_case("alter")
        };
        let holder = |word: &str| ["database", "role", "user"].iter().any(|kind| word.eq_ignore_ascii_case(kind));
        words.windows(2).any(|pair| is_alter(pair[0]) && holder(pair[1]))
    }

    /// Roles that the script makes without asking first whether they are there.
    pub(super) fn created_roles(&self) -> Vec<Ident> {
        let statements = (1..=self.pieces.len()).filter_map(|number| self.cursor(number));
        statements.filter_map(created_role).collect()
    }
}

fn created_role(mut statement: Cursor<'_>) -> Option<Ident> {
    let creates = statement.accept("CREATE") && statement.accept_any(&["ROLE", "USER", "GROUP"]).is_some();
    (creates && !statement.is("MAPPING")).then(|| statement.ident()).flatten()
}

/// Commands that only say something or set how psql prints.
fn is_harmless(command: &str) -> bool {
    let mut words = command.split_whitespace();
    let variable = |name: &str| ["ON_ERROR_STOP", "ON_ERROR_ROLLBACK", "QUIET", "ECHO", "VERBOSITY"].contains(&name);
    match words.next().unwrap_or_default() {
        "\\set" | "\\unset" => words.next().is_some_and(variable),
        "\\echo" | "\\qecho" | "\\warn" | "\\timing" | "\\pset" | "\\restrict" | "\\unrestrict" | "\\x" | "\\t"
        | "\\a" => true,
        _ => false,
    }
}

/// The rows of COPY data, without the `\.` that ends them.
fn lines(data: &str) -> &str {
    data.strip_suffix("\\.").unwrap_or(data)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(sql: &str) -> Reading<'_> {
        Reading::of(Script { name: "1", path: "1.sql", sql, sending: Sending::OneQuery })
    }

    #[test]
    fn goes_whole_or_cut_as_the_runner_does() {
        let sql = "SELECT 1;\n-- two\nSELECT ';';";
        let reading = reading(sql);
        assert_eq!(reading.parts(true).unwrap(), [Part::Query { sql, at: 0 }]);
        let cut = reading.parts(false).unwrap();
        assert_eq!(cut, [Part::Query { sql: "SELECT 1", at: 0 }, Part::Query { sql: "SELECT ';'", at: 17 }]);
        assert_eq!((reading.line(17), reading.statement(17), reading.statement(9)), (3, 2, 2));
    }

    #[test]
    fn a_file_in_the_format_of_psql_is_cut_and_its_data_goes_with_its_copy() {
        let sql = "\\set ON_ERROR_STOP on\nCOPY t (a) FROM stdin;\n1\n2\n\\.\nSELECT 1;";
        let parts = reading(sql).parts(true).unwrap();
        let copy = Part::Copy { sql: "COPY t (a) FROM stdin", at: 22, data: "1\n2\n" };
        assert_eq!(parts, [copy, Part::Query { sql: "SELECT 1", at: sql.len() - 9 }]);
    }

    #[test]
    fn a_command_that_changes_what_follows_is_refused_with_its_place() {
        for command in ["\\i other.sql", "\\connect db", "\\set schema app", "\\gexec"] {
            let text = format!("SELECT 1;\n{command}\n");
            let error = reading(&text).parts(true).unwrap_err();
            assert_eq!((error.line, error.statement), (Some(2), Some(2)), "{command}");
            assert!(error.message.contains("psql"), "{error}");
        }
    }

    #[test]
    fn knows_what_is_committed_when_a_statement_fails() {
        let sql =
            "BEGIN; SELECT 1; COMMIT; SELECT 2; ROLLBACK WORK TO SAVEPOINT s; SELECT 3; end transaction; SELECT 4";
        let reading = reading(sql);
        let ends: Vec<usize> = [1, 3, 4, 7, 8].map(|failed| reading.ended_before(failed)).to_vec();
        let (commit, end) = (sql.find("COMMIT").unwrap() + 6, sql.find("end transaction").unwrap() + 15);
        assert_eq!(ends, [0, 0, commit, commit, end]);
        assert!(reading.ends_transactions() && !self::reading("ROLLBACK PREPARED 'x'; SELECT 1").ends_transactions());
    }

    #[test]
    fn knows_the_roles_that_a_script_makes() {
        let sql = "CREATE ROLE app; create user \"Ops\" LOGIN; CREATE USER MAPPING FOR app SERVER s;
            DO $$ BEGIN CREATE ROLE asked; END $$; GRANT app TO other;";
        assert_eq!(reading(sql).created_roles(), [Ident::quoted("app"), Ident::quoted("Ops")]);
    }
}
