//! Small reports for the tests of all formats.

use crate::audit::{
    Cell, Comparison, Coverage, Difference, EnvironmentStatus, Mark, MigrationStatus, Problem, Report, State, Status,
};
use crate::rules::drift::{UNEXPECTED, of_weight};
use crate::rules::{
    AppliedExemption, Category, Finding, Level, Location, LockedRelation, Object, RewrittenTable, Rule,
};
use crate::schema::{Attribute, Change, ChangeKind, ObjectKey, ObjectKind, Weight};
use crate::sql::{ObjectName, Source, Span};

/// A name that tries everything at once.
pub(super) const HOSTILE: &str = "x\u{1b}[2J\u{202e}</details>|`@everyone` [a](http://b.c)\n::error::z";

/// A dropped column, by the whole text of its migration.
pub(super) fn finding(migration: &str, sql: &str) -> Finding {
    at(migration, Source::new(format!("prisma/migrations/{migration}/migration.sql"), sql), sql)
}

/// The same, where only some words of the file are meant.
fn at(migration: &str, source: Source, words: &str) -> Finding {
    let start = source.text().find(words).unwrap();
    let user = ObjectName::new("public", "User");
    Finding {
        rule: "drop-column",
        category: Category::DataLoss,
        level: Level::Block,
        message: "drops public.\"User\".\"legacyName\" and its values".into(),
        why: Some("the values cannot be brought back without a backup".into()),
        help: Some("keep it under another name until nothing reads it:\nALTER TABLE public.\"User\"\n  RENAME COLUMN \"legacyName\" TO \"legacyName_old\";".into()),
        location: Some(Location {
            source,
            span: Span::new(start, start + words.len()),
            migration: Some(migration.into()),
            statement: Some(2),
        }),
        path: None,
        runners: Vec::new(),
        objects: vec![Object::part("column", &user, "legacyName")],
        locks: vec![LockedRelation { schema: "public".into(), name: "User".into(), mode: "ACCESS EXCLUSIVE" }],
        rewrites: Vec::new(),
        environment: None,
        change: None,
        exemption: None,
    }
}

/// The file of the small report.
const SQL: &str = "-- tidy up\n\nALTER TABLE \"User\" DROP COLUMN \"legacyName\";\nALTER TABLE \"Order\"\n  ALTER COLUMN \"total\"\n  SET DATA TYPE BIGINT;\nDROP TABLE \"Log\";\n";

/// A block, a warning and an exempted finding.
pub(super) fn report() -> Report {
    let source = Source::new("prisma/migrations/20260101120000_tidy/migration.sql", SQL);
    let name = "20260101120000_tidy";
    let dropped = at(name, source.clone(), "DROP COLUMN \"legacyName\"");
    let order = ObjectName::new("public", "Order");
    let changed = Finding {
        rule: "type-change-rewrites",
        category: Category::Rewrite,
        level: Level::Warn,
        message: "changes public.\"Order\".total from integer to bigint, which writes the table again".into(),
        why: None,
        help: None,
        runners: vec!["prisma@<7.4".into()],
        objects: vec![Object::part("column", &order, "total")],
        locks: vec![LockedRelation { schema: "public".into(), name: "Order".into(), mode: "ACCESS EXCLUSIVE" }],
        rewrites: vec![RewrittenTable { schema: "public".into(), name: "Order".into() }],
        ..at(name, source.clone(), "ALTER TABLE \"Order\"\n  ALTER COLUMN \"total\"\n  SET DATA TYPE BIGINT;")
    };
    let exempted = Finding {
        rule: "drop-table",
        message: "drops public.\"Log\" and its rows".into(),
        objects: vec![Object::new("table", &ObjectName::new("public", "Log"))],
        exemption: Some(AppliedExemption {
            reason: "moved to the log service".into(),
            source: "seawall.yaml:12".into(),
            until: Some("2026-12-31".into()),
        }),
        ..at(name, source, "DROP TABLE \"Log\";")
    };
    Report { findings: vec![dropped, changed, exempted], ..empty() }
}

