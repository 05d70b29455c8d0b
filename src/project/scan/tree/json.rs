//! JSON, with the comments and trailing commas that its readers allow.

use jsonc_parser::ast::Value;
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::{MAX_DEPTH, Node, Unreadable, within};

/// Reads a JSON text; the empty text is an empty tree.
pub(in crate::project::scan) fn read(file: &str) -> Result<Node, Unreadable> {
    let text = file.strip_prefix('\u{feff}').unwrap_or(file);
    let shift = file.len() - text.len();
    let result = parse_to_ast(text, &CollectOptions::default(), &ParseOptions::default())
        .map_err(|error| Unreadable::new(error.kind().to_string(), shift + error.range().start))?;
    let reader = Reader { file, shift };
    result.value.map_or(Ok(Node::Other), |value| reader.node(&value, 0))
}

struct Reader<'a> {
    file: &'a str,
    /// Bytes of a byte order mark.
    shift: usize,
}

impl Reader<'_> {
    fn node(&self, value: &Value<'_>, depth: usize) -> Result<Node, Unreadable> {
        if depth > MAX_DEPTH {
            return Err(Unreadable::too_deep(self.shift + value.start()));
        }
        Ok(match value {
            Value::StringLit(text) => Node::Text(self.text(&text.value, text)),
            Value::Array(array) => {
                Node::List(array.elements.iter().map(|item| self.node(item, depth + 1)).collect::<Result<_, _>>()?)
            }
            Value::Object(object) => {
                let entry = |property: &jsonc_parser::ast::ObjectProp<'_>| {
                    let key = self.text(property.name.as_str(), &property.name);
                    Ok((key, self.node(&property.value, depth + 1)?))
                };
                Node::Map(object.properties.iter().map(entry).collect::<Result<_, _>>()?)
            }
            _ => Node::Other,
        })
    }

    fn text(&self, value: &str, place: &impl Ranged) -> super::Text {
        within(value, self.file, self.shift + place.start(), self.shift + place.end())
    }
}
