//! `lock_timeout` and its kin.

use crate::rules::{Category, Check, Example, Hit, Hits, Judged, Level, Rule, Step, work};
use crate::schema::LockMode;
use crate::sql::{Operation, SetParameter};

pub(super) const MISSING: Rule = Rule {
    id: "missing-lock-timeout",
    category: Category::Transaction,
    level: Level::Off,
    summary: "takes a lock that blocks writes, with no lock_timeout set",
    docs: "Even a statement that takes no time must get its lock first. While it waits behind a long query, every later read and \
write of the table queues behind it: a short ALTER TABLE can stop the application.\n\nPut `SET lock_timeout = '5s';` at the head of \
the file: the migration then fails quickly and can be tried again. A timeout that the role or the connection URL sets counts too; \
Seawall cannot see it, so this rule is off by default.",
    bad: &[Example::new("CREATE TABLE item (id int);", "ALTER TABLE item ADD COLUMN note text;")],
    good: &[Example::new(
        "CREATE TABLE item (id int);",
        "SET lock_timeout = '5s'; ALTER TABLE item ADD COLUMN note text;",
    )],
    check: Check::Migration(missing),
};

pub(super) const DISABLED: Rule = Rule {
    id: "lock-timeout-disabled",
    category: Category::Transaction,
    level: Level::Warn,
    summary: "turns lock_timeout off",
    docs: "`SET lock_timeout = 0` waits for ever: the migration, and everybody who queues behind it.",
    bad: &[Example::new("", "SET lock_timeout = 0;")],
    good: &[Example::new("", "SET lock_timeout = '5s';"), Example::new("", "RESET lock_timeout;")],
    check: Check::Step(disabled),
};

pub(super) const LOCAL: Rule = Rule {
    id: "set-local-has-no-effect",
    category: Category::Transaction,
    level: Level::Warn,
    summary: "SET LOCAL outside a transaction block does nothing",
    docs: "Outside a transaction block `SET LOCAL` only warns, and the value stays as it was. Prisma up to 7.3 sends a file as \
one transaction, so it works there; from 7.4 each statement is committed by itself, and it does nothing.\n\nUse plain `SET`, and \
`RESET` at the end.",
    bad: &[Example::new(
        "CREATE TABLE item (id int);",
        "SET LOCAL lock_timeout = '2s'; ALTER TABLE item ADD COLUMN note text;",
    )],
    good: &[
        Example::new(
            "CREATE TABLE item (id int);",
            "SET LOCAL lock_timeout = '2s'; ALTER TABLE item ADD COLUMN note text;",
        )
        .with_runner("prisma@7.3"),
        Example::new("", "BEGIN; SET LOCAL lock_timeout = '2s'; COMMIT;"),
    ],
    check: Check::Step(local),
};

pub(super) const LEAKS: Rule = Rule {
    id: "session-setting-leaks",
    category: Category::Transaction,
    level: Level::Warn,
    summary: "changes a setting that later migrations on the same connection inherit",
    docs: "`SET search_path`, `SET role` and `SET session_replication_role` last until the connection ends, and a deploy runs all \
pending migrations on one connection. A dump made by `pg_dump` sets an empty search_path in this way; the next migration then does \
not find its tables.\n\nUse `SET LOCAL` inside BEGIN … COMMIT, or `RESET` at the end of the file.",
    bad: &[Example::new("CREATE SCHEMA app;", "SET search_path = app;")],
    good: &[
        Example::new("CREATE SCHEMA app;", "SET search_path = app; RESET search_path;"),
        Example::new("CREATE SCHEMA app;", "BEGIN; SET LOCAL search_path = app; COMMIT;"),
    ],
    check: Check::Step(leaks),
};

/// Whether a `lock_timeout` other than 0 is in force at a step, set by the file itself.
pub(super) fn is_set(judged: &Judged<'_>, at: usize) -> bool {
    let last = judged.steps[..at].iter().enumerate().rev().find_map(|(other, step)| match step.operation() {
        Operation::Set(set) if &*set.name == "lock_timeout" && holds(judged, other, at, set) => Some(set),
        _ => None,
    });
    last.is_some_and(|set| set.values.first().is_some_and(|value| !is_zero(value)))
}

fn holds(judged: &Judged<'_>, set_at: usize, at: usize, set: &SetParameter) -> bool {
    !set.local || judged.transaction(set_at).block && judged.same_transaction(set_at, at)
}

fn is_zero(value: &str) -> bool {
    value
        .trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == ' ')
        .parse::<f64>()
        .is_ok_and(|number| number == 0.0)
}

fn missing(judged: &Judged<'_>, hits: &mut Hits) {
    let first = judged.steps.iter().enumerate().find(|(at, step)| {
        let blocks =
            |lock: &crate::schema::Lock| lock.mode >= LockMode::Share && work::is_deployed(step, &lock.relation);
        step.effect.locks.iter().any(blocks) && !is_set(judged, *at)
    });
    if let Some((at, step)) = first {
        let lock = step.effect.locks.iter().find(|lock| lock.mode >= LockMode::Share);
        let on = lock.map_or_else(String::new, |lock| format!(" on {}", lock.relation));
        hits.push(
            Hit::new(format!("waits for its lock{on} as long as it takes, and everybody queues behind it"))
                .help("put this at the head of the file:\nSET lock_timeout = '5s';")
                .of_step(at),
        );
    }
}

fn disabled(_: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let Operation::Set(set) = step.operation() else { return };
    if &*set.name == "lock_timeout" && set.values.first().is_some_and(|value| is_zero(value)) {
        hits.push(
            Hit::new("turns lock_timeout off: a blocked migration waits for ever, and everybody behind it")
                .help("SET lock_timeout = '5s';"),
        );
    }
}

fn local(judged: &Judged<'_>, at: usize, step: &Step, hits: &mut Hits) {
    let Operation::Set(set) = step.operation() else { return };
    if set.local && !judged.transaction(at).block && step.reach() == crate::sql::Reach::Direct {
        hits.push(
            Hit::new(format!(
                "SET LOCAL {} does nothing here: {} commits each statement by itself",
                set.name,
                judged.runner()
            ))
            .help(format!(
                "set it for the session, and reset it at the end of the file:\nSET {0} = …;\nRESET {0};",
                set.name
            )),
        );
    }
}

/// Settings whose change makes later migrations mean something else.
const LASTING: &[&str] = &["search_path", "role", "session_authorization", "session_replication_role"];

fn leaks(judged: &Judged<'_>, at: usize, step: &Step, hits: &mut Hits) {
    let Operation::Set(set) = step.operation() else { return };
    if set.local || set.values.is_empty() || !LASTING.contains(&&*set.name) || step.reach() != crate::sql::Reach::Direct
    {
        return;
    }
    let undone = judged
        .later(at)
        .iter()
        .any(|later| matches!(later.operation(), Operation::Set(other) if other.name == set.name && !other.local));
    if !undone {
        hits.push(
            Hit::new(format!(
                "{} stays changed for the migrations that are deployed after this one on the same connection",
                set.name
            ))
            .help(format!("end the file with:\nRESET {};", set.name)),
        );
    }
}
