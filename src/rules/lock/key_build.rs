//! Constraints that build an index under ACCESS EXCLUSIVE.

use crate::rules::{
    Category, Check, Example, Hit, Hits, Judged, Level, Rule, Step, advice,
    subject::{Subject, list},
    work,
};
use crate::schema::WorkKind;
use crate::sql::{ConstraintDefinition, ConstraintKind, Ident, KeyColumns, ObjectName, Operation};

pub(super) const UNIQUE: Rule = Rule {
    id: "unique-constraint-builds-index",
    category: Category::Lock,
    level: Level::Warn,
    summary: "adds a UNIQUE constraint and builds its index while reads and writes wait",
    docs: "`ADD CONSTRAINT … UNIQUE` reads the whole table and builds an index under ACCESS EXCLUSIVE: nobody can even read \
meanwhile.\n\nBuild the unique index with CONCURRENTLY first, then hand it to the constraint with `UNIQUE USING INDEX`, which \
takes no time.",
    bad: &[Example::new(
        "CREATE TABLE customer (id int, email text);",
        "ALTER TABLE customer ADD CONSTRAINT customer_email_key UNIQUE (email);",
    )],
    good: &[
        Example::new(
            "CREATE TABLE customer (id int, email text); CREATE UNIQUE INDEX customer_email_key ON customer (email);",
            "ALTER TABLE customer ADD CONSTRAINT customer_email_key UNIQUE USING INDEX customer_email_key;",
        ),
        Example::new("", "CREATE TABLE customer (id int, email text UNIQUE);"),
    ],
    check: Check::Step(|judged, _, step, hits| {
        check(judged, step, hits, |kind| matches!(kind, ConstraintKind::Unique { .. }));
    }),
};

pub(super) const PRIMARY: Rule = Rule {
    id: "primary-key-builds-index",
    category: Category::Lock,
    level: Level::Warn,
    summary: "adds a primary key and builds its index while reads and writes wait",
    docs: "`ADD PRIMARY KEY` builds a unique index under ACCESS EXCLUSIVE and, where a column allows NULL, scans the table once \
more.\n\nMake the columns NOT NULL first (by a validated CHECK), build the unique index with CONCURRENTLY, then \
`ADD CONSTRAINT … PRIMARY KEY USING INDEX`.",
    bad: &[Example::new("CREATE TABLE customer (id int NOT NULL);", "ALTER TABLE customer ADD PRIMARY KEY (id);")],
    good: &[Example::new(
        "CREATE TABLE customer (id int NOT NULL); CREATE UNIQUE INDEX customer_id_key ON customer (id);",
        "ALTER TABLE customer ADD CONSTRAINT customer_pkey PRIMARY KEY USING INDEX customer_id_key;",
    )],
    check: Check::Step(|judged, _, step, hits| {
        check(judged, step, hits, |kind| matches!(kind, ConstraintKind::PrimaryKey(_)));
    }),
};

pub(super) const EXCLUSION: Rule = Rule {
    id: "exclusion-constraint-builds-index",
    category: Category::Lock,
    level: Level::Warn,
    summary: "adds an exclusion constraint and builds its index while reads and writes wait",
    docs: "An exclusion constraint always builds its index under ACCESS EXCLUSIVE, and checks every row against every other. \
There is no NOT VALID and no USING INDEX for it.\n\nAdd it in a maintenance window, or on a new table into which the rows are \
moved.",
    bad: &[Example::new(
        "CREATE TABLE stay (id int, during tsrange);",
        "ALTER TABLE stay ADD CONSTRAINT no_overlap EXCLUDE USING gist (during WITH &&);",
    )],
    good: &[Example::new("", "CREATE TABLE stay (id int, during tsrange, EXCLUDE USING gist (during WITH &&));")],
    check: Check::Step(|judged, _, step, hits| {
        check(judged, step, hits, |kind| matches!(kind, ConstraintKind::Exclude { .. }));
    }),
};

pub(super) const INLINE: Rule = Rule {
    id: "add-column-with-key",
    category: Category::Lock,
    level: Level::Warn,
    summary: "adds a column with UNIQUE or PRIMARY KEY and builds the index while reads and writes wait",
    docs: "The index of a key that stands with a new column is built under ACCESS EXCLUSIVE, over every row.\n\nAdd the column \
alone, build the unique index with CONCURRENTLY, then add the constraint with `USING INDEX`.",
    bad: &[Example::new("CREATE TABLE customer (id int);", "ALTER TABLE customer ADD COLUMN code text UNIQUE;")],
    good: &[Example::new("CREATE TABLE customer (id int);", "ALTER TABLE customer ADD COLUMN code text;")],
    check: Check::Step(inline),
};

fn check(judged: &Judged<'_>, step: &Step, hits: &mut Hits, wanted: fn(&ConstraintKind) -> bool) {
    let Operation::AddConstraint { table, constraint } = step.operation() else { return };
    if !wanted(&constraint.kind) {
        return;
    }
    let Some(build) = work::on_deployed(step, WorkKind::IndexBuild).next() else { return };
    let subject = Subject::of(&step.before, table);
    let hit = Hit::new(work::blocks(build, "its index is built")).on(subject.object());
    hits.push(match recipe(judged, subject.name(), constraint) {
        Some(help) => hit.help(help),
        None => hit.help(
            "there is no way to build it beside running writes: do it in a maintenance window, under a lock_timeout",
        ),
    });
}

/// The index built apart, and the constraint that takes it over.
fn recipe(judged: &Judged<'_>, table: &ObjectName, constraint: &ConstraintDefinition) -> Option<String> {
    let (columns, word, suffix) = match &constraint.kind {
        ConstraintKind::Unique { key: KeyColumns::Columns { columns, .. }, .. } => (columns, "UNIQUE", "key"),
        ConstraintKind::PrimaryKey(KeyColumns::Columns { columns, .. }) => (columns, "PRIMARY KEY", "pkey"),
        _ => return None,
    };
    let chosen =
        || Ident::quoted(&format!("{}_{}_{suffix}", table.name.as_str(), columns.first().map_or("", Ident::as_str)));
    let name = constraint.name.clone().unwrap_or_else(chosen);
    let next = if judged.sending().is_one_transaction() { ", in the next migration" } else { "" };
    Some(format!(
        "build the index first, {}:\nCREATE UNIQUE INDEX CONCURRENTLY {name} ON {table} ({});\n\
and then make it the constraint, which takes no time{next}:\nALTER TABLE {table} ADD CONSTRAINT {name} {word} USING INDEX {name};",
        advice::outside_transaction(judged),
        columns.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    ))
}

fn inline(judged: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let Operation::AddColumn { table, column, .. } = step.operation() else { return };
    let Some(build) = work::on_deployed(step, WorkKind::IndexBuild).next() else { return };
    let subject = Subject::of(&step.before, table);
    let help = column.constraints.iter().find_map(|constraint| recipe(judged, subject.name(), constraint));
    let keys = list(column.constraints.iter().filter_map(|constraint| match constraint.kind {
        ConstraintKind::Unique { .. } => Some("UNIQUE"),
        ConstraintKind::PrimaryKey(_) => Some("PRIMARY KEY"),
        _ => None,
    }));
    hits.push(
        Hit::new(work::blocks(build, &format!("the index of {keys} is built")))
            .help(format!("add the column alone; {}", help.unwrap_or_else(|| "add the key afterwards".into())))
            .on(subject.column_object(&column.name)),
    );
}
