//! Drops that `PostgreSQL` refuses because something still depends on the object.

use crate::rules::{Category, Check, Example, Hit, Hits, Judged, Level, Rule, Step, subject::list};
use crate::schema::{Catalog, Relation, ViewDefinition};
use crate::sql::{Ident, ObjectKind, Operation};

pub(super) const DROP: Rule = Rule {
    id: "drop-refused",
    category: Category::DataDependent,
    level: Level::Block,
    summary: "drops something that others depend on: the migration always fails",
    docs: "Without CASCADE, `PostgreSQL` refuses to drop a table that foreign keys or views of others use, a column that views or \
generated columns use, a type that columns have (SQLSTATE 2BP01), or the index of a constraint.\n\nDrop the dependents first, by \
name. CASCADE would take them all along unseen.",
    bad: &[
        Example::new("CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (a_id int REFERENCES a);", "DROP TABLE a;"),
        Example::new("CREATE TABLE a (id int); CREATE VIEW v AS SELECT id FROM a;", "ALTER TABLE a DROP COLUMN id;"),
        Example::new("CREATE TYPE mood AS ENUM ('ok'); CREATE TABLE cat (state mood);", "DROP TYPE mood;"),
        Example::new("CREATE TABLE a (id int PRIMARY KEY);", "DROP INDEX a_pkey;"),
    ],
    good: &[
        Example::new(
            "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (a_id int REFERENCES a);",
            "ALTER TABLE b DROP CONSTRAINT b_a_id_fkey; DROP TABLE a;",
        ),
        Example::new("CREATE TYPE mood AS ENUM ('ok');", "DROP TYPE mood;"),
    ],
    check: Check::Step(drop),
};

pub(super) const TYPE: Rule = Rule {
    id: "type-change-refused",
    category: Category::DataDependent,
    level: Level::Block,
    summary: "changes the type of a column that a view, policy, trigger or generated column uses: the migration always fails",
    docs: "`PostgreSQL` refuses (SQLSTATE 0A000) to change the type of a column that a view or rule, a policy, a generated column, \
the `UPDATE OF` of a trigger or a partition key uses.\n\nDrop the view, change the type, and create the view again, in one \
transaction.",
    bad: &[Example::new(
        "CREATE TABLE item (name text); CREATE VIEW names AS SELECT name FROM item;",
        "ALTER TABLE item ALTER COLUMN name TYPE varchar(10);",
    )],
    good: &[Example::new(
        "CREATE TABLE item (name text, size int); CREATE VIEW names AS SELECT name FROM item;",
        "ALTER TABLE item ALTER COLUMN size TYPE bigint;",
    )],
    check: Check::Step(change_type),
};

fn drop(judged: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let before = &step.before;
    let (what, users) = match step.operation() {
        Operation::DropTable { name, cascade: false, .. } => {
            let Some(table) = before.table(name) else { return };
            (format!("table {}", table.name), users_of_table(judged, step, table))
        }
        Operation::DropColumn { table, column, cascade: false, .. } => {
            let Some(relation) = before.table(table) else { return };
            (format!("column {}.{column}", relation.name), users_of_column(before, relation, column))
        }
        Operation::Drop { kind: ObjectKind::Type | ObjectKind::Domain, object, cascade: false, .. } => {
            let Some(found) = before.user_type(&object.name) else { return };
            let columns = before
                .columns_of_type(&found.name)
                .map(|(table, column)| format!("column {}.{}", table.name, column.name));
            (format!("type {}", found.name), columns.collect())
        }
        Operation::DropIndex { name, cascade: false, .. } => {
            let Some((table, index)) = before.index(name).filter(|(_, index)| index.of_constraint) else { return };
            (format!("index {}", index.name), vec![format!("constraint {} of {}", index.name, table.name)])
        }
        _ => return,
    };
    if !users.is_empty() {
        hits.push(
            Hit::new(format!("PostgreSQL refuses to drop {what}: {} still uses it", list(&users)))
                .help("drop what uses it first, by name, or keep it"),
        );
    }
}

/// Foreign keys and views of others, unless the same statement drops them too (`DROP TABLE a, b`).
fn users_of_table(judged: &Judged<'_>, step: &Step, table: &Relation) -> Vec<String> {
    let beside: Vec<_> = judged
        .steps
        .iter()
        .filter(|other| other.statement == step.statement)
        .filter_map(|other| match other.operation() {
            Operation::DropTable { name, .. } => Some(other.before.resolve(name)),
            _ => None,
        })
        .collect();
    let keys = step
        .before
        .referencing(&table.name)
        .filter(|(relation, _)| relation.name != table.name && !beside.contains(&relation.name))
        .map(|(relation, key)| format!("foreign key {} of {}", key.name, relation.name));
    let views = step.before.views_of(&table.name).filter(|view| exact(view)).map(|view| format!("view {}", view.name));
    keys.chain(views).collect()
}

fn users_of_column(before: &Catalog, relation: &Relation, column: &Ident) -> Vec<String> {
    let views = before
        .views_of(&relation.name)
        .filter(|view| exact(view) && uses(view.view(), relation, column))
        .map(|view| format!("view {}", view.name));
    let generated = relation
        .columns
        .iter()
        .filter(|other| matches!(&other.generated, crate::schema::Generation::Expression { uses, .. } if uses.contains(column)))
        .map(|other| format!("generated column {}", other.name));
    let keys = before.referencing(&relation.name).filter(|(child, key)| {
        let to = matches!(&key.rule, crate::schema::ConstraintRule::ForeignKey { referenced_columns, .. } if referenced_columns.contains(column));
        to && child.name != relation.name
    });
    let keys = keys.map(|(child, key)| format!("foreign key {} of {}", key.name, child.name));
    views.chain(generated).chain(keys).collect()
}

fn exact(view: &Relation) -> bool {
    view.view().is_some_and(|view| view.exact)
}

fn uses(view: Option<&ViewDefinition>, relation: &Relation, column: &Ident) -> bool {
    view.is_some_and(|view| view.columns.iter().any(|(of, used)| *of == relation.name && used.as_ref() == Some(column)))
}

fn change_type(_: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let Operation::AlterColumnType { table, column, .. } = step.operation() else { return };
    let Some(relation) = step.before.table(table) else { return };
    let views = step.before.views_of(&relation.name).filter(|view| exact(view) && uses(view.view(), relation, column));
    let policies = relation
        .policies
        .iter()
        .filter(|policy| policy.uses.contains(column))
        .map(|policy| format!("policy {}", policy.name));
    let triggers = relation
        .triggers
        .iter()
        .filter(|trigger| trigger.update_of.contains(column))
        .map(|trigger| format!("trigger {}", trigger.name));
    let generated = relation
        .columns
        .iter()
        .filter(|other| matches!(&other.generated, crate::schema::Generation::Expression { uses, .. } if uses.contains(column)))
        .map(|other| format!("generated column {}", other.name));
    let users: Vec<String> =
        views.map(|view| format!("view {}", view.name)).chain(policies).chain(triggers).chain(generated).collect();
    if !users.is_empty() {
        hits.push(
            Hit::new(format!(
                "PostgreSQL refuses to change the type of {}.{column}: {} uses it",
                relation.name,
                list(&users)
            ))
            .help("drop it, change the type, and create it again, in one transaction")
            .on(crate::rules::Object::part("column", &relation.name, column.as_str())),
        );
    }
}
