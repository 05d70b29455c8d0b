//! Statements and what they do to which rows.

use super::*;
use crate::sql::lexer::lex;

fn changes(text: &str) -> Option<Vec<(RowChange, String)>> {
    let lexed = lex(text);
    let located = read_rows(Cursor::new(text, &lexed.tokens))?;
    let change = |located: Located| match located.operation {
        Operation::ChangeRows(change) => (*change, text[located.span.range()].to_owned()),
        other => panic!("{other:?}"),
    };
    Some(located.into_iter().map(change).collect())
}

fn last(text: &str) -> RowChange {
    changes(text).and_then(|mut changes| changes.pop()).unwrap_or_else(|| panic!("not read: {text}")).0
}

fn names(names: &[QualifiedName]) -> String {
    names.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

#[test]
fn tells_how_many_rows_are_meant() {
    use RowScope::{All, Few, None, Some};
    for (text, scope) in [
        ("DELETE FROM users", All),
        ("DELETE FROM ONLY users * u RETURNING id", All),
        ("DELETE FROM users WHERE 1 = 1", All),
        ("DELETE FROM users WHERE (id IS NULL OR id IS NOT NULL)", All),
        ("DELETE FROM users USING orders", All),
        ("DELETE FROM users USING orders o WHERE o.total > 3", All),
        ("DELETE FROM users USING orders o WHERE users.id = o.user_id", Some),
        ("DELETE FROM users u USING orders o WHERE o.user_id = u.id AND true", Some),
        ("DELETE FROM users WHERE EXISTS (SELECT 1 FROM orders WHERE user_id = users.id)", Some),
        ("DELETE FROM users WHERE CURRENT OF c", Few),
        ("DELETE FROM users WHERE id = 5 AND active", Few),
        ("DELETE FROM users WHERE \"userId\" IN ('a', 'b')", Few),
        ("DELETE FROM users WHERE role_id = 5", Some),
        ("DELETE FROM users WHERE a @#@ ??? b", Some),
        ("UPDATE users SET email = NULL", All),
        ("UPDATE users SET a = b IS DISTINCT FROM c WHERE false", None),
        ("UPDATE users SET a = 1 FROM t WHERE t.id = users.t_id", Some),
        ("UPDATE users SET a = 1 WHERE name ISNULL", Some),
        ("MERGE INTO users u USING orders o ON u.id = o.user_id WHEN MATCHED THEN DELETE", Some),
        ("MERGE INTO users u USING orders o ON true WHEN MATCHED THEN DELETE", All),
    ] {
        assert_eq!(last(text).scope, scope, "{text}");
    }
}

#[test]
fn reads_the_clauses() {
    let update = last(
        "UPDATE app.\"T\" AS x SET a = CASE WHEN b THEN 1 END, (c, d) = (2, f(3, 4)), e[1] = 'x' FROM u, (SELECT * FROM v) w WHERE x.id IN (SELECT id FROM y) RETURNING *",
    );
    assert_eq!(update.table, QualifiedName::new("app", "T"));
    assert_eq!(update.alias, Some("x".into()));
    assert_eq!(names(&update.reads), "u v y");
    let RowChangeKind::Update(assignments) = &update.kind else { panic!("{update:?}") };
    let assigned: Vec<_> = assignments.iter().map(|one| format!("{}={}", one.column, one.value.text)).collect();
    assert_eq!(assigned, ["a=CASE WHEN b THEN 1 END", "c=2", "d=f(3, 4)", "e='x'"]);
    assert_eq!(
        update.condition.map(|condition| condition.text.to_string()).as_deref(),
        Some("x.id IN (SELECT id FROM y)")
    );

    let insert = last(
        "INSERT INTO t (a, \"B\") VALUES (1, 'x; DELETE FROM y'), (2, $$ DROP $$) ON CONFLICT (a) DO UPDATE SET b = excluded.b WHERE true RETURNING a",
    );
    let RowChangeKind::Insert { columns, values, on_conflict_update, on_conflict, .. } = insert.kind else { panic!() };
    assert_eq!((columns.len(), values, on_conflict_update.len(), on_conflict), (2, Some(2), 1, true));
    assert_eq!(names(&last("INSERT INTO t (SELECT * FROM u JOIN v ON true)").reads), "u v");
    assert_eq!(names(&last("WITH w AS (SELECT * FROM u) INSERT INTO t SELECT * FROM w, x").reads), "x");

    let merge = last(
        "MERGE INTO t USING (SELECT * FROM s) s ON t.id = s.id WHEN MATCHED AND CASE WHEN a THEN b END THEN UPDATE SET a = 1, b = 2 WHEN NOT MATCHED THEN INSERT (a) VALUES (1) WHEN NOT MATCHED BY SOURCE THEN DELETE",
    );
    assert_eq!(names(&merge.reads), "s");
    assert!(
        matches!(&merge.kind, RowChangeKind::Merge { deletes: true, updates, inserts: true } if updates.len() == 2)
    );
}

#[test]
fn finds_changes_in_ctes_at_any_depth() {
    let text = "WITH a AS (WITH b AS MATERIALIZED (DELETE FROM x RETURNING *) SELECT * FROM b), c (d) AS (UPDATE y SET z = 1) INSERT INTO log SELECT * FROM a";
    let found = changes(text).expect("it is a change");
    let told: Vec<_> = found.iter().map(|(change, words)| (change.table.to_string(), words.as_str())).collect();
    assert_eq!(
        told,
        [
            ("x".to_owned(), "DELETE FROM x RETURNING *"),
            ("y".to_owned(), "UPDATE y SET z = 1"),
            ("log".to_owned(), text)
        ]
    );
    assert!(changes("DELETE").is_none() && changes("INSERT INTO t").is_none());
    let column = "INSERT INTO t (delete, \"update\") VALUES (1, 2)";
    assert_eq!(changes(column).map(|changes| changes.len()), Some(1), "names of columns are no verbs");
}
