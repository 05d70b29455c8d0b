//! CHECK constraints that are validated at once.

use crate::rules::{
    Category, Check, Example, Hit, Hits, Judged, Level, Object, Rule, Step, advice, subject::Subject, work,
};
use crate::schema::WorkKind;
use crate::sql::{ConstraintKind, DomainAction, Ident, Operation, QualifiedName};

pub(super) const TABLE: Rule = Rule {
    id: "check-validates-now",
    category: Category::Lock,
    level: Level::Warn,
    summary: "checks every row of a table while reads and writes wait",
    docs: "`ADD CONSTRAINT … CHECK` reads the whole table under ACCESS EXCLUSIVE; a CHECK that stands with a new column does \
too. A change of type holds every row against the checks of its column again.\n\nAdd it `NOT VALID`, which takes no time and holds for new rows at once; then `VALIDATE CONSTRAINT`, which reads the \
table under SHARE UPDATE EXCLUSIVE while reads and writes go on. The two must not share a transaction.",
    bad: &[
        Example::new("CREATE TABLE item (price int);", "ALTER TABLE item ADD CONSTRAINT price_ok CHECK (price >= 0);"),
        Example::new("CREATE TABLE item (price int);", "ALTER TABLE item ADD COLUMN stock int CHECK (stock >= 0);"),
        Example::new(
            "CREATE TABLE item (name varchar(10) CHECK (name <> ''));",
            "ALTER TABLE item ALTER COLUMN name TYPE varchar(20);",
        ),
    ],
    good: &[
        Example::new(
            "CREATE TABLE item (price int);",
            "ALTER TABLE item ADD CONSTRAINT price_ok CHECK (price >= 0) NOT VALID;",
        ),
        Example::new("", "CREATE TABLE item (price int); ALTER TABLE item ADD CHECK (price >= 0);"),
    ],
    check: Check::Step(table),
};

pub(super) const DOMAIN: Rule = Rule {
    id: "domain-constraint-validates",
    category: Category::Lock,
    level: Level::Warn,
    summary: "checks every row of every table that uses a domain while writes wait",
    docs: "`ALTER DOMAIN … ADD CONSTRAINT` and `SET NOT NULL` read every table with a column of the domain, under a SHARE \
lock on each.\n\nAdd the constraint `NOT VALID`, then `ALTER DOMAIN … VALIDATE CONSTRAINT` in a transaction of its own.",
    bad: &[Example::new(
        "CREATE DOMAIN mail AS text; CREATE TABLE customer (address mail);",
        "ALTER DOMAIN mail ADD CONSTRAINT has_at CHECK (VALUE LIKE '%@%');",
    )],
    good: &[
        Example::new(
            "CREATE DOMAIN mail AS text; CREATE TABLE customer (address mail);",
            "ALTER DOMAIN mail ADD CONSTRAINT has_at CHECK (VALUE LIKE '%@%') NOT VALID;",
        ),
        Example::new(
            "",
            "CREATE DOMAIN mail AS text; ALTER DOMAIN mail ADD CONSTRAINT has_at CHECK (VALUE LIKE '%@%');",
        ),
    ],
    check: Check::Step(domain),
};

fn table(judged: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let (table, name, expression) = match step.operation() {
        Operation::AddConstraint { table, constraint } => match &constraint.kind {
            ConstraintKind::Check(expression) => (table, constraint.name.as_ref(), Some(expression)),
            _ => return,
        },
        Operation::AddColumn { table, .. } => (table, None, None),
        Operation::AlterColumnType { table, column, .. } => return rechecked(step, table, column, hits),
        _ => return,
    };
    let Some(scan) = work::on_deployed(step, WorkKind::CheckScan).next() else { return };
    let subject = Subject::of(&step.before, table);
    let at = subject.name();
    let constraint = name.map_or_else(|| "<name>".to_owned(), ToString::to_string);
    let text = expression.map_or("…", |expression| &*expression.text);
    hits.push(
        Hit::new(work::blocks(scan, "every row is checked"))
            .help(advice::in_two(
                judged,
                &format!("add it for new rows first, then check the old ones beside running writes:\nALTER TABLE {at} ADD CONSTRAINT {constraint} CHECK ({text}) NOT VALID;"),
                &format!("ALTER TABLE {at} VALIDATE CONSTRAINT {constraint};"),
            ))
            .on(subject.object()),
    );
}

fn rechecked(step: &Step, table: &QualifiedName, column: &Ident, hits: &mut Hits) {
    let Some(scan) = work::on_deployed(step, WorkKind::CheckScan).next() else { return };
    let subject = Subject::of(&step.before, table);
    hits.push(
        Hit::new(work::blocks(scan, &format!("every row is held against the checks of {column} again")))
            .help("on a large table, drop the check in the same statement and add it back NOT VALID; then VALIDATE it in the next migration")
            .on(subject.object()),
    );
}

fn domain(judged: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let Operation::AlterDomain { name, action } = step.operation() else { return };
    let checks = match action {
        DomainAction::AddConstraint(check) => !check.not_valid,
        action => *action == DomainAction::SetNotNull,
    };
    let new = step.before.user_type(name).is_some_and(|domain| step.before.is_new(domain.born));
    if !checks || new {
        return;
    }
    let scans: Vec<_> =
        work::on_deployed(step, WorkKind::CheckScan).chain(work::on_deployed(step, WorkKind::NotNullScan)).collect();
    // A domain without a column in the history may have one in a table that the history does not know.
    let message = scans.first().map_or_else(
        || {
            format!(
                "blocks writes of every table with a column of domain {name} while its rows are checked (SHARE lock)"
            )
        },
        |first| work::blocks(first, &format!("its columns of domain {name} are checked")),
    );
    let hit = Hit::new(message).help(advice::in_two(
        judged,
        &format!("add it for new values first, then check the old ones beside running writes:\nALTER DOMAIN {name} ADD CONSTRAINT <name> CHECK (…) NOT VALID;"),
        &format!("ALTER DOMAIN {name} VALIDATE CONSTRAINT <name>;"),
    ));
    hits.push(scans.iter().fold(hit, |hit, scan| hit.on(Object::new("table", &scan.relation))));
}
