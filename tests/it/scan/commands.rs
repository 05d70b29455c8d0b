//! Every row of the list of dangerous commands is found where it runs on deploy; each safe counterpart is left alone.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{repository, scan};

/// Families of commands, shared with the tests of `exec`: `# family`, `- dangerous`, `+ safe`; `\n` stands for the end of a line.
const COMMANDS: &str = include_str!("../exec/commands.txt");

/// What this does nobody can tell from its words: `exec` refuses it by the database that it would reach.
const KNOWN_BY_ITS_DATABASE: &str = "node seed.js";

fn commands(mark: &str) -> Vec<String> {
    let found: Vec<String> = COMMANDS
        .lines()
        .filter_map(|line| line.strip_prefix(mark))
        .map(|command| command.replace("\\n", "\n"))
        .collect();
    assert!(found.len() > 60, "{}", found.len());
    found
}

/// The lines of a file at which something is found.
fn lines(found: &[Value], path: &str) -> BTreeMap<u64, String> {
    let of_file = found.iter().filter(|finding| finding["path"] == path);
    of_file.map(|finding| (finding["line"].as_u64().unwrap(), finding["level"].as_str().unwrap().to_owned())).collect()
}

#[test]
fn every_dangerous_command_is_found_on_deploy() {
    let mut commands = commands("- ");
    commands.retain(|command| !command.ends_with(KNOWN_BY_ITS_DATABASE));
    let project = repository();
    project.write("dump.sql", "DROP TABLE users;\n");
    let scripts: serde_json::Map<String, Value> =
        commands.iter().enumerate().map(|(at, command)| (format!("build:a{at}"), json!(command))).collect();
    project.write("package.json", &serde_json::to_string_pretty(&json!({ "scripts": scripts })).unwrap());
    let runs: String = commands
        .iter()
        .map(|command| if command.contains('\n') { "RUN true\n".to_owned() } else { format!("RUN {command}\n") })
        .collect();
    project.write("Dockerfile", &format!("FROM node\n{runs}"));
    let steps: Vec<String> = commands.iter().map(|command| format!("      - run: {}\n", json!(command))).collect();
    project.write(
        ".github/workflows/deploy.yml",
        &format!("jobs:\n  go:\n    environment: production\n    steps:\n{}", steps.concat()),
    );
    let (code, found) = scan(&project, &["--all", "--only", "commands"]);
    assert_eq!(code, Some(1));
    for (path, first) in [("package.json", 3), ("Dockerfile", 2), (".github/workflows/deploy.yml", 5)] {
        let lines = lines(&found, path);
        let is_missing = |at: usize, command: &str| {
            let left_out = path == "Dockerfile" && command.contains('\n');
            !left_out && !lines.contains_key(&(first + at as u64))
        };
        let missing: Vec<&String> = commands
            .iter()
            .enumerate()
            .filter(|(at, command)| is_missing(*at, command))
            .map(|(_, command)| command)
            .collect();
        assert!(missing.is_empty(), "{path}: {missing:#?}");
    }
}

#[test]
fn every_safe_command_is_left_alone_on_deploy() {
    let commands = commands("+ ");
    let project = repository();
    let scripts: serde_json::Map<String, Value> =
        commands.iter().enumerate().map(|(at, command)| (format!("build:a{at}"), json!(command))).collect();
    project.write("package.json", &serde_json::to_string_pretty(&json!({ "scripts": scripts })).unwrap());
    let (_, found) = scan(&project, &["--all", "--only", "commands"]);
    let messages: Vec<&str> = found.iter().map(|finding| finding["message"].as_str().unwrap()).collect();
    assert!(messages.is_empty(), "{messages:#?}");
}
