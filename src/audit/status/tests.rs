use std::path::PathBuf;

use time::macros::{date, datetime};

use super::*;
use crate::live::{Checksum, Content, HistoryRow, LiveErrorKind, Outcome, Stored};
use crate::policy::LoadOptions;
use crate::project::{Layout, Migration, Tool};
use crate::rules::{self, Level};
use crate::sql::Source;

pub(in crate::audit) fn history(files: &[(&str, &str)]) -> History {
    let migration = |(name, text): &(&str, &str)| {
        let path = format!("m/{name}/migration.sql");
        Migration::new(*name, PathBuf::from(&path), Source::new(path.as_str(), *text))
    };
    let migrations = files.iter().map(migration).collect();
    History { layout: Layout::Prisma, folder: PathBuf::from("m"), shown: "m".into(), migrations, complete: true }
}

/// A row that began `minute` minutes after midnight and ended a second later.
pub(in crate::audit) fn row(name: &str, text: &str, minute: i64) -> HistoryRow {
    let at = datetime!(2026-01-02 00:00 UTC) + time::Duration::minutes(minute);
    HistoryRow {
        id: format!("{name}-{minute}"),
        name: name.to_owned(),
        key: name.to_owned(),
        stored: Stored::Checksum(Checksum::of(text).to_string()),
        content: Content::Unseen,
        outcome: Outcome::Ended,
        started_at: Some(at),
        finished_at: Some(at + time::Duration::SECOND),
        rolled_back_at: None,
        steps: 1,
        logs: None,
    }
}

pub(in crate::audit) fn begun(row: HistoryRow) -> HistoryRow {
    HistoryRow { finished_at: None, steps: 0, outcome: Outcome::Begun, ..row }
}

/// These rows beside the three files.
pub(in crate::audit) fn table(rows: Vec<HistoryRow>) -> HistoryTable {
    HistoryTable {
        tool: Tool::Prisma,
        around: "public".to_owned(),
        skipped: BTreeSet::new(),
        schema: "public".to_owned(),
        name: "_prisma_migrations".to_owned(),
        present: true,
        owner: Some("app".to_owned()),
        nonempty: true,
        elsewhere: Vec::new(),
        running: Running::No,
        rows,
    }
    .beside(&history(FILES))
}

pub(in crate::audit) fn policy(text: &str) -> Policy {
    let text = format!("version: 1\n{text}");
    let options = LoadOptions {
        start: std::path::Path::new("/repo"),
        root: None,
        explicit: None,
        levels: &[],
        rules: rules::all(),
        read: &|path| {
            if path.ends_with("seawall.yaml") { Ok(text.clone()) } else { Err(std::io::ErrorKind::NotFound.into()) }
        },
    };
    Policy::load(&options).unwrap()
}

const FILES: &[(&str, &str)] = &[("1_a", "A"), ("2_b", "B\n"), ("3_c", "C")];

fn told(table: HistoryTable, text: &str) -> Vec<String> {
    let recorded = Recorded { environment: "staging".to_owned(), table: Ok(table) };
    let report = status(&history(FILES), &[recorded], &policy(text), date!(2026 - 01 - 03));
    report.findings.iter().map(|finding| format!("{} {}: {}", finding.level, finding.rule, finding.message)).collect()
}

#[test]
fn what_is_applied_in_order_says_nothing() {
    let rows = vec![row("1_a", "A", 1), row("2_b", "B\r\n", 2), row("3_c", "C", 3)];
    assert_eq!(told(table(rows), ""), [""; 0], "line ends may differ");
}

