//! What names tell: of scripts, jobs, environments and secrets.

/// Words of a name that is for a developer's machine or for tests.
const LOCAL: [&str; 19] = [
    "local",
    "locally",
    "localhost",
    "dev",
    "develop",
    "development",
    "devcontainer",
    "test",
    "tests",
    "testing",
    "e2e",
    "unit",
    "integration",
    "spec",
    "specs",
    "sandbox",
    "playground",
    "fixtures",
    "demo",
];

/// Words of a name that is for users.
const DEPLOY: [&str; 7] = ["deploy", "deployment", "release", "prod", "production", "live", "predeploy"];

/// Words of an environment or secret that is neither production nor local.
const REHEARSAL: [&str; 12] =
    ["staging", "stage", "stg", "preview", "review", "qa", "uat", "ci", "shadow", "pages", "nightly", "canary"];

/// Words of a secret that opens a database or the platform that keeps it.
const DATABASE: [&str; 19] = [
    "database",
    "db",
    "postgres",
    "postgresql",
    "pg",
    "pghost",
    "pgpassword",
    "supabase",
    "neon",
    "prisma",
    "direct",
    "railway",
    "fly",
    "vercel",
    "render",
    "heroku",
    "rds",
    "prod",
    "production",
];

/// Scripts of package.json that platforms and package managers run by themselves.
const RUN_BY_THEMSELVES: [(&str, &str); 13] = [
    ("build", "runs on every deployment of a Node application"),
    ("start", "starts the application in production"),
    ("vercel-build", "runs when Vercel builds the site"),
    ("now-build", "runs when Vercel builds the site"),
    ("heroku-prebuild", "runs when Heroku builds the application"),
    ("heroku-postbuild", "runs when Heroku builds the application"),
    ("gcp-build", "runs when Google Cloud builds the application"),
    ("render-build", "is Render's build command"),
    ("preinstall", "runs on every install, also in a deployment"),
    ("install", "runs on every install, also in a deployment"),
    ("postinstall", "runs on every install, also in a deployment"),
    ("prepare", "runs on every install of the sources, also in a deployment"),
    ("prepublish", "runs on install with old versions of npm"),
];

/// The words of a name, in lower case: `db:resetLocal` is `db`, `reset`, `local`.
pub(super) struct Words(Vec<String>);

impl Words {
    pub(super) fn of(name: &str) -> Self {
        let mut words: Vec<String> = vec![String::new()];
        let mut lower = false;
        for letter in name.chars() {
            let starts = letter.is_uppercase() && lower;
            if (starts || !letter.is_alphanumeric()) && words.last().is_some_and(|word| !word.is_empty()) {
                words.push(String::new());
            }
            if letter.is_alphanumeric()
                && let Some(word) = words.last_mut()
            {
                word.extend(letter.to_lowercase());
            }
            lower = letter.is_lowercase();
        }
        Self(words)
    }

    pub(super) fn has(&self, word: &str) -> bool {
        self.0.iter().any(|found| found == word)
    }

    fn has_one_of(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.has(word))
    }

    /// For a developer's machine or a test.
    pub(super) fn is_local(&self) -> bool {
        self.has_one_of(&LOCAL)
    }

    /// For users.
    pub(super) fn deploys(&self) -> bool {
        self.has_one_of(&DEPLOY)
    }

    /// For a rehearsal or a test: certainly not for users.
    pub(super) fn rehearses(&self) -> bool {
        (self.is_local() || self.has_one_of(&REHEARSAL)) && !self.has_one_of(&["prod", "production", "live"])
    }

    /// Opens a database in production, by its name.
    pub(super) fn opens_production(&self) -> bool {
        self.has_one_of(&DATABASE) && !self.rehearses()
    }
}

/// Why a script of package.json runs on deploy.
pub(super) fn is_deploy_script(name: &str) -> Option<&'static str> {
    let known = |name: &str| RUN_BY_THEMSELVES.iter().find(|(known, _)| *known == name).map(|(_, why)| *why);
    // `build:prod` is a variant of `build`.
    known(name).or_else(|| {
        known(name.split_once(':').map(|(first, _)| first).filter(|first| matches!(*first, "build" | "start"))?)
    })
}

/// The names of the secrets that a text of a workflow takes: `${{ secrets.NAME }}`.
pub(super) fn secrets_in(text: &str) -> impl Iterator<Item = &str> {
    let names = |behind: &str| behind.find(|letter: char| !(letter.is_alphanumeric() || letter == '_'));
    text.split("secrets.").skip(1).map(move |behind| &behind[..names(behind).unwrap_or(behind.len())])
}
