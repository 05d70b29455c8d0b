//! What a coding agent is answered.

use std::io::Write;
use std::process::Stdio;

use serde_json::{Value, json};

use super::{POLICY, PRODUCTION, project};
use crate::project::Project;

fn ask(project: &Project, event: &[u8]) -> Value {
    let mut command = project.command(&["hook", "agent"]);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).env("DATABASE_URL", PRODUCTION).spawn().unwrap();
    child.stdin.take().unwrap().write_all(event).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).unwrap()
}

fn command(project: &Project, text: &str) -> Value {
    let event = json!({
        "session_id": "1", "hook_event_name": "PreToolUse", "cwd": project.path(),
        "tool_name": "Bash", "tool_input": { "command": text },
    });
    ask(project, event.to_string().as_bytes())["hookSpecificOutput"].take()
}

#[test]
fn destructive_commands_are_denied_with_the_safe_counterpart() {
    let project = project(POLICY);
    for text in [
        "npx prisma migrate reset --force",
        "cd app && DATABASE_URL=$X npx prisma db push --accept-data-loss",
        "bash -c 'psql -c \"DROP TABLE users\"' -h db.prod.example.com",
        "seawall exec --break-glass 'because' -- prisma migrate reset",
    ] {
        let answer = command(&project, text);
        assert_eq!(answer["permissionDecision"], "deny", "{text}: {answer}");
        assert_eq!(answer["hookEventName"], "PreToolUse");
        assert!(!answer.to_string().contains("hunter2"), "{answer}");
    }
    let reason = command(&project, "npx prisma migrate reset")["permissionDecisionReason"].to_string();
    assert!(reason.contains("npx prisma migrate deploy"), "{reason}");
}

#[test]
fn what_a_protected_database_lets_through_is_allowed_and_the_rest_is_left_to_the_agent() {
    let project = project(POLICY);
    assert_eq!(command(&project, "npx prisma migrate deploy")["permissionDecision"], "allow");
    let local = project_without_target();
    assert_eq!(command_without_database(&local, "ls -la"), json!({}));
}

fn project_without_target() -> Project {
    project(POLICY)
}

/// The whole answer where no variable names a database.
fn command_without_database(project: &Project, text: &str) -> Value {
    let event = json!({ "cwd": project.path(), "tool_name": "Bash", "tool_input": { "command": text } });
    let mut child = project.command(&["hook", "agent"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(event.to_string().as_bytes()).unwrap();
    serde_json::from_slice(&child.wait_with_output().unwrap().stdout).unwrap()
}

#[test]
fn where_nothing_is_protected_what_destroys_is_denied() {
    let project = project("version: 1\n");
    assert_eq!(command(&project, "npx prisma migrate reset")["permissionDecision"], "deny");
}

#[test]
fn an_event_that_cannot_be_read_is_denied_and_other_tools_pass() {
    let project = project(POLICY);
    for event in [
        &b"{"[..],
        b"",
        b"\x00\xff",
        b"{}",
        b"{\"tool_name\":\"Bash\"}",
        b"{\"tool_name\":\"Bash\",\"tool_input\":{\"command\":5}}",
    ] {
        assert_eq!(ask(&project, event)["hookSpecificOutput"]["permissionDecision"], "deny", "{event:?}");
    }
    let read = json!({ "tool_name": "Read", "tool_input": { "file_path": "a" } }).to_string();
    assert_eq!(ask(&project, read.as_bytes()), json!({}));
}
