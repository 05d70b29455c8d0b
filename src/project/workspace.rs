//! The place that Seawall looks at, and how paths in it are shown.

use std::path::{Component, Path, PathBuf};

/// The working directory and what the environment says of git.
#[derive(Debug, Clone)]
pub struct Workspace {
    cwd: PathBuf,
    index_file: Option<PathBuf>,
}

impl Workspace {
    /// The workspace of an absolute working directory.
    #[must_use]
    pub fn new(cwd: impl AsRef<Path>) -> Self {
        Self { cwd: normalise(cwd.as_ref()), index_file: None }
    }

    /// Reads what is staged from this index: `git commit -a` and `git commit FILE` hand hooks a temporary one in `GIT_INDEX_FILE`.
    #[must_use]
    pub fn with_index_file(mut self, index_file: impl AsRef<Path>) -> Self {
        self.index_file = Some(self.absolute(index_file.as_ref()));
        self
    }

    /// The working directory.
    #[must_use]
    pub fn cwd(&self) -> &Path {
        &self.cwd
    }

    /// The index that takes the place of the repository's own.
    pub(super) fn index_file(&self) -> Option<&Path> {
        self.index_file.as_deref()
    }

    /// A path that the user wrote, made absolute, without `.` and `..`.
    #[must_use]
    pub fn absolute(&self, path: &Path) -> PathBuf {
        normalise(&self.cwd.join(path))
    }

    /// A path as it is shown: relative to the working directory, with `/`; absolute where it lies outside.
    #[must_use]
    pub fn shown(&self, path: &Path) -> String {
        let shown = match path.strip_prefix(&self.cwd) {
            Ok(inside) if inside.as_os_str().is_empty() => Path::new("."),
            Ok(inside) => inside,
            Err(_) => path,
        };
        let shown = shown.to_string_lossy();
        if std::path::MAIN_SEPARATOR == '/' {
            shown.into_owned()
        } else {
            shown.replace(std::path::MAIN_SEPARATOR, "/")
        }
    }
}

/// Folds `.` and `..` by their letters, as a shell's `cd` does.
fn normalise(path: &Path) -> PathBuf {
    let mut folded = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                folded.pop();
            }
            other => folded.push(other),
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_paths_relative_inside_and_absolute_outside() {
        let workspace = Workspace::new("/repo/apps/web");
        let file = workspace.absolute(Path::new("./prisma/../prisma/migrations"));
        assert_eq!(workspace.shown(&file), "prisma/migrations");
        assert_eq!(workspace.shown(&workspace.absolute(Path::new("../api"))), "/repo/apps/api");
        assert_eq!(workspace.shown(workspace.cwd()), ".");
    }
}
