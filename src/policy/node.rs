//! YAML as a tree in which every value knows its line. The only place that knows the YAML library.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_yaml::{DuplicateKeyPolicy, MergeKeyPolicy, Spanned};

use super::mistake::Mistake;

/// Bytes beyond which a file is no policy.
const LONGEST: usize = 1 << 20;

/// A value and the line on which it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    pub(super) value: Value,
    /// Line, from 1.
    pub(super) line: usize,
}

/// What YAML can hold. Equal keys are all kept, so that each of them can be told.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<Node>),
    /// Keys (with their own lines) and values, in the order of the file.
    Map(Vec<(Node, Node)>),
}

impl Node {
    /// Reads one YAML document.
    ///
    /// # Errors
    /// The first place where the text is no YAML: nothing after it can be read.
    pub(super) fn parse(path: &str, text: &str) -> Result<Self, Mistake> {
        if text.len() > LONGEST {
            return Err(Mistake::new("is larger than 1 MB: this is no policy file").at(path, None));
        }
        serde_yaml::from_str_with_options(text, options()).map_err(|error| {
            let line = error.location().and_then(|at| usize::try_from(at.line()).ok());
            Mistake::new(format!("is not readable YAML: {}", error.without_snippet())).at(path, line)
        })
    }

    /// What it is, for a sentence: `text`, `a list`.
    pub(super) fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "empty",
            Value::Bool(_) => "true or false",
            Value::Number(_) => "a number",
            Value::Text(_) => "text",
            Value::List(_) => "a list",
            Value::Map(_) => "a mapping",
        }
    }
}

/// `off` is a level here and no truth value; equal keys and `<<` are refused by us and by the library respectively.
fn options() -> serde_yaml::Options {
    serde_yaml::options! {
        strict_booleans: true,
        duplicate_keys: DuplicateKeyPolicy::LastWins,
        merge_keys: MergeKeyPolicy::Error,
        with_snippet: false,
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<Value>::deserialize(deserializer)?;
        Ok(Self { value: spanned.value, line: usize::try_from(spanned.referenced.line()).unwrap_or_default() })
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any YAML value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    #[allow(clippy::cast_precision_loss, reason = "no number of a policy comes near 2^53")]
    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value as f64))
    }

    #[allow(clippy::cast_precision_loss, reason = "no number of a policy comes near 2^53")]
    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value as f64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Number(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Text(value.to_owned()))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        Value::deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(Value::Map(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Node {
        Node::parse("seawall.yaml", text).unwrap()
    }

    #[test]
    fn knows_lines_and_keeps_words_as_text() {
        let node = parse("a: off\nb:\n  - 2026-12-31\n");
        let Value::Map(entries) = node.value else { panic!("{node:?}") };
        assert_eq!(entries[0].1, Node { value: Value::Text("off".into()), line: 1 });
        assert_eq!(entries[1].0.line, 2);
        let Value::List(items) = &entries[1].1.value else { panic!("{entries:?}") };
        assert_eq!(items[0], Node { value: Value::Text("2026-12-31".into()), line: 3 });
    }

    #[test]
    fn keeps_equal_keys_for_the_reader_to_refuse() {
        let node = parse("a: 1\na: 2\n");
        assert!(matches!(node.value, Value::Map(entries) if entries.len() == 2));
    }

    #[test]
    fn refuses_what_is_no_single_document() {
        for (text, line) in [("a: 1\n---\nb: 2\n", 3), ("a: {b: 1}\n<<: {c: 2}\n", 2), ("a: [", 1)] {
            assert_eq!(Node::parse("seawall.yaml", text).unwrap_err().line, Some(line), "{text}");
        }
    }
}
