//! What a test does when something that it needs is not on this machine.

use std::io::Write;

/// Says on standard error (past the test harness, which hides what passing tests print) that a test was skipped;
/// under `CI=true` it fails instead, because a gate that could not look has not passed.
pub(crate) fn skip(what_is_missing: &str, remedy: &str) {
    assert!(!in_ci(), "{what_is_missing}, and CI=true allows no skipped test.\n{remedy}");
    say_skipped(&format!("{what_is_missing}. {remedy}"));
}

/// Says on standard error that a test was skipped, where that is meant to be.
pub(crate) fn say_skipped(why: &str) {
    let name = std::thread::current().name().unwrap_or("a test").to_owned();
    let line = format!("skipped: {name}: {why}\n");
    std::io::stderr().write_all(line.as_bytes()).expect("standard error is open");
}

/// Whether this run is the project's own gate.
pub(crate) fn in_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| value == "true")
}
