//! Which file is the policy.

use std::io;
use std::path::{Path, PathBuf};

use super::{LoadOptions, normal, shown, unreadable};
use crate::policy::mistake::Mistake;

/// The names that a policy file may have.
const NAMES: [&str; 2] = ["seawall.yaml", "seawall.yml"];

/// A file and its text.
type Found = (PathBuf, String);

/// The file that `--policy` names, else the nearest one upward; none where there is none.
pub(super) fn find(options: &LoadOptions<'_>) -> Result<Option<Found>, Mistake> {
    if let Some(explicit) = options.explicit {
        return named(&normal(&options.start.join(explicit)), options).map(Some);
    }
    for folder in options.start.ancestors() {
        let found = in_folder(folder, options)?;
        if found.is_some() || options.root == Some(folder) {
            return Ok(found);
        }
    }
    Ok(None)
}

fn named(path: &Path, options: &LoadOptions<'_>) -> Result<Found, Mistake> {
    let text = (options.read)(path).map_err(|error| {
        unreadable(&shown(path, options.start), &error).help("name a policy file that exists with `--policy`")
    })?;
    Ok((path.to_owned(), text))
}

/// A file of either name; both at once could hide one of them.
fn in_folder(folder: &Path, options: &LoadOptions<'_>) -> Result<Option<Found>, Mistake> {
    let mut found = Vec::new();
    for path in NAMES.map(|name| folder.join(name)) {
        match (options.read)(&path) {
            Ok(text) => found.push((path, text)),
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {}
            Err(error) => {
                let name = shown(&path, options.start);
                return Err(unreadable(&name, &error).at(&name, None));
            }
        }
    }
    if let [(first, _), (second, _)] = found.as_slice() {
        let message =
            format!("there are two policy files, {} and {}", shown(first, options.start), shown(second, options.start));
        return Err(Mistake::new(message).help("keep one of them"));
    }
    Ok(found.pop())
}
