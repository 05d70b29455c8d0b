//! Small example projects of each tool.

use std::collections::BTreeSet;
use std::path::Path;

use super::*;
use crate::project::tree::{Child, Disk};

/// Files of a folder that lies nowhere.
struct Memory<'a>(&'a [(&'a str, &'a str)]);

impl Tree for Memory<'_> {
    fn children(&self, within: &str) -> Result<Vec<Child>, InputError> {
        let prefix = if within.is_empty() { String::new() } else { format!("{within}/") };
        let inside = self.0.iter().filter_map(|(path, _)| path.strip_prefix(&prefix));
        let child = |path: &str| match path.split_once('/') {
            Some((name, _)) => Child { name: name.to_owned(), folder: true },
            None => Child { name: path.to_owned(), folder: false },
        };
        Ok(inside.map(child).collect::<BTreeSet<_>>().into_iter().collect())
    }

    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, InputError> {
        let file = self.0.iter().find(|(name, _)| *name == path);
        Ok(file.map(|(_, text)| text.as_bytes().to_owned()))
    }
}

fn read(layout: Layout, files: &[(&str, &str)]) -> Result<History, InputError> {
    let workspace = Workspace::new("/shop");
    Located::new(layout, "/shop/m".into()).read(&Memory(files), &workspace)
}

fn names(layout: Layout, files: &[&str]) -> Vec<String> {
    let files: Vec<(&str, &str)> = files.iter().map(|path| (*path, "SELECT 1;")).collect();
    let history = read(layout, &files).unwrap();
    history.migrations.iter().map(|migration| migration.name.to_string()).collect()
}

/// What is sent of a file, without the blanks around it, and what it asks for.
fn sent(layout: Layout, files: &[(&str, &str)]) -> (String, Option<bool>) {
    let history = read(layout, files).unwrap();
    let migration = &history.migrations[0];
    assert_eq!(migration.source.sql().len(), migration.source.text().len());
    (migration.source.sql().split_whitespace().collect::<Vec<_>>().join(" "), migration.transaction)
}

#[test]
fn each_tool_has_its_own_order() {
    let supabase = ["20211001000000_init.sql", "20240102000000_b.sql", "20240101000000_a.sql", "seed.sql", "README.md"];
    assert_eq!(names(Layout::Supabase, &supabase), ["20240101000000_a", "20240102000000_b"]);
    let flyway =
        ["V10__c.sql", "V2__b.sql", "V1_1__a.sql", "sub/V1.1.1__s.sql", "R__view.sql", "U2__b.sql", "afterMigrate.sql"];
    assert_eq!(names(Layout::Flyway, &flyway), ["V1_1__a", "V1.1.1__s", "V2__b", "V10__c", "R__view"]);
    let sqlx = ["10_c.up.sql", "10_c.down.sql", "9_b.sql", "notes.sql"];
    assert_eq!(names(Layout::Sqlx, &sqlx), ["9_b", "10_c"]);
    assert_eq!(
        names(Layout::GolangMigrate, &["10_b.up.sql", "9_a.up.sql", "9_a.down.sql", "8_x.sql"]),
        ["9_a", "10_b"]
    );
    let diesel = ["2024-01-02-000000_b/up.sql", "2024-01-02-000000_b/down.sql", "20240101000000_a/up.sql", "x/keep"];
    assert_eq!(names(Layout::Diesel, &diesel), ["20240101000000_a", "2024-01-02-000000_b"]);
    assert_eq!(names(Layout::Hasura, &["1700000000001_b/up.sql", "1700000000000_a/up.sql"])[0], "1700000000000_a");
    assert_eq!(names(Layout::Atlas, &["2_b.sql", "1_a.up.sql", "1_a.down.sql", "atlas.sum"]), ["1_a", "2_b"]);
    assert_eq!(names(Layout::Sql, &["10.sql", "2-b.sql", "001_a.sql", "views.sql"]), ["001_a", "2-b", "10", "views"]);
}

#[test]
fn a_baseline_of_flyway_stands_for_what_is_gone_only() {
    assert_eq!(names(Layout::Flyway, &["B5__all.sql", "V5__e.sql", "V6__f.sql"]), ["V5__e", "V6__f"]);
    assert_eq!(names(Layout::Flyway, &["B3__old.sql", "B5__all.sql", "V6__f.sql"]), ["B5__all", "V6__f"]);
}

#[test]
fn two_files_of_one_version_are_refused_as_the_tool_does() {
    for (layout, files) in [
        (Layout::Flyway, ["V1__a.sql", "V1.0__b.sql"]),
        (Layout::Goose, ["1_a.sql", "01_b.sql"]),
        (Layout::GolangMigrate, ["1_a.up.sql", "1_b.up.sql"]),
    ] {
        let files = files.map(|path| (path, "-- +goose Up\nSELECT 1;"));
        let error = read(layout, &files).unwrap_err();
        assert!(error.message.contains("same version") && error.help.is_some(), "{error}");
    }
}

