//! Migrations, environments, exemptions and what drift needs.

use super::Checker;
use crate::live::shadow::Prelude;
use crate::policy::exemption::{Exemption, day};
use crate::policy::file::{
    CategoryName, DriftEntry, EnvironmentEntry, ExecEntry, ExemptionEntry, IgnoreEntry, MigrationsEntry, RuleName,
};
use crate::policy::mistake::Mistake;
use crate::policy::parts::{DriftPolicy, ExecPolicy, IgnoredDrift, MigrationsFolder};
use crate::policy::pattern::{NamePattern, ObjectPattern, PathPattern};
use crate::policy::provenance::Sourced;
use crate::policy::read::Located;
use crate::project::{BreakGlass, DatabaseUrl, Environment, HistoryPlace, Layout, Runner};
use crate::rules::{Category, Rule};

const OBJECT_HELP: &str = "write it as findings do: `public.\"User\".\"legacyName\"`; `*` stands for any text";

impl Checker<'_> {
    pub(super) fn migrations(&mut self, entry: Located<MigrationsEntry>) -> Option<Sourced<MigrationsFolder>> {
        let layout = self.optional(entry.value.layout, |layout| known_layout(layout));
        let source = self.from(entry.line).to_string();
        let runner = self.optional(entry.value.runner, |text| runner(text, &source));
        let history_table = self.optional(entry.value.history_table, |name| history_table(name));
        let path = self.optional(entry.value.path, |path| text(path, "the folder"))?;
        Some(self.sourced(entry.line, MigrationsFolder { path, layout, runner, history_table }))
    }

    pub(super) fn environment(&mut self, entry: Located<EnvironmentEntry>) -> Option<Sourced<Environment>> {
        let EnvironmentEntry { url, protected, hosts, system_identifier, break_glass } = entry.value;
        let hosts = hosts.into_iter().filter_map(|host| self.optional(Some(host), |host| host_pattern(host))).collect();
        let system_identifier = self.optional(system_identifier, |number| server_number(number));
        let break_glass = break_glass.map_or(BreakGlass::Forbidden, |word| word.value);
        let url = self.optional(url, |url| database_url(url))?;
        Some(self.sourced(entry.line, Environment { url, protected, hosts, system_identifier, break_glass }))
    }

    pub(super) fn exemption(&mut self, entry: Located<ExemptionEntry>) -> Option<Exemption> {
        let ExemptionEntry { rule, object, migration, path, reason, until, approved_by } = entry.value;
        let rule = rule.and_then(|rule| self.rule(&rule));
        let object = self.optional(object, |object| object_pattern(object));
        let migration = self.optional(migration, |name| text(name, "the migration"));
        let path = self.optional(path, |path| path_pattern(path));
        let until = self.optional(until, |until| {
            let mistake = || Mistake::new(format!("`{until}` is not a day")).help("write it as `2026-12-31`");
            day(until).ok_or_else(mistake)
        });
        let reason = self.optional(reason, |reason| text(reason, "the reason"));
        let approved_by = approved_by.into_iter();
        let approved_by = approved_by.filter_map(|name| self.keep(name.line, text(&name.value, "the approver")));
        let approved_by = approved_by.collect();
        let from = self.from(entry.line);
        let migration = migration.map(NamePattern::new);
        Some(Exemption { rule: rule?, object, migration, path, reason: reason?, until, approved_by, from })
    }

    fn rule(&mut self, name: &Located<RuleName>) -> Option<&'static Rule> {
        let word = name.value.0.as_str();
        let rule = self.rules.iter().copied().find(|rule| rule.id == word);
        let known = self.rules.iter().map(|rule| rule.id);
        self.keep(name.line, rule.ok_or_else(|| Mistake::unknown("rule", word, known)))
    }

    pub(super) fn category(&mut self, name: &Located<CategoryName>) -> Option<Category> {
        let word = name.value.0.as_str();
        let category = Category::ALL.into_iter().find(|category| category.as_str() == word);
        let known = Category::ALL.iter().map(|category| category.as_str());
        self.keep(name.line, category.ok_or_else(|| Mistake::unknown("category", word, known)))
    }

    pub(super) fn exec(&mut self, entry: ExecEntry, exec: &mut ExecPolicy) {
        let line = entry.log.as_ref().map(|log| log.line);
        if let Some((log, line)) = self.optional(entry.log, |log| text(log, "the file")).zip(line) {
            exec.log = Some(self.sourced(line, log));
        }
    }

    pub(super) fn drift(&mut self, entry: DriftEntry, drift: &mut DriftPolicy) {
        if let Some(compare) = entry.compare {
            drift.compare = self.sourced(compare.line, compare.value);
        }
        drift.ignore.extend(entry.ignore.into_iter().filter_map(|ignored| self.ignored(ignored)));
        if let Some(prelude) = entry.prelude {
            let known = self.keep(prelude.line, known_prelude(prelude.value));
            drift.prelude = known.map(|known| self.sourced(prelude.line, known));
        }
        if let Some(baseline) = entry.baseline {
            drift.baseline = Some(self.sourced(baseline.line, baseline.value));
        }
    }

    fn ignored(&mut self, entry: Located<IgnoreEntry>) -> Option<Sourced<IgnoredDrift>> {
        let object = self.optional(entry.value.object, |object| object_pattern(object));
        let reason = self.optional(entry.value.reason, |reason| text(reason, "the reason"));
        Some(self.sourced(entry.line, IgnoredDrift { object: object?, reason: reason? }))
    }
}

