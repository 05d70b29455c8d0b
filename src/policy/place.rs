//! The places of which a policy may say something of its own.

use std::collections::BTreeSet;

use super::Policy;
use crate::rules::Rule;
use crate::sql::ObjectName;

/// One place of which a level is asked.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) rule: &'static Rule,
    pub(super) table: Option<&'a ObjectName>,
    /// Relative to the folder of the policy.
    pub(super) path: Option<&'a str>,
}

/// A table and a path that stand for all that one override of the policy covers: its patterns, taken for names.
/// Every wider pattern matches them too, so what holds for a sample is what holds for the override.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Sample {
    pub(super) table: Option<ObjectName>,
    pub(super) path: Option<String>,
}

impl Sample {
    pub(super) fn place(&self, rule: &'static Rule) -> Place<'_> {
        Place { rule, table: self.table.as_ref(), path: self.path.as_deref() }
    }
}

impl std::fmt::Display for Sample {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(table) = &self.table {
            write!(f, " for {}.{}", table.schema.as_str(), table.name.as_str())?;
        }
        self.path.as_ref().map_or(Ok(()), |path| write!(f, " in {path}"))
    }
}

impl Policy {
    /// Everywhere, and each combination of a table and a path that the policy names.
    pub(super) fn samples(&self) -> BTreeSet<Sample> {
        let (mut tables, mut paths) = (BTreeSet::from([None]), BTreeSet::from([None]));
        for layer in &self.layers {
            paths.extend(layer.paths.iter().map(|(pattern, _)| Some(pattern.as_str().to_owned())));
            let levels = layer.paths.iter().map(|(_, levels)| levels).chain([&layer.levels]);
            let patterns = levels.flat_map(|levels| levels.0.values()).flat_map(|setting| &setting.tables);
            tables.extend(patterns.map(|(pattern, _)| pattern.as_table()));
        }
        let pair = |table| paths.iter().map(move |path| Sample { table: Option::clone(table), path: path.clone() });
        tables.iter().flat_map(pair).collect()
    }
}
