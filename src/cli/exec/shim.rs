//! Shims: small programs with the names of real ones, that send them through `seawall exec`.

use std::path::Path;
use std::process::ExitCode;

/// How a shim is known.
pub(super) const MARK: &str = "written by `seawall exec --shim`";

/// Programs that reach databases, and those that start them.
const PROGRAMS: [&str; 16] = [
    "prisma",
    "supabase",
    "drizzle-kit",
    "typeorm",
    "knex",
    "psql",
    "dropdb",
    "dropuser",
    "createdb",
    "pg_restore",
    "npx",
    "npm",
    "pnpm",
    "yarn",
    "bun",
    "bunx",
];

/// Writes the shims into a folder, and says how to use it.
pub(super) fn write(folder: &Path) -> ExitCode {
    match write_all(folder) {
        Ok(()) => {
            let shown = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
            println!(
                "wrote {} shims; put the folder first on PATH:\n\n    export PATH=\"{}:$PATH\"",
                PROGRAMS.len(),
                shown.display()
            );
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("seawall: {message}");
            ExitCode::from(2)
        }
    }
}

fn write_all(folder: &Path) -> Result<(), String> {
    let seawall = std::env::current_exe().map_err(|error| format!("does not know its own path: {error}"))?;
    let seawall = seawall.to_str().ok_or("lies in a folder whose name is not UTF-8")?;
    std::fs::create_dir_all(folder).map_err(|error| format!("{} cannot be made: {error}", folder.display()))?;
    for program in PROGRAMS {
        let (name, text) = if cfg!(windows) {
            (format!("{program}.cmd"), windows(seawall, program))
        } else {
            (program.to_owned(), posix(seawall, program))
        };
        let file = folder.join(name);
        if file.exists() && !std::fs::read_to_string(&file).is_ok_and(|text| text.contains(MARK)) {
            return Err(format!("{} is there already and is no shim: choose a folder of its own", file.display()));
        }
        std::fs::write(&file, text)
            .and_then(|()| make_runnable(&file))
            .map_err(|error| format!("{} cannot be written: {error}", file.display()))?;
    }
    Ok(())
}

fn posix(seawall: &str, program: &str) -> String {
    let quoted = seawall.replace('\'', r"'\''");
    format!(
        "#!/bin/sh\n# {MARK}: runs {program} if the database that it would reach allows it\nexec '{quoted}' exec -- {program} \"$@\"\n"
    )
}

fn windows(seawall: &str, program: &str) -> String {
    format!(
        "@echo off\r\nrem {MARK}: runs {program} if the database that it would reach allows it\r\n\"{seawall}\" exec -- {program} %*\r\n"
    )
}

#[cfg(unix)]
fn make_runnable(file: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "on Unix this can fail")]
fn make_runnable(_: &Path) -> std::io::Result<()> {
    Ok(())
}
