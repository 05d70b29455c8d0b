//! Passwords in the files that are looked at.

use super::context::{Context, Stage};
use super::files::Files;
use super::run::Scan;
use crate::project::secrets::{Secret, redacted_source, secrets_in};
use crate::project::text::decode;
use crate::sql::Source;

/// Bytes beyond which a file is data rather than text that somebody wrote.
const LONGEST: usize = 1 << 20;

/// Files that only machines write; a checksum in them may look like anything.
const WRITTEN_BY_MACHINES: [&str; 7] =
    ["package-lock.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb", "Cargo.lock", "poetry.lock"];

/// A password in a file.
#[derive(Debug, Clone)]
pub struct FoundSecret {
    /// The file, with every password in it covered.
    pub source: Source,
    /// What was found.
    pub secret: Secret,
    /// The file is a test or documentation, by its path.
    pub is_example: bool,
}

/// Looks for passwords in every pending file.
pub(super) fn look(files: &Files<'_>, pending: &[String], scan: &mut Scan) {
    let mut too_long = 0;
    for path in pending {
        if WRITTEN_BY_MACHINES.contains(&path.rsplit('/').next().unwrap_or(path)) {
            continue;
        }
        // What cannot be read is told where it is a file of commands; any other was not written by a tool that reads text.
        let Ok(Some(bytes)) = files.read(path) else { continue };
        if bytes.len() > LONGEST {
            too_long += usize::from(!bytes.contains(&0));
            continue;
        }
        if bytes.contains(&0) {
            continue;
        }
        let Ok(text) = decode(bytes, path) else { continue };
        let secrets = secrets_in(&text);
        if secrets.is_empty() {
            continue;
        }
        let source = redacted_source(&Source::new(files.shown(path), text));
        let is_example = is_example(path);
        scan.secrets.extend(secrets.into_iter().map(|secret| FoundSecret {
            source: source.clone(),
            secret,
            is_example,
        }));
    }
    if too_long > 0 {
        let files = if too_long == 1 { "1 file of".to_owned() } else { format!("{too_long} files of") };
        scan.notes.push(format!("{files} more than 1 MB not searched for passwords"));
    }
}

/// Tests and documentation hold passwords of nothing more often than not.
fn is_example(path: &str) -> bool {
    let is_text = [".md", ".mdx", ".rst", ".txt", ".adoc"].iter().any(|end| path.ends_with(end));
    let is_sample = [".example", ".sample", ".template", ".dist"].iter().any(|end| path.ends_with(end));
    let is_docs = path.split('/').any(|folder| matches!(folder, "docs" | "doc" | "examples" | "example"));
    is_text || is_sample || is_docs || Context::of_path(path).stage == Stage::Local
}
