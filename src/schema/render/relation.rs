//! Tables, views and sequences.

use super::object::Object;
use super::text::options;
use super::{Renderer, access, column, constraint};
use crate::schema::inventory::ObjectKind;

impl<'a> Renderer<'a> {
    /// The statements that make a table with its columns and those constraints that its definition can have.
    pub(super) fn table(&self, table: Object<'a>) -> Vec<String> {
        let name = table.relation();
        let mut statements = vec![self.create_table(table)];
        statements.extend(self.columns(table).flat_map(|column| {
            let mut own = column::storage(column);
            own.extend(access::all(column));
            own
        }));
        for (attribute, action) in [("row-security", "ENABLE"), ("force-row-security", "FORCE")] {
            if table.get(attribute).is_some() {
                statements.push(format!("ALTER TABLE {name} {action} ROW LEVEL SECURITY"));
            }
        }
        statements
    }

    fn create_table(&self, table: Object<'a>) -> String {
        let columns = self.columns(table).map(|column| column::column(column, self.identity_sequence(column)));
        let constraints = self
            .children(table)
            .filter(|child| child.key.kind == ObjectKind::Constraint && constraint::is_inline(*child));
        let parts: Vec<String> = if table.get("of-type").is_some() {
            constraints.map(constraint::constraint).collect()
        } else {
            columns.chain(constraints.map(constraint::constraint)).collect()
        };
        let body = match (table.get("of-type"), parts.is_empty()) {
            (Some(of_type), true) => format!(" OF {of_type}"),
            (Some(of_type), false) => format!(" OF {of_type} (\n  {}\n)", parts.join(",\n  ")),
            (None, true) => " ()".to_owned(),
            (None, false) => format!(" (\n  {}\n)", parts.join(",\n  ")),
        };
        let unlogged = if table.get("persistence").is_some() { "UNLOGGED " } else { "" };
        format!("CREATE {unlogged}{} {}{body}{}", table.keyword(), table.relation(), table_clauses(table))
    }
}

/// The statements that come when all parts of a relation are there.
pub(super) fn attach(object: Object<'_>) -> Vec<String> {
    let name = object.relation();
    let attached = match (object.key.kind, object.get("partition-of")) {
        (ObjectKind::Table | ObjectKind::ForeignTable, Some(parent)) => {
            let bound = object.get("partition-bound").unwrap_or("DEFAULT");
            Some(format!("ALTER TABLE {parent} ATTACH PARTITION {name} {bound}"))
        }
        _ => None,
    };
    let identity = match object.get("replica-identity") {
        None => None,
        Some(index) if index.starts_with("index ") => Some(format!("USING INDEX {}", &index["index ".len()..])),
        Some(word) => Some(word.to_uppercase()),
    };
    let identity = identity.map(|identity| format!("ALTER TABLE {name} REPLICA IDENTITY {identity}"));
    let owned = object.get("owned-by").map(|column| format!("ALTER SEQUENCE {name} OWNED BY {column}"));
    attached.into_iter().chain(identity).chain(owned).collect()
}

fn table_clauses(table: Object<'_>) -> String {
    let with = [("options", ""), ("toast-options", "toast.")];
    let with: Vec<String> =
        with.iter().filter_map(|(name, prefix)| Some(storage_options(table.get(name)?, prefix))).collect();
    let with = if with.is_empty() { String::new() } else { format!(" WITH ({})", with.join(", ")) };
    let foreign =
        table.get("foreign-options").map_or_else(String::new, |list| format!(" OPTIONS ({})", options(list, "", " ")));
    let method = table.get("access-method").filter(|method| *method != "heap");
    table.clause(" INHERITS (", "inherits", ")")
        + &table.clause(" PARTITION BY ", "partition-key", "")
        + &method.map_or_else(String::new, |method| format!(" USING {method}"))
        + &with
        + &table.clause(" TABLESPACE ", "tablespace", "")
        + &table.clause(" SERVER ", "server", "")
        + &foreign
}

/// `fillfactor='70'`, with `toast.` before each where it is the TOAST table's.
fn storage_options(list: &str, prefix: &str) -> String {
    options(list, prefix, "=")
}

/// The statements that make a view or materialized view.
pub(super) fn view(view: Object<'_>) -> Vec<String> {
    let materialized = view.key.kind == ObjectKind::MaterializedView;
    let with = view.get("options").map_or_else(String::new, |list| format!(" WITH ({})", storage_options(list, "")));
    let definition = view.get("definition").unwrap_or_default().trim_end().trim_end_matches(';');
    let data = match view.get("populated") {
        Some("no") => "\n WITH NO DATA",
        _ => "",
    };
    let replace = if materialized { "" } else { "OR REPLACE " };
    let tablespace = view.clause(" TABLESPACE ", "tablespace", "");
    vec![format!("CREATE {replace}{} {}{with}{tablespace} AS\n{definition}{data}", view.keyword(), view.relation())]
}

/// The statements that make a sequence; its column, where it has one, may come later.
pub(super) fn sequence(sequence: Object<'_>) -> Vec<String> {
    let unlogged = if sequence.get("persistence").is_some() { "UNLOGGED " } else { "" };
    let create = format!(
        "CREATE {unlogged}SEQUENCE {} AS {} {}",
        sequence.relation(),
        sequence.get("type").unwrap_or("bigint"),
        sequence_options(sequence)
    );
    vec![create]
}

/// Every option but the type, as CREATE, ALTER SEQUENCE and identity columns write them.
pub(in crate::schema) fn sequence_options(sequence: Object<'_>) -> String {
    let words = [
        ("START WITH", "start"),
        ("INCREMENT BY", "increment"),
        ("MINVALUE", "minimum"),
        ("MAXVALUE", "maximum"),
        ("CACHE", "cache"),
    ];
    let said = words.iter().filter_map(|(word, name)| Some(format!("{word} {}", sequence.get(name)?)));
    let cycle = if sequence.get("cycle").is_some() { "CYCLE" } else { "NO CYCLE" };
    said.chain([cycle.to_owned()]).collect::<Vec<_>>().join(" ")
}
