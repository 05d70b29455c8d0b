//! From a YAML tree to typed values: each `read` takes what is right and notes what is wrong, so that all mistakes are told at once.

use schemars::{JsonSchema, Schema, SchemaGenerator};

use super::mistake::{Mistake, nearest};
use super::node::{Node, Value};

/// A value and the line on which it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Located<T> {
    pub(super) value: T,
    /// Line, from 1.
    pub(super) line: usize,
}

impl<T: JsonSchema> JsonSchema for Located<T> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }

    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// A mapping whose keys the user chooses, in the order of the file.
#[derive(Debug, Clone)]
pub(super) struct Entries<T>(pub(super) Vec<(Located<String>, T)>);

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: JsonSchema> JsonSchema for Entries<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("EntriesOf{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let values = generator.subschema_for::<T>();
        schemars::json_schema!({ "type": ["object", "null"], "additionalProperties": values })
    }
}

/// The mistakes of one file so far, and the keys that lead to the value being read.
pub(super) struct Reader<'a> {
    path: &'a str,
    trail: Vec<String>,
    mistakes: Vec<Mistake>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(path: &'a str) -> Self {
        Self { path, trail: Vec::new(), mistakes: Vec::new() }
    }

    /// Notes a mistake.
    pub(super) fn note(&mut self, line: usize, mistake: Mistake) {
        self.mistakes.push(mistake.at(self.path, Some(line)));
    }

    /// All mistakes, in the order of the file.
    pub(super) fn into_mistakes(mut self) -> Vec<Mistake> {
        self.mistakes.sort_by_key(|mistake| mistake.line);
        self.mistakes
    }

    /// The key being read, for a sentence: `environments.staging.url`.
    pub(super) fn key(&self) -> String {
        if self.trail.is_empty() { "the policy file".to_owned() } else { format!("`{}`", self.trail.join(".")) }
    }

    fn read_at<T: Read>(&mut self, key: &str, node: &Node) -> Option<T> {
        self.trail.push(key.to_owned());
        let read = T::read(node, self);
        self.trail.pop();
        read
    }

    /// Notes that a value has the wrong type. The value itself is not told: it may be a secret.
    pub(super) fn wrong_type<T>(&mut self, node: &Node, wanted: &str) -> Option<T> {
        self.note(node.line, Mistake::new(format!("{} must be {wanted}, but is {}", self.key(), node.kind())));
        None
    }
}

/// What can be read from a node.
pub(super) trait Read: Sized {
    /// The value, or `None` once its mistakes are noted.
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self>;
}

impl Read for String {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match &node.value {
            Value::Text(text) => Some(text.clone()),
            Value::Number(_) | Value::Bool(_) => {
                let message = format!("{} must be text, but is {}", reader.key(), node.kind());
                reader.note(node.line, Mistake::new(message).help("put it in quotes"));
                None
            }
            _ => reader.wrong_type(node, "text"),
        }
    }
}

impl Read for bool {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match node.value {
            Value::Bool(value) => Some(value),
            _ => reader.wrong_type(node, "`true` or `false`"),
        }
    }
}

impl Read for u32 {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be a whole u32 just before")]
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match node.value {
            Value::Number(value) if value.fract() == 0.0 && (0.0..=f64::from(Self::MAX)).contains(&value) => {
                Some(value as Self)
            }
            _ => reader.wrong_type(node, "a whole number"),
        }
    }
}

impl<T: Read> Read for Located<T> {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        Some(Self { value: T::read(node, reader)?, line: node.line })
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let Value::List(items) = &node.value else { return reader.wrong_type(node, "a list") };
        Some(items.iter().filter_map(|item| T::read(item, reader)).collect())
    }
}

impl<T: Read> Read for Entries<T> {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let entries = mapping(node, reader)?;
        let read = |(key, value): (Located<&str>, &Node)| {
            let read = reader.read_at(key.value, value)?;
            Some((Located { value: key.value.to_owned(), line: key.line }, read))
        };
        Some(Self(entries.into_iter().filter_map(read).collect()))
    }
}

/// One text, or a list of texts.
#[derive(Debug, Clone, Default)]
pub(super) struct OneOrMany(pub(super) Vec<Located<String>>);

impl JsonSchema for OneOrMany {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "OneOrMany".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({ "type": ["string", "array"], "items": { "type": "string" } })
    }
}

impl Read for OneOrMany {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        if let Value::List(_) = node.value {
            return Vec::read(node, reader).map(Self);
        }
        Located::read(node, reader).map(|one| Self(vec![one]))
    }
}

/// The entries of a mapping: keys are text, and none stands twice.
fn mapping<'n>(node: &'n Node, reader: &mut Reader<'_>) -> Option<Vec<(Located<&'n str>, &'n Node)>> {
    let Value::Map(entries) = &node.value else { return reader.wrong_type(node, "a mapping") };
    let mut kept: Vec<(Located<&str>, &Node)> = Vec::new();
    for (key, value) in entries {
        let Value::Text(text) = &key.value else {
            reader.note(key.line, Mistake::new("a key must be text").help("put the key in quotes"));
            continue;
        };
        if let Some((first, _)) = kept.iter().find(|(first, _)| first.value == text) {
            let message = format!("`{text}` stands twice, first on line {}", first.line);
            reader.note(key.line, Mistake::new(message).help("keep one of them"));
        } else {
            kept.push((Located { value: text.as_str(), line: key.line }, value));
        }
    }
    Some(kept)
}

/// A mapping whose keys Seawall knows: those that are asked for. Any other is a mistake.
pub(super) struct Fields<'n> {
    entries: Vec<(Located<&'n str>, &'n Node)>,
    asked: Vec<&'static str>,
    line: usize,
}

impl<'n> Fields<'n> {
    /// Opens a mapping.
    pub(super) fn open(node: &'n Node, reader: &mut Reader<'_>) -> Option<Self> {
        Some(Self { entries: mapping(node, reader)?, asked: Vec::new(), line: node.line })
    }

    /// Whether a key is there and not empty.
    pub(super) fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|(found, node)| found.value == key && node.value != Value::Null)
    }

    /// Reads a key that may be left out or left empty.
    pub(super) fn optional<T: Read>(&mut self, key: &'static str, reader: &mut Reader<'_>) -> Option<T> {
        self.asked.push(key);
        let (_, node) = self.entries.iter().find(|(found, _)| found.value == key)?;
        if node.value == Value::Null { None } else { reader.read_at(key, node) }
    }

    /// Reads a key that may be left out, its value then being the default.
    pub(super) fn or_default<T: Read + Default>(&mut self, key: &'static str, reader: &mut Reader<'_>) -> T {
        self.optional(key, reader).unwrap_or_default()
    }

    /// Reads a key that must be there; `why` says what it is for.
    pub(super) fn required<T: Read>(&mut self, key: &'static str, why: &str, reader: &mut Reader<'_>) -> Option<T> {
        if !self.has(key) {
            reader.note(self.line, Mistake::new(format!("{} has no `{key}`", reader.key())).help(why));
        }
        self.optional(key, reader)
    }

    /// Notes every key that was not asked for.
    pub(super) fn close(self, reader: &mut Reader<'_>) {
        for (key, _) in self.entries.iter().filter(|(key, _)| !self.asked.contains(&key.value)) {
            let help = nearest(key.value, self.asked.iter().copied()).map_or_else(
                || format!("the keys here are {}", self.asked.join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            reader.note(key.line, Mistake::new(format!("`{}` is not a key of {}", key.value, reader.key())).help(help));
        }
    }
}
