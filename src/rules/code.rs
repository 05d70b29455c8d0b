//! Code that drops or changes tables by itself.

use crate::rules::{Category, Check, Level, Rule};

/// A call or setting by which an application drops or alters its tables.
pub(crate) const RULE: Rule = Rule {
    id: "schema-change-in-code",
    category: Category::Command,
    level: Level::Block,
    summary: "code that drops or alters tables when the application runs",
    docs: "`sequelize.sync({ force: true })` drops every table and makes it anew, `sync({ alter: true })` and TypeORM's `synchronize: true` \
change tables and drop columns to fit the models, `dropSchema: true` and `EnsureDeleted()` drop everything. They run whenever the \
application starts, with no migration and nobody asked. The manuals of all of them say: not in production.\n\nWrite migrations and run \
them before the application starts. Keep such a call in a test or a script that is named for local use.\n\nSeawall reads names, strings \
and punctuation, no types: options that are put together elsewhere (`sync(options)`, `synchronize: !isProduction`) are not seen.",
    bad: &[],
    good: &[],
    check: Check::Audit,
};

/// The rules about code.
pub(super) const RULES: &[&Rule] = &[&RULE];
