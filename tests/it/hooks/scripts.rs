//! The hook scripts by themselves, under each shell that is here.

use std::path::Path;
use std::process::Command;

use super::guarded;
use crate::project::{Run, finish};

/// The shells that a hook may run under; `sh` is dash on Debian.
const SHELLS: [&str; 3] = ["sh", "dash", "bash"];

fn run(shell: &str, hook: &str, folder: &Path, path: &str) -> Run {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("hooks").join(hook);
    let mut command = Command::new(shell);
    command.arg(script).current_dir(folder).env_clear().env("PATH", path).env("HOME", folder.join(".home"));
    finish(command.stdin(std::process::Stdio::null()))
}

#[test]
fn hooks_run_under_every_shell() {
    let project = guarded();
    project.write("Procfile", "release: prisma migrate reset\n");
    project.git(&["add", "."]);
    let bin = Path::new(env!("CARGO_BIN_EXE_seawall")).parent().unwrap().display().to_string();
    for shell in SHELLS {
        let path = format!("{bin}:/usr/bin:/bin");
        let stopped = run(shell, "pre-commit", project.path(), &path);
        assert_eq!(stopped.code, Some(1), "{shell}: {stopped:?}");
        assert!(stopped.stderr.contains("this commit was stopped"), "{shell}: {stopped:?}");
        let nothing_pushed = run(shell, "pre-push", project.path(), &path);
        assert_eq!(nothing_pushed.code, Some(0), "{shell}: {nothing_pushed:?}");
    }
}

#[test]
fn without_the_program_nothing_passes() {
    let project = guarded();
    let bare = tempfile::tempdir().unwrap();
    let link = bare.path().join("cat");
    std::os::unix::fs::symlink("/bin/cat", link).unwrap();
    let run = run("/bin/sh", "pre-commit", project.path(), bare.path().to_str().unwrap());
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stderr.contains("not found, so nothing was checked"), "{run:?}");
}

#[test]
fn the_powershell_hooks_say_the_same() {
    let read =
        |name: &str| std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("hooks").join(name)).unwrap();
    let help = |text: &str| -> Vec<String> {
        let from = text.lines().skip_while(|line| !line.starts_with("seawall: this"));
        from.take_while(|line| !line.is_empty() && *line != "HELP" && *line != "'@)").map(str::to_owned).collect()
    };
    for hook in ["pre-commit", "pre-push"] {
        let (posix, windows) = (read(hook), read(&format!("{hook}.ps1")));
        assert_eq!(help(&posix), help(&windows), "{hook}");
        assert!(help(&posix).len() > 3, "{hook}");
    }
}