/// A report without findings.
pub(super) fn empty() -> Report {
    Report {
        command: "check",
        policy: vec!["builtin:default".into(), "seawall.yaml".into()],
        coverage: Coverage { migrations: 163, pending: 1, statements: 42, opaque: 1, ..Coverage::default() },
        selection: "new against the merge base with origin/main".into(),
        runner: "prisma@7.10, from package-lock.json".into(),
        ..Report::default()
    }
}

/// Nothing could be read.
pub(super) fn broken() -> Report {
    Report {
        coverage: Coverage::default(),
        errors: vec![Problem {
            message: "there is no rule `drop-colum`".into(),
            path: Some("seawall.yaml".into()),
            line: Some(7),
            help: Some("did you mean `drop-column`?".into()),
        }],
        incomplete: vec!["the policy could not be read".into()],
        selection: String::new(),
        runner: String::new(),
        ..empty()
    }
}

/// A report in which every text is hostile.
pub(super) fn hostile() -> Report {
    let sql = format!("DROP TABLE \"{HOSTILE}\";");
    let one = Finding {
        message: format!("drops {HOSTILE}"),
        why: Some(HOSTILE.into()),
        help: Some(format!("{HOSTILE}\n::error::z\nDROP TABLE x;\n```\n</details>")),
        objects: vec![Object::global("table", HOSTILE)],
        runners: vec![HOSTILE.into()],
        locks: vec![LockedRelation { schema: "public".into(), name: HOSTILE.into(), mode: "ACCESS EXCLUSIVE" }],
        ..at("1", Source::new(format!("a/{HOSTILE}.sql"), sql.as_str()), &sql)
    };
    let two = Finding {
        exemption: Some(AppliedExemption { reason: HOSTILE.into(), source: HOSTILE.into(), until: None }),
        ..one.clone()
    };
    let error =
        Problem { message: HOSTILE.into(), path: Some(HOSTILE.into()), line: Some(1), help: Some(HOSTILE.into()) };
    Report {
        findings: vec![one, two],
        errors: vec![error],
        incomplete: vec![HOSTILE.into()],
        selection: HOSTILE.into(),
        runner: HOSTILE.into(),
        ..empty()
    }
}

/// A database in which one column differs and one index is not expected.
pub(super) fn drift() -> Report {
    let expected = "CREATE TABLE public.\"Order\" (\n    id integer NOT NULL,\n    total integer NOT NULL\n);\n";
    let actual = expected.replace("total integer", "total bigint");
    drift_of(["table public.\"Order\"", "index public.orphan"], "total", [expected, &actual])
}

/// The same where every text is hostile.
pub(super) fn hostile_drift() -> Report {
    drift_of([HOSTILE, HOSTILE], HOSTILE, [HOSTILE, &HOSTILE.repeat(2)])
}

fn drift_of(titles: [&str; 2], column: &str, definitions: [&str; 2]) -> Report {
    let key = |kind, name: &str, part: Option<&str>| ObjectKey {
        schema: Some("public".into()),
        name: name.into(),
        kind,
        part: part.map(Into::into),
    };
    let of = |rule: &Rule, message: String, change: Change| Finding {
        objects: vec![Object::from(&change.object)],
        environment: Some("staging".into()),
        help: Some(format!("ALTER TABLE {} ALTER COLUMN {column} TYPE integer;", titles[0])),
        ..Finding::of(rule, message).with_change(change)
    };
    let column = Change {
        object: key(ObjectKind::Column, "Order", Some(column)),
        kind: ChangeKind::Changed,
        attribute: Attribute::by_name("comment"),
        expected: Some("integer".into()),
        actual: Some("bigint".into()),
    };
    let index = Change {
        object: key(ObjectKind::Index, "orphan", None),
        kind: ChangeKind::Unexpected,
        attribute: None,
        expected: None,
        actual: Some("CREATE INDEX".into()),
    };
    let [expected, actual] = definitions.map(|text| Some(text.to_owned()));
    let difference = |at: usize, title: &str, expected| Difference {
        title: title.to_owned(),
        expected,
        actual: actual.clone(),
        findings: at..at + 1,
    };
    Report {
        command: "drift",
        findings: vec![
            of(of_weight(Weight::Structure), format!("{}: type differs", column.object), column),
            of(&UNEXPECTED, format!("{} is there", index.object), index),
        ],
        comparisons: vec![Comparison {
            environment: "staging".into(),
            expectation: "the 163 migrations that it has applied, replayed on private PostgreSQL 15.18".into(),
            objects: 412,
            differences: vec![difference(0, titles[0], expected), difference(1, titles[1], None)],
        }],
        coverage: Coverage { migrations: 163, objects: 412, ..Coverage::default() },
        selection: String::new(),
        runner: String::new(),
        ..empty()
    }
}

