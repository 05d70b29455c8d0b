//! JSON, YAML and TOML as one tree in which every text knows where it stands. No parser's type leaves the files below.

mod json;
mod toml;
mod yaml;

use super::text::Text;
use crate::sql::Span;

pub(super) use json::read as json;
pub(super) use toml::read as toml;
pub(super) use yaml::read as yaml;

/// How deep a tree may be: no file of a build nests further, and what reads it recurses.
const MAX_DEPTH: usize = 64;

/// How many values a tree may have: aliases of YAML could make a small file a huge tree.
const MAX_NODES: usize = 200_000;

/// Why a file is no tree, in the words of its parser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unreadable {
    /// What is wrong.
    pub(super) message: String,
    /// Where, as an offset.
    pub(super) at: usize,
}

impl Unreadable {
    pub(super) fn new(message: impl Into<String>, at: usize) -> Self {
        Self { message: message.into(), at }
    }

    fn too_deep(at: usize) -> Self {
        Self::new(format!("nests deeper than {MAX_DEPTH} levels"), at)
    }

    fn too_many(at: usize) -> Self {
        Self::new(format!("holds more than {MAX_NODES} values"), at)
    }
}

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    /// Text; in YAML also numbers and truth values, as they are written.
    Text(Text),
    /// A list.
    List(Vec<Node>),
    /// Keys and values in the order of the file.
    Map(Vec<(Text, Node)>),
    /// A truth value, number, null: no command.
    Other,
}

impl Node {
    /// The value of a key.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        self.entries().find(|(found, _)| found.as_str() == key).map(|(_, node)| node)
    }

    /// The value at the end of several keys.
    pub(super) fn at(&self, keys: &[&str]) -> Option<&Self> {
        keys.iter().try_fold(self, |node, key| node.get(key))
    }

    /// Keys and values, if it is a mapping.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&Text, &Self)> {
        let entries = if let Self::Map(entries) = self { entries.as_slice() } else { &[] };
        entries.iter().map(|(key, node)| (key, node))
    }

    /// The items, if it is a list.
    pub(super) fn items(&self) -> &[Self] {
        if let Self::List(items) = self { items } else { &[] }
    }

    /// The text, if it is one.
    pub(super) fn text(&self) -> Option<&Text> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The text of a key.
    pub(super) fn str(&self, key: &str) -> Option<&str> {
        self.get(key)?.text().map(Text::as_str)
    }

    /// The text, or the texts of a list.
    pub(super) fn texts(&self) -> Vec<&Text> {
        match self {
            Self::Text(text) => vec![text],
            Self::List(items) => items.iter().filter_map(Self::text).collect(),
            Self::Map(_) | Self::Other => Vec::new(),
        }
    }

    /// Every text of the tree below, keys left out.
    pub(super) fn all_texts<'a>(&'a self, found: &mut Vec<&'a Text>) {
        match self {
            Self::Text(text) => found.push(text),
            Self::List(items) => items.iter().for_each(|item| item.all_texts(found)),
            Self::Map(entries) => entries.iter().for_each(|(_, node)| node.all_texts(found)),
            Self::Other => {}
        }
    }
}

/// The place of the first child of a mapping or list of a YAML text, and how far it is indented (for an item of a list, its
/// dash); `None` where there is none, or not on a line of its own.
pub(in crate::project) fn yaml_child_column(text: &str, keys: &[&str]) -> Option<(usize, usize)> {
    let root = yaml(text).ok()?;
    let node = root.at(keys)?;
    let mut texts = Vec::new();
    let first = match node {
        Node::Map(entries) => entries.first()?.0.span().start,
        Node::List(items) => {
            match items.first()? {
                Node::Map(entries) => return item(text, entries.first()?.0.span().start),
                first => first.all_texts(&mut texts),
            }
            return item(text, texts.first()?.span().start);
        }
        Node::Text(_) | Node::Other => return None,
    };
    let line = text[..first].rfind('\n').map_or(0, |before| before + 1);
    Some((first, first - line))
}

/// The place of the dash before an item.
fn item(text: &str, first: usize) -> Option<(usize, usize)> {
    let line = text[..first].rfind('\n').map_or(0, |before| before + 1);
    let dash = text[line..first].find('-')?;
    Some((line + dash, dash))
}

/// The whole text of a value in the file, its quotes included.
fn within(value: impl Into<String>, file: &str, start: usize, end: usize) -> Text {
    Text::within(value, file, Span::new(start, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(file: &str, node: &Node, words: &str) -> usize {
        let mut texts = Vec::new();
        node.all_texts(&mut texts);
        let (text, at) = texts.iter().find_map(|text| Some((text, text.as_str().find(words)?))).unwrap();
        let span = text.place(Span::new(at, at + words.len()));
        assert_eq!(&file[span.start..span.end], words, "{file}");
        span.start
    }

    #[test]
    fn the_three_formats_give_one_tree_with_places() {
        type Read = fn(&str) -> Result<Node, Unreadable>;
        let reads: [(Read, &str); 6] = [
            (json, "{ // a comment\n \"a\": {\"b\": [\"x\", \"echo \\\"1\\\" && dropdb shop\"],}, }"),
            (yaml, "a:\n  b:\n    - x\n    - 'echo \"1\" && dropdb shop'\n"),
            (yaml, "a:\n  b:\n    - x\n    - >-\n      echo \"1\" &&\n      dropdb shop\n"),
            (yaml, "a: &c\n  b: [x, \"echo \\\"1\\\" && dropdb shop\"]\nd: *c\n"),
            (toml, "[a]\nb = ['x', 'echo \"1\" && dropdb shop']\n"),
            (toml, "a.b = [\"x\", \"\"\"\necho \\\"1\\\" && dropdb shop\"\"\"]\n"),
        ];
        for (read, file) in reads {
            let node = read(file).unwrap_or_else(|why| panic!("{file}: {why:?}"));
            let texts = node.at(&["a", "b"]).unwrap().texts();
            assert_eq!(texts[1].as_str().trim(), "echo \"1\" && dropdb shop", "{file}");
            assert_eq!(places(file, &node, "dropdb shop"), file.find("dropdb").unwrap());
        }
    }

    #[test]
    fn what_is_hostile_ends_in_a_message() {
        let deep = |open: &str, close: &str| format!("{}{}", open.repeat(100_000), close.repeat(100_000));
        let bomb = (0..9).fold("a0: &a0 [x,x,x,x,x,x,x,x,x]\n".to_owned(), |text, at| {
            let list = vec![format!("*a{at}"); 9].join(",");
            format!("{text}a{}: &a{} [{list}]\n", at + 1, at + 1)
        });
        for (text, read) in [
            (deep("[", "]"), json as fn(&str) -> Result<Node, Unreadable>),
            (deep("[", "]"), yaml),
            (format!("a = {}", deep("[", "]")), toml),
            (bomb, yaml),
            ("{\"a\": ".into(), json),
            ("a: [".into(), yaml),
            ("a = ".into(), toml),
            ("\0\u{1}".into(), json),
        ] {
            let error = read(&text).unwrap_err();
            assert!(!error.message.is_empty() && error.at <= text.len(), "{error:?}");
        }
    }
}
