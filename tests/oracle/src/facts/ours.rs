//! Facts from Seawall's operations.

use seawall::sql::{
    AttributeAction, ColumnDefinition, ConstraintDefinition, DomainAction, Ident, Located, ObjectKind, ObjectReference,
    Operation, QualifiedName, Reach, RowChange, RowChangeKind,
};

use super::dotted;

/// The facts of a statement's own operations: a body that runs with it is text to PostgreSQL's grammar.
#[must_use]
pub fn facts_of_operations(operations: &[Located]) -> Vec<String> {
    let own = operations.iter().filter(|located| located.reach == Reach::Direct);
    let mut facts: Vec<String> = own.flat_map(|located| facts(&located.operation)).collect();
    facts.sort();
    facts
}

/// Whether any of them is what Seawall could not read.
#[must_use]
pub fn is_unknown(operations: &[Located]) -> bool {
    operations.iter().any(|located| matches!(located.operation, Operation::Unknown { .. }))
}

fn name_of(name: &QualifiedName) -> String {
    dotted(name.schema.as_ref().map_or("", Ident::as_str), name.name.as_str())
}

fn facts(operation: &Operation) -> Vec<String> {
    match operation {
        Operation::Prepare { body, .. } | Operation::CreateRule { body, .. } => {
            body.operations.iter().flat_map(|located| facts(&located.operation)).collect()
        }
        Operation::CreateTable { name, table } => {
            let columns = table.columns.iter().map(|column| column_fact("column", name, column));
            std::iter::once(format!("create table {}", name_of(name))).chain(columns).collect()
        }
        Operation::ChangeRows(change) => vec![row_change(change)],
        _ => {
            drop_fact(operation).or_else(|| column_action(operation)).or_else(|| other(operation)).into_iter().collect()
        }
    }
}

fn column_fact(verb: &str, table: &QualifiedName, column: &ColumnDefinition) -> String {
    let array = if column.data_type.array { "[]" } else { "" };
    let data_type = name_of(&column.data_type.name);
    format!("{verb} {}.{} {data_type}{array}", name_of(table), column.name.as_str())
}

fn row_change(change: &RowChange) -> String {
    let table = name_of(&change.table);
    let rows = if change.condition.is_some() { "some" } else { "all" };
    let listed = |names: Vec<&str>| names.join(",");
    match &change.kind {
        RowChangeKind::Insert { columns, .. } => {
            format!("insert {table} ({})", listed(columns.iter().map(Ident::as_str).collect()))
        }
        RowChangeKind::Update(set) => {
            format!("update {table} {rows} ({})", listed(set.iter().map(|one| one.column.as_str()).collect()))
        }
        RowChangeKind::Delete => format!("delete {table} {rows}"),
        RowChangeKind::Merge { deletes: true, .. } => format!("merge-delete {table}"),
        RowChangeKind::Merge { .. } => format!("merge {table}"),
    }
}

fn drop_fact(operation: &Operation) -> Option<String> {
    Some(match operation {
        Operation::DropTable { name, cascade, .. } => format!("drop Table {} {cascade}", name_of(name)),
        Operation::DropIndex { name, cascade, concurrently, .. } => {
            let how = if *concurrently { " concurrently" } else { "" };
            format!("drop Index {} {cascade}{how}", name_of(name))
        }
        Operation::Drop { kind, object, cascade, .. } => {
            format!("drop {kind:?} {} {cascade}", object_name(*kind, object))
        }
        Operation::DropRole { name } => format!("drop Role {}", name.as_str()),
        Operation::DropOwned { roles, .. } => format!("drop owned {}", roles.len()),
        Operation::ReassignOwned { roles, .. } => format!("reassign owned {}", roles.len()),
        Operation::Truncate { name, cascade, .. } => format!("truncate {} {cascade}", name_of(name)),
        Operation::DropColumn { table, column, cascade, .. } => {
            format!("drop column {}.{} {cascade}", name_of(table), column.as_str())
        }
        Operation::DropConstraint { table, constraint, cascade, .. } => {
            format!("drop constraint {}.{} {cascade}", name_of(table), constraint.as_str())
        }
        Operation::AlterAttribute { name, action: AttributeAction::Drop { name: attribute, .. } } => {
            format!("drop attribute {}.{}", name_of(name), attribute.as_str())
        }
        Operation::AlterDomain { name, action: DomainAction::DropConstraint { name: constraint, .. } } => {
            format!("drop domain constraint {}.{}", name_of(name), constraint.as_str())
        }
        _ => return None,
    })
}

