//! `PARTITION BY`, `PARTITION OF`, and the bounds of partitions.

use super::super::cursor::Cursor;
use super::super::operation::{Expression, PartitionBy};
use super::expression::written;
use super::index;

/// Takes what follows `PARTITION BY`: `strategy (…)`.
pub(super) fn partition_by(cursor: &mut Cursor<'_>) -> Option<PartitionBy> {
    let strategy = cursor.column_id()?;
    let elements = cursor.paren_list(index::element)?;
    Some(PartitionBy { strategy, elements })
}

/// Takes `FOR VALUES …` as written.
pub(super) fn bound(cursor: &mut Cursor<'_>) -> Option<Expression> {
    let mark = cursor.mark();
    cursor.need_all(&["FOR", "VALUES"])?;
    let from = cursor.accept_any(&["IN", "FROM", "WITH"])? == "FROM";
    cursor.need_group()?;
    if from {
        cursor.need("TO")?;
        cursor.need_group()?;
    }
    Some(written(cursor, cursor.span_since(mark)))
}
