//! The ground truth: what real migrations did to a real server that held rows, against what Seawall says of them.

use std::path::Path;
use std::process::Command;

use crate::shared::folder;

/// Lowest marks, in percent, by the words at the head of the scorer's lines; of two numbers in a line the last is meant.
const MARKS: &[(&str, f64)] = &[
    ("recall, data-loss facts", 100.0),
    ("recall, fails on data", 96.5),
    ("recall, rewrites", 99.0),
    ("recall, long lock operations", 99.5),
    ("precision, data-loss at block", 98.0),
    ("precision, data-loss at warn and block", 90.0),
    ("precision, lock", 90.0),
    ("precision, rewrite", 90.0),
    ("precision, data-dependent", 60.0),
];

/// The same for the other tools. Half of the missed lock operations are keys of new empty columns, for which nothing is scanned.
const OTHER_MARKS: &[(&str, f64)] = &[
    ("recall, data-loss facts", 100.0),
    ("recall, fails on data", 92.0),
    ("recall, rewrites", 99.0),
    ("recall, long lock operations", 95.0),
    ("precision, data-loss at block", 97.0),
    ("precision, data-loss at warn and block", 85.0),
    ("precision, lock", 90.0),
    ("precision, rewrite", 99.0),
    ("precision, data-dependent", 60.0),
];

fn python(folder: &Path, arguments: &[&str]) -> String {
    let run = Command::new("python3").current_dir(folder).args(arguments).output().unwrap();
    let (out, error) = (String::from_utf8(run.stdout).unwrap(), String::from_utf8_lossy(&run.stderr).into_owned());
    assert!(run.status.success() && !out.contains("could not check"), "{arguments:?}\n{out}{error}");
    out
}

/// The last percentage in a line.
fn mark(line: &str) -> Option<f64> {
    let before = line.rsplit_once(" %").map(|(before, _)| before)?;
    before.rsplit_once("= ").and_then(|(_, number)| number.parse().ok())
}

/// Scores the histories whose path matches, and tells the marks that are below the lowest.
fn missed(only: &str, lowest: &[(&str, f64)]) -> Option<String> {
    let shared = folder()?;
    let score = shared.join("score");
    let out = tempfile::tempdir().unwrap();
    let findings = out.path().join("findings.json");
    let findings = findings.to_str().unwrap();
    let binary = env!("CARGO_BIN_EXE_seawall");
    // The adapter runs the binary in each history's own folder, from where a relative path leads nowhere.
    let corpus = shared.join("corpus").canonicalize().unwrap();
    let adapter = ["adapters.py", "seawall", "--seawall", binary, "--root", corpus.to_str().unwrap()];
    let choice = ["--manifest", "../corpus/manifest.json", "--only", only, "--out", findings];
    python(&score, &[&adapter[..], &choice[..]].concat());
    let marks = python(&score, &["score.py", "--labels", "labels", "--findings", findings, "--only", only]);
    let is_missed = |(head, lowest): &&(&str, f64)| {
        let line = marks.lines().find(|line| line.starts_with(head));
        line.and_then(mark).is_none_or(|percent| percent < *lowest)
    };
    let missed: Vec<String> =
        lowest.iter().filter(is_missed).map(|(head, lowest)| format!("{head}: less than {lowest} %")).collect();
    (!missed.is_empty()).then(|| format!("{}\n\n{marks}", missed.join("\n")))
}

#[test]
fn the_prisma_histories_meet_their_marks() {
    assert_eq!(missed("^prisma/", MARKS), None);
}

#[test]
fn the_histories_of_other_tools_meet_their_marks() {
    assert_eq!(missed("^(?!prisma/)", OTHER_MARKS), None);
}

#[test]
fn marks_are_read_from_the_scorers_lines() {
    assert_eq!(mark("recall, data-loss facts        10/12 = 83.3 %   by statement 9/9 = 100.0 %"), Some(100.0));
    assert_eq!(mark("precision, lock  90/100 = 90.0 %"), Some(90.0));
    assert_eq!(mark("nothing"), None);
}
