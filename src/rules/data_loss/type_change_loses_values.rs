//! `ALTER COLUMN … TYPE` that changes values without an error, or by an expression that nobody checked.

use crate::rules::{
    Category, Check, Example, Hit, Hits, Judged, Level, Rule, Step,
    subject::{Subject, column_may_hold_values},
};
use crate::schema::Outcome;
use crate::sql::Operation;

pub(super) const SILENT: Rule = Rule {
    id: "type-change-loses-values",
    category: Category::DataLoss,
    level: Level::Block,
    summary: "changes a type so that values are rounded or cut off without an error",
    docs: "`PostgreSQL` converts what it can and says nothing of what it loses: `numeric` to `integer` rounds, a smaller scale rounds, \
`timestamp` to `date` drops the time, a smaller precision drops fractions of a second, `json` to `jsonb` drops duplicate keys and \
order. An explicit cast in USING (`name::varchar(5)`) cuts text off where the same change without USING would fail.\n\nAdd a \
column of the new type, fill it with a conversion you have checked, compare the two on staging, and drop the old one in a later \
migration.",
    bad: &[
        Example::new("CREATE TABLE item (price numeric(10,2));", "ALTER TABLE item ALTER COLUMN price TYPE integer;"),
        Example::new(
            "CREATE TABLE item (name text);",
            "ALTER TABLE item ALTER COLUMN name TYPE varchar(5) USING name::varchar(5);",
        ),
        Example::new("CREATE TABLE item (made timestamptz);", "ALTER TABLE item ALTER COLUMN made TYPE date;"),
    ],
    good: &[
        Example::new("CREATE TABLE item (price integer);", "ALTER TABLE item ALTER COLUMN price TYPE bigint;"),
        Example::new("CREATE TABLE item (name text);", "ALTER TABLE item ALTER COLUMN name TYPE varchar(5);"),
        Example::new(
            "CREATE TABLE item (id int);",
            "ALTER TABLE item ADD COLUMN made timestamptz; ALTER TABLE item ALTER COLUMN made TYPE date;",
        ),
    ],
    check: Check::Step(silent),
};

pub(super) const COMPUTED: Rule = Rule {
    id: "using-may-lose-values",
    category: Category::DataLoss,
    level: Level::Warn,
    summary: "converts a column by an expression: what it leaves out is lost",
    docs: "USING writes a new value over every old one. If two old values become the same new one, or some become NULL, the old ones \
cannot be had back. `USING (verified_at IS NOT NULL)` keeps a yes or no and forgets when.\n\nAdd a column beside it, fill it by the \
expression, compare on staging, and drop the old column in a later migration.",
    bad: &[Example::new(
        "CREATE TABLE customer (verified timestamp);",
        "ALTER TABLE customer ALTER COLUMN verified TYPE boolean USING (verified IS NOT NULL);",
    )],
    good: &[Example::new(
        "CREATE TABLE customer (age varchar(3));",
        "ALTER TABLE customer ALTER COLUMN age TYPE integer USING age::integer;",
    )],
    check: Check::Step(computed),
};

fn silent(judged: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let Some((subject, from, how)) = changed(judged, step).and_then(|(subject, from, outcome)| match outcome {
        Outcome::LosesValues { how } => Some((subject, from, how)),
        _ => None,
    }) else {
        return;
    };
    let Operation::AlterColumnType { column, data_type, .. } = step.operation() else { return };
    let name = subject.name();
    hits.push(
        Hit::new(format!("changes {name}.{column} from {from} to {data_type}: {how}, without an error"))
            .help(format!(
                "fill a new column with a conversion you have checked, and compare before the old one goes:\n\
ALTER TABLE {name} ADD COLUMN {} {data_type};",
                crate::sql::Ident::quoted(&format!("{}_new", column.as_str()))
            ))
            .on(subject.column_object(column)),
    );
}

fn computed(judged: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let Some((subject, from, Outcome::Computed)) = changed(judged, step) else { return };
    let Operation::AlterColumnType { column, data_type, using: Some(using), .. } = step.operation() else { return };
    let name = subject.name();
    hits.push(
        Hit::new(format!(
            "writes {} over every value of {name}.{column} ({from}): what it leaves out is lost",
            using.text.trim()
        ))
        .help(format!(
            "see which different values become one:\n\
SELECT {expression}, count(DISTINCT {column}) FROM {name} GROUP BY 1 HAVING count(DISTINCT {column}) > 1;\n\
or add a column of type {data_type} beside it, fill it, and drop the old one later",
            expression = using.text.trim()
        ))
        .on(subject.column_object(column)),
    );
}

/// The column that changes its type, what it was, and what becomes of its values; `None` where production has none.
fn changed(judged: &Judged<'_>, step: &Step) -> Option<(Subject, String, Outcome)> {
    let Operation::AlterColumnType { table, column, .. } = step.operation() else { return None };
    let subject = Subject::of(&step.before, table);
    if !column_may_hold_values(&step.before, &subject, column) {
        return None;
    }
    let change = step.before.type_change(step.operation(), judged.server);
    let from = change.from.map_or_else(|| "an unknown type".to_owned(), |from| from.to_string());
    Some((subject, from, change.outcome))
}
