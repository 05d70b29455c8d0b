//! TOML.

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::{MAX_DEPTH, Node, Unreadable, within};

/// Reads a TOML document.
pub(in crate::project::scan) fn read(file: &str) -> Result<Node, Unreadable> {
    let table = DeTable::parse(file).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start.min(file.len()));
        Unreadable::new(error.message(), at)
    })?;
    map(file, table.get_ref(), 0)
}

fn map(file: &str, table: &DeTable<'_>, depth: usize) -> Result<Node, Unreadable> {
    let entry = |(key, value): (&Spanned<DeString<'_>>, &Spanned<DeValue<'_>>)| {
        let span = key.span();
        Ok((within(&**key.get_ref(), file, span.start, span.end), node(file, value, depth + 1)?))
    };
    let mut entries = table.iter().map(entry).collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(|(key, _)| key.span().start);
    Ok(Node::Map(entries))
}

fn node(file: &str, value: &Spanned<DeValue<'_>>, depth: usize) -> Result<Node, Unreadable> {
    let span = value.span();
    if depth > MAX_DEPTH {
        return Err(Unreadable::too_deep(span.start));
    }
    Ok(match value.get_ref() {
        DeValue::String(text) => Node::Text(within(&**text, file, span.start, span.end)),
        DeValue::Array(items) => {
            Node::List(items.iter().map(|item| node(file, item, depth + 1)).collect::<Result<_, _>>()?)
        }
        DeValue::Table(table) => map(file, table, depth)?,
        _ => Node::Other,
    })
}
