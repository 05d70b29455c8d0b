//! Replays real histories on a real server, so that the catalog Seawall builds in memory can be held against it.

mod actual;
mod stand_ins;

pub(crate) use actual::{Actual, Address, Column, Constraint, Index, Key, Table, read};

use crate::postgres::{self, Database, SqlError};
use crate::shared::{self, History, Status};
use std::path::{Path, PathBuf};

/// Where a replay stopped and why.
#[derive(Debug)]
pub(crate) struct Stopped {
    /// The migration file.
    pub(crate) file: PathBuf,
    /// What the server said.
    pub(crate) error: SqlError,
}

/// Replays a Prisma history file by file, each as one simple query, as Prisma up to 7.3 does.
pub(crate) fn replay(database: &Database, shared: &Path, history: &History) -> Result<(), Stopped> {
    let prelude = stand_ins::prelude(database, shared, history);
    database.execute(&prelude).unwrap_or_else(|why| panic!("the prelude of {}: {why}", history.path));
    for file in history.prisma_files(shared) {
        // A session of its own for each file: what one file sets must not reach the next.
        let session = database.session();
        for query in queries_of(&file, history) {
            session.execute(&query).map_err(|error| Stopped { file: file.clone(), error })?;
        }
    }
    Ok(())
}

/// What is sent for a migration file: all of it at once, unless the project has a runner of its own that cuts it at marks.
pub(crate) fn queries_of(file: &Path, history: &History) -> Vec<String> {
    let sql = std::fs::read_to_string(file).unwrap_or_else(|why| panic!("{}: {why}", file.display()));
    if !history.needs.iter().any(|need| need == "placeholder-substitution") {
        return vec![sql];
    }
    let sql = sql.replace("/* SCHEMA_NAME_SENTINEL */", "\"public\"");
    sql.split("SPLIT_STATEMENT_SENTINEL\n").map(|piece| piece.trim_end_matches("-- ").to_owned()).collect()
}

/// Calls `compare` with every Prisma history that replays whole and the catalog it leaves on a server.
pub(crate) fn each_clean_prisma_history(compare: impl Fn(&History, &Actual)) {
    let (Some(shared), Some(server)) = (shared::folder(), postgres::server(None)) else { return };
    let histories = shared::histories(&shared);
    for history in histories.iter().filter(|history| history.tool == "prisma" && history.status == Status::Clean) {
        let database = server.database();
        replay(&database, &shared, history).unwrap_or_else(|stopped| {
            panic!("{} stops at {}: {}", history.path, stopped.file.display(), stopped.error)
        });
        compare(history, &actual::read(&database));
    }
}

#[test]
fn histories_replay_to_the_catalog_their_dump_shows() {
    let Some(shared) = shared::folder() else { return };
    each_clean_prisma_history(|history, actual| {
        let dump = shared.join("corpus").join(&history.path).join("_final_schema.sql");
        let dump = std::fs::read_to_string(&dump).unwrap_or_else(|why| panic!("{}: {why}", dump.display()));
        let dumped =
            |head: &str, tail: &str| dump.lines().filter(|line| line.starts_with(head) && line.contains(tail)).count();
        let constraints: Vec<_> = actual.tables.values().flat_map(|table| &table.constraints).collect();
        let keys = constraints.iter().filter(|constraint| constraint.kind == 'f').count();
        assert_eq!(actual.tables.len(), dumped("CREATE TABLE ", ""), "{}: tables", history.path);
        assert_eq!(actual.enums.len(), dumped("CREATE TYPE ", " AS ENUM ("), "{}: enums", history.path);
        assert_eq!(keys, dumped("    ADD CONSTRAINT ", " FOREIGN KEY ("), "{}: foreign keys", history.path);
        let indexes = actual.tables.values().flat_map(|table| &table.indexes).filter(|index| !index.of_constraint);
        let dumped_indexes = dumped("CREATE INDEX ", "") + dumped("CREATE UNIQUE INDEX ", "");
        assert_eq!(indexes.count(), dumped_indexes, "{}: indexes", history.path);
    });
}

#[test]
fn the_catalog_is_read_in_full() {
    let Some(server) = postgres::server(None) else { return };
    let database = server.database();
    database.execute(include_str!("replay/example.sql")).unwrap();
    let actual = actual::read(&database);
    let told: Vec<String> = actual.tables.iter().map(|((schema, name), table)| tell(schema, name, table)).collect();
    snapbox::assert_data_eq!(
        told.join("\n"),
        snapbox::str![[r#"
app.pet r
  Column { name: "id", data_type: "integer", not_null: true, default: true, identity: "", generated: "" }
  Column { name: "name", data_type: "character varying(20)", not_null: true, default: true, identity: "", generated: "" }
  Column { name: "name_length", data_type: "integer", not_null: false, default: false, identity: "", generated: "s" }
  Column { name: "mood", data_type: "public./"Mood/"[]", not_null: false, default: false, identity: "", generated: "" }
  Column { name: "weight", data_type: "numeric(10,2)", not_null: false, default: false, identity: "", generated: "" }
  Column { name: "owner_id", data_type: "bigint", not_null: false, default: false, identity: "", generated: "" }
  Column { name: "room", data_type: "int4range", not_null: false, default: false, identity: "", generated: "" }
  Constraint { name: "pet_owner", kind: 'f', columns: ["owner_id"], validated: false, references: Some(("public", "Owner")), referenced_columns: ["id"] }
  Constraint { name: "pet_room_excl", kind: 'x', columns: ["room"], validated: true, references: None, referenced_columns: [] }
  Constraint { name: "pet_weighs", kind: 'c', columns: ["weight"], validated: true, references: None, referenced_columns: [] }
  Index { name: "pet_mood", method: "gin", unique: false, valid: true, of_constraint: false, keys: [Column("mood")], include: [], partial: false }
  Index { name: "pet_name", method: "btree", unique: true, valid: true, of_constraint: false, keys: [Expression("lower(name::text)"), Column("weight")], include: ["mood"], partial: true }
  Index { name: "pet_room_excl", method: "gist", unique: false, valid: true, of_constraint: true, keys: [Column("room")], include: [], partial: false }
public.Owner r
  Column { name: "id", data_type: "bigint", not_null: true, default: false, identity: "a", generated: "" }
  Column { name: "email", data_type: "public.citext", not_null: true, default: false, identity: "", generated: "" }
  Constraint { name: "Owner_email_key", kind: 'u', columns: ["email"], validated: true, references: None, referenced_columns: [] }
  Constraint { name: "Owner_pkey", kind: 'p', columns: ["id"], validated: true, references: None, referenced_columns: [] }
  Index { name: "Owner_email_key", method: "btree", unique: true, valid: true, of_constraint: true, keys: [Column("email")], include: [], partial: false }
  Index { name: "Owner_pkey", method: "btree", unique: true, valid: true, of_constraint: true, keys: [Column("id")], include: [], partial: false }
"#]]
    );
    assert_eq!(actual.enums[&("public".to_owned(), "Mood".to_owned())], ["SAD", "OK", "HAPPY"]);
}

fn tell(schema: &str, name: &str, table: &Table) -> String {
    let mut lines = vec![format!("{schema}.{name} {}", table.kind)];
    lines.extend(table.columns.iter().map(|column| format!("  {column:?}")));
    lines.extend(table.constraints.iter().map(|constraint| format!("  {constraint:?}")));
    lines.extend(table.indexes.iter().map(|index| format!("  {index:?}")));
    lines.join("\n")
}
