//! Long work on tables that production uses.

use super::step::Step;
use crate::schema::{LongWork, WorkKind};
use crate::sql::ObjectName;

/// Work of a kind that a step does on relations that were there before the judged migrations.
pub(crate) fn on_deployed(step: &Step, kind: WorkKind) -> impl Iterator<Item = &LongWork> {
    step.effect.work.iter().filter(move |work| work.kind == kind && is_deployed(step, &work.relation))
}

/// Whether a relation may hold rows of production.
pub(crate) fn is_deployed(step: &Step, relation: &ObjectName) -> bool {
    step.before.relation_at(relation).is_none_or(|relation| !step.before.is_new(relation.born))
}

/// `blocks reads and writes of public.customer while …`: what others feel of it.
pub(crate) fn blocks(work: &LongWork, doing: &str) -> String {
    format!("blocks {} of {} while {doing} ({} lock)", what_waits(work), work.relation, work.mode.as_str())
}

fn what_waits(work: &LongWork) -> &'static str {
    if work.mode == crate::schema::LockMode::AccessExclusive { "reads and writes" } else { work.mode.blocks() }
}
