//! A `DO` block that looks at rows and ends with an error of its own.

use crate::rules::{
    Category, Check, Example, Hit, Hits, Judged, Level, Rule, Step,
    subject::{Subject, list},
};
use crate::sql::{ObjectName, Operation};

pub(super) const RULE: Rule = Rule {
    id: "stops-itself-on-rows",
    category: Category::DataDependent,
    level: Level::Warn,
    summary: "looks at rows that exist and raises an error: the migration fails if they are not as it expects",
    docs: "A DO block with `IF … THEN RAISE EXCEPTION` is a good guard: better to stop than to do harm. But it stops the deployment, \
and it depends on rows that only production has. With Prisma a failed migration blocks every later one until it is resolved (P3009).\n\n\
Run the query of the guard against production before the deployment, and mend the rows that it finds in an earlier migration.",
    bad: &[Example::new(
        "CREATE TABLE customer (email text);",
        "DO $$ BEGIN IF EXISTS (SELECT 1 FROM customer WHERE email IS NULL) THEN RAISE EXCEPTION 'customers without email'; END IF; END $$;",
    )],
    good: &[
        Example::new(
            "CREATE TABLE customer (email text);",
            "DO $$ BEGIN IF EXISTS (SELECT 1 FROM customer WHERE email IS NULL) THEN RAISE NOTICE 'customers without email'; END IF; END $$;",
        ),
        Example::new(
            "CREATE TABLE customer (email text);",
            "DO $$ BEGIN IF current_setting('server_version_num')::int < 100000 THEN RAISE EXCEPTION 'too old'; END IF; END $$;",
        ),
    ],
    check: Check::Step(check),
};

fn check(judged: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let Operation::Do { raises, .. } = step.operation() else { return };
    let Some(first) = raises.first() else { return };
    let tables = looked_at(judged, step);
    if !tables.is_empty() {
        hits.push(
            Hit::new(format!(
                "looks at rows of {} and stops the migration (RAISE EXCEPTION) if they are not as it expects",
                list(&tables)
            ))
            .help("run the query of this check against production before the deployment, and mend what it finds first")
            .at(*first),
        );
    }
}

/// Tables that were there before this migration and that the block reads; what the migration wrote itself is as it expects.
fn looked_at(judged: &Judged<'_>, block: &Step) -> Vec<ObjectName> {
    let mut tables = Vec::new();
    for step in judged.steps.iter().filter(|step| step.statement == block.statement) {
        let Operation::Select { query, .. } = step.operation() else { continue };
        for read in &query.reads {
            if let Subject::Deployed(table) = Subject::of(&step.before, read)
                && table.is_table()
                && !tables.contains(&table.name)
                && !writes(judged, &table.name)
            {
                tables.push(table.name.clone());
            }
        }
    }
    tables
}

fn writes(judged: &Judged<'_>, table: &ObjectName) -> bool {
    judged.steps.iter().any(|step| match step.operation() {
        Operation::ChangeRows(change) => step.before.resolve(&change.table) == *table,
        _ => false,
    })
}
