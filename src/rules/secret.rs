//! Passwords of databases in files.

use crate::rules::{Category, Check, Level, Rule};

/// A connection string with its password, for a database that others can reach.
pub(crate) const CONNECTION: Rule = Rule {
    id: "password-in-connection-string",
    category: Category::Secret,
    level: Level::Block,
    summary: "a connection string with its password",
    docs: "Whoever reads the repository, one of its forks, a log of CI or a backup can open the database with it, and git keeps it when the \
line is long gone.\n\nTake a variable: `${DATABASE_URL}` in a script, `${{ secrets.DATABASE_URL }}` in a workflow, `env(\"DATABASE_URL\")` \
in a schema, and keep `.env` out of git. A password that was committed is no secret any more: change it \
(`ALTER ROLE … PASSWORD`), then clean the history if you like.\n\nHosts that only this machine reaches, and passwords that everybody \
knows (`postgres`, `changeme`, `<password>`), are left alone; in tests and documentation it only warns.",
    bad: &[],
    good: &[],
    check: Check::Audit,
};

/// `PASSWORD '…'` in SQL.
pub(crate) const SQL: Rule = Rule {
    id: "password-in-sql",
    category: Category::Secret,
    level: Level::Block,
    summary: "SQL that gives a role its password",
    docs: "`CREATE ROLE … PASSWORD '…'` in a file tells the password to everybody who reads the repository, and to the server's log \
(`log_statement`).\n\nCreate the role without a password and set it by hand, with `\\password app` of psql, which sends only its \
hash; or let the platform manage roles. A `SCRAM-SHA-256$…` verifier in place of the password only warns: the password cannot be read \
from it, but guesses can be tried against it.",
    bad: &[],
    good: &[],
    check: Check::Audit,
};

/// A variable that holds a password.
pub(crate) const VARIABLE: Rule = Rule {
    id: "password-in-variable",
    category: Category::Secret,
    level: Level::Warn,
    summary: "a variable with the password of a database",
    docs: "`PGPASSWORD=…` in a script or a workflow tells the password to everybody who reads it.\n\nTake it from the environment or from \
CI's secrets, or use a `~/.pgpass` that is not in the repository (manual, 34.16 \"The Password File\").",
    bad: &[],
    good: &[],
    check: Check::Audit,
};

/// The rules of this category.
pub(super) const RULES: &[&Rule] = &[&CONNECTION, &SQL, &VARIABLE];
