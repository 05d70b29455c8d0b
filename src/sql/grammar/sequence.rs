//! `CREATE` and `ALTER SEQUENCE`, and the options that identity columns share (`SeqOptElem`).

use super::super::cursor::Cursor;
use super::super::name::{Ident, QualifiedName};
use super::super::operation::Operation;
use super::types;

/// What the options of a sequence say that Seawall keeps.
#[derive(Debug, Default)]
pub(super) struct SequenceOptions {
    /// `RESTART`.
    restart: bool,
    /// `OWNED BY …`.
    owned_by: Option<Owner>,
    /// How many there are.
    count: usize,
}

/// What `OWNED BY` says.
#[derive(Debug)]
enum Owner {
    /// `NONE`.
    Nothing,
    /// `table.column`.
    Column(QualifiedName, Ident),
}

impl Owner {
    fn column(self) -> Option<(QualifiedName, Ident)> {
        match self {
            Self::Nothing => None,
            Self::Column(table, column) => Some((table, column)),
        }
    }
}

/// Takes options in any order; also none.
pub(super) fn options(cursor: &mut Cursor<'_>) -> Option<SequenceOptions> {
    let mut options = SequenceOptions::default();
    while option(cursor, &mut options)? {
        options.count += 1;
    }
    Some(options)
}

/// Takes exactly one option.
pub(super) fn one_option(cursor: &mut Cursor<'_>) -> Option<()> {
    option(cursor, &mut SequenceOptions::default())?.then_some(())
}

fn option(cursor: &mut Cursor<'_>, options: &mut SequenceOptions) -> Option<bool> {
    if cursor.accept_all(&["OWNED", "BY"]) {
        options.owned_by = Some(owner(cursor)?);
        return Some(true);
    }
    if cursor.accept("RESTART") {
        options.restart = true;
        cursor.accept("WITH");
        cursor.integer();
        return Some(true);
    }
    if cursor.accept("AS") {
        return types::data_type(cursor).map(|_| true);
    }
    if cursor.accept_all(&["SEQUENCE", "NAME"]) {
        return cursor.any_name().map(|_| true);
    }
    if cursor.accept_any(&["CYCLE", "LOGGED", "UNLOGGED"]).is_some() {
        return Some(true);
    }
    if cursor.accept("NO") {
        return cursor.accept_any(&["CYCLE", "MAXVALUE", "MINVALUE"]).map(|_| true);
    }
    number(cursor)
}

fn number(cursor: &mut Cursor<'_>) -> Option<bool> {
    match cursor.accept_any(&["CACHE", "MAXVALUE", "MINVALUE", "INCREMENT", "START"]) {
        None => return Some(false),
        Some("INCREMENT") => cursor.accept("BY"),
        Some("START") => cursor.accept("WITH"),
        Some(_) => false,
    };
    cursor.integer().map(|_| true)
}

/// Takes `NONE` or `table.column`.
fn owner(cursor: &mut Cursor<'_>) -> Option<Owner> {
    if cursor.accept("NONE") {
        return Some(Owner::Nothing);
    }
    column_of_table(cursor).map(|(table, column)| Owner::Column(table, column))
}

/// Takes `table.column` or `schema.table.column`.
pub(super) fn column_of_table(cursor: &mut Cursor<'_>) -> Option<(QualifiedName, Ident)> {
    let mut names = vec![cursor.column_id()?];
    while cursor.accept_dot() {
        names.push(cursor.ident()?);
    }
    let column = names.pop()?;
    let name = names.pop()?;
    Some((QualifiedName { schema: names.pop(), name }, column))
}

/// Reads what follows `CREATE [TEMP] SEQUENCE`.
pub(super) fn create(cursor: &mut Cursor<'_>) -> Option<Operation> {
    let if_not_exists = cursor.if_not_exists();
    let name = cursor.any_name()?;
    let owned_by = options(cursor)?.owned_by.and_then(Owner::column);
    Some(Operation::CreateSequence { name, if_not_exists, owned_by })
}

/// Reads the options after `ALTER SEQUENCE name`.
pub(super) fn alter(cursor: &mut Cursor<'_>, name: &QualifiedName) -> Option<Operation> {
    let options = options(cursor)?;
    let (restart, owned_by) = (options.restart, options.owned_by.map(Owner::column));
    (options.count > 0).then(|| Operation::AlterSequence { name: name.clone(), restart, owned_by })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_none, single};
    use super::*;

    #[test]
    fn reads_options_in_any_order() {
        let table = QualifiedName::new("public", "task");
        for sql in [
            "CREATE SEQUENCE IF NOT EXISTS s AS bigint START 1 INCREMENT BY -1 NO MINVALUE CACHE 1 OWNED BY public.task.id",
            "create temp sequence if not exists s owned by app.public.task.id no cycle start with 1",
        ] {
            let owned_by = Some((table.clone(), "id".into()));
            let expected = Operation::CreateSequence { name: QualifiedName::bare("s"), if_not_exists: true, owned_by };
            assert_eq!(single(sql), Some(expected), "{sql}");
        }
        let alter =
            |restart, owned_by| Some(Operation::AlterSequence { name: QualifiedName::bare("s"), restart, owned_by });
        assert_eq!(single("ALTER SEQUENCE IF EXISTS s RESTART WITH 5"), alter(true, None));
        assert_eq!(single("ALTER SEQUENCE s RESTART OWNED BY NONE"), alter(true, Some(None)));
        assert_none(&[
            "ALTER SEQUENCE s",
            "CREATE SEQUENCE s OWNED BY id",
            "CREATE SEQUENCE s START",
            "ALTER SEQUENCE s NO",
        ]);
    }
}
