//! The GitHub action's scripts under a simulated runner: its variables, its files, and a server that speaks GitHub's API.

mod api;

use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest, Sha256};
use tempfile::TempDir;

use crate::project::{Project, Run, finish};
use api::Api;

/// A runner: the folders and files that GitHub gives a step.
struct Runner {
    folder: TempDir,
}

impl Runner {
    fn new() -> Self {
        let runner = Self { folder: tempfile::tempdir().unwrap() };
        std::fs::create_dir(runner.path("temp")).unwrap();
        runner
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs one of the action's scripts in a folder, with these variables besides the runner's own.
    fn step(&self, script: &str, folder: &Path, variables: &[(&str, &str)]) -> Run {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut command = Command::new("sh");
        command.arg(root.join(".github/action").join(script)).current_dir(folder).env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("HOME", self.folder.path());
        command.env("GITHUB_ACTION_PATH", root).env("GITHUB_REPOSITORY", "acme/shop").env("GITHUB_TOKEN", "token");
        command.env("RUNNER_OS", "Linux").env("RUNNER_ARCH", "X64").env("RUNNER_TEMP", self.path("temp"));
        for (name, file) in [("GITHUB_OUTPUT", "output"), ("GITHUB_PATH", "path"), ("GITHUB_STEP_SUMMARY", "summary")] {
            command.env(name, self.path(file));
        }
        command.env("GITHUB_EVENT_PATH", self.path("event.json")).envs(variables.iter().copied());
        finish(&mut command)
    }

    fn file(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap_or_default()
    }

    /// The last value that a step gave an output.
    fn output(&self, name: &str) -> String {
        let output = self.file("output");
        let value = output.lines().rev().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        value.unwrap_or_default().to_owned()
    }
}

fn dangerous() -> Project {
    let project = Project::prisma("7.3.0");
    project.migration("20260101000000_init", "CREATE TABLE \"User\" (id int PRIMARY KEY, email text);\n");
    project.migration("20260201000000_drop", "ALTER TABLE \"User\" DROP COLUMN email;\n");
    project
}

/// A folder of releases with this version's archive, as the release workflow makes it.
fn releases(runner: &Runner, checksum_of: impl Fn(&[u8]) -> String) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let name = format!("seawall-{version}-x86_64-unknown-linux-musl");
    let folder = runner.path("releases").join(format!("v{version}"));
    let inside = runner.path("archive").join(&name);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::create_dir_all(&inside).unwrap();
    std::fs::copy(env!("CARGO_BIN_EXE_seawall"), inside.join("seawall")).unwrap();
    let archive = folder.join(format!("{name}.tar.gz"));
    let mut tar = Command::new("tar");
    tar.arg("-czf").arg(&archive).arg("-C").arg(runner.path("archive")).arg(&name);
    assert_eq!(finish(&mut tar).code, Some(0));
    let checksum = checksum_of(&std::fs::read(&archive).unwrap());
    std::fs::write(folder.join("SHA256SUMS"), format!("{checksum}  {name}.tar.gz\n")).unwrap();
    format!("file://{}", runner.path("releases").display())
}

fn sha256(bytes: &[u8]) -> String {
    format!("{:x}", Sha256::digest(bytes))
}

