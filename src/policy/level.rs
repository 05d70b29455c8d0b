//! How a finding counts: what the flags, the layers of the policy and the rule itself say of its level.

use std::collections::BTreeMap;

use super::pattern::{ObjectPattern, PathPattern};
use super::place::Place;
use super::provenance::{Provenance, Sourced};
use super::{Mistake, Policy};
use crate::rules::{Category, Finding, Level, Rule};
use crate::sql::ObjectName;

/// A rule, or all rules of a category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Selector {
    Rule(&'static str),
    Category(Category),
}

impl Selector {
    /// What a word of the policy names.
    pub(super) fn parse(word: &str, rules: &[&'static Rule]) -> Result<Self, Mistake> {
        let rule = rules.iter().find(|rule| rule.id == word).map(|rule| Self::Rule(rule.id));
        let category = || Category::ALL.into_iter().find(|category| category.as_str() == word).map(Self::Category);
        let known = || rules.iter().map(|rule| rule.id).chain(Category::ALL.iter().map(|category| category.as_str()));
        rule.or_else(category).ok_or_else(|| Mistake::unknown("rule or category", word, known()))
    }

    /// The rule by itself, then its category: the order in which they are asked.
    fn of(rule: &Rule) -> [Self; 2] {
        [Self::Rule(rule.id), Self::Category(rule.category)]
    }
}

impl std::fmt::Display for Selector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Rule(id) => f.write_str(id),
            Self::Category(category) => category.fmt(f),
        }
    }
}

/// Levels of one `rules:` mapping.
#[derive(Debug, Clone, Default)]
pub(super) struct LevelTable(pub(super) BTreeMap<Selector, Setting>);

/// What one entry of `rules:` says.
#[derive(Debug, Clone, Default)]
pub(super) struct Setting {
    /// The level but for the tables.
    pub(super) level: Option<Sourced<Level>>,
    /// Levels by table; of those that match, the last one holds.
    pub(super) tables: Vec<(ObjectPattern, Sourced<Level>)>,
}

impl LevelTable {
    fn of_rule(&self, rule: &Rule) -> Option<&Sourced<Level>> {
        Selector::of(rule).iter().find_map(|selector| self.0.get(selector)?.level.as_ref())
    }

    fn of_table(&self, rule: &Rule, table: &ObjectName) -> Option<&Sourced<Level>> {
        let matching =
            |setting: &'_ Setting| setting.tables.iter().rposition(|(pattern, _)| pattern.matches_table(table));
        Selector::of(rule).iter().find_map(|selector| {
            let setting = self.0.get(selector)?;
            matching(setting).map(|at| &setting.tables[at].1)
        })
    }
}

/// What one file or pack says of levels.
#[derive(Debug, Clone)]
pub(super) struct Layer {
    /// As reports name it: `builtin:default`, `seawall.yaml`.
    pub(super) name: String,
    /// The default pack: what it names, nobody chose, so milder cases keep their milder level.
    pub(super) quiet: bool,
    pub(super) levels: LevelTable,
    /// Later ones win.
    pub(super) paths: Vec<(PathPattern, LevelTable)>,
}

impl Layer {
    /// Table or path first, then the rule, then its category.
    fn level(&self, place: &Place<'_>) -> Option<&Sourced<Level>> {
        let paths = || {
            let matching =
                |(pattern, _): &&(PathPattern, LevelTable)| place.path.is_some_and(|path| pattern.matches(path));
            self.paths.iter().rev().filter(matching).map(|(_, levels)| levels)
        };
        let by_table = place
            .table
            .and_then(|table| paths().chain([&self.levels]).find_map(|levels| levels.of_table(place.rule, table)));
        by_table
            .or_else(|| paths().find_map(|levels| levels.of_rule(place.rule)))
            .or_else(|| self.levels.of_rule(place.rule))
    }
}

/// What a level is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The rule that speaks.
    pub rule: &'static Rule,
    /// The tables it speaks of; the strictest of them decides.
    pub tables: &'a [ObjectName],
    /// The file, relative to the working directory (or absolute).
    pub path: Option<&'a str>,
    /// The level of this case, where it is milder or graver than the rule's own.
    pub case: Option<Level>,
}

/// A level, and who decided it.
#[derive(Debug, Clone)]
pub struct Decision {
    /// The level.
    pub level: Level,
    /// Where it is written.
    pub from: Provenance,
    /// Somebody chose it: a milder or graver case of the rule has this level, too.
    pub chosen: bool,
}

impl Policy {
    /// The level of what a rule says.
    #[must_use]
    pub fn level(&self, subject: &Subject<'_>) -> Decision {
        let has_paths = self.layers.iter().any(|layer| !layer.paths.is_empty());
        let path = subject.path.filter(|_| has_paths).map(|path| self.below_folder(path));
        let decide = |table| self.decide(&Place { rule: subject.rule, table, path: path.as_deref() });
        let strictest = subject.tables.iter().map(|table| decide(Some(table))).max_by_key(|decision| decision.level);
        let decision = strictest.unwrap_or_else(|| decide(None));
        match subject.case {
            Some(case) if !decision.chosen && case < subject.rule.level => {
                Decision { level: decision.level.min(case), ..decision }
            }
            Some(case) if !decision.chosen => Decision { level: decision.level.max(case), ..decision },
            _ => decision,
        }
    }

    /// The level of a finding that stands at its rule's own level, or at that of its milder or graver case.
    #[must_use]
    pub fn level_of(&self, finding: &Finding) -> Level {
        let Some(rule) = self.rule(finding.rule) else { return finding.level };
        let tables = tables(finding);
        let path = finding.location.as_ref().map(|location| location.source.path()).or(finding.path.as_deref());
        let case = (finding.level != rule.level).then_some(finding.level);
        self.level(&Subject { rule, tables: &tables, path, case }).level
    }

    /// Whether a rule is looked for at all: somewhere, it is not `off`.
    #[must_use]
    pub fn looks_for(&self, rule: &'static Rule) -> bool {
        self.samples().iter().any(|sample| self.decide(&sample.place(rule)).level != Level::Off)
    }

    /// What flags, layers and the rule say, strongest first.
    pub(super) fn decide(&self, place: &Place<'_>) -> Decision {
        if let Some(level) = self.flags.of_rule(place.rule) {
            return Decision { level: level.value, from: level.from.clone(), chosen: true };
        }
        let said = self.layers.iter().rev().find_map(|layer| Some((layer, layer.level(place)?)));
        said.map_or_else(
            || Decision { level: place.rule.level, from: Provenance::Default, chosen: false },
            |(layer, level)| Decision { level: level.value, from: level.from.clone(), chosen: !layer.quiet },
        )
    }
}

/// The tables of a finding: those it names, else those it locks.
fn tables(finding: &Finding) -> Vec<ObjectName> {
    let named = finding.objects.iter().filter(|object| object.kind == "table" || object.column.is_some());
    let named: Vec<ObjectName> =
        named.filter_map(|object| Some(ObjectName::new(object.schema.as_deref()?, object.name.as_str()))).collect();
    if named.is_empty() {
        finding.locks.iter().map(|lock| ObjectName::new(lock.schema.as_str(), lock.name.as_str())).collect()
    } else {
        named
    }
}