/// The report of a long history: `count` findings of each of some rules.
pub(super) fn history(count: usize) -> Report {
    let rules =
        [("drop-column", Level::Block), ("set-not-null-scans", Level::Warn), ("missing-lock-timeout", Level::Info)];
    let findings = (0..count).flat_map(|at| {
        rules.map(|(rule, level)| {
            let migration = format!("2026{at:06}_step");
            Finding { rule, level, ..finding(&migration, "ALTER TABLE \"User\" DROP COLUMN \"legacyName\";") }
        })
    });
    Report { findings: findings.collect(), ..empty() }
}

/// Renders to a string.
pub(super) fn rendered(report: &Report, format: super::Format, ctx: &super::RenderContext<'_>) -> String {
    let mut out = Vec::new();
    super::render(report, format, ctx, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Two environments, one of them ahead and one that could not be read besides.
pub(super) fn status() -> Report {
    let environment = |name: &str| EnvironmentStatus {
        name: name.into(),
        readable: true,
        history_table: Some(true),
        deploy_running: Some(false),
        applied: 3,
        pending: 0,
        failed: 0,
        backup_age_seconds: None,
        drift: None,
    };
    let cell = |state, marks: &[Mark]| {
        let at = (state != State::Pending).then(|| "2026-01-02T00:00:00Z".into());
        Some(Cell { state, at, marks: marks.iter().copied().collect() })
    };
    let row = |name: &str, staging, production| MigrationStatus {
        name: name.into(),
        in_repository: true,
        environments: vec![staging, production, None],
    };
    let applied = || cell(State::Applied, &[]);
    let production = EnvironmentStatus {
        deploy_running: None,
        applied: 2,
        pending: 1,
        failed: 1,
        backup_age_seconds: Some(3600),
        drift: Some(2),
        ..environment("production")
    };
    let unread = EnvironmentStatus { readable: false, history_table: None, deploy_running: None, ..environment("qa") };
    let migrations = vec![
        row("20260101_a", applied(), applied()),
        row("20260102_b", applied(), applied()),
        row("20260103_c", applied(), cell(State::Failed, &[])),
        row("20260104_d", cell(State::Applied, &[Mark::Edited]), cell(State::Pending, &[])),
    ];
    let status = Status { environments: vec![environment("staging"), production, unread], migrations };
    Report {
        command: "status",
        status: Some(status),
        incomplete: vec!["qa: nothing listens at db:5432".into()],
        selection: String::new(),
        runner: String::new(),
        coverage: Coverage { migrations: 4, pending: 1, ..Coverage::default() },
        ..empty()
    }
}

/// A status in which every name is hostile.
pub(super) fn hostile_status() -> Report {
    let mut report = status();
    let status = report.status.as_mut().unwrap();
    status.environments.iter_mut().for_each(|environment| environment.name = HOSTILE.into());
    status.migrations.iter_mut().for_each(|row| row.name = HOSTILE.into());
    status.migrations.iter_mut().for_each(|row| row.in_repository = false);
    report
}
