//! Types and domains.

use super::object::Object;
use super::{Renderer, column, constraint};
use crate::schema::inventory::ObjectKind;

/// The statement that makes an enum, range or base type.
pub(super) fn data_type(object: Object<'_>) -> Vec<String> {
    let name = object.relation();
    let create = match object.get("type") {
        Some("enum") => format!("CREATE TYPE {name} AS ENUM ({})", object.get("labels").unwrap_or_default()),
        Some("range") => format!("CREATE TYPE {name} AS RANGE ({})", object.get("parameters").unwrap_or_default()),
        Some("base") => {
            let default = object
                .get("default")
                .map_or_else(String::new, |value| format!(", DEFAULT = {}", super::literal(value)));
            format!("CREATE TYPE {name} ({}{default})", object.get("parameters").unwrap_or_default())
        }
        _ => format!("CREATE TYPE {name}"),
    };
    vec![create]
}

impl<'a> Renderer<'a> {
    /// The statement that makes a composite type with its attributes; `None` where it is another type.
    pub(super) fn composite(&self, object: Object<'a>) -> Option<Vec<String>> {
        if object.get("type") != Some("composite") {
            return None;
        }
        let attributes: Vec<String> = self.columns(object).map(|attribute| column(attribute, None)).collect();
        let mut statements = vec![format!("CREATE TYPE {} AS ({})", object.relation(), attributes.join(", "))];
        statements.extend(self.columns(object).flat_map(super::access::all));
        Some(statements)
    }

    /// The statement that makes a domain with its valid constraints.
    pub(super) fn domain(&self, object: Object<'a>) -> Vec<String> {
        let checks = self
            .children(object)
            .filter(|child| child.key.kind == ObjectKind::Constraint && constraint::is_inline(*child));
        let checks: String = checks.flat_map(|check| [" ".to_owned(), constraint(check)]).collect();
        let create = format!(
            "CREATE DOMAIN {} AS {}{}{}{}{checks}",
            object.relation(),
            object.get("type").unwrap_or_default(),
            object.clause(" COLLATE ", "collation", ""),
            object.clause(" DEFAULT ", "default", ""),
            object.clause(" ", "not-null", ""),
        );
        vec![create]
    }
}
