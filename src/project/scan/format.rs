//! Where commands live: one file a format.

mod circleci;
mod compose;
mod dockerfile;
mod github;
mod gitlab;
mod hooks;
mod just;
mod makefile;
mod package_json;
mod platform;
mod powershell;
mod prisma_config;
mod procfile;
mod recipe;
mod shell;
mod taskfile;

use super::code;
use super::script::{File, Found};
use super::tree::Unreadable;

type Read = fn(&File<'_>, &mut Found) -> Result<(), Unreadable>;

/// The reader of a file, by its path from the root.
pub(super) fn reader(path: &str) -> Option<Read> {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let yaml = matches!(extension, "yml" | "yaml");
    let below = |folder: &str| path.starts_with(&format!("{folder}/")) || path.contains(&format!("/{folder}/"));
    Some(match name.as_str() {
        "package.json" => package_json::read,
        "vercel.json" | "railway.json" | "app.json" => platform::json,
        "netlify.toml" | "railway.toml" | "fly.toml" | "nixpacks.toml" => platform::toml,
        "render.yaml" | "render.yml" => platform::render,
        "procfile" => procfile::read,
        "makefile" | "gnumakefile" => makefile::read,
        "justfile" | ".justfile" => just::read,
        "lefthook.yml" | ".lefthook.yml" | "lefthook.yaml" | ".lefthook.yaml" => hooks::lefthook_yaml,
        "lefthook.toml" | ".lefthook.toml" => hooks::lefthook_toml,
        "lefthook.json" | ".lefthook.json" => hooks::lefthook_json,
        ".gitlab-ci.yml" => gitlab::read,
        "action.yml" | "action.yaml" => github::action,
        "dockerfile" | "containerfile" => dockerfile::read,
        _ if path == ".circleci/config.yml" || path.ends_with("/.circleci/config.yml") => circleci::read,
        _ if yaml && below(".github/workflows") => github::workflow,
        _ if yaml && name.contains("gitlab-ci") => gitlab::read,
        _ if yaml && (name.starts_with("compose") || name.starts_with("docker-compose")) => compose::read,
        _ if yaml && name.starts_with("taskfile") => taskfile::read,
        _ if extension == "toml" && name.starts_with("fly.") => platform::toml,
        _ if name.starts_with("dockerfile.") || extension == "dockerfile" => dockerfile::read,
        _ if name.starts_with("procfile.") => procfile::read,
        _ if extension == "mk" => makefile::read,
        _ if extension == "just" => just::read,
        _ if matches!(extension, "sh" | "bash" | "zsh" | "ksh") => shell::read,
        _ if matches!(extension, "ps1" | "psm1") => powershell::read,
        _ if below(".husky") && !below(".husky/_") => hooks::husky,
        _ if name.starts_with("prisma.config.") || name.starts_with("prisma7.config.") => prisma_config::read,
        _ if code::is_code(extension) => code::read,
        // An executable without an extension: the first line says what runs it.
        _ if extension.is_empty() && ["bin", "scripts", "script"].iter().any(|folder| below(folder)) => {
            shell::with_shebang
        }
        _ => return None,
    })
}

/// Whether commands of a file call each other, so that one file cannot be read alone.
pub(super) fn is_code(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').is_some_and(|(_, extension)| code::is_code(extension)) && !name.starts_with("prisma")
}
