//! What a statement destroys, changes and makes is in Seawall's operations as it is in PostgreSQL's own tree.

use std::path::Path;

use seawall::sql::{Danger, Operation, Source, Statement, read};
use seawall_oracle::{corpus, facts, facts_of_operations, is_destructive, is_unknown, sql_files};

/// A statement whose facts differ.
struct Difference {
    place: String,
    missing: Vec<String>,
    invented: Vec<String>,
    silent: bool,
}

fn difference(place: String, statement: &Statement, theirs: &[String]) -> Option<Difference> {
    let ours = facts_of_operations(&statement.operations);
    if ours == theirs {
        return None;
    }
    let (missing, invented) = (without(theirs, &ours), without(&ours, theirs));
    let silent = missing.iter().any(|fact| is_destructive(fact)) && !warns(statement);
    Some(Difference { place, missing, invented, silent })
}

/// The facts of one list that the other has not, each as often as it is too many.
fn without(these: &[String], those: &[String]) -> Vec<String> {
    let mut left = those.to_vec();
    let absent = |fact: &&String| left.iter().position(|other| other == *fact).map(|at| left.remove(at)).is_none();
    these.iter().filter(absent).cloned().collect()
}

/// Whether the statement as a whole is reported as destroying something that could not be read.
fn warns(statement: &Statement) -> bool {
    let unknown = |operation: &Operation| matches!(operation, Operation::Unknown { danger: Danger::Destroys, .. });
    statement.operations.iter().any(|located| unknown(&located.operation))
}

#[test]
fn operations_say_what_postgresqls_tree_says() {
    let Some(corpus) = corpus() else { return };
    let (mut count, mut destructive, mut differences) = (0, 0, Vec::new());
    for (path, text) in sql_files(&corpus) {
        let text = text.trim_start_matches('\u{feff}');
        let Some(wanted) = facts(text) else { continue };
        let statements = read(&Source::new(path.display().to_string(), text));
        if statements.len() != wanted.len() {
            continue;
        }
        count += wanted.len();
        destructive += wanted.iter().flatten().filter(|fact| is_destructive(fact)).count();
        for (statement, theirs) in statements.iter().zip(&wanted) {
            let words: String = text[statement.span.range()].chars().take(160).collect();
            let place = format!("{} #{}: {words}", path.display(), statement.number);
            differences.extend(difference(place, statement, theirs));
        }
    }
    for Difference { place, missing, invented, silent } in &differences {
        println!("{}{place}\n  missing {missing:?}\n  invented {invented:?}", if *silent { "SILENT " } else { "" });
    }
    println!("{count} statements, {destructive} destructive facts; {} statements differ", differences.len());
    assert!(!differences.iter().any(|difference| difference.silent), "something is destroyed and nobody says so");
    assert!(differences.is_empty(), "{} statements are understood otherwise", differences.len());
    assert!(count > 10_000 && destructive > 1_000, "only {count} and {destructive}: is the corpus whole?");
}

/// How many statements below a folder there are, and how many of them Seawall could not read.
fn unread(folder: &Path) -> (usize, usize) {
    let mut counts = (0, 0);
    for (path, text) in sql_files(folder) {
        let source = Source::new(path.display().to_string(), text);
        for statement in read(&source) {
            counts.0 += 1;
            if is_unknown(&statement.operations) {
                counts.1 += 1;
                let words: String = source.slice(statement.span).chars().take(120).collect();
                println!("unknown: {} #{}: {words:?}", path.display(), statement.number);
            }
        }
    }
    counts
}

#[test]
fn clean_prisma_histories_are_understood() {
    let Some(corpus) = corpus() else { return };
    let manifest = std::fs::read_to_string(corpus.join("manifest.json")).expect("the corpus has a manifest");
    let manifest: Vec<serde_json::Value> = serde_json::from_str(&manifest).expect("the manifest is a JSON list");
    let (mut clean, mut all) = ((0, 0), (0, 0));
    for history in &manifest {
        let path = history["path"].as_str().expect("every history has a path");
        let counts = unread(&corpus.join(path));
        all = (all.0 + counts.0, all.1 + counts.1);
        if history["tool"] == "prisma" && history["status"] == "clean" {
            clean = (clean.0 + counts.0, clean.1 + counts.1);
        }
    }
    println!("unknown: {} of {} statements in clean Prisma histories, {} of {} in all", clean.1, clean.0, all.1, all.0);
    assert!(clean.1 * 1_000 <= clean.0, "more than 0.1 % is not understood");
    assert!(clean.0 > 5_000, "only {} statements: is the corpus whole?", clean.0);
}
