//! Versions as npm writes them, as far as a runner's behaviour depends on them.

use std::fmt;

/// A released version; what stands behind a hyphen is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// Incompatible changes.
    pub major: u32,
    /// New features.
    pub minor: u32,
    /// Corrections.
    pub patch: u32,
}

impl Version {
    /// `major.minor.patch`.
    #[must_use]
    pub const fn new(major: u32, minor: u32, patch: u32) -> Self {
        Self { major, minor, patch }
    }

    /// Reads a complete version: `7.4.1`, `v7.4.1`, `7.4.0-dev.3`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Parts::read(text).filter(|parts| parts.given == 3).map(|parts| parts.from)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)?;
        if self.patch == 0 { Ok(()) } else { write!(f, ".{}", self.patch) }
    }
}

/// The versions from one on and below another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct VersionRange {
    /// The least one.
    pub from: Version,
    /// The first one after it that does not belong to it.
    pub below: Option<Version>,
}

impl VersionRange {
    /// Every version.
    pub const ANY: Self = Self { from: Version::new(0, 0, 0), below: None };

    /// Just this version.
    #[must_use]
    pub const fn exactly(version: Version) -> Self {
        let next = Version::new(version.major, version.minor, version.patch + 1);
        Self { from: version, below: Some(next) }
    }

    /// Reads a range of npm: `^7.4.0`, `~7.4`, `7`, `7.x`, `>=6 <8`, `6 || 7`, `*`; names such as `latest` are any version.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        const NAMES: [&str; 6] = ["", "*", "x", "latest", "next", "dev"];
        let text = text.trim();
        if NAMES.contains(&text) {
            return Some(Self::ANY);
        }
        text.split("||").map(all_of).reduce(|a, b| Some(a?.hull(b?)))?
    }

    /// The smallest range that holds both.
    #[must_use]
    pub fn hull(self, other: Self) -> Self {
        let below = self.below.zip(other.below).map(|(a, b)| a.max(b));
        Self { from: self.from.min(other.from), below }
    }

    fn and(self, other: Self) -> Self {
        let below = match (self.below, other.below) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        Self { from: self.from.max(other.from), below }
    }
}

impl fmt::Display for VersionRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.below {
            Some(_) if *self == Self::exactly(self.from) => {
                write!(f, "{}.{}.{}", self.from.major, self.from.minor, self.from.patch)
            }
            Some(below) if self.from == Self::ANY.from => write!(f, "<{below}"),
            Some(below) => write!(f, ">={} <{below}", self.from),
            None => write!(f, ">={}", self.from),
        }
    }
}

/// Comparators with spaces between them, all of which hold; `>= 7` is one.
fn all_of(text: &str) -> Option<VersionRange> {
    let mut range = VersionRange::ANY;
    let mut words = text.split_whitespace();
    while let Some(word) = words.next() {
        let lone = word.trim_start_matches(['<', '>', '=', '^', '~']).is_empty();
        let comparator = if lone { format!("{word}{}", words.next()?) } else { word.to_owned() };
        range = range.and(comparator_range(&comparator)?);
    }
    Some(range)
}

fn comparator_range(text: &str) -> Option<VersionRange> {
    let operators = ["<=", ">=", "<", ">", "=", "^", "~"];
    let operator = operators.into_iter().find(|operator| text.starts_with(operator)).unwrap_or_default();
    let parts = Parts::read(&text[operator.len()..])?;
    let (from, after) = (parts.from, parts.after());
    Some(match operator {
        "<" => VersionRange { from: VersionRange::ANY.from, below: Some(from) },
        "<=" => VersionRange { from: VersionRange::ANY.from, below: Some(after) },
        ">=" => VersionRange { from, below: None },
        ">" => VersionRange { from: after, below: None },
        "^" => VersionRange { from, below: Some(parts.caret()) },
        "~" => VersionRange { from, below: Some(Parts { given: parts.given.min(2), ..parts }.after()) },
        _ => VersionRange { from, below: Some(after) },
    })
}

/// A version of which the last numbers may be missing.
struct Parts {
    from: Version,
    given: usize,
}

impl Parts {
    fn read(text: &str) -> Option<Self> {
        let text = text.trim_start_matches('v').split(['-', '+']).next()?;
        let mut numbers = [0; 3];
        let mut given = 0;
        for part in text.split('.') {
            if matches!(part, "x" | "X" | "*") {
                break;
            }
            *numbers.get_mut(given)? = part.parse().ok()?;
            given += 1;
        }
        let [major, minor, patch] = numbers;
        (given > 0).then_some(Self { from: Version::new(major, minor, patch), given })
    }

    /// The first version that does not begin with these numbers.
    fn after(&self) -> Version {
        let Version { major, minor, patch } = self.from;
        match self.given {
            1 => Version::new(major + 1, 0, 0),
            2 => Version::new(major, minor + 1, 0),
            _ => Version::new(major, minor, patch + 1),
        }
    }

    /// The first version that `^` leaves out: the leftmost number that is not zero may not change.
    fn caret(&self) -> Version {
        let Version { major, minor, .. } = self.from;
        match (major, minor, self.given) {
            (1.., _, _) | (0, _, 1) => Version::new(major + 1, 0, 0),
            (0, 1.., _) | (0, 0, 2) => Version::new(0, minor + 1, 0),
            _ => self.after(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_ranges_as_npm_does() {
        let told = |text: &str| VersionRange::parse(text).map(|range| range.to_string());
        for (text, range) in [
            ("7.4.1", "7.4.1"),
            ("^7.4.0", ">=7.4 <8.0"),
            ("^0.2.3", ">=0.2.3 <0.3"),
            ("~7.4.2", ">=7.4.2 <7.5"),
            ("7", ">=7.0 <8.0"),
            ("7.x", ">=7.0 <8.0"),
            (">= 6.1 <8", ">=6.1 <8.0"),
            ("^5 || ^6.2.0", ">=5.0 <7.0"),
            ("<7.4", "<7.4"),
            (">7.3", ">=7.4"),
            ("7.4.0-dev.12", "7.4.0"),
            ("latest", ">=0.0"),
        ] {
            assert_eq!(told(text).as_deref(), Some(range), "{text}");
        }
        for none in ["workspace:*", "catalog:", "file:../x", "seven", "7.4.0.1"] {
            assert_eq!(told(none), None, "{none}");
        }
    }
}