pub(super) fn text(text: &str, what: &str) -> Result<String, Mistake> {
    let text = text.trim();
    if text.is_empty() { Err(Mistake::new(format!("{what} is empty"))) } else { Ok(text.to_owned()) }
}

fn object_pattern(text: &str) -> Result<ObjectPattern, Mistake> {
    ObjectPattern::parse(text)
        .ok_or_else(|| Mistake::new(format!("`{text}` does not name an object")).help(OBJECT_HELP))
}

fn path_pattern(text: &str) -> Result<PathPattern, Mistake> {
    PathPattern::parse(text)
        .map_err(|_| Mistake::new(format!("`{text}` is no path")).help("write it as `scripts/**` or `package.json`"))
}

fn history_table(name: &str) -> Result<HistoryPlace, Mistake> {
    let mistake = || Mistake::new(format!("`{name}` names no table")).help("write `table` or `schema.table`");
    HistoryPlace::parse(name).ok_or_else(mistake)
}

fn known_layout(name: &str) -> Result<Layout, Mistake> {
    let names: Vec<&str> = Layout::FOLDERS.iter().map(|layout| layout.name()).collect();
    let help = || format!("the layouts are {}", names.join(", "));
    let mistake = || Mistake::new(format!("there is no layout `{name}`")).help(help());
    Layout::FOLDERS.into_iter().find(|layout| layout.name() == name).ok_or_else(mistake)
}

/// A file, or one that ships with Seawall.
fn known_prelude(value: String) -> Result<String, Mistake> {
    if value.starts_with("builtin:") && Prelude::builtin(&value).is_none() {
        let names = Prelude::ALL.map(|prelude| format!("`builtin:{}`", prelude.name)).join(", ");
        return Err(Mistake::new(format!("there is no prelude `{value}`")).help(format!("those that ship are {names}")));
    }
    Ok(value)
}

fn runner(text: &str, source: &str) -> Result<Runner, Mistake> {
    Runner::parse(text, source).map_err(|error| Mistake { help: error.help, ..Mistake::new(error.message) })
}

/// The text itself is not told: it may hold a password.
fn database_url(text: &str) -> Result<DatabaseUrl, Mistake> {
    let mistake = || {
        Mistake::new("this is neither the name of a variable nor a PostgreSQL connection string")
            .help("write `$DATABASE_URL`, or `postgresql://host/database`")
    };
    DatabaseUrl::parse(text).ok_or_else(mistake)
}

fn server_number(text: &str) -> Result<String, Mistake> {
    let valid = !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    let mistake = || {
        Mistake::new("this is no system identifier")
            .help("write the number that `SELECT system_identifier FROM pg_control_system()` gives, in quotes")
    };
    valid.then(|| text.to_owned()).ok_or_else(mistake)
}

fn host_pattern(text: &str) -> Result<String, Mistake> {
    let valid = !text.is_empty() && !text.contains(['/', '@', ' ']);
    let mistake = || Mistake::new("this is no host name").help("write the host alone, as in `db.*.supabase.co`");
    valid.then(|| text.to_owned()).ok_or_else(mistake)
}
