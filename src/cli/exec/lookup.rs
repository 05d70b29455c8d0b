//! The scripts that a command calls: `package.json` of this folder and of the workspace, shell files.

use std::path::{Path, PathBuf};

use crate::project::invocation::{Lookup, Script};

/// Folders below this one in which packages of a workspace lie.
const DEEPEST: usize = 4;
/// Bytes beyond which a file is no script that a person wrote.
const LONGEST: u64 = 1 << 20;

/// Reads scripts from the disk.
pub(super) struct ProjectLookup {
    cwd: PathBuf,
}

impl ProjectLookup {
    pub(super) fn new(cwd: &Path) -> Self {
        Self { cwd: cwd.to_owned() }
    }

    fn root(&self) -> Option<PathBuf> {
        self.cwd.ancestors().map(|folder| folder.join("package.json")).find(|file| file.is_file())
    }
}

impl Lookup for ProjectLookup {
    /// Package managers run `preNAME` before and `postNAME` behind a script.
    fn package_script(&self, name: &str, workspace: bool) -> Vec<Script> {
        let mut files: Vec<PathBuf> = self.root().into_iter().collect();
        if workspace {
            packages_below(&self.cwd, DEEPEST, &mut files);
            files.dedup();
        }
        let mut scripts = Vec::new();
        for file in files {
            let Some(json) = read(&file).and_then(|text| serde_json::from_str::<serde_json::Value>(&text).ok()) else {
                continue;
            };
            for name in [format!("pre{name}"), name.to_owned(), format!("post{name}")] {
                if let Some(text) = json["scripts"][&name].as_str() {
                    let from = format!("{}: scripts.{name}", file.display());
                    scripts.push(Script { text: text.to_owned(), from });
                }
            }
        }
        scripts
    }

    fn shell_file(&self, path: &str) -> Option<Script> {
        let text = read(&self.cwd.join(path))?;
        let first = text.lines().next().unwrap_or_default();
        let is_shell = first.starts_with("#!") && first.contains("sh")
            || Path::new(path).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("sh"));
        is_shell.then(|| Script { text, from: path.to_owned() })
    }
}

fn read(file: &Path) -> Option<String> {
    let small = std::fs::metadata(file).ok().filter(|found| found.is_file() && found.len() <= LONGEST);
    small.and_then(|_| std::fs::read_to_string(file).ok())
}

fn packages_below(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir() && !path.is_symlink()) {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name == "node_modules" || name.starts_with('.') || depth == 0 {
            continue;
        }
        files.extend(Some(path.join("package.json")).filter(|file| file.is_file()));
        packages_below(&path, depth - 1, files);
    }
}
