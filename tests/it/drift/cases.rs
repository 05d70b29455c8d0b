//! Single changes, and what each is.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// Databases as they should be, and changes made behind their backs.
pub(super) struct Suite {
    bases: BTreeMap<String, String>,
    cases: Vec<Case>,
}

/// One change.
pub(super) struct Case {
    /// What it is called.
    pub(super) name: String,
    /// The statements that make it.
    pub(super) sql: String,
    base: String,
    expectation: Expectation,
}

/// What must be told of a case.
#[derive(Deserialize, Clone)]
struct Expectation {
    /// The first major version that has the syntax.
    #[serde(default)]
    since: u32,
    /// Every change.
    tells: Vec<String>,
    /// What a repair cannot undo.
    #[serde(default)]
    left: Vec<String>,
    /// Every change up to a version, where an older one does something else.
    #[serde(default)]
    until: BTreeMap<String, Vec<String>>,
}

impl Case {
    /// Every change that must be told on this version, and no other.
    pub(super) fn tells(&self, major: u32) -> &[String] {
        let older =
            self.expectation.until.iter().filter_map(|(until, tells)| Some((until.parse::<u32>().ok()?, tells)));
        older
            .filter(|(until, _)| major <= *until)
            .min_by_key(|(until, _)| *until)
            .map_or(&self.expectation.tells, |(_, tells)| tells)
    }
}

impl Case {
    /// What a repair cannot undo.
    pub(super) fn left(&self) -> &[String] {
        &self.expectation.left
    }
}

impl Suite {
    /// The cases that are not part of this repository; what they must tell is.
    pub(super) fn shared(folder: &Path) -> Self {
        #[derive(Deserialize)]
        struct Given {
            base: String,
            base2: String,
            cases: Vec<GivenCase>,
        }
        #[derive(Deserialize)]
        struct GivenCase {
            base: String,
            name: String,
            sql: String,
        }
        let file = folder.join("cases/drift.json");
        let text = std::fs::read_to_string(&file).unwrap_or_else(|why| panic!("{}: {why}", file.display()));
        let given: Given = serde_json::from_str(&text).unwrap();
        let known: BTreeMap<String, Expectation> = toml::from_str(include_str!("shared.toml")).unwrap();
        let expectation = |name: &str| {
            let unknown = || Expectation {
                since: 0,
                tells: vec![format!("shared.toml does not say what `{name}` is")],
                left: Vec::new(),
                until: BTreeMap::new(),
            };
            known.get(name).cloned().unwrap_or_else(unknown)
        };
        let case = |case: GivenCase| Case {
            expectation: expectation(&case.name),
            name: case.name,
            sql: case.sql,
            base: case.base,
        };
        let bases = BTreeMap::from([("base".to_owned(), given.base), ("base2".to_owned(), given.base2)]);
        Self { bases, cases: given.cases.into_iter().map(case).collect() }
    }

    /// The cases of this repository.
    pub(super) fn own() -> Self {
        #[derive(Deserialize)]
        struct Given {
            case: Vec<GivenCase>,
        }
        #[derive(Deserialize)]
        struct GivenCase {
            name: String,
            sql: String,
            #[serde(flatten)]
            expectation: Expectation,
        }
        let given: Given = toml::from_str(include_str!("own.toml")).unwrap();
        let case = |case: GivenCase| Case {
            name: case.name,
            sql: case.sql,
            base: "own".to_owned(),
            expectation: case.expectation,
        };
        let bases = BTreeMap::from([("own".to_owned(), include_str!("own.sql").to_owned())]);
        Self { bases, cases: given.case.into_iter().map(case).collect() }
    }

    /// The cases that a version has no syntax for.
    pub(super) fn too_new(&self, major: u32) -> Vec<&str> {
        let too_new = self.cases.iter().filter(|case| case.expectation.since > major);
        too_new.map(|case| case.name.as_str()).collect()
    }

    /// The cases that a version can run, by the base that they change.
    pub(super) fn by_base(&self, major: u32) -> Vec<(&str, Vec<&Case>)> {
        let of = |base: &String| {
            self.cases.iter().filter(|case| case.base == *base && case.expectation.since <= major).collect()
        };
        self.bases.iter().map(|(name, sql)| (sql.as_str(), of(name))).collect()
    }
}
