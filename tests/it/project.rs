//! A small Prisma project in a folder of its own, and the `seawall` binary run in it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::json;
use tempfile::TempDir;

/// A project on disk; it goes with its owner.
pub(crate) struct Project {
    folder: TempDir,
}

/// What one run of `seawall` gave back.
#[derive(Debug)]
pub(crate) struct Run {
    /// The exit code; `None` where a signal ended it.
    pub(crate) code: Option<i32>,
    /// Standard output.
    pub(crate) stdout: String,
    /// Standard error.
    pub(crate) stderr: String,
}

impl Project {
    /// A project without migrations, with this version of Prisma in its `package.json`.
    pub(crate) fn prisma(version: &str) -> Self {
        let project = Self::empty();
        project.write("package.json", &format!(r#"{{"name":"shop","devDependencies":{{"prisma":"{version}"}}}}"#));
        let datasource = "datasource db {\n  provider = \"postgresql\"\n  url = env(\"DATABASE_URL\")\n}\n";
        project.write("prisma/schema.prisma", datasource);
        project.write("prisma/migrations/migration_lock.toml", "provider = \"postgresql\"\n");
        project
    }

    /// A folder with nothing in it.
    pub(crate) fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// Adds a migration of this name.
    pub(crate) fn migration(&self, name: &str, sql: &str) -> &Self {
        self.write(&format!("prisma/migrations/{name}/migration.sql"), sql)
    }

    /// Adds an npm lockfile that pins Prisma.
    pub(crate) fn lockfile(&self, prisma: &str) -> &Self {
        let packages = json!({
            "": { "devDependencies": { "prisma": prisma } },
            "node_modules/prisma": { "version": prisma },
        });
        let lockfile = json!({ "name": "shop", "lockfileVersion": 3, "packages": packages });
        self.write("package-lock.json", &serde_json::to_string_pretty(&lockfile).unwrap())
    }

    /// Writes a file, its folders included.
    pub(crate) fn write(&self, path: &str, text: &str) -> &Self {
        let file = self.path().join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, text).unwrap_or_else(|why| panic!("{}: {why}", file.display()));
        self
    }

    /// The text of a file.
    pub(crate) fn read(&self, path: &str) -> String {
        let file = self.path().join(path);
        std::fs::read_to_string(&file).unwrap_or_else(|why| panic!("{}: {why}", file.display()))
    }

    /// The project's folder.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Runs `git` in the project, with an identity and clock of its own and nothing of the caller's configuration.
    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        let mut command = scrubbed("git", self.path());
        command.args(["-c", "init.defaultBranch=main", "-c", "user.name=Test", "-c", "user.email=test@example.com"]);
        let run = finish(command.args(arguments));
        assert_eq!(run.code, Some(0), "git {}: {}", arguments.join(" "), run.stderr);
        run.stdout
    }

    /// Runs `seawall` in the project with an environment that holds nothing of the caller's.
    pub(crate) fn seawall(&self, arguments: &[&str]) -> Run {
        finish(&mut self.command(arguments))
    }

    /// The same as a command, for a test that adds to its environment or input.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = scrubbed(env!("CARGO_BIN_EXE_seawall"), self.path());
        command.args(arguments);
        command
    }
}

/// A command that sees neither the caller's environment nor the caller's home.
fn scrubbed(program: &str, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).env_clear().stdin(Stdio::null());
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    let home: PathBuf = folder.join(".home");
    command.env("HOME", home).env("GIT_CONFIG_NOSYSTEM", "1").env("TZ", "UTC");
    command
}

/// Runs a command to its end.
pub(crate) fn finish(command: &mut Command) -> Run {
    let Output { status, stdout, stderr } = command.output().unwrap_or_else(|why| panic!("{command:?}: {why}"));
    let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
    Run { code: status.code(), stdout: text(stdout), stderr: text(stderr) }
}

#[test]
fn a_project_is_what_prisma_writes_and_commands_see_nothing_of_ours() {
    let project = Project::prisma("7.3.0");
    project.lockfile("7.3.0").migration("20260101000000_init", "CREATE TABLE t (id int);\n");
    project.git(&["init", "--quiet"]);
    project.git(&["add", "."]);
    project.git(&["commit", "--quiet", "--message", "Start"]);
    let files = project.git(&["ls-files"]);
    let expected = "package-lock.json\npackage.json\nprisma/migrations/20260101000000_init/migration.sql\n\
                    prisma/migrations/migration_lock.toml\nprisma/schema.prisma\n";
    assert_eq!(files, expected);
    assert_eq!(finish(&mut scrubbed("env", project.path())).stdout.lines().count(), 4);
}

#[test]
fn the_binary_runs() {
    let run = Project::prisma("7.3.0").seawall(&["--version"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{run:?}");
    assert!(!run.stdout.contains('\u{1b}'), "{run:?}");
}
