//! Server programs where the server's user can run them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::account::{Account, everybody_may_enter};
use super::failed;
use super::installation::Installation;
use super::npm;
use super::tree;
use crate::live::LiveError;

/// The programs of one installation, ready to run.
#[derive(Debug)]
pub(super) struct Programs {
    bin: PathBuf,
    /// Libraries by the names under which the programs look for them.
    libraries: Option<PathBuf>,
    account: Option<Account>,
}

/// Whether the programs must be copied: the server's user cannot reach them, or links are missing on macOS, whose shell drops
/// the variable that would name another folder of libraries.
pub(super) fn must_be_copied(installation: &Installation, account: Option<Account>) -> bool {
    (account.is_some() && !everybody_may_enter(&installation.bin))
        || (cfg!(target_os = "macos") && !installation.missing_links.is_empty())
}

/// Whether the programs come in an npm package, which brings its own OpenSSL and ICU.
fn is_package(root: &Path) -> bool {
    root.parent().is_some_and(|package| package.join("package.json").is_file())
}

/// The folder of links, and that of a package's own libraries: what a library needs is looked for beside the name by which it was
/// opened (`$ORIGIN`), which for a link is not where the others lie.
fn with_own_libraries(links: Option<PathBuf>, root: &Path) -> Option<PathBuf> {
    if !is_package(root) {
        return links;
    }
    let folders = links.into_iter().chain([root.join("lib")]);
    std::env::join_paths(folders).ok().map(PathBuf::from)
}

impl Programs {
    /// Makes ready what the programs need, in the run folder.
    ///
    /// # Errors
    /// Files cannot be written there.
    pub(super) fn prepare(
        installation: &Installation,
        run: &Path,
        account: Option<Account>,
    ) -> Result<Self, LiveError> {
        let made = if must_be_copied(installation, account) {
            Self::copied(installation, run, account)
        } else {
            Self::in_place(installation, run, account)
        };
        made.map_err(|why| failed(format!("cannot prepare PostgreSQL's programs in {}: {why}", run.display())))
    }

    fn in_place(installation: &Installation, run: &Path, account: Option<Account>) -> io::Result<Self> {
        let mut programs = Self { bin: installation.bin.clone(), libraries: None, account };
        if !installation.missing_links.is_empty() {
            let libraries = run.join("libraries");
            fs::create_dir(&libraries)?;
            npm::make_links(&installation.missing_links, &libraries)?;
            if let Some(account) = account {
                account.owns(&libraries)?;
            }
            programs.libraries = Some(libraries);
        }
        programs.libraries = with_own_libraries(programs.libraries, installation.root());
        Ok(programs)
    }

    /// Copies `bin` with its `lib` and `share`, for which the programs look beside themselves.
    fn copied(installation: &Installation, run: &Path, account: Option<Account>) -> io::Result<Self> {
        let copy = run.join("installation");
        fs::create_dir(&copy)?;
        for part in ["bin", "lib", "share"] {
            let original = installation.root().join(part);
            if original.is_dir() {
                tree::copy(&original, &copy.join(part), account)?;
            }
        }
        npm::make_links(&installation.missing_links_from(&copy), &copy.join("lib"))?;
        account.map_or(Ok(()), |account| account.owns(&copy))?;
        let libraries = is_package(installation.root()).then(|| copy.join("lib"));
        Ok(Self { bin: copy.join("bin"), libraries, account })
    }

    /// One of the programs with nothing of the caller's environment: PGPORT, LANG and their like would make another server
    /// on another machine.
    pub(super) fn command(&self, program: &str) -> Command {
        let mut command = self.alone(self.bin.join(program).as_os_str());
        if let Some(libraries) = &self.libraries {
            command.env("LD_LIBRARY_PATH", libraries);
        }
        command
    }

    /// A shell script that runs the server: its path and its folder of libraries are the first and third argument.
    pub(super) fn script(&self, text: &str, run: &Path) -> Command {
        let mut command = self.alone("sh".as_ref());
        command.args(["-c", text, "supervise"]).arg(self.bin.join("postgres")).arg(run);
        command.arg(self.libraries.as_deref().unwrap_or(Path::new("")));
        command
    }

    fn alone(&self, program: &std::ffi::OsStr) -> Command {
        let mut command = Command::new(program);
        command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("LC_ALL", "C").env("TZ", "UTC").current_dir("/");
        if let Some(account) = self.account {
            account.runs(&mut command);
        }
        command
    }
}
