use time::macros::datetime;

use super::*;
use crate::audit::status::tests::{begun, history, policy, row, table};
use crate::audit::{ReleaseRecord, VerifyInput, record_is_fresh, verify};
use crate::live::{HistoryRow, LiveErrorKind, Running};

const FILES: &[(&str, &str)] = &[("1_a", "A"), ("2_b", "B\n"), ("3_c", "C")];
const NOW: OffsetDateTime = datetime!(2026-01-02 12:00 UTC);

fn rows(count: usize) -> Vec<HistoryRow> {
    FILES[..count].iter().zip(1..).map(|((name, text), minute)| row(name, text, minute)).collect()
}

pub(in crate::audit) fn side(environment: &str, oid: u32, table: HistoryTable) -> Side {
    let server = ServerIdentity {
        version_num: 150_018,
        major: 15,
        database: environment.to_owned(),
        database_oid: oid,
        system_identifier: Some("7".to_owned()),
        user: "app".to_owned(),
        is_superuser: false,
        in_recovery: false,
    };
    Side {
        environment: environment.to_owned(),
        reading: Ok(Reading { server, table, catalog: format!("catalog {oid}") }),
    }
}

/// All three on staging, the first on production.
fn sides() -> [Side; 2] {
    [side("staging", 1, table(rows(3))), side("production", 2, table(rows(1)))]
}

fn input<'a>(history: &'a History, [from, to]: &'a [Side; 2]) -> GateInput<'a> {
    let checkout = Checkout { commit: "c0ffee0123".to_owned(), changed: Vec::new(), branches: BTreeMap::new() };
    let drift = || Ok(Report { command: "drift", ..Report::default() });
    GateInput {
        history,
        checkout: Ok(checkout),
        from,
        to,
        drift: [drift(), drift()],
        check: Ok(Report { command: "check", ..Report::default() }),
        last_record: Ok(None),
        backups: BTreeMap::new(),
        now: NOW,
    }
}

/// The requirements that do not hold, with their evidence, and the exit code.
fn told(sides: &[Side; 2], text: &str) -> (Vec<String>, u8) {
    let history = history(FILES);
    told_of(&gate(&input(&history, sides), &policy(text)))
}

fn told_of(report: &Report) -> (Vec<String>, u8) {
    let gate = report.gate.as_ref().unwrap();
    let code = report.verdict().exit_code();
    assert_eq!(gate.go, code == 0, "{report:#?}");
    let not_met =
        gate.requirements.iter().filter(|answer| !matches!(answer.outcome, Outcome::Met | Outcome::PassedOver));
    (not_met.map(|answer| format!("{}: {}", answer.requirement, answer.evidence.join("; "))).collect(), code)
}

#[test]
fn what_was_proven_goes() {
    let history = history(FILES);
    let sides = sides();
    let report = gate(&input(&history, &sides), &policy(""));
    let gate = report.gate.as_ref().unwrap();
    assert!(gate.go && report.findings.is_empty(), "{report:#?}");
    assert_eq!(gate.pending, ["2_b", "3_c"]);
    assert_eq!(gate.requirements.len(), Requirement::ALWAYS);
}

#[test]
fn each_side_can_stand_in_the_way() {
    let changed = |rows: Vec<HistoryRow>| table(rows);
    let edited = [rows(2), vec![row("3_c", "other", 3)]].concat();
    let failed = [rows(2), vec![begun(row("3_c", "C", 3))]].concat();
    let declared = HistoryRow {
        finished_at: rows(3)[2].started_at,
        steps: 0,
        outcome: crate::live::Outcome::Declared,
        ..rows(3).remove(2)
    };
    let foreign = [rows(3), vec![row("4_x", "X", 9)]].concat();
    for (from, to, wanted) in [
        (table(rows(2)), table(rows(1)), &["applied-first: 3_c is pending on staging"][..]),
        (
            changed(edited),
            table(rows(1)),
            &[
                "applied-first: 3_c was applied on staging with another text than the file has now",
                "histories-fit: staging: 3_c was applied at 2026-01-02T00:03:01Z with another text than the file has now",
            ],
        ),
        (
            changed(failed),
            table(rows(1)),
            &["applied-first: 3_c is failed on staging", "nothing-unfinished: staging: 3_c is failed"],
        ),
        (
            changed([rows(2), vec![declared]].concat()),
            table(rows(1)),
            &["applied-first: 3_c was declared applied on staging and never ran there"],
        ),
        (changed(foreign), table(rows(1)), &["histories-fit: staging: 4_x is recorded, and m does not have it"]),
        (
            table(rows(3)),
            HistoryTable { running: Running::Yes, ..table(rows(1)) },
            &["nothing-unfinished: production: somebody holds the lock of Prisma Migrate"],
        ),
        (
            table(rows(3)),
            HistoryTable { present: false, ..table(Vec::new()) },
            &[
                "histories-fit: production: the schema public has tables and no _prisma_migrations: nobody knows which migrations made them",
            ],
        ),
    ] {
        let sides = [side("staging", 1, from), side("production", 2, to)];
        let (told, code) = told(&sides, "");
        assert_eq!((told.iter().map(String::as_str).collect::<Vec<_>>(), code), (wanted.to_vec(), 1));
    }
}

