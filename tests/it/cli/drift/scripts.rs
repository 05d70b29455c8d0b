//! What is written besides the report: a baseline, a repair script, a migration.

use super::Shop;

#[test]
fn after_a_baseline_only_new_drift_fails_and_vanished_drift_is_told() {
    let Some(shop) = Shop::open() else { return };
    shop.database.execute("CREATE TABLE hotfix (id int)").unwrap();
    assert_eq!(shop.drift(&[]).code, Some(1));
    let run = shop.drift(&["--baseline"]);
    assert!(run.code == Some(0) && run.stdout.contains("wrote seawall.drift.json"), "{run:?}");
    assert_eq!(shop.drift(&[]).code, Some(0), "what was accepted does not fail");
    shop.database.execute("CREATE TABLE second (id int)").unwrap();
    assert_eq!(shop.told(&[]), ["unexpected public.second. "]);
    shop.database.execute("DROP TABLE hotfix, second").unwrap();
    let (code, report) = shop.json(&[]);
    assert_eq!((code, &report["findings"][0]["rule"]), (Some(0), &"drift-vanished".into()), "{report}");
    shop.project.write("seawall.drift.json", "{");
    assert_eq!(shop.drift(&[]).code, Some(2), "a broken baseline accepts nothing silently");
}

#[test]
fn the_repair_script_brings_the_database_back_and_says_what_check_thinks() {
    let Some(shop) = Shop::open() else { return };
    let drift =
        "DROP INDEX \"User_email_idx\"; CREATE TABLE hotfix (id int); ALTER TABLE \"User\" ALTER age TYPE bigint";
    shop.database.execute(drift).unwrap();
    let run = shop.drift(&["--repair", "sql=repair.sql"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    let script = shop.project.read("repair.sql");
    assert!(script.contains("-- block[drop-table]"), "{script}");
    shop.database.execute(&script).unwrap_or_else(|why| panic!("{why}\n{script}"));
    assert_eq!(shop.told(&[]), Vec::<String>::new(), "{script}");
}

#[test]
fn drift_is_adopted_as_a_migration_after_which_there_is_none() {
    let Some(shop) = Shop::open() else { return };
    shop.database.execute("ALTER TABLE \"User\" ADD COLUMN nick text; CREATE INDEX nicks ON \"User\" (nick)").unwrap();
    let run = shop.drift(&["--adopt", "Nick names"]);
    assert!(run.stdout.contains("review it; nothing was applied"), "{run:?}");
    let migrations = std::fs::read_dir(shop.project.path().join("prisma/migrations")).unwrap();
    let names = migrations.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let name = names.into_iter().find(|name| name.ends_with("_nick_names")).expect("a new migration");
    let noted = format!(
        "INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, logs) \
         SELECT 'a', repeat('0', 64), '{name}', now(), now(), ''"
    );
    shop.database.execute(&noted).unwrap();
    assert_eq!(
        shop.told(&[]),
        Vec::<String>::new(),
        "{}",
        shop.project.read(&format!("prisma/migrations/{name}/migration.sql"))
    );
}
