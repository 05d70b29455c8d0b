//! Foreign keys that are validated at once.

use crate::rules::{
    Category, Check, Example, Hit, Hits, Judged, Level, Object, Rule, Step, advice, subject::Subject, work,
};
use crate::schema::WorkKind;
use crate::sql::{ConstraintKind, Operation, QualifiedName};

pub(super) const RULE: Rule = Rule {
    id: "foreign-key-validates-now",
    category: Category::Lock,
    level: Level::Warn,
    summary: "looks up every row of a new foreign key while writes to both tables wait",
    docs: "`ADD FOREIGN KEY` takes SHARE ROW EXCLUSIVE on both tables and holds it while every row is looked up in the other. \
Writes to both wait.\n\nAdd it `NOT VALID`, which takes no time and holds for new rows at once; then `VALIDATE CONSTRAINT`, \
under which reads and writes go on. The two must not share a transaction.",
    bad: &[
        Example::new(
            "CREATE TABLE customer (id int PRIMARY KEY); CREATE TABLE invoice (customer_id int);",
            "ALTER TABLE invoice ADD CONSTRAINT invoice_customer_fkey FOREIGN KEY (customer_id) REFERENCES customer (id);",
        ),
        Example::new(
            "CREATE TABLE customer (id int PRIMARY KEY); CREATE TABLE invoice (id int);",
            "ALTER TABLE invoice ADD COLUMN customer_id int DEFAULT 1 REFERENCES customer (id);",
        ),
    ],
    good: &[
        Example::new(
            "CREATE TABLE customer (id int PRIMARY KEY); CREATE TABLE invoice (customer_id int);",
            "ALTER TABLE invoice ADD CONSTRAINT invoice_customer_fkey FOREIGN KEY (customer_id) REFERENCES customer (id) NOT VALID;",
        ),
        Example::new(
            "CREATE TABLE customer (id int PRIMARY KEY); CREATE TABLE invoice (id int);",
            "ALTER TABLE invoice ADD COLUMN customer_id int REFERENCES customer (id);",
        ),
        Example::new(
            "CREATE TABLE customer (id int PRIMARY KEY);",
            "CREATE TABLE invoice (customer_id int); ALTER TABLE invoice ADD FOREIGN KEY (customer_id) REFERENCES customer;",
        ),
    ],
    check: Check::Step(check),
};

fn check(judged: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let Some((table, name, referenced)) = foreign_key(step.operation()) else { return };
    let subject = Subject::of(&step.before, table);
    let Some(scan) = work::on_deployed(step, WorkKind::ForeignKeyScan).find(|scan| scan.relation == *subject.name())
    else {
        return;
    };
    let parent = step.before.resolve(referenced);
    let at = subject.name();
    let add = without_scan(judged, step).unwrap_or_else(|| {
        format!("ALTER TABLE {at} ADD CONSTRAINT {name} FOREIGN KEY (…) REFERENCES {parent} (…) NOT VALID;")
    });
    hits.push(
        Hit::new(format!(
            "blocks writes of {} and {parent} while every row is looked up ({} lock)",
            scan.relation,
            scan.mode.as_str()
        ))
        .help(advice::in_two(
            judged,
            &format!("add it for new rows first, then look up the old ones beside running writes:\n{add}"),
            &format!("ALTER TABLE {at} VALIDATE CONSTRAINT {name};"),
        ))
        .on(subject.object())
        .on(Object::new("table", &parent)),
    );
}

/// The statement with NOT VALID, where it does nothing besides.
fn without_scan(judged: &Judged<'_>, step: &Step) -> Option<String> {
    let text = judged.source.slice(step.span());
    let alone = text.get(..11).is_some_and(|start| start.eq_ignore_ascii_case("ALTER TABLE"));
    let key = matches!(step.operation(), Operation::AddForeignKey { .. });
    (alone && key).then(|| format!("{text} NOT VALID;"))
}

/// Table, name of the key, referenced table.
fn foreign_key(operation: &Operation) -> Option<(&QualifiedName, String, &QualifiedName)> {
    let (table, constraints) = match operation {
        Operation::AddForeignKey { table, constraint } => (table, std::slice::from_ref(constraint)),
        Operation::AddColumn { table, column, .. } => (table, column.constraints.as_slice()),
        _ => return None,
    };
    constraints.iter().find_map(|constraint| match &constraint.kind {
        ConstraintKind::ForeignKey { referenced, .. } => {
            let name = constraint.name.as_ref().map_or_else(|| "<name>".to_owned(), ToString::to_string);
            Some((table, name, referenced))
        }
        _ => None,
    })
}
