//! Bad input: one clear error with file, line and remedy, and exit code 2.

use std::fs::File;

use super::{check, report, shop};
use crate::project::Project;

/// Asserts that a run could not check, says these words, and says the same in JSON with nothing else on standard output.
fn refused(project: &Project, arguments: &[&str], words: &[&str]) {
    let text = project.seawall(&[&["check"], arguments].concat());
    assert_eq!(text.code, Some(2), "{text:?}");
    let said = format!("{}{}", text.stdout, text.stderr);
    for word in words {
        assert!(said.contains(word), "`{word}` is missing in:\n{said}");
    }
    let (code, report) = check(project, arguments);
    assert_eq!(code, Some(2));
    assert_eq!(report["verdict"], "incomplete");
    assert!(!report["errors"].as_array().unwrap().is_empty(), "{report:#}");
    assert!(report["findings"].as_array().unwrap().is_empty(), "{report:#}");
}

#[test]
fn a_folder_that_is_missing() {
    let project = shop();
    refused(&project, &["--migrations", "db/migrations"], &["db/migrations", "does not exist"]);
    refused(&project, &["nowhere.sql"], &["nowhere.sql", "does not exist", "help"]);
    refused(&project, &["--after", "20260101000000_inti"], &["did you mean `--after 20260101000000_init`?"]);
    refused(&project, &["--last", "0"], &["would check nothing"]);
}

#[test]
fn a_folder_without_a_project() {
    let project = Project::empty();
    refused(&project, &[], &["--migrations DIR"]);
}

#[test]
fn a_text_that_is_not_utf8() {
    let project = shop();
    let file = "prisma/migrations/20260102000000_latin/migration.sql";
    project.write(file, "");
    std::fs::write(project.path().join(file), b"-- fine\nSELECT '\xE9';\n").unwrap();
    refused(&project, &["--last", "1"], &["is not valid UTF-8", &format!("{file}:2"), "save it as UTF-8"]);
}

#[test]
fn a_file_of_200_megabytes() {
    let project = shop();
    let file = "prisma/migrations/20260102000000_dump/migration.sql";
    project.write(file, "");
    File::options()
        .write(true)
        .open(project.path().join(file))
        .and_then(|file| file.set_len(200 * 1024 * 1024))
        .unwrap();
    refused(&project, &["--last", "1"], &["200 MB", file, "help"]);
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_back_to_itself() {
    let project = shop();
    let folder = project.path().join("prisma/migrations/20260102000000_loop");
    std::os::unix::fs::symlink(&folder, &folder).unwrap();
    refused(&project, &["--last", "1"], &["20260102000000_loop", "help"]);
    std::fs::remove_file(&folder).unwrap();
    std::fs::create_dir(&folder).unwrap();
    std::os::unix::fs::symlink("migration.sql", folder.join("migration.sql")).unwrap();
    refused(&project, &["--last", "1"], &["is a symbolic link that cannot be followed", "migration.sql"]);
}

#[test]
fn migrations_of_another_provider() {
    let project = shop();
    project.write("prisma/migrations/migration_lock.toml", "provider = \"mysql\"\n");
    let words = ["prisma/migrations/migration_lock.toml", "\"mysql\"", "PostgreSQL only"];
    refused(&project, &["--migrations", "prisma/migrations"], &words);
}

#[test]
fn a_project_of_prisma_8_is_never_clean() {
    let project = shop();
    std::fs::remove_dir_all(project.path().join("prisma/migrations")).unwrap();
    project.write("prisma/migrations/app/20260101000000_init/migration.json", "{}");
    refused(&project, &["--migrations", "prisma/migrations"], &["Prisma 8", "not supported yet"]);
    refused(&project, &[], &["Prisma 8", "not supported yet"]);
}

#[test]
fn a_policy_that_is_wrong_or_missing() {
    let project = shop();
    project.write("seawall.yaml", "version: 1\nrules:\n  drop-tabel: warn\nexemtions: []\n");
    refused(
        &project,
        &["--last", "1"],
        &["seawall.yaml:3", "did you mean `drop-table`?", "seawall.yaml:4", "did you mean `exemptions`?"],
    );
    refused(&project, &["--policy", "other.yaml"], &["there is no file other.yaml"]);
    project.write("seawall.yaml", "version: [");
    refused(&project, &["--last", "1"], &["seawall.yaml"]);
    std::fs::write(project.path().join("seawall.yaml"), b"version: 1 # \xE9\n").unwrap();
    refused(&project, &["--last", "1"], &["seawall.yaml is not UTF-8"]);
    std::fs::remove_file(project.path().join("seawall.yaml")).unwrap();
    refused(&project, &["--last", "1", "--level", "drop-tabel=warn"], &["did you mean `drop-table`?"]);
    refused(&project, &["--last", "1", "--level", "drop-table=loud"], &["there is no level `loud`"]);
}

#[test]
fn flags_that_cannot_be() {
    let project = shop();
    for (arguments, words) in [
        (&["check", "--lats", "1"][..], "--last"),
        (&["check", "--all", "--last", "1"], "cannot be used with"),
        (&["check", "--staged", "--base", "main"], "cannot be used with"),
        (&["check", "a.sql", "--all"], "cannot be used with"),
        (&["check", "--pg-version", "11"], "12..=18"),
        (&["check", "--format", "xml"], "choose text, json, sarif, github, markdown, html or openmetrics"),
        (&["check", "--format", "json", "--format", "sarif"], "would go to standard output"),
        (&["check", "--deny", "block"], "warn"),
        (&["explain", "drop-tabel"], "did you mean `drop-table`?"),
        (&["chekc"], "check"),
    ] {
        let run = project.seawall(arguments);
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{run:?}");
        assert!(run.stderr.contains(words), "`{words}` is missing in:\n{}", run.stderr);
    }
    refused(
        &project,
        &["--last", "1", "--runner", "prism@7"],
        &["there is no runner `prism`", "the runners are prisma, supabase"],
    );
}

#[test]
fn standard_input_that_is_not_text_or_comes_with_files() {
    let project = shop();
    let run = super::with_input(&project, "SELECT 1;", &["check", "-", "a.sql", "--format", "json"]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert_eq!(report(&run)["verdict"], "incomplete");
}
