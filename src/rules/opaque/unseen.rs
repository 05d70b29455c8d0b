//! What runs but cannot be seen.

use crate::rules::{Category, Check, Example, Hit, Hits, Judged, Level, Rule, Step, subject::list};
use crate::sql::{Danger, Operation, Reach};

pub(super) const UNKNOWN: Rule = Rule {
    id: "unknown-statement",
    category: Category::Opaque,
    level: Level::Block,
    summary: "a statement that Seawall could not read",
    docs: "What cannot be read cannot be called safe. Either it is no SQL that `PostgreSQL` accepts, or it is newer than Seawall. Where a \
word in it destroys (`DROP`, `TRUNCATE`, `DELETE`), it does not pass; otherwise it is a warning.\n\npsql's commands (`\\i`, `\\connect`) \
are not SQL: migration runners send them to the server, which refuses them.\n\nRead the statement yourself, and exempt it with what you \
found; and tell us about it.",
    bad: &[Example::new("", "DROP FROBNICATOR everything;")],
    good: &[Example::new("", "SELECT 1;")],
    check: Check::Step(unknown),
};

pub(super) const DYNAMIC: Rule = Rule {
    id: "dynamic-sql",
    category: Category::Opaque,
    level: Level::Warn,
    summary: "runs SQL that is put together at run time",
    docs: "`EXECUTE` of a text that is built from variables or query results can do anything, and nobody can see what before it \
runs. Constant texts, also through `format()`, are read like any other statement.\n\nWrite the statements out. Where that cannot be, say in \
an exemption what it does, and rehearse it on staging.",
    bad: &[Example::new(
        "CREATE TABLE item (id int);",
        "DO $$ DECLARE t text; BEGIN FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP EXECUTE 'DROP TABLE ' || t; END LOOP; END $$;",
    )],
    good: &[Example::new(
        "CREATE TABLE item (id int);",
        "DO $$ BEGIN EXECUTE 'ALTER TABLE item ADD COLUMN note text'; END $$;",
    )],
    check: Check::Step(dynamic),
};

fn unknown(_: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let Operation::Unknown { words, danger, names } = step.operation() else { return };
    let on = if names.is_empty() { String::new() } else { format!(" ({})", list(names)) };
    let hit = if words.starts_with('\\') {
        Hit::new(format!(
            "{words} is a command of psql, not SQL: a migration runner sends it to the server, which refuses it"
        ))
        .help("take it out, or write what it does as SQL")
    } else if *danger == Danger::Destroys && step.reach() != Reach::Direct {
        Hit::new(format!("runs {words} on something that is only known at run time{on}")).help(
            "write the statement out; or exempt it with what it reaches: -- seawall: allow unknown-statement <what>",
        )
    } else {
        Hit::new(format!("cannot read this statement: {words} …{on}"))
            .help("check that PostgreSQL accepts it; then exempt it with what you found: -- seawall: allow unknown-statement <why>")
    };
    hits.push(if *danger == Danger::Destroys { hit } else { hit.level(Level::Warn) });
}

fn dynamic(_: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    match step.operation() {
        Operation::Do { dynamic, readable, language, .. } => {
            if !readable {
                hits.push(
                    Hit::new(format!("cannot read this DO block in language {language}"))
                        .help("write it in plain SQL, or exempt it with what it does"),
                );
            }
            for place in dynamic {
                hits.push(
                    Hit::new("runs a text that is put together at run time: nobody can see what it does before it runs")
                        .help("write the statements out, or say in an exemption what it does:\n-- seawall: allow dynamic-sql <what it does>")
                        .at(*place),
                );
            }
        }
        Operation::Select { query, .. } => called(step, &query.calls, hits),
        Operation::Call { name } if step.before.functions(name).is_empty() => hits.push(
            Hit::new(format!(
                "calls procedure {name}, which no migration of this history makes: nobody can see what it does"
            ))
            .help("look at what the procedure does, and exempt the call with it"),
        ),
        Operation::Call { name } => called(step, std::slice::from_ref(name), hits),
        _ => {}
    }
}

/// Functions of this history whose bodies run SQL that cannot be seen.
fn called(step: &Step, calls: &[crate::sql::QualifiedName], hits: &mut Hits) {
    for name in calls {
        let hidden = step
            .before
            .functions(name)
            .iter()
            .any(|function| function.body.as_ref().is_some_and(|body| !body.dynamic.is_empty()));
        if hidden {
            hits.push(
                Hit::new(format!("calls {name}, which runs a text that is put together at run time"))
                    .help("look at what the function does, and exempt the call with it"),
            );
        }
    }
}
