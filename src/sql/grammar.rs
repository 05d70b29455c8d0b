//! The grammar of utility statements, which is everything but queries and `INSERT`, `UPDATE`, `DELETE`, `MERGE`.
//!
//! It follows `gram.y` of versions 12 to 18 clause by clause, over our own tokens, so that every operation has its place
//! in bytes. A statement is read to its last token or not at all: what no rule here takes is left to the recogniser.

mod alter;
mod alter_column;
mod alter_table;
mod column;
mod comment;
mod constraint;
mod copy;
mod create;
mod create_table;
mod domain;
mod drop;
mod enum_type;
mod expression;
mod function;
mod index;
mod keywords;
mod maintenance;
mod object;
mod partition;
mod policy;
mod privileges;
mod rename;
mod replication;
mod role;
mod schema;
mod sequence;
mod session;
mod terms;
#[cfg(test)]
mod testing;
mod trigger;
mod types;
mod view;

use super::cursor::Cursor;
use super::operation::{Located, Operation};
use super::source::Span;
pub use keywords::quote_ident;
use terms::direct;

pub(super) use types::data_type;

/// Reads a utility statement: what it does, each part at its place.
///
/// `None` where it is no utility statement, or not understood to its last token.
pub(super) fn utility(cursor: &mut Cursor<'_>) -> Option<Vec<Located>> {
    let statement = cursor.rest_span();
    let first = cursor.advance()?;
    let verb = cursor.slice(first.span);
    // The longest verb has eleven letters; a quoted name is none.
    let verb = (verb.len() <= 11).then(|| verb.to_ascii_uppercase())?;
    let found = match &*verb {
        "ALTER" => alter::alter(cursor, statement),
        "CREATE" => create::create(cursor, statement),
        "DROP" => drop::drop(cursor, statement),
        "LOCK" => drop::lock(cursor, statement),
        "TRUNCATE" => drop::truncate(cursor, statement),
        verb => single(cursor, verb, statement),
    }?;
    cursor.at_end().then_some(found)
}

fn single(cursor: &mut Cursor<'_>, verb: &str, statement: Span) -> Option<Vec<Located>> {
    let operation = match verb {
        "COMMENT" => comment::comment(cursor),
        "GRANT" => privileges::statement(cursor, true),
        "REVOKE" => privileges::statement(cursor, false),
        "SET" => session::set(cursor),
        "RESET" => session::reset(cursor).map(Operation::Set),
        "BEGIN" | "START" | "COMMIT" | "END" | "ROLLBACK" | "ABORT" | "SAVEPOINT" | "RELEASE" | "PREPARE" => {
            session::transaction(cursor, verb)
        }
        "COPY" => copy::copy(cursor),
        "REFRESH" => view::refresh(cursor),
        "REASSIGN" => drop::reassign(cursor),
        "SECURITY" => comment::label(cursor),
        verb => maintenance::statement(cursor, verb),
    }?;
    Some(vec![direct(operation, statement)])
}

#[cfg(test)]
mod tests {
    use super::testing::{assert_all_hold, assert_none};

    #[test]
    fn leaves_queries_rows_and_nonsense_to_others() {
        assert_none(&[
            "",
            "SELECT 1",
            "DELETE FROM t",
            "DO $$ $$",
            "EXPLAIN ANALYZE DELETE FROM t",
            "\"DROP\" TABLE t",
            "DROP TABLE t extra",
            "DROP TABLE 'x'",
            "CREATE TABLE t (a int",
        ]);
    }

    #[test]
    fn reads_what_does_nothing() {
        assert_all_hold(&[
            ("SHOW search_path", "\"SHOW\""),
            ("NOTIFY pgrst, 'reload schema'", "\"NOTIFY\""),
            ("LISTEN x", "\"LISTEN\""),
            ("CHECKPOINT", "\"CHECKPOINT\""),
            ("DISCARD ALL", "DiscardAll"),
            ("DEALLOCATE ALL", "\"DEALLOCATE\""),
            ("IMPORT FOREIGN SCHEMA a LIMIT TO (b) FROM SERVER s INTO c", "\"IMPORT FOREIGN SCHEMA\""),
        ]);
    }
}
