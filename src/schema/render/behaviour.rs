//! Triggers, event triggers, rules and policies.

use super::object::Object;
use crate::schema::inventory::ObjectKind;

/// The statements that make it, enabled as it is.
pub(super) fn behaviour(object: Object<'_>) -> Vec<String> {
    let definition = object.get("definition").unwrap_or_default();
    let create = match object.key.kind {
        ObjectKind::EventTrigger => format!("CREATE EVENT TRIGGER {} {definition}", object.relation()),
        ObjectKind::Policy => policy(object),
        _ => definition.trim_end_matches(';').to_owned(),
    };
    let mut statements = vec![create];
    statements.extend(object.get("enabled").map(|_| enabled(object)));
    statements
}

/// The statement that enables a trigger, event trigger or rule as it is.
pub(in crate::schema) fn enabled(object: Object<'_>) -> String {
    let action = match object.get("enabled") {
        None => "ENABLE",
        Some("DISABLED") => "DISABLE",
        Some("REPLICA") => "ENABLE REPLICA",
        Some(_) => "ENABLE ALWAYS",
    };
    let (relation, part) = (object.relation(), object.part());
    match object.key.kind {
        ObjectKind::EventTrigger => format!("ALTER EVENT TRIGGER {relation} {action}"),
        kind => format!("ALTER TABLE {relation} {action} {} {part}", kind.words().to_uppercase()),
    }
}

fn policy(policy: Object<'_>) -> String {
    let as_what = policy.clause(" AS ", "permissive", "");
    format!(
        "CREATE POLICY {} ON {}{as_what} FOR {} TO {}{}{}",
        policy.part(),
        policy.relation(),
        policy.get("command").unwrap_or("ALL"),
        policy.get("roles").unwrap_or("PUBLIC"),
        policy.clause(" USING (", "using", ")"),
        policy.clause(" WITH CHECK (", "with-check", ")"),
    )
}
