//! Objects that are on both sides and differ, by what kind of attribute differs.

use crate::rules::{Category, Check, Level, Rule};

/// What queries and constraints can see.
pub(super) const STRUCTURE: Rule = Rule {
    id: "drift-changed",
    category: Category::Drift,
    level: Level::Block,
    summary: "an object differs from what the migrations say",
    docs: "A type, default, constraint, index, view or function is not what the files say: code and migrations that pass on a database made \
from the files can behave otherwise here. Staging that differs from the files proves nothing about production.\n\nBring it back with the \
statement that the report shows, or keep the change by writing it as a migration (`seawall drift --adopt`).",
    bad: &[],
    good: &[],
    check: Check::Audit,
};

/// Who may do what.
pub(super) const ACCESS: Rule = Rule {
    id: "drift-access",
    category: Category::Drift,
    level: Level::Block,
    summary: "owners, grants or row-level security differ from what the migrations say",
    docs: "A grant made by hand opens a table to a role that no file names; a missing one makes code fail with `permission denied`. Row-level \
security that is off shows every row to every client.\n\nBring it back with the statement that the report shows, or put the grant into a \
migration. Where another tool manages roles and grants (Terraform, the platform), set `rules: { drift-access: info }`.",
    bad: &[],
    good: &[],
    check: Check::Audit,
};

/// Settings of the database and its roles.
pub(super) const SETTING: Rule = Rule {
    id: "drift-setting",
    category: Category::Drift,
    level: Level::Block,
    summary: "settings of the database or of a role in it differ",
    docs: "`ALTER DATABASE … SET` and `ALTER ROLE … SET` change how every new session behaves: its search_path, timeouts, time zone. The same \
query then gives other results on two environments with equal tables.\n\nSet it on both sides, or reset it here (`ALTER DATABASE … RESET …`).",
    bad: &[],
    good: &[],
    check: Check::Audit,
};

/// What no query can see.
pub(super) const COSMETIC: Rule = Rule {
    id: "drift-cosmetic",
    category: Category::Drift,
    level: Level::Warn,
    summary: "comments, the order of columns or statistics targets differ",
    docs: "No query that names its columns gives another result. The order of columns shows in `SELECT *`, in `INSERT` without a list of \
columns and in `COPY`; a statistics target changes plans.\n\nComments and targets can be set again; the order of columns only by making the \
table anew, which is seldom worth it.",
    bad: &[],
    good: &[],
    check: Check::Audit,
};

/// What moves with the rows.
pub(super) const STATE: Rule = Rule {
    id: "drift-state",
    category: Category::Drift,
    level: Level::Info,
    summary: "a sequence stands elsewhere, or a materialized view is not filled",
    docs: "These move with the data and differ between any two databases in use, so this is told and does not count. It matters after a \
restore or a copy: a sequence behind its column's values makes inserts fail (SQLSTATE 23505), an unfilled materialized view cannot be read \
(SQLSTATE 55000).",
    bad: &[],
    good: &[],
    check: Check::Audit,
};
