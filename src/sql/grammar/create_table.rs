//! `CREATE TABLE` and `CREATE FOREIGN TABLE` in all their forms.

use super::super::cursor::Cursor;
use super::super::name::{Ident, QualifiedName};
use super::super::operation::{
    ConstraintDefinition, ConstraintKind, CreateTable, LikeClause, Operation, PartitionOf, Persistence, Query,
};
use super::{column, constraint, partition, view};

/// Reads what follows `CREATE [TEMP | UNLOGGED] TABLE`.
pub(super) fn create(cursor: &mut Cursor<'_>, persistence: Persistence) -> Option<Operation> {
    let mut table = CreateTable { persistence, if_not_exists: cursor.if_not_exists(), ..CreateTable::default() };
    let name = cursor.any_name()?;
    if let Some(query) = as_query(cursor) {
        table.query = Some(query);
        return Some(Operation::CreateTable { name, table: Box::new(table) });
    }
    body(cursor, &mut table)?;
    Some(Operation::CreateTable { name, table: Box::new(table) })
}

/// Reads what follows `CREATE FOREIGN TABLE`.
pub(super) fn create_foreign(cursor: &mut Cursor<'_>) -> Option<Operation> {
    let mut table = CreateTable { foreign: true, if_not_exists: cursor.if_not_exists(), ..CreateTable::default() };
    let name = cursor.any_name()?;
    shape(cursor, &mut table)?;
    cursor.need("SERVER")?;
    cursor.label()?;
    if cursor.accept("OPTIONS") {
        cursor.need_group()?;
    }
    Some(Operation::CreateTable { name, table: Box::new(table) })
}

fn body(cursor: &mut Cursor<'_>, table: &mut CreateTable) -> Option<()> {
    shape(cursor, table)?;
    if cursor.accept_all(&["PARTITION", "BY"]) {
        table.partition_by = Some(partition::partition_by(cursor)?);
    }
    options(cursor)
}

/// Takes where the columns come from: a list, a type, a parent.
fn shape(cursor: &mut Cursor<'_>, table: &mut CreateTable) -> Option<()> {
    if cursor.accept_all(&["PARTITION", "OF"]) {
        let parent = cursor.any_name()?;
        inherited_columns(cursor, table)?;
        let bound = if cursor.accept("DEFAULT") { None } else { Some(partition::bound(cursor)?) };
        table.partition_of = Some(PartitionOf { parent, bound });
        return Some(());
    }
    if cursor.accept("OF") {
        table.of_type = Some(cursor.any_name()?);
        return inherited_columns(cursor, table);
    }
    let mut inside = cursor.opens().then(|| cursor.group()).flatten()?;
    if !inside.at_end() {
        inside.list(|inside| element(inside, table))?;
        inside.finished()?;
    }
    if cursor.accept("INHERITS") {
        table.inherits = cursor.paren_list(Cursor::any_name)?;
    }
    Some(())
}

fn element(cursor: &mut Cursor<'_>, table: &mut CreateTable) -> Option<()> {
    if cursor.accept("LIKE") {
        table.like.push(like(cursor)?);
    } else if constraint::begins(cursor) {
        table.constraints.push(constraint::table_constraint(cursor)?);
    } else {
        table.columns.push(column::definition(cursor)?);
    }
    Some(())
}

fn like(cursor: &mut Cursor<'_>) -> Option<LikeClause> {
    const WHAT: &[&str] = &[
        "COMMENTS",
        "COMPRESSION",
        "CONSTRAINTS",
        "DEFAULTS",
        "IDENTITY",
        "GENERATED",
        "INDEXES",
        "STATISTICS",
        "STORAGE",
        "ALL",
    ];
    let mut like = LikeClause { table: cursor.any_name()?, including: Vec::new(), excluding: Vec::new() };
    while let Some(verb) = cursor.accept_any(&["INCLUDING", "EXCLUDING"]) {
        let what = cursor.accept_any(WHAT)?.to_ascii_lowercase().into();
        if verb == "INCLUDING" { like.including.push(what) } else { like.excluding.push(what) }
    }
    Some(like)
}

/// Takes the list after `OF type` or `PARTITION OF parent`: constraints, and columns without a type.
fn inherited_columns(cursor: &mut Cursor<'_>, table: &mut CreateTable) -> Option<()> {
    if !cursor.opens() {
        return Some(());
    }
    let found = cursor.paren_list(|inside| {
        if constraint::begins(inside) {
            return constraint::table_constraint(inside).map(|constraint| vec![constraint]);
        }
        inherited_column(inside)
    })?;
    table.constraints.extend(found.into_iter().flatten());
    Some(())
}

/// The constraints of a column that is declared elsewhere, as constraints of the table.
fn inherited_column(cursor: &mut Cursor<'_>) -> Option<Vec<ConstraintDefinition>> {
    let mark = cursor.mark();
    let name = cursor.column_id()?;
    cursor.accept_all(&["WITH", "OPTIONS"]);
    let said = column::qualifiers(cursor, &name)?;
    let span = cursor.span_since(mark);
    let has_own = said.constraints.iter().any(|own| matches!(own.kind, ConstraintKind::NotNull(_)));
    let not_null = (said.not_null && !has_own)
        .then(|| ConstraintDefinition { span, ..constraint::unnamed(ConstraintKind::NotNull(name)) });
    Some(said.constraints.into_iter().chain(not_null).collect())
}