#[test]
fn one_database_under_two_names_proves_nothing() {
    let mut sides = [side("staging", 1, table(rows(3))), side("production", 1, table(rows(3)))];
    assert_eq!(told(&sides, "").1, 1);
    sides[1].reading.as_mut().unwrap().server.system_identifier = None;
    let (told_, code) = told(&sides, "");
    assert_eq!(told_, ["two-databases: a role may not ask for the system identifier of its cluster"]);
    assert_eq!(code, 2);
    let excuse = "gate: { unchecked: [{ requirement: two-databases, reason: managed server }] }";
    assert_eq!(told(&sides, excuse).1, 0);
}

#[test]
fn what_could_not_be_looked_at_is_no_go() {
    let history = history(FILES);
    let mut sides = sides();
    let unseen =
        GateInput { drift: [Err("no throw-away server".into()), Ok(Report::default())], ..input(&history, &sides) };
    assert_eq!(told_of(&gate(&unseen, &policy(""))), (vec!["no-drift-source: no throw-away server".into()], 2));
    sides[1].reading = Err(LiveError::new(LiveErrorKind::Refused, "nothing listens"));
    let report = gate(&input(&history, &sides), &policy(""));
    assert_eq!(report.verdict().exit_code(), 2);
    assert_eq!(report.incomplete, ["production: nothing listens"], "said once");
}

#[test]
fn what_the_policy_asks_for_is_asked() {
    let history = history(FILES);
    let sides = sides();
    let asks = "gate: { require: [{ soak: 24h }, { backup: { record: b.jsonl, max_age: 1h } }, { branch: main }, { window: [{ to: \"11:00\" }] }] }";
    let backup = |minutes| Backup {
        environment: "production".into(),
        finished_at: NOW - time::Duration::minutes(minutes),
        location: "s3://b".into(),
    };
    let checkout = |on| Checkout {
        commit: "c0ffee0123".into(),
        changed: if on { vec![] } else { vec!["a.sql".into()] },
        branches: [("main".to_owned(), Ok(on))].into(),
    };
    let with = |backups, on| GateInput {
        backups: [("b.jsonl".to_owned(), Ok(backups))].into(),
        checkout: Ok(checkout(on)),
        ..input(&history, &sides)
    };
    let (told, code) = told_of(&gate(&with(vec![backup(90)], false), &policy(asks)));
    assert_eq!(
        told,
        [
            "soak: 2_b has been there for 11h 57m 59s; 3_c has been there for 11h 56m 59s",
            "backup: 1h 30m ago, at s3://b, as its job says",
            "branch: not committed: a.sql; commit c0ffee0 is not on main",
            "window: it is 2026-01-02T12:00:00Z",
        ]
    );
    assert_eq!(code, 1);
    let easy = asks.replace("24h", "1h").replace("11:00", "13:00");
    assert_eq!(told_of(&gate(&with(vec![backup(90), backup(30)], true), &policy(&easy))), (vec![], 0));
    assert_eq!(told_of(&gate(&with(vec![], true), &policy(&easy))).0, ["backup: it records none of production"]);
}

