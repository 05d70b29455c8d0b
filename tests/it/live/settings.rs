//! Settings of a database or role never change how a session reads.

use super::{url_of, with_session};
use crate::postgres::{Database, server};
use seawall::live::LiveError;

/// Objects whose definitions a server writes in another way under another setting.
const OBJECTS: &str = r"
    CREATE SCHEMA sales; CREATE TYPE sales.state AS ENUM ('open', 'a\b');
    CREATE TABLE sales.orders (
        id int PRIMARY KEY,
        day date DEFAULT '2026-02-01',
        at timestamptz DEFAULT '2026-02-01 12:00+00',
        term interval DEFAULT '1 day 02:00',
        ratio float8 DEFAULT '0.30000000000000004',
        raw bytea DEFAULT '\x00ff',
        state sales.state DEFAULT 'a\b',
        price money DEFAULT 1.5::money);
    CREATE VIEW sales.open AS SELECT id, 0.1::float4 AS part, '1 day'::interval AS term FROM sales.orders WHERE at > '2026-01-01 00:00+00';";

const DEFINITIONS: &str = "\
    SELECT pg_get_expr(adbin, adrelid) FROM pg_catalog.pg_attrdef ORDER BY adnum;
    SELECT pg_get_viewdef('sales.open'::regclass)";

/// Settings under which a server writes one of these definitions in another way.
const UNUSUAL: [(&str, &str); 8] = [
    ("DateStyle", "'German'"),
    ("IntervalStyle", "'iso_8601'"),
    ("TimeZone", "'Asia/Tokyo'"),
    ("extra_float_digits", "-3"),
    ("bytea_output", "'escape'"),
    ("quote_all_identifiers", "on"),
    ("standard_conforming_strings", "off"),
    ("search_path", "sales"),
];

async fn definitions(session: &seawall::live::Session) -> Result<Vec<String>, LiveError> {
    let answers = session.queries(DEFINITIONS).await?;
    Ok(answers.iter().flatten().map(|row| row.at(0).unwrap_or_default().to_owned()).collect())
}

fn through_another_client(database: &Database) -> Vec<Option<String>> {
    database.session().query_strings(DEFINITIONS).unwrap().into_iter().flatten().collect()
}

#[test]
fn definitions_are_written_the_same_whatever_a_database_sets() {
    let Some(server) = server(None) else { return };
    let database = server.database();
    database.execute(OBJECTS).unwrap();
    let url = url_of(&database, "postgres");
    let expected = with_session(&url, definitions).unwrap();
    let usual = through_another_client(&database);
    let name = database.name();
    for (setting, value) in UNUSUAL {
        database.execute(&format!("ALTER DATABASE {name} SET {setting} = {value}")).unwrap();
        assert_eq!(with_session(&url, definitions).unwrap(), expected, "{setting}");
        assert_ne!(through_another_client(&database), usual, "{setting} shows that it matters");
        database.execute(&format!("ALTER DATABASE {name} RESET {setting}")).unwrap();
    }
}
