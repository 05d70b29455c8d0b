//! What Seawall states of locks, rewrites and scans, on every version of the server and on tables with rows.
//!
//! Here are statements whose effect the rules build on; what depends on more than one statement stands in the rules' examples.

use seawall::schema::Catalog;
use seawall::sql::{self, Source, Statement};

use crate::observe::observe_undone;
use crate::postgres::{self, Server};
use crate::stated::{Stated, contradictions};

/// `p` has rows and indexes, `c` points at it, `part` is partitioned.
const SETUP: &str = "
    CREATE TYPE mood AS ENUM ('a'); CREATE DOMAIN d AS text CHECK (value <> ''); CREATE DOMAIN free AS text;
    CREATE TABLE p (id int PRIMARY KEY, v20 varchar(20), i int, n int NOT NULL, note text, ts timestamp, m mood, num numeric(10, 2));
    CREATE INDEX p_i ON p (i);
    CREATE VIEW vw AS SELECT note FROM p;
    ALTER TABLE p ADD CONSTRAINT chk CHECK (i > 0 AND i IS NOT NULL);
    ALTER TABLE p ADD CONSTRAINT later CHECK (ts IS NOT NULL) NOT VALID;
    CREATE TABLE c (id int, p_id int CONSTRAINT c_p REFERENCES p, k int);
    CREATE UNIQUE INDEX c_u ON c (k);
    ALTER TABLE c ADD CONSTRAINT c_later FOREIGN KEY (k) REFERENCES p NOT VALID;
    CREATE TABLE dt (v d, w free);
    CREATE MATERIALIZED VIEW mv AS SELECT id FROM p;
    CREATE UNIQUE INDEX mv_id ON mv (id);
    CREATE TABLE part (a int) PARTITION BY RANGE (a);
    CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM (1) TO (2);
    CREATE TABLE part_new (a int);
    CREATE TABLE indexed (note text, v20 varchar(20), ts timestamp);
    CREATE INDEX ON indexed (note); CREATE INDEX ON indexed (v20); CREATE INDEX ON indexed (ts);
    CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $$ SELECT 'x'::text $$;
    CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;";

const ROWS: &str = "
    INSERT INTO p SELECT g, g::text, g, g, g::text, now(), 'a', g FROM generate_series(1, 100) g;
    INSERT INTO c SELECT g, g, g FROM generate_series(1, 100) g;
    INSERT INTO dt VALUES ('x', 'x');
    INSERT INTO part VALUES (1);
    INSERT INTO part_new VALUES (5);
    REFRESH MATERIALIZED VIEW mv;";

