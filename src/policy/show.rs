//! The policy that holds, each value with where it comes from.

use std::fmt::Display;

use serde::Serialize;
use sha2::Digest as _;

use super::Policy;
use super::level::LevelTable;
use super::place::Sample;
use super::provenance::{Provenance, Sourced};

/// One value of the policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// What it is of: `rules.drop-table`, `environments.production.url`.
    pub key: String,
    /// The value, without passwords.
    pub value: String,
    /// Where it is written: `seawall.yaml:12`, `builtin:default`, `default`.
    pub source: String,
}

/// Rows so far.
#[derive(Default)]
struct Table(Vec<Row>);

impl Table {
    fn add(&mut self, key: impl Into<String>, value: &dyn Display, from: &Provenance) {
        self.0.push(Row { key: key.into(), value: value.to_string(), source: from.to_string() });
    }

    fn sourced<T: Display>(&mut self, key: impl Into<String>, value: &Sourced<T>) {
        self.add(key, &value.value, &value.from);
    }
}

impl Policy {
    /// Every value that holds, in the order of the file; rules in the order of their names.
    #[must_use]
    pub fn show(&self) -> Vec<Row> {
        let mut table = Table::default();
        if let Some(version) = &self.pg_version {
            table.sourced("pg_version", version);
        }
        self.show_places(&mut table);
        for rule in self.rules {
            let decision = self.decide(&Sample::default().place(rule));
            table.add(format!("rules.{}", rule.id), &decision.level, &decision.from);
        }
        self.show_exceptions(&mut table);
        self.show_exemptions(&mut table);
        self.show_comparison(&mut table);
        self.show_gate(&mut table);
        table.0
    }

    /// SHA-256 in hexadecimal of every value that holds, wherever it is written: equal where two policies decide alike.
    #[must_use]
    pub fn digest(&self) -> String {
        let values: Vec<(String, String)> = self.show().into_iter().map(|row| (row.key, row.value)).collect();
        let text = serde_json::to_string(&values).unwrap_or_default();
        format!("{:x}", sha2::Sha256::digest(text))
    }

    fn show_places(&self, table: &mut Table) {
        for folder in &self.migrations {
            let runner = folder.value.runner.as_ref().map(|runner| format!(" by {runner}"));
            table.add("migrations", &format!("{}{}", folder.value.path, runner.unwrap_or_default()), &folder.from);
        }
        for (name, environment) in &self.environments {
            let key = |field: &str| format!("environments.{name}.{field}");
            table.add(key("url"), &environment.value.url, &environment.from);
            table.add(key("protected"), &environment.value.protected, &environment.from);
            if !environment.value.hosts.is_empty() {
                table.add(key("hosts"), &environment.value.hosts.join(", "), &environment.from);
            }
            if let Some(number) = &environment.value.system_identifier {
                table.add(key("system_identifier"), number, &environment.from);
            }
            if environment.value.protected {
                table.add(key("break_glass"), &environment.value.break_glass, &environment.from);
            }
        }
    }

    /// Tables and paths with levels of their own, as each file says them, weakest first.
    fn show_exceptions(&self, table: &mut Table) {
        for layer in &self.layers {
            show_tables("", &layer.levels, table);
            for (pattern, levels) in &layer.paths {
                let path = format!("paths.{}.", pattern.as_str());
                for (selector, setting) in &levels.0 {
                    if let Some(level) = &setting.level {
                        table.sourced(format!("{path}rules.{selector}"), level);
                    }
                }
                show_tables(&path, levels, table);
            }
        }
    }

    fn show_exemptions(&self, table: &mut Table) {
        for exemption in &self.exemptions {
            let until = exemption.until.map(|until| format!(" until {until}")).unwrap_or_default();
            table.add("exemptions", &format!("{}{until}: {}", exemption.scope(), exemption.reason), &exemption.from);
        }
        for (category, from) in &self.forbidden {
            table.add("inline.forbid", category, from);
        }
        for command in &self.commands {
            table.add("commands", &command.value.to_string(), &command.from);
        }
        if let Some(log) = &self.exec.log {
            table.sourced("exec.log", log);
        }
    }

    fn show_comparison(&self, table: &mut Table) {
        table.sourced("drift.compare", &self.drift.compare);
        for ignored in &self.drift.ignore {
            table.add("drift.ignore", &format!("{}: {}", ignored.value.object, ignored.value.reason), &ignored.from);
        }
        for (key, path) in [("drift.prelude", &self.drift.prelude), ("drift.baseline", &self.drift.baseline)] {
            if let Some(path) = path {
                table.sourced(key, path);
            }
        }
    }

    fn show_gate(&self, table: &mut Table) {
        let gate = &self.gate;
        table.sourced("gate.record", &gate.record);
        if let Some(records) = &gate.records {
            table.sourced("gate.records", records);
        }
        let age = humantime::format_duration(gate.record_max_age.value);
        table.add("gate.record_max_age", &age, &gate.record_max_age.from);
        table.add("gate.large_table", &gate.large_table.value.display().si(), &gate.large_table.from);
        for need in &gate.require {
            table.add(format!("gate.require.{}", need.value.requirement()), &need.value, &need.from);
        }
        for unchecked in &gate.unchecked {
            table.add(
                format!("gate.unchecked.{}", unchecked.value.requirement),
                &unchecked.value.reason,
                &unchecked.from,
            );
        }
    }
}

fn show_tables(before: &str, levels: &LevelTable, table: &mut Table) {
    for (selector, setting) in &levels.0 {
        for (pattern, level) in &setting.tables {
            table.sourced(format!("{before}rules.{selector}.tables.{pattern}"), level);
        }
    }
}
