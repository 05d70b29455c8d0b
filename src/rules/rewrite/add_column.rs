//! `ADD COLUMN` that must write every row.

use crate::rules::{Category, Check, Example, Hit, Hits, Judged, Level, Rule, Step, subject::Subject, work};
use crate::schema::WorkKind;
use crate::sql::{ColumnDefinition, Generated, ObjectName, Operation};

pub(super) const RULE: Rule = Rule {
    id: "add-column-rewrites",
    category: Category::Rewrite,
    level: Level::Warn,
    summary: "adds a column whose value differs by row, and writes the whole table again while reads and writes wait",
    docs: "A constant default costs nothing since version 11, and neither does one that is the same for all rows (`now()`, \
`CURRENT_TIMESTAMP`). A volatile default (`gen_random_uuid()`, `random()`, `clock_timestamp()`, `nextval()`), `serial`, an \
identity, a stored generated column or a domain with constraints needs a value for each row: `PostgreSQL` writes the table and all \
its indexes again under ACCESS EXCLUSIVE.\n\nAdd the column without the default, then `SET DEFAULT` for new rows (no cost), then fill \
the old ones in batches.",
    bad: &[
        Example::new(
            "CREATE TABLE item (name text);",
            "ALTER TABLE item ADD COLUMN token uuid DEFAULT gen_random_uuid();",
        ),
        Example::new("CREATE TABLE item (name text);", "ALTER TABLE item ADD COLUMN position serial;"),
        Example::new(
            "CREATE TABLE item (name text);",
            "ALTER TABLE item ADD COLUMN n int GENERATED ALWAYS AS IDENTITY;",
        ),
        Example::new(
            "CREATE TABLE item (name text);",
            "ALTER TABLE item ADD COLUMN shout text GENERATED ALWAYS AS (upper(name)) STORED;",
        ),
    ],
    good: &[
        Example::new(
            "CREATE TABLE item (name text);",
            "ALTER TABLE item ADD COLUMN made timestamptz NOT NULL DEFAULT now();",
        ),
        Example::new(
            "CREATE TABLE item (name text);",
            "ALTER TABLE item ADD COLUMN sold boolean NOT NULL DEFAULT false;",
        ),
        Example::new("", "CREATE TABLE item (name text); ALTER TABLE item ADD COLUMN position serial;"),
    ],
    check: Check::Step(check),
};

fn check(_: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let Operation::AddColumn { table, column, .. } = step.operation() else { return };
    let Some(rewrite) = work::on_deployed(step, WorkKind::Rewrite).next() else { return };
    let subject = Subject::of(&step.before, table);
    let message = format!("{}; {}", cause(column), work::blocks(rewrite, "the whole table is written again"));
    hits.push(Hit::new(message).help(help(subject.name(), column)).on(subject.column_object(&column.name)));
}

fn cause(column: &ColumnDefinition) -> String {
    let name = &column.name;
    match (&column.generated, &column.default) {
        (Some(Generated::Serial), _) => format!("serial gives every row of {name} its own number"),
        (Some(Generated::IdentityAlways | Generated::IdentityByDefault), _) => {
            format!("an identity gives every row of {name} its own number")
        }
        (Some(Generated::Stored(_) | Generated::Virtual(_)), _) => {
            format!("{name} is computed and stored for every row")
        }
        (None, Some(default)) => format!("the default {} of {name} differs by row", default.text),
        (None, None) => format!("the domain {} of {name} has constraints to check for every row", column.data_type),
    }
}

fn help(table: &ObjectName, column: &ColumnDefinition) -> String {
    let (name, data_type) = (&column.name, &column.data_type);
    match (&column.generated, &column.default) {
        (None, Some(default)) => format!(
            "add it empty, give new rows the default, and fill the old ones in batches:\n\
ALTER TABLE {table} ADD COLUMN {name} {data_type};\nALTER TABLE {table} ALTER COLUMN {name} SET DEFAULT {};",
            default.text
        ),
        (Some(Generated::Stored(_) | Generated::Virtual(_)), _) => {
            "add a plain column, let a trigger fill it for new rows, and fill the old ones in batches (from version 18 a VIRTUAL column is free)".into()
        }
        (Some(_), _) => format!(
            "add it empty with a sequence for new rows, and number the old ones in batches:\n\
ALTER TABLE {table} ADD COLUMN {name} {data_type};\nCREATE SEQUENCE {seq} OWNED BY {table}.{name};\n\
ALTER TABLE {table} ALTER COLUMN {name} SET DEFAULT nextval('{seq}');",
            seq = crate::sql::Ident::quoted(&format!("{}_{}_seq", table.name.as_str(), name.as_str()))
        ),
        (None, None) => format!("add it with the base type, and a CHECK … NOT VALID instead of the domain's:\nALTER TABLE {table} ADD COLUMN {name} <base type>;"),
    }
}
