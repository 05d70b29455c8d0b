//! Sizes of tables from the server's statistics.

use super::{url_of, with_session};
use crate::postgres::{majors, server};
use seawall::live::table_facts;
use std::collections::BTreeMap;

const TABLES: &str = "
    CREATE SCHEMA s; SET search_path = s;
    CREATE TABLE analysed (id int PRIMARY KEY, t text); CREATE TABLE empty (id int); CREATE TABLE late (id int);
    CREATE TABLE never (id int); CREATE MATERIALIZED VIEW view AS SELECT n AS id FROM generate_series(1, 7) n;
    CREATE TABLE whole (id int) PARTITION BY RANGE (id);
    CREATE TABLE whole_1 PARTITION OF whole FOR VALUES FROM (0) TO (10) PARTITION BY RANGE (id);
    CREATE TABLE whole_1_1 PARTITION OF whole_1 FOR VALUES FROM (0) TO (10);
    CREATE TABLE whole_2 PARTITION OF whole FOR VALUES FROM (10) TO (20);
    CREATE TABLE half (id int) PARTITION BY RANGE (id);
    CREATE TABLE half_1 PARTITION OF half FOR VALUES FROM (0) TO (10);
    INSERT INTO analysed SELECT n, repeat('x', 100) FROM generate_series(1, 1000) n;
    INSERT INTO whole SELECT n % 20 FROM generate_series(1, 100) n;
    ANALYZE;
    INSERT INTO late VALUES (1); INSERT INTO half VALUES (1); INSERT INTO never VALUES (1);
    SELECT pg_stat_reset();";

#[test]
fn sizes_are_estimates_or_unknown_and_never_guessed_empty() {
    for major in majors() {
        let Some(server) = server(Some(major)) else { return };
        let database = server.database();
        database.execute(TABLES).unwrap();
        let facts = with_session(&url_of(&database, "postgres"), table_facts).unwrap();
        assert!(facts.iter().all(|table| table.schema == "s"), "{facts:?}");
        assert!(facts.is_sorted_by(|one, other| one.name < other.name));
        let rows: BTreeMap<&str, Option<u64>> = facts.iter().map(|table| (table.name.as_str(), table.rows)).collect();
        let expected = [
            ("analysed", Some(1000)),
            ("empty", Some(0)),
            ("view", Some(7)),
            ("whole", Some(100)),
            ("whole_1", Some(50)),
            ("whole_2", Some(50)),
        ];
        for (name, count) in expected {
            assert_eq!(rows[name], count, "{name} on PostgreSQL {major}");
        }
        // Analysed while empty, or never; the statistics of live rows are reported late, so a count may come, but no zero.
        for name in ["late", "never", "half", "half_1"] {
            assert_ne!(rows[name], Some(0), "{name} on PostgreSQL {major}");
        }
        let bytes = |name: &str| facts.iter().find(|table| table.name == name).unwrap().bytes;
        assert!(bytes("analysed") > 100_000, "{}", bytes("analysed"));
        assert_eq!(bytes("whole"), bytes("whole_1_1") + bytes("whole_2"));
    }
}
