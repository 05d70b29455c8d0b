//! Every row of the list of dangerous commands is found where it runs on deploy; each safe counterpart is left alone.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{repository, scan};

/// Families of commands, shared with the tests of `exec`: `# family`, `- dangerous`, `+ safe`; `\n` stands for the end of a line.
const COMMANDS: &str = include_str!("../exec/commands.txt");

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

/// A file, and the lines on which each command of the list stands in it.
type Listing = (&'static str, String, Vec<std::ops::RangeInclusive<u64>>);

/// Texts one after another behind a beginning, and the lines of each.
fn listing(path: &'static str, beginning: &str, texts: &[String], end: &str) -> Listing {
    let mut text = beginning.to_owned();
    let mut lines = Vec::new();
    for entry in texts {
        let first = 1 + text.matches('\n').count() as u64;
        text.push_str(entry);
        lines.push(first..=text.trim_end().matches('\n').count() as u64 + 1);
    }
    (path, text + end, lines)
}

fn listings(commands: &[String]) -> Vec<Listing> {
    let last = commands.len() - 1;
    let comma = |at: usize| if at == last { "" } else { "," };
    let scripts: Vec<String> = commands
        .iter()
        .enumerate()
        .map(|(at, command)| format!("\"build:a{at}\": {}{}\n", json!(command), comma(at)))
        .collect();
    let runs: Vec<String> = commands.iter().map(|command| format!("RUN {}\n", command.trim_end())).collect();
    let blocks: Vec<String> = commands
        .iter()
        .map(|command| format!("      - run: |\n          {}\n", command.trim_end().replace('\n', "\n          ")))
        .collect();
    let quoted: Vec<String> = commands.iter().map(|command| format!("      - run: {}\n", json!(command))).collect();
    let job = "jobs:\n  go:\n    environment: production\n    steps:\n";
    vec![
        listing("package.json", "{ \"scripts\": {\n", &scripts, "} }\n"),
        listing("Dockerfile", "FROM node\n", &runs, ""),
        listing(".github/workflows/deploy.yml", job, &quoted, ""),
        listing(".github/workflows/release.yml", job, &blocks, ""),
    ]
}

#[test]
fn every_dangerous_command_is_found_on_deploy() {
    let commands = commands("- ");
    let project = repository();
    project.write("seawall.yaml", crate::exec::POLICY);
    project.write("dump.sql", "DROP TABLE users;\n");
    let listings = listings(&commands);
    for (path, text, _) in &listings {
        project.write(path, text);
    }
    let (code, found) = scan(&project, &["--all", "--only", "commands"]);
    assert_eq!(code, Some(1));
    for (path, _, places) in &listings {
        let lines = lines(&found, path);
        let missing = commands.iter().zip(places).filter(|(_, place)| lines.range((*place).clone()).next().is_none());
        let missing: Vec<&String> = missing.map(|(command, _)| command).collect();
        assert!(missing.is_empty(), "{path}: {missing:#?}");
    }
}

#[test]
fn every_safe_command_is_left_alone_on_deploy() {
    let commands = commands("+ ");
    let project = repository();
    project.write("seawall.yaml", crate::exec::POLICY);
    let scripts: serde_json::Map<String, Value> =
        commands.iter().enumerate().map(|(at, command)| (format!("build:a{at}"), json!(command))).collect();
    project.write("package.json", &serde_json::to_string_pretty(&json!({ "scripts": scripts })).unwrap());
    let (_, found) = scan(&project, &["--all", "--only", "commands"]);
    let messages: Vec<&str> = found.iter().map(|finding| finding["message"].as_str().unwrap()).collect();
    assert!(messages.is_empty(), "{messages:#?}");
}
