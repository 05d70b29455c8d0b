//! `DROP TYPE`, `DROP DOMAIN`, `DROP EXTENSION … CASCADE`: every column of the type goes, with its values.

use crate::rules::{Category, Check, Example, Hit, Hits, Judged, Level, Object, Rule, Step, subject::list};
use crate::schema::Catalog;
use crate::sql::{ObjectKind, ObjectName, ObjectReference, Operation};

pub(super) const RULE: Rule = Rule {
    id: "drop-takes-columns",
    category: Category::DataLoss,
    level: Level::Block,
    summary: "drops a type or extension with CASCADE, and every column of its types",
    docs: "CASCADE on a type, domain or extension does not convert columns: it drops every column of that type, with its values, \
in every table. `DROP EXTENSION citext CASCADE` takes every citext column of the database.\n\nConvert the columns first \
(`ALTER COLUMN … TYPE text`), then drop the type without CASCADE.",
    bad: &[Example::new(
        "CREATE TYPE colour AS ENUM ('red'); CREATE TABLE car (id int, paint colour);",
        "DROP TYPE colour CASCADE;",
    )],
    good: &[Example::new(
        "CREATE TYPE colour AS ENUM ('red'); CREATE TABLE car (id int, paint text);",
        "DROP TYPE colour;",
    )],
    check: Check::Step(check),
};

fn check(_: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let Operation::Drop { kind, object, cascade: true, .. } = step.operation() else { return };
    if !matches!(kind, ObjectKind::Type | ObjectKind::Domain | ObjectKind::Extension) {
        return;
    }
    let columns = columns_lost(&step.before, *kind, object);
    let word = if *kind == ObjectKind::Extension { "extension" } else { "type" };
    // Which types an extension brings is not always known.
    if columns.is_empty() && *kind != ObjectKind::Extension {
        return;
    }
    let name = &object.name;
    let message = if columns.is_empty() {
        format!("drops {word} {name} with everything that uses it, columns of its types included")
    } else {
        format!(
            "drops {word} {name} and with it {}, values and all",
            list(columns.iter().map(|(table, column)| format!("{table}.{column}")))
        )
    };
    let hit = Hit::new(message)
        .help("convert the columns first, then drop it without CASCADE:\nALTER TABLE … ALTER COLUMN … TYPE text;");
    let hit = if columns.is_empty() { hit.level(Level::Warn) } else { hit };
    hits.push(columns.iter().fold(hit, |hit, (table, column)| hit.on(Object::part("column", table, column))));
}

fn columns_lost(before: &Catalog, kind: ObjectKind, object: &ObjectReference) -> Vec<(ObjectName, String)> {
    let of_type = |wanted: &ObjectName| -> Vec<(ObjectName, String)> {
        before
            .columns_of_type(wanted)
            .filter(|(table, column)| !before.is_new(table.born) && !before.is_new(column.born))
            .map(|(table, column)| (table.name.clone(), column.name.as_str().to_owned()))
            .collect()
    };
    if kind == ObjectKind::Extension {
        return columns_of_extension(before, object.name.name.as_str());
    }
    before.user_type(&object.name).map(|found| of_type(&found.name)).unwrap_or_default()
}

/// Columns whose type bears a name that the extension brings (manual, appendix F).
fn columns_of_extension(before: &Catalog, extension: &str) -> Vec<(ObjectName, String)> {
    let types: &[&str] = match extension {
        "citext" => &["citext"],
        "hstore" => &["hstore"],
        "ltree" => &["ltree", "lquery", "ltxtquery"],
        "cube" => &["cube"],
        "vector" => &["vector", "halfvec", "sparsevec"],
        "postgis" => &["geometry", "geography", "box2d", "box3d"],
        "isn" => &["ean13", "isbn", "isbn13", "ismn", "ismn13", "issn", "issn13", "upc"],
        _ => &[],
    };
    let tables = before.relations().filter(|relation| relation.is_table() && !before.is_new(relation.born));
    tables
        .flat_map(|table| table.columns.iter().map(move |column| (table, column)))
        .filter(|(_, column)| types.iter().any(|name| column.data_type.name.name == *name))
        .map(|(table, column)| (table.name.clone(), column.name.as_str().to_owned()))
        .collect()
}
