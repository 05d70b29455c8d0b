//! `docs/drift.md` is made from the closed lists; `SEAWALL_BLESS=1 cargo test --lib inventory::documented` writes it again.

use std::fmt::Write as _;
use std::path::Path;

use super::{ATTRIBUTES, ObjectKind, PLATFORMS, Weight};

const INTRODUCTION: &str = "\
# What a comparison of two databases sees

Both sides are read by the same queries, through `pg_catalog` only, in one `REPEATABLE READ READ ONLY` transaction. A role that
may only log in can read all of it but the last value of sequences, and the options of user mappings, that it has no right to;
what it could not read is listed under `not_compared`, never passed over.

Not compared, as it says nothing of its own:

- what belongs to an extension (the extension, its version and its schema are compared)
- whether a column or constraint is inherited (it follows from its table's parents)
- the name of a NOT NULL constraint (before PostgreSQL 18 it has none)
- the version of a collation (it is the machine's)
- who granted a privilege
- passwords, secrets and tokens in the options of foreign data, and connection strings of subscriptions
- a role that only one side has (roles are the server's; what a role owns or may do here is told of that object)
";

/// What each weight is for.
const fn weighs(weight: Weight) -> &'static str {
    match weight {
        Weight::Structure => "what queries and constraints can see",
        Weight::Access => "who may do what",
        Weight::Setting => "settings of the database and its roles",
        Weight::Cosmetic => "what no query can see",
        Weight::State => "what moves with the rows",
    }
}

fn document() -> String {
    let mut text = INTRODUCTION.to_owned();
    text.push_str("\n## Attributes\n\nIn the order in which a report tells them.\n\n");
    for weight in Weight::ALL {
        writeln!(text, "- **{}**: {}", weight.as_str(), weighs(weight)).unwrap();
    }
    text.push_str("\n| attribute | weight | what it is |\n|---|---|---|\n");
    for attribute in ATTRIBUTES {
        let meaning = attribute.meaning.replace('|', "\\|");
        writeln!(text, "| `{}` | {} | {meaning} |", attribute.name, attribute.weight.as_str()).unwrap();
    }
    text.push_str("\n## Kinds of objects\n\n");
    let kinds: Vec<String> = ObjectKind::ALL.iter().map(|kind| format!("`{}`", kind.as_str())).collect();
    writeln!(text, "{}", kinds.join(", ")).unwrap();
    text.push_str("\n## Platforms\n\nWhat a platform keeps for itself can be left out.\n\n");
    text.push_str("| platform | schemas | roles | extensions |\n|---|---|---|---|\n");
    for platform in PLATFORMS {
        let list = |names: &[&str]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" ");
        let (schemas, roles) = (list(platform.schemas), list(platform.roles));
        writeln!(text, "| {} | {schemas} | {roles} | {} |", platform.name, list(platform.extensions)).unwrap();
    }
    text
}

#[test]
fn the_document_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/drift.md");
    if std::env::var_os("SEAWALL_BLESS").is_some() {
        std::fs::write(&path, document()).unwrap();
    }
    let shipped = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(shipped == document(), "docs/drift.md: SEAWALL_BLESS=1 cargo test --lib inventory::documented");
}
