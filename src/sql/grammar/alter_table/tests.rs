use super::super::testing::{assert_all_hold, assert_none, located, operations, single};
use super::*;

#[test]
fn gives_each_action_its_place() {
    let sql = "ALTER TABLE ONLY \"T\" ADD COLUMN IF NOT EXISTS a numeric(10,2) DEFAULT 1, DROP b CASCADE, ALTER c TYPE int USING f(c, 1)";
    let found = located(sql).expect("three actions");
    let places = found.iter().map(|located| &sql[located.span.range()]).collect::<Vec<_>>();
    assert_eq!(
        places,
        ["ADD COLUMN IF NOT EXISTS a numeric(10,2) DEFAULT 1", "DROP b CASCADE", "ALTER c TYPE int USING f(c, 1)"]
    );
    let alone = located("ALTER TABLE t DROP b").expect("one action");
    assert_eq!(alone[0].span, Span::new(0, 20), "a single action is the whole statement");
}

#[test]
fn keeps_what_it_reads_beside_what_it_cannot() {
    let found = operations("ALTER TABLE t DROP COLUMN a, DROP PRIMARY KEY, FROB x").expect("actions");
    let [Operation::DropColumn { .. }, drop, other] = &found[..] else { panic!("{found:?}") };
    let unknown =
        |words: &str, danger| Operation::Unknown { words: words.into(), danger, names: vec![QualifiedName::bare("t")] };
    assert_eq!(*drop, unknown("DROP PRIMARY KEY", Danger::Destroys));
    assert_eq!(*other, unknown("FROB X", Danger::Changes));
    assert_none(&["ALTER TABLE t FROB x", "ALTER TABLE t DROP a,", "ALTER TABLE t", "ALTER TABLE"]);
}

#[test]
fn tells_constraints_from_columns() {
    assert_all_hold(&[
        ("ALTER TABLE t ADD exclude int", "AddColumn"),
        ("ALTER TABLE t ADD EXCLUDE USING gist (c WITH &&)", "AddConstraint"),
        ("ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES u NOT VALID", "AddForeignKey"),
        ("ALTER TABLE t ADD a int REFERENCES u (id)", "AddColumn"),
        ("ALTER TABLE t ADD CONSTRAINT n NOT NULL a NOT VALID", "NotNull"),
        ("ALTER TABLE t ADD CONSTRAINT p PRIMARY KEY USING INDEX i", "UsingIndex"),
        ("ALTER TABLE t ALTER CONSTRAINT f NOT DEFERRABLE", "AlterConstraint"),
        ("ALTER TABLE t ALTER CONSTRAINT f NO INHERIT", "AlterConstraint"),
        ("ALTER TABLE t VALIDATE CONSTRAINT f", "ValidateConstraint"),
        ("ALTER TABLE t DROP CONSTRAINT IF EXISTS \"F\" CASCADE", "if_exists: true, cascade: true"),
    ]);
}

#[test]
fn reads_every_other_action() {
    assert_all_hold(&[
        ("ALTER TABLE t SET (fillfactor = 70, toast.autovacuum_enabled = false)", "(\"fillfactor\", Some(\"70\"))"),
        ("ALTER TABLE t RESET ( a, b )", "(\"b\", None)"),
        ("ALTER TABLE t SET LOGGED, SET TABLESPACE fast, SET ACCESS METHOD heap", "SetAccessMethod"),
        ("ALTER TABLE t SET WITHOUT CLUSTER", "AlterTableOther"),
        ("ALTER TABLE t ENABLE ALWAYS TRIGGER x", "SwitchTrigger"),
        ("ALTER TABLE t DISABLE TRIGGER ALL", "all: true, enable: false"),
        ("ALTER TABLE t ENABLE REPLICA RULE r", "rule: true"),
        ("ALTER TABLE t ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY", "force: true"),
        ("ALTER TABLE t NO FORCE ROW LEVEL SECURITY", "force: false"),
        ("ALTER TABLE t NO INHERIT p", "inherit: false"),
        ("ALTER TABLE t OWNER TO CURRENT_USER", "SetOwner { kind: Table"),
        ("ALTER TABLE t REPLICA IDENTITY USING INDEX i", "\"index\""),
        ("ALTER TABLE t * OF app.kind", "AlterTableOther"),
        ("ALTER TABLE t ATTACH PARTITION p FOR VALUES WITH (MODULUS 4, REMAINDER 1)", "AttachPartition"),
        ("ALTER TABLE ONLY t ATTACH PARTITION p DEFAULT", "bound: None"),
        ("ALTER TABLE t DETACH PARTITION p CONCURRENTLY", "concurrently: true"),
        ("ALTER INDEX i ATTACH PARTITION j", "AttachIndex"),
        ("ALTER VIEW v SET (security_invoker = true)", "SetStorageParameters { kind: View"),
        ("ALTER VIEW v ALTER COLUMN a SET DEFAULT 1", "AlterColumnDefault"),
        ("ALTER TABLE ALL IN TABLESPACE a OWNED BY b SET TABLESPACE c NOWAIT", "Unknown"),
    ]);
    assert_eq!(
        single("ALTER TABLE IF EXISTS ONLY (t) SET UNLOGGED"),
        Some(Operation::SetLogged { table: QualifiedName::bare("t"), logged: false })
    );
}