/// Takes the clauses after the columns.
fn options(cursor: &mut Cursor<'_>) -> Option<()> {
    if cursor.accept("USING") {
        cursor.label()?;
    }
    if !cursor.accept_all(&["WITHOUT", "OIDS"]) && cursor.accept("WITH") {
        cursor.need_group()?;
    }
    if cursor.accept_all(&["ON", "COMMIT"]) && !cursor.accept("DROP") {
        cursor.accept_any(&["PRESERVE", "DELETE"])?;
        cursor.need("ROWS")?;
    }
    if cursor.accept("TABLESPACE") {
        cursor.label()?;
    }
    Some(())
}

/// Takes `[(columns)] [options] AS query [WITH [NO] DATA]`, if it is that.
fn as_query(cursor: &mut Cursor<'_>) -> Option<Query> {
    let mut ahead = *cursor;
    let columns = if ahead.opens() { ahead.columns()? } else { Vec::new() };
    options(&mut ahead)?;
    ahead.need("AS")?;
    let query = view::query_with_data(&mut ahead)?.0;
    *cursor = ahead;
    Some(renamed(query, columns))
}

/// The query with the names that the table gives to its columns.
pub(super) fn renamed(mut query: Query, columns: Vec<Ident>) -> Query {
    if columns.is_empty() {
        return query;
    }
    let rest = query.output.unwrap_or_default().into_iter().skip(columns.len());
    query.output = Some(columns.into_iter().chain(rest).collect());
    query
}

/// Takes `[schema.]name`, also where `ONLY` or a `*` says which of its children are meant.
pub(super) fn relation(cursor: &mut Cursor<'_>) -> Option<QualifiedName> {
    if cursor.accept("ONLY") {
        return if cursor.opens() { cursor.parens(Cursor::any_name) } else { cursor.any_name() };
    }
    let name = cursor.any_name()?;
    cursor.accept_operator("*");
    Some(name)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_none, single};
    use super::*;

    fn table(sql: &str) -> CreateTable {
        match single(sql) {
            Some(Operation::CreateTable { table, .. }) => *table,
            other => panic!("{sql}: {other:?}"),
        }
    }

    #[test]
    fn reads_columns_constraints_and_options() {
        let found = table(
            "CREATE UNLOGGED TABLE IF NOT EXISTS app.\"User\" (
                id uuid NOT NULL DEFAULT gen_random_uuid(), exclude int, \"createdAt\" timestamp(3) NOT NULL,
                LIKE base INCLUDING ALL EXCLUDING INDEXES, CONSTRAINT \"User_pkey\" PRIMARY KEY (id), UNIQUE (exclude),
                CONSTRAINT c NOT NULL exclude
            ) INHERITS (a, b.c) PARTITION BY RANGE (\"createdAt\", (lower(x))) USING heap WITH (fillfactor = 70) TABLESPACE fast",
        );
        assert!(found.if_not_exists && found.persistence == Persistence::Unlogged);
        assert_eq!((found.columns.len(), found.constraints.len(), found.inherits.len()), (3, 3, 2));
        assert_eq!(found.like[0].excluding, ["indexes".into()]);
        assert_eq!(found.partition_by.expect("a key").elements.len(), 2);
    }

    #[test]
    fn reads_partitions_types_and_foreign_tables() {
        let of = table(
            "CREATE TABLE p PARTITION OF t (a NOT NULL, CHECK (a > 0)) FOR VALUES FROM (1) TO (MAXVALUE) PARTITION BY HASH (b)",
        );
        let partition_of = of.partition_of.expect("a parent");
        assert_eq!(&*partition_of.bound.expect("a bound").text, "FOR VALUES FROM (1) TO (MAXVALUE)");
        assert_eq!(of.constraints[0].kind, ConstraintKind::NotNull("a".into()));
        assert_eq!(table("CREATE TABLE p PARTITION OF t DEFAULT").partition_of.expect("a parent").bound, None);
        assert_eq!(
            table("CREATE TEMP TABLE x OF app.kind (a WITH OPTIONS PRIMARY KEY) ON COMMIT DELETE ROWS")
                .constraints
                .len(),
            2
        );
        assert!(table("CREATE FOREIGN TABLE f (a int OPTIONS (x 'y') NOT NULL) SERVER s OPTIONS (t 'u')").foreign);
        assert!(table("CREATE TABLE empty ()").columns.is_empty());
        assert_none(&[
            "CREATE TABLE t (a int,)",
            "CREATE TABLE t (a int) (b int)",
            "CREATE TABLE t",
            "CREATE TABLE t (a int PRIMARY)",
            "CREATE TABLE t (a int) DROP TABLE u",
            "CREATE TABLE p PARTITION OF t",
        ]);
    }
}
