//! Constraints of tables and domains.

use super::object::Object;
use super::text::options;

/// A constraint as CREATE TABLE writes it.
pub(in crate::schema) fn constraint(constraint: Object<'_>) -> String {
    let columns = constraint.get("columns").unwrap_or_default();
    let kind = constraint.get("constraint-type").unwrap_or_default();
    let expression = constraint.get("expression").unwrap_or_default();
    let rule = match kind {
        "CHECK" | "DOMAIN CHECK" => format!("CHECK ({expression})") + &constraint.clause(" ", "no-inherit", ""),
        // As pg_get_constraintdef() writes it, index options and all.
        "EXCLUDE" => expression.to_owned(),
        "FOREIGN KEY" => foreign_key(constraint, columns),
        _ => unique(constraint, kind, columns),
    };
    let clauses = ["deferrable", "validated", "enforced"].map(|name| constraint.clause(" ", name, ""));
    format!("CONSTRAINT {} {rule}{}", constraint.part(), clauses.concat())
}

fn foreign_key(constraint: Object<'_>, columns: &str) -> String {
    format!("FOREIGN KEY ({columns})")
        + &constraint.clause(" REFERENCES ", "references", "")
        + &constraint.clause(" MATCH ", "match", "")
        + &constraint.clause(" ON UPDATE ", "on-update", "")
        + &constraint.clause(" ON DELETE ", "on-delete", "")
}

fn unique(constraint: Object<'_>, kind: &str, columns: &str) -> String {
    let with = constraint.get("options").map_or_else(String::new, |list| format!(" WITH ({})", options(list, "", "=")));
    kind.to_owned()
        + &constraint.clause(" ", "nulls-not-distinct", "")
        + &format!(" ({columns})")
        + &constraint.clause(" INCLUDE (", "include", ")")
        + &with
        + &constraint.clause(" USING INDEX TABLESPACE ", "tablespace", "")
}

/// Whether it can be said inside CREATE TABLE: a foreign key may need a table that comes later, and what is created NOT VALID
/// with an empty table is valid at once.
pub(super) fn is_inline(constraint: Object<'_>) -> bool {
    constraint.get("constraint-type") != Some("FOREIGN KEY") && constraint.get("validated").is_none()
}

/// The statements that add a constraint to its table or domain.
pub(super) fn separate(object: Object<'_>) -> Vec<String> {
    let keyword = if object.is_of_domain() { "DOMAIN" } else { "TABLE" };
    let (relation, part) = (object.relation(), object.part());
    let mut statements = vec![format!("ALTER {keyword} {relation} ADD {}", constraint(object))];
    if object.get("clustered").is_some() {
        statements.push(format!("ALTER TABLE {relation} CLUSTER ON {part}"));
    }
    statements
}