/// What has no plain name in PostgreSQL's tree is counted only.
fn object_name(kind: ObjectKind, object: &ObjectReference) -> String {
    use ObjectKind::{Cast, Operator, OperatorClass, OperatorFamily, Policy, Rule, Transform, Trigger};
    match kind {
        Cast | Transform | Operator | OperatorClass | OperatorFamily => String::new(),
        Trigger | Policy | Rule => {
            let table = object.on.as_ref().map(name_of).unwrap_or_default();
            format!("{table}.{}", object.name.name.as_str())
        }
        _ => name_of(&object.name),
    }
}

fn column_action(operation: &Operation) -> Option<String> {
    let (table, column, fact) = match operation {
        Operation::AddColumn { table, column, .. } => return Some(column_fact("add column", table, column)),
        Operation::AlterColumnType { table, column, data_type, using, .. } => {
            let array = if data_type.array { "[]" } else { "" };
            let using = if using.is_some() { " using" } else { "" };
            return Some(format!(
                "retype {}.{} {}{array}{using}",
                name_of(table),
                column.as_str(),
                name_of(&data_type.name)
            ));
        }
        Operation::SetNotNull { table, column } => (table, column, "set not null"),
        Operation::DropNotNull { table, column } => (table, column, "drop not null"),
        Operation::AlterColumnDefault { table, column, default: Some(_) } => (table, column, "set default"),
        Operation::AlterColumnDefault { table, column, default: None } => (table, column, "drop default"),
        Operation::DropIdentity { table, column, .. } => (table, column, "drop identity"),
        Operation::DropExpression { table, column, .. } => (table, column, "drop expression"),
        _ => return None,
    };
    Some(format!("{fact} {}.{}", name_of(table), column.as_str()))
}

fn other(operation: &Operation) -> Option<String> {
    Some(match operation {
        Operation::AddConstraint { table, constraint } | Operation::AddForeignKey { table, constraint } => {
            constraint_fact(table, constraint)
        }
        Operation::CreateIndex(index) => {
            let name = index.name.as_ref().map_or("", Ident::as_str);
            format!("create index {name} on {} {} {}", name_of(&index.table), index.unique, index.concurrently)
        }
        Operation::RenameTable { name, to } => format!("rename table {} {}", name_of(name), to.as_str()),
        Operation::RenameIndex { name, to } => format!("rename index {} {}", name_of(name), to.as_str()),
        Operation::RenameColumn { table, column, to } => {
            format!("rename column {}.{} {}", name_of(table), column.as_str(), to.as_str())
        }
        Operation::RenameConstraint { table, constraint, to } => {
            format!("rename constraint {}.{} {}", name_of(table), constraint.as_str(), to.as_str())
        }
        Operation::AddEnumValue { name, label, .. } => format!("add label {} {label}", name_of(name)),
        Operation::RenameEnumValue { name, from, to } => format!("rename label {} {from} {to}", name_of(name)),
        Operation::CreateEnum { name, labels } => format!("create enum {} {}", name_of(name), labels.join(",")),
        _ => return None,
    })
}

fn constraint_fact(table: &QualifiedName, constraint: &ConstraintDefinition) -> String {
    let name = constraint.name.as_ref().map_or("", Ident::as_str);
    let not_valid = if constraint.not_valid { " not valid" } else { "" };
    format!("add constraint {}.{name}{not_valid}", name_of(table))
}
