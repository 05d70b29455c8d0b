//! What a command line refers to: scripts of `package.json`, shell files.

/// A text that a command line runs by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// The shell text.
    pub text: String,
    /// Where it stands, for messages: `package.json: scripts.db:reset`.
    pub from: String,
}

/// Finds what a command line refers to.
pub trait Lookup {
    /// The scripts of this name in `package.json`, of the workspace's packages too where `workspace` is asked for.
    fn package_script(&self, name: &str, workspace: bool) -> Vec<Script>;

    /// A shell script, by its path relative to the working directory.
    fn shell_file(&self, path: &str) -> Option<Script>;
}

/// Finds nothing: a script that is called by name stays a call of its runner.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoLookup;

impl Lookup for NoLookup {
    fn package_script(&self, _: &str, _: bool) -> Vec<Script> {
        Vec::new()
    }

    fn shell_file(&self, _: &str) -> Option<Script> {
        None
    }
}
