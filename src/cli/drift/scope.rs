//! What a comparison is not about: the tool's own history table, the platform's own objects, what a throw-away server cannot have.

use crate::live::HistoryTable;
use crate::rules::HISTORY_TABLES;
use crate::schema::{Inventory, ObjectKind, PLATFORMS, Platform};

/// Schemas that a tool makes for its history.
const OWN_SCHEMAS: &[&str] = &["drizzle", "supabase_migrations", "atlas_schema_revisions"];

/// Attributes of the database itself that a throw-away one cannot share: it has a name, a locale and an owner of its own.
const OF_THE_DATABASE: &str = "settings";

/// Leaves out history tables, and what a hosting platform keeps by itself; says the latter.
pub(super) fn leave_out_foreign(inventory: &mut Inventory, schema: Option<&str>, roles: &[String]) {
    for (name, own_schema) in HISTORY_TABLES {
        inventory.leave_out_table(own_schema.or(schema).unwrap_or("public"), name);
    }
    for platform in PLATFORMS.iter().filter(|platform| is_there(platform, roles)) {
        let before = inventory.objects.len();
        inventory.leave_out_platform(platform);
        let count = before - inventory.objects.len();
        if count > 0 {
            let schemas = platform.schemas.join(", ");
            inventory.not_compared.push(format!("{count} objects of {} itself (schemas {schemas}, …)", platform.name));
        }
    }
}

/// Leaves out the history table where it really lies, and the schema that its tool made for nothing else.
pub(super) fn leave_out_history(inventory: &mut Inventory, history: &HistoryTable) {
    if history.present {
        inventory.leave_out_table(&history.schema, &history.name);
        if OWN_SCHEMAS.contains(&history.schema.as_str()) {
            inventory.leave_out_empty_schema(&history.schema);
        }
    }
}

/// A platform is known by the roles that no other server has.
fn is_there(platform: &Platform, roles: &[String]) -> bool {
    let marks: &[&str] = match platform.name {
        "supabase" => &["supabase_admin", "supabase_auth_admin"],
        "neon" => &["neon_superuser"],
        _ => &["rdsadmin", "rds_superuser"],
    };
    marks.iter().any(|mark| roles.iter().any(|role| role == mark))
}

/// Leaves out on both sides what only a database in use can have.
pub(super) fn leave_out_of_shadow(inventory: &mut Inventory) {
    for (key, entry) in &mut inventory.objects {
        let moves_with_rows = entry.get("owned-by").or(entry.get("identity-of")).is_some();
        entry.attributes.retain(|(attribute, _)| match key.kind {
            ObjectKind::Database => attribute.name == OF_THE_DATABASE,
            ObjectKind::Sequence => attribute.name != "last-value" || !moves_with_rows,
            _ => true,
        });
    }
}
