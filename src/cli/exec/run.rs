//! Becomes the command, or runs it and passes its end on.

use std::ffi::{OsStr, OsString};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use super::shim::MARK;

/// The command cannot be found: what shells return then.
const NOT_FOUND: u8 = 127;
/// It cannot be run.
const NOT_RUNNABLE: u8 = 126;

/// Runs the command in place of this process.
pub(super) fn replace(words: &[OsString]) -> ExitCode {
    let Some((program, args)) = words.split_first() else { return ExitCode::from(NOT_FOUND) };
    let Some(path) = real_program(program) else {
        eprintln!("seawall: {} is not found on PATH", program.to_string_lossy());
        return ExitCode::from(NOT_FOUND);
    };
    let mut command = Command::new(path);
    command.args(args);
    start(command, program)
}

/// Signals, standard input and the exit code are those of the command itself.
#[cfg(unix)]
fn start(mut command: Command, program: &OsStr) -> ExitCode {
    failed(program, &std::os::unix::process::CommandExt::exec(&mut command))
}

#[cfg(not(unix))]
fn start(mut command: Command, program: &OsStr) -> ExitCode {
    match command.status() {
        Ok(status) => ExitCode::from(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1)),
        Err(error) => failed(program, &error),
    }
}

fn failed(program: &OsStr, error: &std::io::Error) -> ExitCode {
    eprintln!("seawall: cannot run {}: {error}", program.to_string_lossy());
    ExitCode::from(if error.kind() == ErrorKind::NotFound { NOT_FOUND } else { NOT_RUNNABLE })
}

/// The program on `PATH` that is none of our shims, so that a shim never calls itself or another one.
fn real_program(program: &OsStr) -> Option<PathBuf> {
    let path = Path::new(program);
    if path.components().count() > 1 {
        return Some(path.to_owned());
    }
    let folders = std::env::var_os("PATH")?;
    let endings: &[&str] = if cfg!(windows) { &["", ".exe", ".cmd", ".bat"] } else { &[""] };
    let named = |folder: &Path, ending: &str| {
        let mut name = program.to_owned();
        name.push(ending);
        folder.join(name)
    };
    std::env::split_paths(&folders)
        .flat_map(|folder| endings.iter().map(move |ending| named(&folder, ending)).collect::<Vec<_>>())
        .find(|file| is_runnable(file) && !is_shim(file))
}

#[cfg(unix)]
fn is_runnable(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(file).is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_runnable(file: &Path) -> bool {
    file.is_file()
}

fn is_shim(file: &Path) -> bool {
    let mut begin = Vec::new();
    let read = std::fs::File::open(file).and_then(|file| file.take(200).read_to_end(&mut begin));
    read.is_ok() && String::from_utf8_lossy(&begin).contains(MARK)
}
