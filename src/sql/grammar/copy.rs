//! `COPY` of a table; that of a query is read with the queries.

use super::super::cursor::Cursor;
use super::super::operation::Operation;
use super::expression;

/// Reads what follows `COPY`.
pub(super) fn copy(cursor: &mut Cursor<'_>) -> Option<Operation> {
    cursor.accept("BINARY");
    let table = cursor.any_name()?;
    if cursor.opens() {
        cursor.columns()?;
    }
    let from = cursor.accept_any(&["FROM", "TO"])? == "FROM";
    let program_or_file = place(cursor)?;
    options(cursor)?;
    if from && cursor.accept("WHERE") {
        expression::expression(cursor)?;
    }
    Some(if from { Operation::CopyFrom { table, program_or_file } } else { Operation::CopyTo { program_or_file } })
}

/// Takes `STDIN`, `STDOUT`, a file or a program; says whether it lies on the server.
fn place(cursor: &mut Cursor<'_>) -> Option<bool> {
    if cursor.accept_any(&["STDIN", "STDOUT"]).is_some() {
        return Some(false);
    }
    cursor.accept("PROGRAM");
    cursor.string().map(|_| true)
}

/// Takes options in parentheses, or as they were written before version 9.
fn options(cursor: &mut Cursor<'_>) -> Option<()> {
    cursor.accept("USING");
    cursor.accept("WITH");
    if cursor.opens() {
        return cursor.need_group();
    }
    cursor.take_until_any(&["WHERE"]).rest_of_statement()?;
    let _ = cursor.take_until_any(&["WHERE"]);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_all_hold, assert_none};

    #[test]
    fn reads_copy() {
        assert_all_hold(&[
            ("COPY app.t (a, \"B\") FROM stdin", "CopyFrom"),
            ("COPY t FROM STDIN WITH (FORMAT csv) WHERE a > 1", "program_or_file: false"),
            ("COPY t FROM PROGRAM 'x' DELIMITER ',' CSV HEADER", "program_or_file: true"),
            ("COPY t TO '/tmp/x' WITH CSV", "CopyTo { program_or_file: true }"),
        ]);
        assert_none(&["COPY (DELETE FROM t RETURNING *) TO STDOUT", "COPY t", "COPY t FROM"]);
    }
}
