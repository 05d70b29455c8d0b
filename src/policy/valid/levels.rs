//! Levels, by rule, table and path.

use super::Checker;
use crate::policy::file::{Levels, PathEntry, RuleEntry};
use crate::policy::level::{Layer, LevelTable, Selector, Setting};
use crate::policy::mistake::Mistake;
use crate::policy::pack::Pack;
use crate::policy::pattern::{ObjectPattern, PathPattern};
use crate::policy::provenance::Sourced;
use crate::policy::read::{Entries, Located};
use crate::rules::Level;

impl Checker<'_> {
    /// What a file says of levels.
    pub(super) fn layer(&mut self, name: String, levels: Levels, paths: Entries<PathEntry>) -> Layer {
        let quiet = self.pack == Some(Pack::DEFAULT.name);
        let levels = self.levels(levels);
        let paths = paths.0.into_iter().filter_map(|(glob, entry)| {
            let levels = self.levels(entry.rules);
            let pattern = PathPattern::parse(&glob.value).map_err(|error| bad_glob(&error));
            Some((self.keep(glob.line, pattern)?, levels))
        });
        let paths = paths.collect();
        Layer { name, quiet, levels, paths }
    }

    fn levels(&mut self, levels: Levels) -> LevelTable {
        let mut table = LevelTable::default();
        for (name, entry) in levels.0.0 {
            let setting = self.setting(entry);
            let selector = Selector::parse(&name.value, self.rules);
            if let Some(selector) = self.keep(name.line, selector) {
                table.0.insert(selector, setting);
            }
        }
        table
    }

    fn setting(&mut self, entry: RuleEntry) -> Setting {
        match entry {
            RuleEntry::Word(level) => Setting { level: Some(self.level(level)), tables: Vec::new() },
            RuleEntry::Detailed(detail) => Setting {
                level: detail.level.map(|level| self.level(level)),
                tables: detail.tables.0.into_iter().filter_map(|entry| self.table(entry)).collect(),
            },
        }
    }

    fn level(&self, level: Located<Level>) -> Sourced<Level> {
        self.sourced(level.line, level.value)
    }

    fn table(&mut self, (name, level): (Located<String>, Located<Level>)) -> Option<(ObjectPattern, Sourced<Level>)> {
        let pattern = ObjectPattern::parse(&name.value).filter(|pattern| pattern.parts() == 2).ok_or_else(|| {
            Mistake::new(format!("`{}` does not name a table", name.value))
                .help("write schema and table as they are spelled: `public.Event`, `audit.*`")
        });
        Some((self.keep(name.line, pattern)?, self.level(level)))
    }
}

fn bad_glob(error: &globset::Error) -> Mistake {
    Mistake::new(format!("this is no path pattern: {error}"))
        .help("`*` stands for any text within a folder, `**` for any folders: `packages/analytics/**`")
}
