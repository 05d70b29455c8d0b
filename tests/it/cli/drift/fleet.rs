//! Many databases at once.

use super::{Shop, url};
use crate::postgres;

#[test]
fn databases_are_looked_at_together_and_one_that_fails_hides_no_other() {
    let Some(shop) = Shop::open() else { return };
    let Some(server) = postgres::server(None) else { return };
    let empty = server.database();
    let targets = format!("# tenants\n\nempty={}\nclosed=postgresql://postgres@127.0.0.1:1/x\n", url(&empty));
    shop.project.write("targets.txt", &targets);
    let (code, report) = shop.json(&["staging", "--targets", "targets.txt"]);
    let compared: Vec<_> = report["drift"].as_array().unwrap().iter().map(|one| one["environment"].clone()).collect();
    assert_eq!((code, compared), (Some(2), vec!["staging".into(), "empty".into()]), "{report}");
    assert!(report["incomplete"][0].as_str().unwrap().starts_with("closed"), "{report}");
    empty.execute("CREATE TABLE stray (id int)").unwrap();
    let (code, report) = shop.json(&["staging", "--targets", "targets.txt"]);
    assert!(code == Some(2) && report["incomplete"].to_string().contains("empty: it has tables, but no history"));
}

#[test]
fn a_shard_is_a_part_and_all_parts_are_all() {
    let Some(shop) = Shop::open() else { return };
    let url = url(&shop.database);
    let targets: Vec<String> = (0..5).map(|at| format!("t{at}={url}\n")).collect();
    shop.project.write("targets.txt", &targets.concat());
    let names = |shard: &str| {
        let (_, report) = shop.json(&["--targets", "targets.txt", "--shard", shard]);
        let compared = report["drift"].as_array().unwrap().clone();
        compared.iter().map(|one| one["environment"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(
        (names("1/2"), names("2/2")),
        (vec!["t0".into(), "t2".into(), "t4".into()], vec!["t1".into(), "t3".into()])
    );
    assert_eq!(shop.drift(&["--shard", "3/2"]).code, Some(2));
}

#[test]
fn two_live_databases_are_compared_with_each_other() {
    let Some(shop) = Shop::open() else { return };
    let Some(server) = postgres::server(None) else { return };
    let production = server.database();
    production.execute(super::INIT).unwrap();
    let against = url(&production);
    assert_eq!(shop.drift(&["--against", &against]).code, Some(0), "the history table is the tool's, not the schema's");
    production.execute("ALTER TABLE \"User\" ADD COLUMN extra text").unwrap();
    assert_eq!(shop.told(&["--against", &against]), ["missing public.User.extra "]);
}

#[test]
fn ten_thousand_tables_are_compared_and_the_one_that_differs_is_found() {
    let Some(server) = postgres::server(None) else { return };
    let (one, other) = (server.database(), server.database());
    let project = crate::project::Project::empty();
    for database in [&one, &other] {
        // In pieces: each table takes locks until its transaction ends.
        for piece in 0..10 {
            let tables = format!(
                "DO $$ BEGIN FOR at IN {}..{} LOOP EXECUTE format('CREATE TABLE t%s (id int PRIMARY KEY, a int NOT NULL \
                 DEFAULT 0, b int CHECK (b > 0))', at); END LOOP; END $$",
                piece * 1000,
                piece * 1000 + 999
            );
            database.execute(&tables).unwrap();
        }
    }
    let (url, against) = (url(&one), url(&other));
    let drift = || project.seawall(&["drift", "--url", &url, "--against", &against, "--format", "json"]);
    let run = drift();
    assert_eq!(run.code, Some(0), "{}", run.stdout.chars().take(2000).collect::<String>());
    one.execute("ALTER TABLE t4711 ALTER a SET DEFAULT 1").unwrap();
    let report = super::report(&drift());
    let told: Vec<String> = report["findings"].as_array().unwrap().iter().map(super::told).collect();
    assert_eq!(told, ["changed public.t4711.a default"]);
    assert!(report["coverage"]["objects"].as_u64() > Some(40_000), "{}", report["coverage"]);
}