#[test]
fn each_state_is_told() {
    let failed = HistoryRow {
        logs: Some("A migration failed\n\nDatabase error code: 23505\n\nERROR: could not create unique index\nDETAIL: Key (email)=(a@b) is duplicated.".into()),
        ..begun(row("2_b", "B\n", 2))
    };
    let rolled_back = HistoryRow { rolled_back_at: failed.started_at, outcome: Outcome::RolledBack, ..failed.clone() };
    let baselined = row("1_a", "A", 1);
    let baselined = HistoryRow { finished_at: baselined.started_at, steps: 0, outcome: Outcome::Declared, ..baselined };
    for (table, wanted) in [
        (
            table(vec![row("1_a", "A", 1), failed.clone()]),
            &[
                "block migration-failed: staging: 2_b began at 2026-01-02T00:02:00Z and failed",
                "info migration-pending: staging: 1 of 3 migrations are pending: 3_c",
            ][..],
        ),
        (
            HistoryTable { running: Running::Yes, ..table(vec![row("1_a", "A", 1), failed.clone()]) },
            &[
                "warn migration-running: staging: migrations are being applied right now: 2_b",
                "info migration-pending: staging: 1 of 3 migrations are pending: 3_c",
            ],
        ),
        (
            HistoryTable { running: Running::Unknown, ..table(vec![row("1_a", "A", 1), failed, row("3_c", "C", 4)]) },
            &[
                "block migration-failed: staging: 2_b began at 2026-01-02T00:02:00Z and did not end; this is a standby, where nobody can see whether it still runs",
            ],
        ),
        (
            table(vec![baselined, rolled_back]),
            &[
                "info migration-rolled-back: staging: 2_b was rolled back at 2026-01-02T00:02:00Z and runs again with the next deploy",
                "info migration-baselined: staging: 1 of 3 migrations were declared applied and never ran: 1_a",
                "info migration-pending: staging: 1 of 3 migrations are pending: 3_c",
            ],
        ),
        (
            table(vec![row("1_a", "other", 1), row("2_b", "B\n", 2), row("3_c", "C", 3), row("0_x", "X", 4)]),
            &[
                "block applied-migration-missing: staging: 0_x is recorded, and m does not have it",
                "warn applied-out-of-order: staging: 0_x ran at 2026-01-02T00:04:01Z, after a migration that sorts behind it",
                "block applied-migration-edited: staging: 1_a was applied at 2026-01-02T00:01:01Z with another text than the file has now",
            ],
        ),
        (
            table(vec![row("1_a", "A", 1), row("3_c", "C", 2), row("3_c", "C", 3)]),
            &[
                "warn applied-out-of-order: staging: 2_b is pending and sorts before a migration that is applied already",
                "warn recorded-twice: staging: 3_c stands twice in public._prisma_migrations",
                "info migration-pending: staging: 1 of 3 migrations are pending: 2_b",
            ],
        ),
        (
            HistoryTable { present: false, ..table(Vec::new()) },
            &[
                "block history-table-absent: staging: the schema public has tables and no _prisma_migrations: nobody knows which migrations made them",
                "info migration-pending: staging: 3 of 3 migrations are pending: 1_a, 2_b, 3_c",
            ],
        ),
        (
            HistoryTable { present: false, nonempty: false, ..table(Vec::new()) },
            &["info migration-pending: staging: 3 of 3 migrations are pending: 1_a, 2_b, 3_c"],
        ),
    ] {
        assert_eq!(told(table, ""), wanted);
    }
}

#[test]
fn a_server_error_is_told_without_the_values_of_rows() {
    let failed = HistoryRow {
        logs: Some("ERROR: duplicate key\nDETAIL: Key (email)=(a@b) already exists.".into()),
        ..begun(row("1_a", "A", 1))
    };
    let recorded = Recorded { environment: "staging".to_owned(), table: Ok(table(vec![failed])) };
    let report = status(&history(FILES), &[recorded], &policy(""), date!(2026 - 01 - 03));
    assert_eq!(report.findings[0].why.as_deref(), Some("the server said: ERROR: duplicate key"));
    assert_eq!(
        report.findings[0].help.as_deref(),
        Some("undo what stayed of it, then: npx prisma migrate resolve --rolled-back 1_a")
    );
}

#[test]
fn a_name_that_a_shell_would_run_is_not_put_into_a_command() {
    let failed = begun(row("x; rm -rf .", "A", 1));
    let recorded = Recorded { environment: "staging".to_owned(), table: Ok(table(vec![failed])) };
    let report = status(&history(FILES), &[recorded], &policy(""), date!(2026 - 01 - 03));
    let help = report.findings[0].help.as_deref().unwrap();
    assert!(help.ends_with("npx prisma migrate resolve --rolled-back <migration>"), "{help}");
}

#[test]
fn an_environment_that_cannot_be_read_leaves_the_others_told() {
    let error = LiveError::new(LiveErrorKind::Refused, "nothing listens at db:5432").help("start it");
    let recorded = [
        Recorded { environment: "staging".to_owned(), table: Ok(table(vec![row("1_a", "A", 1)])) },
        Recorded { environment: "production".to_owned(), table: Err(error) },
    ];
    let report = status(&history(FILES), &recorded, &policy(""), date!(2026 - 01 - 03));
    assert_eq!(report.incomplete, ["production: nothing listens at db:5432 – start it"]);
    assert_eq!(report.verdict().exit_code(), 2);
    let status = report.status.unwrap();
    let rows: Vec<_> = status
        .migrations
        .iter()
        .map(|row| row.environments.iter().map(|cell| cell.as_ref().map(|cell| cell.state)).collect::<Vec<_>>())
        .collect();
    assert_eq!(
        rows,
        [vec![Some(State::Applied), None], vec![Some(State::Pending), None], vec![Some(State::Pending), None]]
    );
    assert!(status.migrations[0].is_settled() && !status.migrations[1].is_settled());
    assert_eq!((report.coverage.migrations, report.coverage.pending), (3, 2));
}

#[test]
fn exemptions_and_levels_of_the_policy_hold() {
    let exemption = "exemptions: [{ rule: applied-migration-missing, migration: 0_x, reason: squashed }]";
    let recorded = || vec![Recorded { environment: "staging".to_owned(), table: Ok(table(vec![row("0_x", "X", 1)])) }];
    let judged = |text: &str| status(&history(FILES), &recorded(), &policy(text), date!(2026 - 01 - 03));
    assert_eq!(judged("").verdict().exit_code(), 1);
    assert_eq!(judged(exemption).verdict().exit_code(), 0);
    let strict = judged("rules: { migration-pending: block, applied-migration-missing: warn }");
    assert_eq!((strict.count(Level::Block), strict.count(Level::Warn)), (1, 1));
}