#[test]
fn the_way_back_is_not_sent() {
    let up = "CREATE TABLE a (id int);";
    let down = "DROP TABLE a;";
    let file = |up_mark: &str, down_mark: &str| format!("{up_mark}\n{up}\n{down_mark}\n{down}\n");
    for (layout, path, text, transaction) in [
        (Layout::Dbmate, "1_a.sql", file("-- migrate:up", "-- migrate:down"), None),
        (Layout::Dbmate, "1_a.sql", file("-- migrate:up transaction:false", "-- migrate:down"), Some(false)),
        (
            Layout::Goose,
            "1_a.sql",
            file("-- +goose Up\n-- +goose StatementBegin", "-- +goose StatementEnd\n-- +goose Down"),
            None,
        ),
        (Layout::Goose, "1_a.sql", file("-- +goose no transaction\n-- +goose up", "-- +goose down"), Some(false)),
        (Layout::SqlMigrate, "1-a.sql", file("-- +migrate Up notransaction", "-- +migrate Down"), Some(false)),
        (Layout::NodePgMigrate, "1_a.sql", file("-- Up Migration", "---- down migration"), None),
    ] {
        let (sent, asks) = sent(layout, &[(path, &text)]);
        assert!(sent.contains(up) && !sent.contains(down), "{sent}");
        assert_eq!(asks, transaction, "{text}");
    }
    let error = read(Layout::Dbmate, &[("1_a.sql", up)]).unwrap_err();
    assert!(error.message.contains("migrate:up") && error.path.as_deref() == Some("m/1_a.sql"), "{error}");
}

#[test]
fn a_migration_may_ask_for_no_transaction() {
    let index = "CREATE INDEX CONCURRENTLY i ON a (b);";
    let with = |head: &str| format!("{head}\n{index}");
    for (layout, files) in [
        (Layout::Sqlx, vec![("1_a.sql", with("-- no-transaction"))]),
        (Layout::Atlas, vec![("1_a.sql", with("-- atlas:txmode none\n"))]),
        (Layout::Diesel, vec![("1_a/up.sql", with("")), ("1_a/metadata.toml", "run_in_transaction = false".into())]),
        (Layout::Flyway, vec![("V1__a.sql", with("")), ("V1__a.sql.conf", "executeInTransaction = false".into())]),
    ] {
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
        assert_eq!(sent(layout, &files).1, Some(false), "{layout:?}");
        assert_eq!(sent(layout, &[(files[0].0, index)]).1, None, "{layout:?}");
    }
}

