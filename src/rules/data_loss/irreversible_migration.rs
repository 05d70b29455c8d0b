//! A migration that nothing but a backup can take back.

use crate::rules::{Category, Check, Example, Hit, Hits, Judged, Level, Rule, subject::Subject};
use crate::sql::{Operation, RowChangeKind};

pub(super) const RULE: Rule = Rule {
    id: "irreversible-migration",
    category: Category::DataLoss,
    level: Level::Off,
    summary: "destroys something that only a backup brings back",
    docs: "Off unless a policy turns it on. It marks migrations after which rolling back the code does not bring back the \
data: note the backup or the restore point in the exemption's reason.",
    bad: &[Example::new("CREATE TABLE basket (id int);", "DROP TABLE basket;")],
    good: &[Example::new("CREATE TABLE basket (id int);", "ALTER TABLE basket ADD COLUMN note text;")],
    check: Check::Migration(check),
};

fn check(judged: &Judged<'_>, hits: &mut Hits) {
    let destroys = |operation: &Operation, before: &crate::schema::Catalog| match operation {
        Operation::DropTable { name, .. }
        | Operation::Truncate { name, .. }
        | Operation::DropColumn { table: name, .. } => Subject::of(before, name).may_hold_rows(),
        Operation::ChangeRows(change) => {
            matches!(change.kind, RowChangeKind::Delete) && Subject::of(before, &change.table).may_hold_rows()
        }
        _ => false,
    };
    let first = judged.steps.iter().position(|step| destroys(step.operation(), &step.before));
    hits.0.extend(first.map(|at| {
        Hit::new(format!("{} cannot be taken back once it is deployed", judged.name))
            .help("make a backup or a restore point first, and name it in the reason of the exemption")
            .of_step(at)
    }));
}
