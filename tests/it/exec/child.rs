//! The command itself: exit codes, standard input, signals.

use std::io::Write;
use std::os::unix::process::ExitStatusExt;
use std::process::Stdio;

use super::{exec, project};

const POLICY: &str = "version: 1\n";

#[test]
fn the_exit_code_is_the_commands_own() {
    let project = project(POLICY);
    for code in [0, 1, 3, 125] {
        assert_eq!(exec(&project, &[], &["sh", "-c", &format!("exit {code}")]).code, Some(code));
    }
    let run = exec(&project, &[], &["no-such-program"]);
    assert_eq!(run.code, Some(127));
    assert!(run.stderr.contains("not found on PATH"), "{run:?}");
}

#[test]
fn standard_input_and_output_pass_through() {
    let project = project(POLICY);
    let mut command = project.command(&["exec", "--", "tr", "a-z", "A-Z"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"select 1").unwrap();
    assert_eq!(child.wait_with_output().unwrap().stdout, b"SELECT 1");
}

#[test]
fn the_command_takes_the_place_of_seawall_so_that_signals_reach_it() {
    let project = project(POLICY);
    let script = "trap 'echo caught; exit 7' TERM; echo ready; while :; do sleep 0.05; done";
    let mut command = project.command(&["exec", "--", "sh", "-c", script]);
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut said = String::new();
    let mut output = std::io::BufReader::new(child.stdout.take().unwrap());
    std::io::BufRead::read_line(&mut output, &mut said).unwrap();
    assert_eq!(said, "ready\n");
    let killed = std::process::Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let status = child.wait().unwrap();
    assert_eq!((status.code(), status.signal()), (Some(7), None), "its own trap ended it");
}