#[test]
fn drizzle_follows_its_journal_and_its_breakpoints() {
    let journal =
        r#"{ "dialect": "postgresql", "entries": [ { "tag": "0001_b", "when": 2 }, { "tag": "0000_a", "when": 1 } ] }"#;
    let split = "CREATE TABLE a (id int)\n--> statement-breakpoint\nDROP TABLE b";
    let files =
        [("meta/_journal.json", journal), ("0000_a.sql", "SELECT 1"), ("0001_b.sql", split), ("0002_c.sql", "")];
    let history = read(Layout::Drizzle, &files).unwrap();
    assert_eq!(history.migrations.iter().map(|migration| &*migration.name).collect::<Vec<_>>(), ["0001_b", "0000_a"]);
    assert_eq!(crate::sql::read(&history.migrations[0].source).len(), 2);
    let workspace = Workspace::new("/shop");
    let notes = Located::new(Layout::Drizzle, "/shop/m".into()).notes(&Memory(&files), &workspace).unwrap();
    assert!(notes.len() == 1 && notes[0].starts_with("m/0002_c.sql is not in"), "{notes:?}");
    let missing = read(Layout::Drizzle, &files[..2]).unwrap_err();
    assert_eq!(missing.path.as_deref(), Some("m/0001_b.sql"));
    let mysql = read(Layout::Drizzle, &[("meta/_journal.json", r#"{ "dialect": "mysql", "entries": [] }"#)]);
    assert!(mysql.unwrap_err().message.contains("PostgreSQL only"));
}

#[test]
fn programs_are_part_of_the_history_and_are_not_read() {
    let history =
        read(Layout::Goose, &[("1_a.sql", "-- +goose Up\nSELECT 1;"), ("2_b.go", "db.Exec(`DROP TABLE a`)")]).unwrap();
    let program = &history.migrations[1];
    assert_eq!((&*program.name, program.unread), ("2_b", Some("Go")));
    assert!(crate::sql::read(&program.source).is_empty() && !history.complete);
}

/// A folder that was found, its layout, and what is told of it.
type Found = (String, &'static str, Vec<String>);

/// What the search finds in a project on disk.
fn found(files: &[(&str, &str)]) -> Result<Vec<Found>, InputError> {
    let root = tempfile::tempdir().unwrap();
    for (path, text) in [&[(".git/HEAD", "")], files].concat() {
        let path = root.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let workspace = Workspace::new(root.path());
    let shown = |folder: &Path| workspace.shown(folder);
    let found = find(&workspace, &[])?;
    for located in &found {
        located.read(&Disk { folder: located.folder.clone(), workspace: &workspace }, &workspace)?;
    }
    Ok(found.into_iter().map(|located| (shown(&located.folder), located.layout.name(), located.notes)).collect())
}

#[test]
fn each_tool_is_known_by_its_own_marks() {
    let sql = "SELECT 1;";
    let goose = "-- +goose Up\nSELECT 1;";
    for (path, text, beside, folder, layout) in [
        ("supabase/migrations/20240101000000_a.sql", sql, "supabase/config.toml", "supabase/migrations", "supabase"),
        ("db/drizzle/20240101000000_a/migration.sql", sql, "drizzle.config.ts", "db/drizzle", "drizzle"),
        ("src/main/resources/db/migration/V1__a.sql", sql, "pom.xml", "src/main/resources/db/migration", "flyway"),
        ("migrations/20240101000000_a.sql", sql, "Cargo.toml", "migrations", "sqlx"),
        ("migrations/2024-01-01-000000_a/up.sql", sql, "diesel.toml", "migrations", "diesel"),
        ("db/migrations/20240101000000_a.sql", "-- migrate:up\nSELECT 1;", "x", "db/migrations", "dbmate"),
        ("migrations/000001_a.up.sql", sql, "go.mod", "migrations", "golang-migrate"),
        ("internal/sql/00001_a.sql", goose, "go.mod", "internal/sql", "goose"),
        (
            "migrations/1700000000000_a.sql",
            "-- Up Migration\nSELECT 1;",
            "package.json",
            "migrations",
            "node-pg-migrate",
        ),
        ("migrations/20240101000000.sql", sql, "migrations/atlas.sum", "migrations", "atlas"),
        ("migrations/1-a.sql", "-- +migrate Up\nSELECT 1;", "dbconfig.yml", "migrations", "sql-migrate"),
        (
            "hasura/migrations/default/1700000000000_a/up.sql",
            sql,
            "hasura/config.yaml",
            "hasura/migrations/default",
            "hasura",
        ),
        ("migrations/001.sql", sql, "server.js", "migrations", "sql"),
        ("prisma/migrations/1_a/migration.sql", sql, "prisma/schema.prisma", "prisma/migrations", "prisma"),
    ] {
        let found = found(&[(path, text), (beside, "")]).unwrap();
        assert_eq!(found, [(folder.to_owned(), layout, Vec::new())], "{path}");
    }
}

#[test]
fn a_folder_that_two_tools_could_own_is_told() {
    let files = [("migrations/1_a.sql", "-- +goose Up\nSELECT 1;"), ("migrations/atlas.sum", "")];
    let found = found(&files).unwrap();
    assert_eq!(found[0].1, "goose");
    assert!(found[0].2[0].contains("atlas.sum lies there too"), "{:?}", found[0].2);
}

#[test]
fn a_monorepo_has_several_and_other_databases_are_left_out() {
    let files = [
        ("api/migrations/1_a.up.sql", ""),
        ("web/prisma/migrations/1_a/migration.sql", ""),
        ("web/prisma/migrations/migration_lock.toml", "provider = \"postgresql\""),
        ("jobs/migrations/mysql/1_a.up.sql", ""),
        ("old/db/migrate/20200101000000_a.rb", ""),
    ];
    let found = found(&files).unwrap();
    let tools: Vec<_> = found.iter().map(|(folder, layout, _)| (folder.as_str(), *layout)).collect();
    assert_eq!(tools, [("api/migrations", "golang-migrate"), ("web/prisma/migrations", "prisma")]);
    let notes = found[0].2.join("\n");
    assert!(notes.contains("jobs/migrations/mysql is for mysql") && notes.contains("Ruby on Rails"), "{notes}");
}

#[test]
fn what_cannot_be_read_is_never_taken_for_clean() {
    for (path, tool) in [
        ("db/migrate/20200101000000_a.rb", "Rails"),
        ("app/migrations/0001_initial.py", "Django"),
        ("migrations/20200101000000-a.js", "Knex"),
        ("src/migrations/1600000000000-A.ts", "TypeORM"),
        ("db/changelog/db.changelog-master.xml", "Liquibase"),
        ("Migrations/ShopModelSnapshot.cs", "Entity Framework"),
        ("priv/repo/migrations/20200101000000_a.exs", "Ecto"),
    ] {
        let error = found(&[(path, "")]).unwrap_err();
        assert!(error.message.contains("not supported yet") && error.message.contains(tool), "{path}: {error}");
    }
}