#[test]
fn a_released_binary_is_installed_by_its_checksum() {
    let runner = Runner::new();
    let url = releases(&runner, sha256);
    let run = runner.step("install", runner.folder.path(), &[("SEAWALL_RELEASES", &url)]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(run.stdout, format!("seawall {}\n", env!("CARGO_PKG_VERSION")));
    let installed = runner.output("seawall");
    assert!(Path::new(&installed).is_file(), "{installed}");
    assert_eq!(runner.file("path").trim(), Path::new(&installed).parent().unwrap().to_str().unwrap());
}

#[test]
fn another_archive_than_the_released_one_is_refused() {
    let runner = Runner::new();
    let url = releases(&runner, |_| "0".repeat(64));
    let run = runner.step("install", runner.folder.path(), &[("SEAWALL_RELEASES", &url)]);
    assert_eq!((run.code, runner.output("seawall").as_str()), (Some(2), ""), "{run:?}");
    assert!(run.stdout.contains("::error title=Seawall::the checksum of seawall-"), "{run:?}");
    let run = runner.step("install", runner.folder.path(), &[("SEAWALL_RELEASES", &url), ("SEAWALL_VERSION", "9.9.9")]);
    assert!(run.code == Some(2) && run.stdout.contains("does that release exist?"), "{run:?}");
}

/// Runs `check --last 1` as the action does.
fn checked(runner: &Runner, project: &Project) -> Run {
    let variables = [
        ("SEAWALL", env!("CARGO_BIN_EXE_seawall")),
        ("SEAWALL_COMMAND", "check"),
        ("SEAWALL_ARGS", "--last\n1\n"),
        ("SEAWALL_FOLDER", "."),
    ];
    runner.step("run", project.path(), &variables)
}

#[test]
fn a_blocked_change_is_annotated_summarised_and_reported() {
    let (runner, project) = (Runner::new(), dangerous());
    let run = checked(&runner, &project);
    assert_eq!(run.code, Some(0), "the action's last step ends with the verdict: {run:?}");
    let annotation = "::error file=prisma/migrations/20260201000000_drop/migration.sql,line=1";
    assert!(run.stdout.contains(annotation), "{}", run.stdout);
    assert_eq!((runner.output("code").as_str(), runner.output("verdict").as_str()), ("1", "block"));
    assert!(runner.file("summary").contains("## Seawall: ⛔ blocked"), "{}", runner.file("summary"));
    for name in ["json", "sarif", "markdown"] {
        let text = std::fs::read_to_string(runner.output(name)).unwrap();
        assert!(text.contains("drop-column"), "{name}: {text}");
    }
}

#[test]
fn an_argument_is_one_line_and_nothing_in_it_runs() {
    let (runner, project) = (Runner::new(), dangerous());
    let args = "--migrations\n$(touch owned) ; touch owned\n";
    let variables = [
        ("SEAWALL", env!("CARGO_BIN_EXE_seawall")),
        ("SEAWALL_COMMAND", "check"),
        ("SEAWALL_ARGS", args),
        ("SEAWALL_FOLDER", "."),
    ];
    runner.step("run", project.path(), &variables);
    assert_eq!(runner.output("verdict"), "incomplete", "there is no such folder");
    assert!(!project.path().join("owned").exists());
    let run =
        runner.step("run", project.path(), &[variables[0], ("SEAWALL_COMMAND", "exec"), variables[2], variables[3]]);
    assert_eq!(run.code, Some(2), "only what reports can be run: {run:?}");
}

#[test]
fn one_comment_is_written_and_later_updated_in_place() {
    let (runner, project, api) = (Runner::new(), dangerous(), Api::start());
    let hostile = "x</details>@everyone\n::error::y";
    project.migration(
        "20260201000000_drop",
        &format!("DROP TABLE \"User\"; CREATE TABLE \"{hostile}\" (id int); DROP TABLE \"{hostile}\";\n"),
    );
    checked(&runner, &project);
    std::fs::write(runner.path("event.json"), r#"{ "pull_request": { "number": 7 } }"#).unwrap();
    let markdown = runner.output("markdown");
    let url = api.url();
    let variables = [("SEAWALL_COMMAND", "check"), ("SEAWALL_MARKDOWN", markdown.as_str()), ("GITHUB_API_URL", &url)];
    for _ in 0..2 {
        let run = runner.step("comment", project.path(), &variables);
        assert_eq!((run.code, run.stdout.as_str()), (Some(0), ""), "{run:?}");
    }
    let asked = api.asked();
    let lines: Vec<&str> = asked.iter().map(|(line, _)| line.as_str()).collect();
    let list = "GET /repos/acme/shop/issues/7/comments?per_page=100&page=1";
    let expected = [list, "POST /repos/acme/shop/issues/7/comments", list, "PATCH /repos/acme/shop/issues/comments/1"];
    assert_eq!(lines, expected);
    let body = asked[1].1["body"].as_str().unwrap();
    assert!(body.starts_with("<!-- seawall:check -->\n## Seawall: ⛔ blocked"), "{body}");
    let outside = body.split("```").step_by(2).collect::<String>();
    assert!(!outside.contains("@everyone") && !outside.contains("x</details>"), "{body}");
}

#[test]
fn the_issue_about_drift_is_opened_updated_and_closed() {
    let (runner, project, api) = (Runner::new(), Project::empty(), Api::start());
    project.write("drift.md", "## Seawall: ⛔ blocked\n");
    let (markdown, url) = (project.path().join("drift.md").display().to_string(), api.url());
    for verdict in ["pass", "block", "incomplete", "pass"] {
        let variables =
            [("SEAWALL_VERDICT", verdict), ("SEAWALL_MARKDOWN", markdown.as_str()), ("GITHUB_API_URL", url.as_str())];
        let run = runner.step("issue", project.path(), &variables);
        assert_eq!(run.code, Some(0), "{verdict}: {run:?}");
    }
    let asked = api.asked();
    let changes: Vec<String> = asked
        .iter()
        .filter(|(line, _)| !line.starts_with("GET"))
        .map(|(line, body)| format!("{line} {} {}", body["title"], body["state"]))
        .collect();
    let expected = [
        "POST /repos/acme/shop/issues \"A live database differs from its migrations\" null",
        "PATCH /repos/acme/shop/issues/1 \"A live database could not be looked at for drift\" null",
        "POST /repos/acme/shop/issues/1/comments null null",
        "PATCH /repos/acme/shop/issues/1 null \"closed\"",
    ];
    assert_eq!(changes, expected);
}