const STATEMENTS: &[&str] = &[
    "ALTER TABLE p ADD z int",
    "ALTER TABLE p ADD z int DEFAULT 5",
    "ALTER TABLE p ADD z timestamptz NOT NULL DEFAULT now()",
    "ALTER TABLE p ADD z timestamptz DEFAULT clock_timestamp()",
    "ALTER TABLE p ADD z float DEFAULT random()",
    "ALTER TABLE p ADD z text DEFAULT f()",
    "ALTER TABLE p ADD z serial",
    "ALTER TABLE p ADD z int GENERATED ALWAYS AS IDENTITY",
    "ALTER TABLE p ADD z int GENERATED ALWAYS AS (i + 1) STORED",
    "ALTER TABLE p ADD z int GENERATED ALWAYS AS (i + 1) VIRTUAL",
    "ALTER TABLE p ADD z d",
    "ALTER TABLE p ADD z free",
    "ALTER TABLE p ADD z int CHECK (z > 0)",
    "ALTER TABLE c ADD z int REFERENCES p",
    "ALTER TABLE c ADD z int DEFAULT 1 REFERENCES p",
    "ALTER TABLE p ADD z int UNIQUE",
    "ALTER TABLE p DROP COLUMN i",
    "ALTER TABLE p DROP COLUMN note CASCADE",
    "ALTER TABLE p ALTER i SET NOT NULL",
    "ALTER TABLE p ALTER n SET NOT NULL",
    "ALTER TABLE p ALTER ts SET NOT NULL",
    "ALTER TABLE p ALTER n DROP NOT NULL",
    "ALTER TABLE p ADD CONSTRAINT note_nn NOT NULL note NOT VALID",
    "ALTER TABLE p ADD CONSTRAINT note_nn NOT NULL note",
    "ALTER TABLE p ALTER i SET DEFAULT 3",
    "ALTER TABLE p ALTER v20 TYPE varchar(50)",
    "ALTER TABLE p ALTER v20 TYPE text",
    "ALTER TABLE p ALTER v20 TYPE varchar(10)",
    "ALTER TABLE p ALTER note TYPE text COLLATE \"C\"",
    "ALTER TABLE indexed ALTER note TYPE text COLLATE \"C\"",
    "ALTER TABLE indexed ALTER v20 TYPE text",
    "SET timezone = 'UTC'; ALTER TABLE p ALTER ts TYPE timestamptz",
    "SET timezone = 'UTC'; ALTER TABLE indexed ALTER ts TYPE timestamptz",
    "ALTER TABLE p ALTER num TYPE numeric(12, 2)",
    "ALTER TABLE p ALTER num TYPE numeric(12, 3)",
    "ALTER TABLE p ALTER ts TYPE timestamp(3)",
    "ALTER TABLE p ALTER i TYPE bigint",
    "ALTER TABLE p ALTER id TYPE bigint",
    "ALTER TABLE p ALTER m TYPE text",
    "ALTER TYPE mood ADD VALUE 'b'",
    "ALTER TABLE p ADD CHECK (i > 0)",
    "ALTER TABLE p ADD CHECK (i > 0) NOT VALID",
    "ALTER TABLE p ADD CHECK (i > 0) NOT ENFORCED",
    "ALTER TABLE p VALIDATE CONSTRAINT later",
    "ALTER TABLE c ADD FOREIGN KEY (k) REFERENCES p",
    "ALTER TABLE c ADD FOREIGN KEY (k) REFERENCES p NOT VALID",
    "ALTER TABLE c VALIDATE CONSTRAINT c_later",
    "ALTER TABLE c ALTER CONSTRAINT c_p DEFERRABLE",
    "CREATE TABLE n (p_id int REFERENCES p)",
    "ALTER TABLE c ADD UNIQUE (k)",
    "ALTER TABLE c ADD UNIQUE USING INDEX c_u",
    "ALTER TABLE c ADD PRIMARY KEY USING INDEX c_u",
    "ALTER TABLE c ADD PRIMARY KEY (id)",
    "ALTER TABLE c DROP CONSTRAINT c_p",
    "ALTER TABLE p DROP CONSTRAINT p_pkey CASCADE",
    "DROP TABLE c",
    "DROP TABLE p CASCADE",
    "DROP TABLE IF EXISTS nowhere",
    "DROP VIEW vw",
    "ALTER TABLE p RENAME COLUMN i TO j",
    "ALTER TABLE p RENAME TO q",
    "ALTER INDEX p_i RENAME TO q",
    "CREATE INDEX ON p (note)",
    "CREATE UNIQUE INDEX ON p (note) WHERE i > 3",
    "CREATE INDEX ON part (a)",
    "CREATE INDEX ON ONLY part (a)",
    "DROP INDEX p_i",
    "REINDEX TABLE p",
    "REINDEX INDEX p_i",
    "CLUSTER p USING p_pkey",
    "ALTER TABLE c SET UNLOGGED",
    "ALTER TABLE p SET (fillfactor = 70)",
    "ALTER TABLE p ALTER i SET STATISTICS 100",
    "ALTER TABLE p ALTER note SET STORAGE EXTERNAL",
    "ALTER TABLE p ENABLE ROW LEVEL SECURITY",
    "CREATE POLICY own ON p USING (i > 0)",
    "CREATE TRIGGER t BEFORE UPDATE ON p FOR EACH ROW EXECUTE FUNCTION g()",
    "ALTER TABLE p DISABLE TRIGGER ALL",
    "ALTER TABLE p REPLICA IDENTITY FULL",
    "ALTER TABLE p OWNER TO CURRENT_USER",
    "GRANT SELECT ON p TO PUBLIC",
    "COMMENT ON COLUMN p.i IS 'x'",
    "ANALYZE p",
    "REFRESH MATERIALIZED VIEW mv",
    "REFRESH MATERIALIZED VIEW CONCURRENTLY mv",
    "CREATE OR REPLACE VIEW vw AS SELECT note FROM p",
    "ALTER TABLE part ATTACH PARTITION part_new FOR VALUES FROM (5) TO (6)",
    "CREATE TABLE part_2 PARTITION OF part FOR VALUES FROM (7) TO (8)",
    "ALTER TABLE part DETACH PARTITION part_1",
    "DROP TABLE part_1",
    "ALTER TABLE part ADD b int",
    "ALTER TABLE part ALTER a SET NOT NULL",
    "ALTER TABLE part ADD CHECK (a > 0)",
    "TRUNCATE p CASCADE",
    "ALTER DOMAIN d ADD CHECK (value <> 'y')",
    "ALTER DOMAIN d ADD CHECK (value <> 'y') NOT VALID",
    "ALTER DOMAIN d SET NOT NULL",
    "LOCK TABLE p",
    "LOCK TABLE p IN SHARE MODE",
    "UPDATE p SET n = 1",
    "DELETE FROM c WHERE k = 1",
    "INSERT INTO c (id) SELECT id FROM p",
];

/// What is wrong of the statements on one server; those that this version does not know are left out.
fn wrong_on(server: &'static Server) -> (usize, Vec<String>) {
    let database = server.database();
    database.execute(&format!("{SETUP}{ROWS}")).unwrap();
    let mut catalog = Catalog::new("public");
    for located in sql::read(&Source::new("setup", SETUP)).iter().flat_map(Statement::in_order) {
        catalog.apply(&located.operation);
    }
    let (watcher, actor) = (database.session(), database.session());
    let (mut seen, mut wrong) = (0, Vec::new());
    for text in STATEMENTS {
        let observed = observe_undone(&watcher, &actor, text);
        if let Some(error) = &observed.error {
            // 42601: a syntax of later versions.
            let is_known = ["42601", "0A000"].contains(&error.sqlstate.as_str());
            wrong.extend((!is_known).then(|| format!("PostgreSQL {}: {text}\n    fails with {error}", server.major)));
            continue;
        }
        seen += 1;
        let statements = sql::read(&Source::new("statement", *text));
        let (last, settings) = statements.split_last().unwrap();
        let mut before = catalog.clone();
        settings.iter().flat_map(Statement::in_order).for_each(|located| before.apply(&located.operation));
        let stated = Stated::of(last, &mut before, server.major);
        let told = contradictions(&stated, &observed, &catalog);
        wrong.extend(told.into_iter().map(|told| format!("PostgreSQL {}: {text}\n    {told}", server.major)));
    }
    (seen, wrong)
}

#[test]
fn every_version_locks_rewrites_and_scans_as_stated() {
    let mut wrong = Vec::new();
    for server in postgres::majors().into_iter().filter_map(|major| postgres::server(Some(major))) {
        let (seen, told) = wrong_on(server);
        assert!(seen > STATEMENTS.len() * 9 / 10, "PostgreSQL {} refuses too much: {told:?}", server.major);
        wrong.extend(told);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
