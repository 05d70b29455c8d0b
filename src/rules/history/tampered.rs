//! Migrations that write into the history table.

use crate::rules::{Category, Check, Example, Hit, Hits, Judged, Level, Object, Rule, Step, advice};
use crate::sql::{Operation, QualifiedName};

pub(super) const RULE: Rule = Rule {
    id: "history-table-changed",
    category: Category::History,
    level: Level::Block,
    summary: "changes the table in which the migration tool keeps its history",
    docs: "The tool decides by these rows what has been applied and whether a deploy may run. A migration that changes them makes it skip \
migrations, run them twice, or refuse to run.\n\nUse the tool's own command, as `prisma migrate resolve --applied` or `flyway repair`.",
    bad: &[Example::new(
        "CREATE TABLE _prisma_migrations (id text PRIMARY KEY, migration_name text);",
        "DELETE FROM _prisma_migrations WHERE migration_name = 'x';",
    )],
    good: &[Example::new("CREATE TABLE item (id int);", "INSERT INTO item VALUES (1);")],
    check: Check::Step(check),
};

/// History tables by name, and the schema where they lie in one of their own.
pub(crate) const TABLES: &[(&str, Option<&str>)] = &[
    ("_prisma_migrations", None),
    ("schema_migrations", None),
    ("seed_files", Some("supabase_migrations")),
    ("__drizzle_migrations", None),
    ("gorp_migrations", None),
    ("flyway_schema_history", None),
    ("_sqlx_migrations", None),
    ("__diesel_schema_migrations", None),
    ("refinery_schema_history", None),
    ("goose_db_version", None),
    ("pgmigrations", None),
    ("knex_migrations", None),
    ("databasechangelog", None),
    ("atlas_schema_revisions", None),
    ("seaql_migrations", None),
    ("django_migrations", None),
    ("alembic_version", None),
];

fn check(judged: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let Some((table, does)) = changed(step.operation()) else { return };
    let is_history = |(name, schema): &(&str, Option<&str>)| {
        table.name == *name
            && schema.is_none_or(|schema| table.schema.as_ref().is_some_and(|written| *written == schema))
    };
    if TABLES.iter().any(is_history) {
        hits.push(
            Hit::new(format!("{does} {table}, by which the migration tool knows what has been applied"))
                .help(advice::mark_as_applied(judged.tool))
                .on(Object::new("table", &step.before.resolve(table))),
        );
    }
}

fn changed(operation: &Operation) -> Option<(&QualifiedName, &'static str)> {
    match operation {
        Operation::ChangeRows(change) => Some((&change.table, "changes rows of")),
        Operation::DropTable { name, .. } => Some((name, "drops")),
        Operation::Truncate { name, .. } => Some((name, "empties")),
        Operation::CopyFrom { table, .. } => Some((table, "loads rows into")),
        Operation::RenameTable { name, .. } | Operation::SetTableSchema { name, .. } => Some((name, "moves")),
        Operation::DropColumn { table, .. }
        | Operation::RenameColumn { table, .. }
        | Operation::AlterColumnType { table, .. }
        | Operation::AddColumn { table, .. } => Some((table, "alters")),
        _ => None,
    }
}
