//! A command's words, read as its tool reads them: subcommand, flags, values.

use super::pattern::{FlagPattern, Tool};
use crate::project::invocation::Word;

/// A flag as written.
#[derive(Debug, Clone, Copy)]
struct Flag<'w> {
    name: &'w str,
    /// Behind `=`.
    value: Option<&'w str>,
    /// The word behind it, which may be its value.
    next: Option<&'w str>,
}

/// A word that is no flag.
#[derive(Debug, Clone, Copy)]
pub(super) struct Positional<'w> {
    pub(super) word: &'w Word,
    /// Whether it may be the value of a flag that is not known to take one.
    pub(super) follows_flag: bool,
}

/// The words of one command.
#[derive(Debug)]
pub struct ToolWords<'w> {
    tool: &'w Tool,
    flags: Vec<Flag<'w>>,
    pub(super) positionals: Vec<Positional<'w>>,
    /// The first word that is not known before the command runs, values of flags aside.
    pub(super) unknown: Option<&'w Word>,
}

impl<'w> ToolWords<'w> {
    /// Reads the words behind the program.
    #[must_use]
    pub fn read(tool: &'w Tool, args: &'w [Word]) -> Self {
        let mut read = Self { tool, flags: Vec::new(), positionals: Vec::new(), unknown: None };
        let mut at = 0;
        let mut follows_flag = false;
        while let Some(word) = args.get(at) {
            at += 1;
            if word.text == "--" {
                continue;
            }
            if !is_flag(word) {
                read.positional(word, follows_flag);
                follows_flag = false;
                continue;
            }
            let (name, value) = word.text.split_once('=').map_or((word.text.as_str(), None), |(n, v)| (n, Some(v)));
            let next = args.get(at);
            read.flags.push(Flag { name, value, next: next.map(|next| next.text.as_str()) });
            let takes_next = value.is_none() && read.takes_value(name) && next.is_some();
            at += usize::from(takes_next);
            follows_flag = value.is_none() && !takes_next;
        }
        read
    }

    fn positional(&mut self, word: &'w Word, follows_flag: bool) {
        if !word.known {
            self.unknown.get_or_insert(word);
        }
        self.positionals.push(Positional { word, follows_flag });
    }

    fn takes_value(&self, name: &str) -> bool {
        self.tool.values.iter().any(|flag| flag == name) || self.tool.url_flags.iter().any(|flag| flag == name)
    }

    /// Whether a flag is there with the value that is asked for. The last word on a flag counts: `--no-x` and `--x=false` take it back.
    #[must_use]
    pub fn has(&self, pattern: &FlagPattern) -> bool {
        pattern.alternatives.iter().any(|(name, value)| match value {
            Some(wanted) => self.flags.iter().any(|flag| self.names(flag, name) && flag.has_value(wanted)),
            None => self.is_on(name),
        })
    }

    fn is_on(&self, name: &str) -> bool {
        let negated = name.strip_prefix("--").map(|word| format!("--no-{word}"));
        let mut on = false;
        for flag in &self.flags {
            if self.names(flag, name) {
                on = !matches!(flag.value, Some("false" | "0" | "no" | "off"));
            } else if negated.as_deref() == Some(flag.name) {
                on = false;
            }
        }
        on
    }

    /// Whether a flag of this name is there.
    #[must_use]
    pub fn has_flag(&self, name: &str) -> bool {
        self.is_on(name)
    }

    /// The first word that is no flag and no value of one.
    #[must_use]
    pub fn first_word(&self) -> Option<&'w str> {
        self.positionals.first().map(|positional| positional.word.text.as_str())
    }

    /// The value of a flag, the last one winning: `--url=x`, `--url x`, `-dx`.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&'w str> {
        self.flags.iter().rev().find_map(|flag| {
            if self.is_whole(flag, name) {
                return flag.value.or(flag.next);
            }
            let attached = name.len() == 2 && !self.tool.long_dash && !flag.name.starts_with("--");
            flag.name.strip_prefix(name).filter(|rest| attached && !rest.is_empty())
        })
    }

    /// Every value of a flag that may stand several times.
    #[must_use]
    pub fn values(&self, name: &str) -> Vec<&'w str> {
        self.flags.iter().filter(|flag| self.is_whole(flag, name)).filter_map(|flag| flag.value.or(flag.next)).collect()
    }

    fn is_whole(&self, flag: &Flag<'_>, name: &str) -> bool {
        let abbreviated = self.tool.abbreviates && flag.name.len() > 4 && flag.name.starts_with("--");
        flag.name == name || abbreviated && name.starts_with(flag.name)
    }

    /// Whether a flag as written is, or bundles, the one of this name.
    fn names(&self, flag: &Flag<'_>, name: &str) -> bool {
        if self.is_whole(flag, name) {
            return true;
        }
        let letters = flag.name.strip_prefix('-').filter(|letters| !letters.starts_with('-'));
        let letter = name.strip_prefix('-').filter(|letter| letter.chars().count() == 1);
        let bundled = |letters: &str| letters.len() < 8 && letters.chars().all(char::is_alphabetic);
        let valued = || flag.name.get(..2).is_some_and(|first| self.takes_value(first));
        match (letters, letter) {
            (Some(letters), Some(letter)) => {
                !self.tool.long_dash && bundled(letters) && letters.contains(letter) && !valued()
            }
            _ => false,
        }
    }
}

impl Flag<'_> {
    fn has_value(&self, wanted: &str) -> bool {
        self.value.or(self.next).is_some_and(|value| value.eq_ignore_ascii_case(wanted))
    }
}

fn is_flag(word: &Word) -> bool {
    word.text.len() > 1 && word.text.starts_with('-')
}
