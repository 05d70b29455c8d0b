//! Patterns in a policy: for names, objects and paths.

use globset::{GlobBuilder, GlobMatcher};

pub(super) use crate::rules::NamePattern;
use crate::rules::Object;
use crate::sql::{Ident, ObjectName};

/// An object, part by part: `public."User"."legacyName"`, `audit.*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectPattern(Vec<NamePattern>);

impl ObjectPattern {
    /// Reads one to three parts; each bare or in double quotes.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut parts = Vec::new();
        let mut rest = text;
        loop {
            let (part, after) = if rest.starts_with('"') { quoted(rest)? } else { bare(rest) };
            if part.is_empty() || parts.len() == 3 {
                return None;
            }
            parts.push(NamePattern::new(part));
            match after.strip_prefix('.') {
                Some(next) => rest = next,
                None => return after.is_empty().then_some(Self(parts)),
            }
        }
    }

    /// How many parts it has.
    pub(super) fn parts(&self) -> usize {
        self.0.len()
    }

    /// Whether it names the object, part for part: a table's pattern does not cover its columns.
    pub(super) fn matches(&self, object: &Object) -> bool {
        let parts = [object.schema.as_deref(), Some(object.name.as_str()), object.column.as_deref()];
        self.matches_parts(parts.into_iter().flatten())
    }

    /// Whether it names the table.
    pub(super) fn matches_table(&self, table: &ObjectName) -> bool {
        self.matches_parts([table.schema.as_str(), table.name.as_str()].into_iter())
    }

    fn matches_parts<'a>(&self, parts: impl Iterator<Item = &'a str> + Clone) -> bool {
        self.0.len() == parts.clone().count() && self.0.iter().zip(parts).all(|(pattern, part)| pattern.matches(part))
    }

    /// The pattern taken for a table's name: what any wider pattern covers as well.
    pub(super) fn as_table(&self) -> Option<ObjectName> {
        let [schema, name] = self.0.as_slice() else { return None };
        Some(ObjectName::new(schema.as_str(), name.as_str()))
    }
}

impl std::fmt::Display for ObjectPattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (at, part) in self.0.iter().enumerate() {
            let dot = if at == 0 { "" } else { "." };
            match part.as_str() {
                "*" => write!(f, "{dot}*")?,
                part => write!(f, "{dot}{}", Ident::quoted(part))?,
            }
        }
        Ok(())
    }
}

fn bare(text: &str) -> (String, &str) {
    let (part, rest) = text.split_at(text.find(['.', '"']).unwrap_or(text.len()));
    (part.to_owned(), rest)
}

/// A part in double quotes, in which `""` stands for one.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut part = String::new();
    let mut rest = &text[1..];
    loop {
        let (before, after) = rest.split_once('"')?;
        part.push_str(before);
        match after.strip_prefix('"') {
            Some(next) => {
                part.push('"');
                rest = next;
            }
            None => return Some((part, after)),
        }
    }
}

/// Paths below the folder of the policy: `*` stays within a folder, `**` does not.
#[derive(Debug, Clone)]
pub(super) struct PathPattern(GlobMatcher);

impl PathPattern {
    pub(super) fn parse(text: &str) -> Result<Self, globset::Error> {
        let glob = GlobBuilder::new(text.trim_start_matches("./")).literal_separator(true).build()?;
        Ok(Self(glob.compile_matcher()))
    }

    pub(super) fn as_str(&self) -> &str {
        self.0.glob().glob()
    }

    /// Whether it covers a path, or a pattern taken for a path.
    pub(super) fn matches(&self, path: &str) -> bool {
        self.as_str() == path || self.0.is_match(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_match_part_for_part() {
        let user = ObjectName::new("public", "User");
        let pattern = |text| ObjectPattern::parse(text).unwrap();
        let column = Object::part("column", &user, "legacyName");
        assert!(pattern("public.\"User\".\"legacyName\"").matches(&column));
        assert!(pattern("public.User.*").matches(&column));
        assert!(!pattern("public.User").matches(&column), "a table is not its columns");
        assert!(!pattern("public.user.*").matches(&column), "case counts");
        assert!(pattern("\"we\"\"ird.x\"").matches(&Object::global("role", "we\"ird.x")));
        for wrong in ["", ".", "a..b", "a.b.c.d", "\"a", "a\"b\"", "\"a\"b", "a."] {
            assert_eq!(ObjectPattern::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_star_stays_within_a_folder() {
        let pattern = |text| PathPattern::parse(text).unwrap();
        assert!(pattern("packages/*/prisma").matches("packages/a/prisma"));
        assert!(!pattern("packages/*").matches("packages/a/prisma"));
        assert!(pattern("./packages/**").matches("packages/a/prisma"));
    }
}
