//! `seawall drift` on the histories of other tools: what their files say is what the database is.

use crate::postgres::{self, Database};
use crate::project::Project;

const TABLE: &str = "CREATE TABLE item (id int PRIMARY KEY, name text);";
const COLUMN: &str = "ALTER TABLE item ADD COLUMN size int;";

fn url(database: &Database, name: &str) -> String {
    let folder = database.server().folder().display().to_string();
    format!("postgresql://postgres@/{name}?host={folder}&port={}", database.server().port)
}

fn drift(project: &Project, database: &Database) -> (Option<i32>, String) {
    let (live, shadow) = (url(database, database.name()), url(database, "postgres"));
    let run = project.seawall(&["drift", "--url", &live, "--shadow-url", &shadow, "--against-files"]);
    (run.code, format!("{}{}", run.stdout, run.stderr))
}

#[test]
fn the_way_forward_alone_is_replayed() {
    let Some(server) = postgres::server(None) else { return };
    let with_marks = |up: &str, sql: &str, down: &str| format!("{up}\n{sql}\n{down}\nDROP TABLE item;\n");
    let goose = |sql: &str| with_marks("-- +goose Up", sql, "-- +goose Down");
    let dbmate = |sql: &str| with_marks("-- migrate:up", sql, "-- migrate:down");
    for (first, second, one, two) in [
        ("m/1_a.sql", "m/2_b.sql", goose(TABLE), goose(COLUMN)),
        ("db/migrations/1_a.sql", "db/migrations/2_b.sql", dbmate(TABLE), dbmate(COLUMN)),
        ("db/V9__a.sql", "db/V10__b.sql", TABLE.to_owned(), COLUMN.to_owned()),
        ("m/9_a.up.sql", "m/10_b.up.sql", TABLE.to_owned(), COLUMN.to_owned()),
    ] {
        let project = Project::empty();
        project.write(first, &one).write(second, &two);
        let database = server.database();
        database.execute(&format!("{TABLE}{COLUMN}")).unwrap();
        let (code, told) = drift(&project, &database);
        assert_eq!(code, Some(0), "{first}: {told}");
        database.execute("ALTER TABLE item DROP COLUMN size").unwrap();
        let (code, told) = drift(&project, &database);
        assert!(code == Some(1) && told.contains("size") && told.contains("missing"), "{first}: {told}");
    }
}

#[test]
fn a_program_is_not_left_out_of_a_replay() {
    let Some(server) = postgres::server(None) else { return };
    let project = Project::empty();
    project.write("m/1_a.sql", &format!("-- +goose Up\n{TABLE}")).write("m/2_b.go", "package m");
    let database = server.database();
    database.execute(TABLE).unwrap();
    let (code, told) = drift(&project, &database);
    assert!(code == Some(2) && told.contains("written in Go"), "{told}");
}
