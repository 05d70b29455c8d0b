//! Measured on `PostgreSQL` 15.20: the statement, the locks on relations that existed before, and the work.

use super::{Server, WorkKind, effect};
use crate::schema::testing::{apply, catalog_of, operations};

/// As measured: `p` has rows and indexes, `c` points at it, `part` is partitioned.
const TABLES: &str = "CREATE TYPE mood AS ENUM ('a'); CREATE DOMAIN d AS text CHECK (value <> '');
    CREATE TABLE p (id int PRIMARY KEY, v20 varchar(20), i int, n int NOT NULL, note text, ts timestamp, m mood);
    CREATE INDEX p_i ON p (i); CREATE VIEW vw AS SELECT note FROM p;
    ALTER TABLE p ADD CONSTRAINT chk CHECK (i > 0 AND i IS NOT NULL);
    ALTER TABLE p ADD CONSTRAINT later CHECK (ts IS NOT NULL) NOT VALID;
    CREATE TABLE c (id int, p_id int CONSTRAINT c_p REFERENCES p, k int); CREATE UNIQUE INDEX c_u ON c (k);
    ALTER TABLE c ADD CONSTRAINT c_later FOREIGN KEY (k) REFERENCES p NOT VALID;
    CREATE TABLE dt (v d); CREATE MATERIALIZED VIEW mv AS SELECT id FROM p;
    CREATE TABLE part (a int) PARTITION BY RANGE (a);
    CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM (1) TO (2); CREATE TABLE part_new (a int);
    CREATE TABLE partial (v varchar(9), w varchar(9) CHECK (w <> ''), x varchar(9));
    CREATE INDEX ON partial (x) WHERE v = 'a'; CREATE INDEX ON partial (lower(x)); CREATE INDEX ON partial (w);
    CREATE TABLE plain_part (a int, v varchar(9)) PARTITION BY RANGE (a);
    CREATE TABLE plain_1 PARTITION OF plain_part FOR VALUES FROM (1) TO (2); CREATE INDEX ON plain_part (v);
    CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $$ SELECT 'x'::text $$;";