#[test]
fn a_record_tells_what_moved_and_when_it_was_changed() {
    let history = history(FILES);
    let (sides, policy) = (sides(), policy(""));
    let input = input(&history, &sides);
    let gate = gate(&input, &policy).gate.unwrap();
    let record = ReleaseRecord::of(&gate, &input, &policy);
    assert_eq!(ReleaseRecord::parse(&record.text()), Ok(record.clone()), "what is written is read");
    assert_eq!(record.text(), ReleaseRecord::of(&gate, &input, &policy).text(), "one state, one text");
    for (what, other) in [
        ("\"time\": \"2026-01-02T12", "\"time\": \"2026-01-02T13"),
        ("\"outcome\": \"met\"", "\"outcome\": \"unmet\""),
        ("catalog 2", "catalog 3"),
        ("\"verdict\": \"go\"", "\"verdict\": \"no-go\""),
    ] {
        let error = ReleaseRecord::parse(&record.text().replacen(what, other, 1)).unwrap_err();
        assert!(error.starts_with("was changed since it was written"), "{what}: {error}");
    }
    let at = |sides: &[Side; 2], history: &History, now| {
        let verified = VerifyInput {
            record: &record,
            history,
            checkout: input.checkout.clone(),
            from: &sides[0],
            to: &sides[1],
            now,
        };
        told_of(&verify(&verified, &policy))
    };
    assert_eq!(at(&sides, &history, NOW), (vec![], 0));
    assert!(
        at(&sides, &history, NOW + time::Duration::hours(25)).0[0]
            .starts_with("record-fresh: the release record is 1 day 1h old")
    );
    let edited = history_with_c("CC");
    assert_eq!(at(&sides, &edited, NOW).0, ["files-unmoved: other, new or gone: m/3_c/migration.sql"]);
    let deployed = [side("staging", 1, table(rows(3))), side("production", 2, table(rows(2)))];
    assert_eq!(at(&deployed, &history, NOW), (vec!["target-unmoved: its history moved".into()], 1));
    let running = [
        side("staging", 1, table(rows(3))),
        side("production", 2, HistoryTable { running: Running::Yes, ..table(rows(1)) }),
    ];
    assert_eq!(
        at(&running, &history, NOW).0,
        ["nothing-unfinished: production: somebody holds the lock of Prisma Migrate"]
    );
    let other = [side("staging", 1, table(rows(3))), side("production", 9, table(rows(1)))];
    assert_eq!(at(&other, &history, NOW).0, ["target-unmoved: it is another database, its schema moved"]);
}

fn history_with_c(text: &str) -> History {
    history(&[FILES[0], FILES[1], ("3_c", text)])
}

#[test]
fn the_last_release_is_what_the_target_still_is_or_became_by_it() {
    let history = history(FILES);
    let (sides, policy) = (sides(), policy(""));
    let first = input(&history, &sides);
    let record = ReleaseRecord::of(&gate(&first, &policy).gate.unwrap(), &first, &policy);
    let asked = |sides: &[Side; 2]| {
        let input = GateInput { last_record: Ok(Some(record.clone())), ..input(&history, sides) };
        told_of(&gate(&input, &policy))
    };
    assert_eq!(asked(&sides), (vec![], 0), "untouched");
    let deployed = [side("staging", 1, table(rows(3))), side("production", 2, table(rows(3)))];
    assert_eq!(asked(&deployed), (vec![], 0), "deployed");
    let half = [side("staging", 1, table(rows(3))), side("production", 2, table(rows(2)))];
    assert_eq!(asked(&half), (vec!["last-release: since 2026-01-02T12:00:00Z: its history moved".into()], 1));
}

#[test]
fn a_record_is_relied_on_for_its_target_while_it_is_young() {
    let history = history(FILES);
    let (sides, policy) = (sides(), policy(""));
    let input = input(&history, &sides);
    let record = ReleaseRecord::of(&gate(&input, &policy).gate.unwrap(), &input, &policy);
    let fresh = |environment: &str, minutes| {
        record_is_fresh(
            &record,
            environment,
            std::time::Duration::from_secs(3600),
            NOW + time::Duration::minutes(minutes),
        )
    };
    assert_eq!(fresh("production", 59), Ok(()));
    assert!(fresh("production", 61).unwrap_err().contains("1h 1m old"));
    assert!(fresh("production", -5).unwrap_err().contains("of the future"));
    assert!(fresh("qa", 1).unwrap_err().contains("about production, not about qa"));
}
