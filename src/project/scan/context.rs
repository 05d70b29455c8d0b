//! When a command runs: on deploy, on a developer's machine, or nobody can say. The context decides how grave it is.

use super::vocabulary::{Words, is_deploy_script};

/// When a command runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// On a developer's machine or in a test, against a database made for it.
    Local,
    /// By hand, or it cannot be told.
    Elsewhere,
    /// Whenever the application is built, released or started for its users.
    Deploy,
}

/// When a command runs, and how that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// When.
    pub stage: Stage,
    /// Why, as the end of a sentence: "`vercel-build` runs when Vercel builds the site".
    pub why: String,
}

impl Context {
    /// It runs on deploy.
    pub(super) fn deploy(why: impl Into<String>) -> Self {
        Self { stage: Stage::Deploy, why: why.into() }
    }

    /// It runs by hand, or nobody can say.
    pub(super) fn elsewhere(why: impl Into<String>) -> Self {
        Self { stage: Stage::Elsewhere, why: why.into() }
    }

    /// It is named for local use. What it reaches has still to be looked at.
    pub(super) fn local(why: impl Into<String>) -> Self {
        Self { stage: Stage::Local, why: why.into() }
    }

    /// What the name of a script, target or job says of itself; `kind` is what it is: "the script".
    pub(super) fn of_name(kind: &str, name: &str) -> Self {
        let words = Words::of(name);
        match (words.deploys(), words.is_local()) {
            (true, false) => Self::deploy(format!("{kind} `{name}` is named for a deployment")),
            (false, true) => Self::local(format!("{kind} `{name}` is named for local use")),
            _ => Self::elsewhere(format!("{kind} `{name}` runs when somebody calls it")),
        }
    }

    /// A script of package.json: some names are run by the platforms themselves.
    pub(super) fn of_package_script(name: &str) -> Self {
        match is_deploy_script(name) {
            Some(why) if !Words::of(name).is_local() => Self::deploy(format!("`{name}` {why}")),
            _ => Self::of_name("the script", name),
        }
    }

    /// What the path of a file says of the commands in it.
    pub(super) fn of_path(path: &str) -> Self {
        let (folders, file) = path.rsplit_once('/').unwrap_or(("", path));
        if let Some(folder) = folders.split('/').find(|folder| Words::of(folder).is_local()) {
            return Self::local(format!("the folder `{folder}` is named for local use"));
        }
        let stem = file.split_once('.').map_or(file, |(stem, _)| if stem.is_empty() { file } else { stem });
        let words = Words::of(stem);
        if words.has("entrypoint") && !words.is_local() {
            return Self::deploy(format!("`{file}` is what a container starts with"));
        }
        Self::of_name("the file", file)
    }

    /// The same for something inside: a container of an image for development is local, whatever it runs.
    pub(super) fn inside(self, outer: &Self) -> Self {
        if outer.stage == Stage::Local && self.stage == Stage::Deploy { outer.clone() } else { self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_when_a_script_runs() {
        for (name, stage) in [
            ("build", Stage::Deploy),
            ("build:prod", Stage::Deploy),
            ("start", Stage::Deploy),
            ("start:dev", Stage::Local),
            ("build:test", Stage::Local),
            ("postinstall", Stage::Deploy),
            ("vercel-build", Stage::Deploy),
            ("heroku-postbuild", Stage::Deploy),
            ("deploy", Stage::Deploy),
            ("deploy:dev", Stage::Elsewhere),
            ("migrate:prod", Stage::Deploy),
            ("db:reset", Stage::Elsewhere),
            ("db:reset:local", Stage::Local),
            ("test", Stage::Local),
            ("testE2E", Stage::Local),
            ("latest", Stage::Elsewhere),
            ("rebuild-index", Stage::Elsewhere),
        ] {
            assert_eq!(Context::of_package_script(name).stage, stage, "{name}");
        }
    }

    #[test]
    fn paths_tell_it_too() {
        for (path, stage) in [
            ("docker-entrypoint.sh", Stage::Deploy),
            ("scripts/deploy.sh", Stage::Deploy),
            ("scripts/reset.sh", Stage::Elsewhere),
            ("scripts/dev/reset.sh", Stage::Local),
            ("test/setup.ts", Stage::Local),
            ("src/db.test.ts", Stage::Local),
            (".devcontainer/setup.sh", Stage::Local),
        ] {
            assert_eq!(Context::of_path(path).stage, stage, "{path}");
        }
    }
}