/// `statement => locks; work`.
const MEASURED: &[(&str, &str)] = &[
    ("ALTER TABLE p ADD z int", "p:AE"),
    ("ALTER TABLE p ADD z int DEFAULT 5", "p:AE"),
    ("ALTER TABLE p ADD z timestamptz NOT NULL DEFAULT now()", "p:AE"),
    ("ALTER TABLE p ADD z timestamptz DEFAULT clock_timestamp()", "p:AE; rewrite p"),
    ("ALTER TABLE p ADD z uuid DEFAULT gen_random_uuid()", "p:AE; rewrite p"),
    ("ALTER TABLE p ADD z text DEFAULT f()", "p:AE"),
    ("ALTER TABLE p ADD z serial", "p:AE; rewrite p"),
    ("ALTER TABLE p ADD z int GENERATED ALWAYS AS IDENTITY", "p:AE; rewrite p"),
    ("ALTER TABLE p ADD z int GENERATED ALWAYS AS (i + 1) STORED", "p:AE; rewrite p"),
    ("ALTER TABLE p ADD z d", "p:AE; rewrite p"),
    ("ALTER TABLE p ADD z int CHECK (z > 0)", "p:AE; check p"),
    ("ALTER TABLE c ADD z int REFERENCES p", "c:AE p:SRE"),
    ("ALTER TABLE c ADD z int DEFAULT 1 REFERENCES p", "c:AE p:SRE; fk c, fk p"),
    ("ALTER TABLE p ADD z int UNIQUE", "p:AE; build p"),
    ("ALTER TABLE p DROP COLUMN note CASCADE", "p:AE vw:AE"),
    ("ALTER TABLE p ALTER i SET NOT NULL", "p:AE"),
    ("ALTER TABLE p ALTER n SET NOT NULL", "p:AE"),
    ("ALTER TABLE p ALTER ts SET NOT NULL", "p:AE; not null p"),
    ("ALTER TABLE p ALTER v20 TYPE varchar(50)", "p:AE"),
    ("ALTER TABLE partial ALTER v TYPE varchar(50)", "partial:AE; rebuild partial"),
    ("ALTER TABLE partial ALTER x TYPE text", "partial:AE; rebuild partial"),
    ("ALTER TABLE partial ALTER w TYPE text", "partial:AE; check partial"),
    ("ALTER TABLE plain_part ALTER v TYPE varchar(50)", "plain_part:AE plain_1:AE; rebuild plain_1"),
    ("ALTER TABLE p ALTER v20 TYPE varchar(10)", "p:AE; rewrite p"),
    ("ALTER TABLE p ALTER note TYPE text COLLATE \"C\"", "p:AE; rebuild p"),
    ("ALTER TABLE p ALTER i TYPE bigint", "p:AE; rewrite p"),
    ("ALTER TYPE mood ADD VALUE 'b'", ""),
    ("ALTER TABLE p ADD CHECK (i > 1)", "p:AE; check p"),
    ("ALTER TABLE p ADD CHECK (i > 1) NOT VALID", "p:AE"),
    ("ALTER TABLE p VALIDATE CONSTRAINT later", "p:SUE; check p"),
    ("ALTER TABLE c ADD FOREIGN KEY (k) REFERENCES p", "c:SRE p:SRE; fk c, fk p"),
    ("ALTER TABLE c ADD FOREIGN KEY (k) REFERENCES p NOT VALID", "c:SRE p:SRE"),
    ("ALTER TABLE c VALIDATE CONSTRAINT c_later", "c:SUE p:RS; fk c"),
    ("CREATE TABLE n (p_id int REFERENCES p)", "p:SRE"),
    ("ALTER TABLE c ADD UNIQUE (k)", "c:AE; build c"),
    ("ALTER TABLE c ADD UNIQUE USING INDEX c_u", "c:AE"),
    ("ALTER TABLE c ADD PRIMARY KEY USING INDEX c_u", "c:AE; not null c"),
    ("ALTER TABLE c ADD PRIMARY KEY (id)", "c:AE; build c, not null c"),
    ("ALTER TABLE c DROP CONSTRAINT c_p", "c:AE p:AE"),
    ("DROP TABLE c", "c:AE p:AE"),
    ("DROP TABLE IF EXISTS nowhere", ""),
    ("ALTER TABLE p RENAME COLUMN i TO j", "p:AE"),
    ("ALTER INDEX p_i RENAME TO q", ""),
    ("CREATE INDEX ON p (note)", "p:S; build p"),
    ("CREATE INDEX CONCURRENTLY ON p (note)", "p:SUE; build p"),
    ("CREATE INDEX ON part (a)", "part:S part_1:S; build part_1"),
    ("CREATE INDEX ON ONLY part (a)", "part:S"),
    ("DROP INDEX p_i", "p:AE"),
    ("REINDEX TABLE p", "p:S; rebuild p"),
    ("ALTER TABLE p SET UNLOGGED", "p:AE; rewrite p"),
    ("ALTER TABLE p SET (fillfactor = 70)", "p:SUE"),
    ("ALTER TABLE p ALTER i SET STATISTICS 100", "p:SUE"),
    ("ALTER TABLE p ENABLE ROW LEVEL SECURITY", "p:AE"),
    ("CREATE TRIGGER t BEFORE UPDATE ON p FOR EACH ROW EXECUTE FUNCTION g()", "p:SRE"),
    ("ALTER TABLE p DISABLE TRIGGER ALL", "p:SRE"),
    ("ALTER TABLE p OWNER TO someone", "p:AE"),
    ("COMMENT ON COLUMN p.i IS 'x'", "p:SUE"),
    ("REFRESH MATERIALIZED VIEW mv", "mv:AE; refresh mv"),
    ("REFRESH MATERIALIZED VIEW CONCURRENTLY mv", "mv:E; refresh mv"),
    ("CREATE OR REPLACE VIEW vw AS SELECT note FROM p", "vw:AE p:AS"),
    ("ALTER TABLE part ATTACH PARTITION part_new FOR VALUES FROM (5) TO (6)", "part:SUE part_new:AE; bound part_new"),
    ("CREATE TABLE part_2 PARTITION OF part FOR VALUES FROM (7) TO (8)", "part:AE"),
    ("ALTER TABLE part DETACH PARTITION part_1", "part:AE part_1:AE"),
    ("DROP TABLE part_1", "part_1:AE part:AE"),
    ("TRUNCATE p CASCADE", "p:AE c:AE"),
    ("ALTER DOMAIN d ADD CHECK (value <> 'y')", "dt:S; check dt"),
    ("ALTER DOMAIN d ADD CHECK (value <> 'y') NOT VALID", ""),
    ("LOCK TABLE p", "p:AE"),
    ("UPDATE p SET i = 1", "p:RE; rows p"),
    ("INSERT INTO c (id) SELECT id FROM p", "c:RE p:AS"),
    ("VACUUM FULL p", "p:AE; rewrite p"),
];

fn told(statement: &str) -> String {
    let catalog = catalog_of(TABLES);
    let operation = operations(statement).remove(0);
    let effect = effect(&operation, &catalog, Server::new(15));
    let short = |mode: super::LockMode| mode.as_str().split(' ').map(|word| &word[..1]).collect::<String>();
    let locks: Vec<String> =
        effect.locks.iter().map(|lock| format!("{}:{}", lock.relation.name, short(lock.mode))).collect();
    let work: Vec<String> =
        effect.work.iter().map(|work| format!("{} {}", kind(work.kind), work.relation.name)).collect();
    if work.is_empty() { locks.join(" ") } else { format!("{}; {}", locks.join(" "), work.join(", ")) }
}

const fn kind(kind: WorkKind) -> &'static str {
    match kind {
        WorkKind::Rewrite => "rewrite",
        WorkKind::IndexBuild => "build",
        WorkKind::IndexRebuild => "rebuild",
        WorkKind::CheckScan => "check",
        WorkKind::NotNullScan => "not null",
        WorkKind::ForeignKeyScan => "fk",
        WorkKind::PartitionScan => "bound",
        WorkKind::RowChange => "rows",
        WorkKind::Refresh => "refresh",
    }
}

#[test]
fn tells_what_was_measured() {
    let wrong: Vec<String> = MEASURED
        .iter()
        .map(|(statement, measured)| (statement, measured, told(statement)))
        .filter(|(_, measured, told)| *measured != told)
        .map(|(statement, measured, told)| format!("{statement}\n    measured {measured}\n    told     {told}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_proof_that_goes_in_the_same_statement_is_none() {
    let mut catalog = catalog_of(TABLES);
    apply(&mut catalog, "ALTER TABLE p DROP CONSTRAINT chk");
    let operation = operations("ALTER TABLE p ALTER i SET NOT NULL").remove(0);
    assert_eq!(effect(&operation, &catalog, Server::new(15)).work.len(), 1);
}
