//! Publications and subscriptions.

use super::super::cursor::Cursor;
use super::super::operation::{ObjectKind, Operation};
use super::{object, rename};

/// Reads what follows `CREATE PUBLICATION | SUBSCRIPTION`.
pub(super) fn create(cursor: &mut Cursor<'_>, kind: ObjectKind) -> Option<Operation> {
    let name = cursor.column_id()?;
    if kind == ObjectKind::Subscription {
        cursor.need("CONNECTION")?;
    }
    cursor.rest_of_statement()?;
    Some(Operation::Replication { kind, name, action: "create".into() })
}

/// Reads what follows `ALTER PUBLICATION | SUBSCRIPTION`; the action is its words before a name.
pub(super) fn alter(cursor: &mut Cursor<'_>, kind: ObjectKind) -> Option<Operation> {
    const VERBS: &[&str] = &["ADD", "SET", "DROP", "REFRESH", "CONNECTION", "ENABLE", "DISABLE", "SKIP"];
    let name = cursor.column_id()?;
    if cursor.is_any(&["RENAME", "OWNER"]) {
        return rename::object(cursor, kind, &object::bare(name));
    }
    let mut action = cursor.accept_any(VERBS)?.to_ascii_lowercase();
    while let Some(word) = cursor.accept_any(&["TABLE", "TABLES", "IN", "SCHEMA", "PUBLICATION", "SEQUENCES", "ALL"]) {
        action = format!("{action} {}", word.to_ascii_lowercase());
    }
    cursor.rest_of_statement()?;
    Some(Operation::Replication { kind, name, action: action.into() })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_all_hold, assert_none};

    #[test]
    fn reads_publications_and_subscriptions() {
        assert_all_hold(&[
            ("create publication supabase_realtime", "action: \"create\""),
            ("CREATE PUBLICATION p FOR TABLE a, b WHERE (x > 1) WITH (publish = 'insert')", "kind: Publication"),
            ("ALTER PUBLICATION p DROP TABLE a", "action: \"drop table\""),
            ("ALTER PUBLICATION p SET (publish = 'insert')", "action: \"set\""),
            ("CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p", "kind: Subscription"),
            ("ALTER SUBSCRIPTION s REFRESH PUBLICATION WITH (copy_data = false)", "action: \"refresh publication\""),
        ]);
        assert_none(&["CREATE PUBLICATION", "ALTER PUBLICATION p", "CREATE PUBLICATION p FOR TABLE (a"]);
    }
}
