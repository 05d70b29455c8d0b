//! The rules about commands.

use crate::rules::{Category, Check, Level, Rule};

/// The rules that a command pattern can belong to.
pub static COMMAND_RULES: [&Rule; 4] = [&DESTRUCTIVE, &SCHEMA_PUSH, &HISTORY_REWRITE, &UNSAFE_ENVIRONMENT];

/// A command that drops, empties or resets.
pub static DESTRUCTIVE: Rule = Rule {
    id: "destructive-command",
    category: Category::Command,
    level: Level::Block,
    summary: "a command that drops, empties or resets a database",
    docs: "The command does on purpose what no migration should do by accident: `prisma migrate reset` drops every schema and replays the \
migrations on nothing. It is meant for a developer's own database. In a script that runs on deploy, or in a shell whose \
`DATABASE_URL` points at production, it is an outage without an undo.\n\nUse the command that only applies what is pending \
(`npx prisma migrate deploy`), keep the destructive one in a script that is named for local use, and run commands against \
production through `seawall exec`.",
    bad: &[],
    good: &[],
    check: Check::Audit,
};

/// A command that changes a database past its migrations.
pub static SCHEMA_PUSH: Rule = Rule {
    id: "schema-push",
    category: Category::Command,
    level: Level::Block,
    summary: "a command that changes a database past its migrations",
    docs: "`prisma db push`, `drizzle-kit push`, seeds and SQL shells change schema or rows with no migration file: nobody reviews the \
change, no other environment gets it, and from then on the live schema is not what the migrations say (drift).\n\nWrite a migration \
and deploy it: `npx prisma migrate dev` on your own database, then `npx prisma migrate deploy`.",
    bad: &[],
    good: &[],
    check: Check::Audit,
};

/// A command that changes the history.
pub static HISTORY_REWRITE: Rule = Rule {
    id: "history-rewrite",
    category: Category::Command,
    level: Level::Warn,
    summary: "a command that changes what the history says was applied",
    docs: "`prisma migrate resolve`, `alembic stamp` or `flyway repair` write into the table by which the migration tool knows what has \
been applied, and run no migration. After a mistake here the next deploy skips a migration or runs it twice.\n\nLook first \
(`npx prisma migrate status`), and keep the command for a reviewed runbook.",
    bad: &[],
    good: &[],
    check: Check::Audit,
};

/// A variable or flag that takes a guard away.
pub static UNSAFE_ENVIRONMENT: Rule = Rule {
    id: "unsafe-environment",
    category: Category::Command,
    level: Level::Block,
    summary: "a variable or flag that takes away a tool's own guard",
    docs: "Tools ask before they destroy, refuse to run for a coding agent, or refuse production; these settings switch that off: \
`PRISMA_USER_CONSENT_FOR_DANGEROUS_AI_ACTION`, `DISABLE_DATABASE_ENVIRONMENT_CHECK`, `SUPABASE_YES`.\n\nLeave them out, and let a \
person answer the question.",
    bad: &[],
    good: &[],
    check: Check::Audit,
};

/// A command whose words are not known before it runs.
pub static UNRESOLVED: Rule = Rule {
    id: "unresolved-command",
    category: Category::Command,
    level: Level::Warn,
    summary: "a database command whose words are not known before it runs",
    docs: "The program is one that can destroy data, and what it is told stands in a variable or comes from another command \
(`prisma $ARGS`, `… | xargs prisma`). Seawall does not guess.\n\nWrite the words out.",
    bad: &[],
    good: &[],
    check: Check::Audit,
};

/// A command that names its database.
pub static HARDWIRED_TARGET: Rule = Rule {
    id: "hardwired-target",
    category: Category::Command,
    level: Level::Block,
    summary: "a command with the database of another machine written into it",
    docs: "A connection string (or `PGHOST`, `-h`) stands in the command itself or in what its file sets for it. So the command reaches \
that database wherever it is run: on a colleague's machine, in a test, from a coding agent. This is how production is emptied by a \
script that was called `seed:dev`.\n\nTake the connection string from a variable (`$DATABASE_URL`) that the platform's secrets set where \
it is meant, and run commands on production by `seawall exec --env production -- …`.\n\nWhat it reaches decides the level. A database that \
the policy protects (by `hosts` of its environment, or by its `url` where that is written out there) blocks whatever the command is, but \
for those that a protected database lets through (`npx prisma migrate deploy`), for SQL that only reads, and for programs that only show \
text: nothing tells what `node seed.js` does, and a name such as `seed:dev` makes it worse. Any other host of another machine only warns: \
many applications are started with the address of a database that nobody has to protect, and only you can say which one it is. A host on \
this machine, a service of a compose file (a name without a dot) and a placeholder (`example.com`) are left alone, unless the policy \
protects them. What a file sets for all its commands is told once.",
    bad: &[],
    good: &[],
    check: Check::Audit,
};

/// The rules of this category.
pub(in crate::rules) const RULES: &[&Rule] =
    &[&DESTRUCTIVE, &SCHEMA_PUSH, &HISTORY_REWRITE, &UNSAFE_ENVIRONMENT, &UNRESOLVED, &HARDWIRED_TARGET];
