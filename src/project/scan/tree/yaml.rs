//! YAML, event by event, from the parser that `serde_yaml` (serde-saphyr) itself is built on: it alone tells where a text stands.

use std::collections::HashMap;

use granit_parser::{Event, Parser, ScalarStyle, Span as Place};

use super::{MAX_DEPTH, MAX_NODES, Node, Unreadable, within};
use crate::project::scan::text::Text;

/// Reads a stream of documents: their mappings become one, a list of them stays a list.
pub(in crate::project::scan) fn read(file: &str) -> Result<Node, Unreadable> {
    let options =
        granit_parser::options! { emit_comments: false, flow_nesting_limit: MAX_DEPTH, block_nesting_limit: MAX_DEPTH };
    let mut reader = Reader { file, open: Vec::new(), documents: Vec::new(), anchors: HashMap::new(), count: 0 };
    for event in Parser::new_from_str_with_options(file, options) {
        let (event, place) = event.map_err(|error| {
            let at = error.marker().byte_offset().unwrap_or_default().min(file.len());
            Unreadable::new(error.info(), at)
        })?;
        reader.event(event, place)?;
    }
    Ok(joined(reader.documents))
}

/// The documents as one tree.
fn joined(mut documents: Vec<Node>) -> Node {
    if documents.len() == 1 {
        return documents.remove(0);
    }
    let entries =
        documents.into_iter().flat_map(|document| if let Node::Map(entries) = document { entries } else { Vec::new() });
    Node::Map(entries.collect())
}

struct Reader<'a> {
    file: &'a str,
    /// Lists and mappings that are not closed yet, each with its anchor.
    open: Vec<(Collection, usize)>,
    documents: Vec<Node>,
    /// By the number that the parser gave them, with the number of their values.
    anchors: HashMap<usize, (Node, usize)>,
    count: usize,
}

enum Collection {
    List(Vec<Node>, usize),
    Map { entries: Vec<(Text, Node)>, key: Option<Text>, before: usize },
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>, place: Place) -> Result<(), Unreadable> {
        let at = place.start.byte_offset().unwrap_or_default();
        match event {
            Event::Scalar(value, style, anchor, _) => {
                self.count(1, at)?;
                let text = self.text(&value, style, place);
                self.add(Node::Text(text), anchor, 1);
            }
            Event::SequenceStart(_, anchor, _) => {
                self.count(1, at)?;
                self.open.push((Collection::List(Vec::new(), self.count), anchor));
            }
            Event::MappingStart(_, anchor, _) => {
                self.count(1, at)?;
                self.open.push((Collection::Map { entries: Vec::new(), key: None, before: self.count }, anchor));
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            Event::Alias(anchor) => {
                let (node, size) = self.anchors.get(&anchor).cloned().unwrap_or((Node::Other, 1));
                self.count(size, at)?;
                self.add(node, 0, size);
            }
            _ => {}
        }
        Ok(())
    }

    /// Counts values, those of an alias before they are copied.
    fn count(&mut self, more: usize, at: usize) -> Result<(), Unreadable> {
        self.count = self.count.saturating_add(more);
        if self.count > MAX_NODES { Err(Unreadable::too_many(at)) } else { Ok(()) }
    }

    fn text(&self, value: &str, style: ScalarStyle, place: Place) -> Text {
        let range = place.byte_range().unwrap_or_default();
        match style {
            ScalarStyle::Plain if self.file.get(range.clone()) == Some(value) => Text::verbatim(value, range.start),
            _ => within(value, self.file, range.start, range.end),
        }
    }

    fn close(&mut self) {
        let Some((collection, anchor)) = self.open.pop() else { return };
        let (node, before) = match collection {
            Collection::List(items, before) => (Node::List(items), before),
            Collection::Map { entries, before, .. } => (Node::Map(merged(entries)), before),
        };
        self.add(node, anchor, self.count + 1 - before);
    }

    /// Puts a value where it belongs: into the list or mapping around it, as a key, or as a document.
    fn add(&mut self, node: Node, anchor: usize, size: usize) {
        if anchor > 0 {
            self.anchors.insert(anchor, (node.clone(), size));
        }
        match self.open.last_mut() {
            None => self.documents.push(node),
            Some((Collection::List(items, _), _)) => items.push(node),
            Some((Collection::Map { entries, key, .. }, _)) => match key.take() {
                Some(key) => entries.push((key, node)),
                None => *key = Some(node.text().cloned().unwrap_or_else(|| Text::verbatim("", 0))),
            },
        }
    }
}

/// The mapping with what `<<` takes over, which its own keys win over.
fn merged(entries: Vec<(Text, Node)>) -> Vec<(Text, Node)> {
    let (merges, mut own): (Vec<_>, Vec<_>) = entries.into_iter().partition(|(key, _)| key.as_str() == "<<");
    let mappings =
        merges.into_iter().flat_map(|(_, node)| if let Node::List(items) = node { items } else { vec![node] });
    for mapping in mappings {
        let Node::Map(entries) = mapping else { continue };
        for (key, node) in entries {
            if !own.iter().any(|(known, _)| known.as_str() == key.as_str()) {
                own.push((key, node));
            }
        }
    }
    own
}
