//! One relation of the catalog in the words of an inventory.

use super::super::inventory::{Inventory, ObjectKind};
use super::super::relation::{Column, Constraint, ConstraintRule, Generation, Index, Relation, RelationKind};
use super::{SOMETHING, entry, key};
use crate::sql::{Ident, IndexTarget, ReferentialAction};

/// Adds the relation and all that goes with it.
pub(super) fn tell(relation: &Relation, inventory: &mut Inventory) {
    let kind = match relation.kind {
        RelationKind::Table | RelationKind::Partitioned { .. } => ObjectKind::Table,
        RelationKind::Foreign => ObjectKind::ForeignTable,
        RelationKind::View(_) => ObjectKind::View,
        RelationKind::MaterializedView(_) => ObjectKind::MaterializedView,
        RelationKind::Sequence { .. } => return,
    };
    let flag = |is: bool, word: &str| is.then(|| word.to_owned());
    let own = [
        ("row-security", flag(relation.row_security, "enabled")),
        ("force-row-security", flag(relation.force_row_security, "forced")),
    ];
    inventory.objects.insert(key(kind, &relation.name, None), entry(None, &own));
    if relation.is_table() {
        relation.columns.iter().for_each(|held| column(relation, held, inventory));
        relation.constraints.iter().for_each(|held| constraint(relation, held, inventory));
    }
    relation.indexes.iter().filter(|held| !held.of_constraint).for_each(|held| index(relation, held, inventory));
}

fn column(relation: &Relation, column: &Column, inventory: &mut Inventory) {
    let something = |is: bool| is.then(|| SOMETHING.to_owned());
    let identity = match column.generated {
        Generation::Identity { always: true } => Some("ALWAYS".to_owned()),
        Generation::Identity { always: false } => Some("BY DEFAULT".to_owned()),
        _ => None,
    };
    let values = [
        ("type", Some(column.data_type.to_string())),
        ("not-null", column.not_null.then(|| "NOT NULL".to_owned())),
        ("default", something(column.default.is_some())),
        ("generated", something(matches!(column.generated, Generation::Expression { .. }))),
        ("identity", identity),
    ];
    let address = key(ObjectKind::Column, &relation.name, Some(column.name.as_str()));
    inventory.objects.insert(address, entry(Some(&relation.name), &values));
}

fn constraint(relation: &Relation, constraint: &Constraint, inventory: &mut Inventory) {
    let columns = || Some(names(&constraint.columns));
    let (kind, own) = match &constraint.rule {
        ConstraintRule::PrimaryKey => ("PRIMARY KEY", vec![("columns", columns())]),
        ConstraintRule::Unique => ("UNIQUE", vec![("columns", columns())]),
        ConstraintRule::Check(_) => ("CHECK", Vec::new()),
        ConstraintRule::Exclusion => ("EXCLUDE", Vec::new()),
        ConstraintRule::ForeignKey { referenced, referenced_columns, on_delete, on_update } => {
            let references = format!("{referenced} ({})", names(referenced_columns));
            let actions = [("on-update", action(*on_update)), ("on-delete", action(*on_delete))];
            let keys = [("columns", columns()), ("references", Some(references))];
            ("FOREIGN KEY", keys.into_iter().chain(actions).collect())
        }
        // It is told of the column.
        ConstraintRule::NotNull => return,
    };
    let validated = (!constraint.validated).then(|| "NOT VALID".to_owned());
    let values: Vec<_> =
        [("constraint-type", Some(kind.to_owned())), ("validated", validated)].into_iter().chain(own).collect();
    let address = key(ObjectKind::Constraint, &relation.name, Some(constraint.name.as_str()));
    inventory.objects.insert(address, entry(Some(&relation.name), &values));
}

fn index(relation: &Relation, index: &Index, inventory: &mut Inventory) {
    let keys = index.elements.iter().map(|element| match &element.target {
        IndexTarget::Column(column) => column.as_str().to_owned(),
        IndexTarget::Expression(_) => SOMETHING.to_owned(),
    });
    let values = [
        ("method", Some(index.method.as_str().to_owned())),
        ("unique", index.unique.then(|| "UNIQUE".to_owned())),
        ("keys", Some(keys.collect::<Vec<_>>().join(", "))),
        ("include", (!index.include.is_empty()).then(|| names(&index.include))),
        ("predicate", index.predicate.is_some().then(|| SOMETHING.to_owned())),
    ];
    let name = crate::sql::ObjectName::new(relation.name.schema.as_str(), index.name.as_str());
    inventory.objects.insert(key(ObjectKind::Index, &name, None), entry(Some(&relation.name), &values));
}

fn names(idents: &[Ident]) -> String {
    idents.iter().map(Ident::as_str).collect::<Vec<_>>().join(", ")
}

/// As the server's reader tells it: nothing for `NO ACTION`.
fn action(action: ReferentialAction) -> Option<String> {
    let words = match action {
        ReferentialAction::NoAction => return None,
        ReferentialAction::Restrict => "RESTRICT",
        ReferentialAction::Cascade => "CASCADE",
        ReferentialAction::SetNull => "SET NULL",
        ReferentialAction::SetDefault => "SET DEFAULT",
    };
    Some(words.to_owned())
}
