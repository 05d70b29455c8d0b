//! Takes one launcher off a command.

use super::launcher::{LAUNCHERS, Launcher, PACKAGE_MANAGER, SHELLS, Then};
use super::{Assignment, Nature, Word, Wrapper};
use crate::sql::Span;

/// What a launcher starts.
#[derive(Debug)]
pub(super) enum Inside {
    /// A program and its words.
    Words(Vec<Word>),
    /// Shell texts.
    Texts(Vec<Word>),
    /// A script of `package.json`, or a program.
    Script { name: Word, rest: Vec<Word>, workspace: bool },
    /// Several scripts.
    Scripts(Vec<Word>),
    /// A shell file and its words.
    File(Word, Vec<Word>),
}

/// A launcher that was taken off, and what it starts.
#[derive(Debug)]
pub(super) struct Stripped {
    pub(super) wrapper: Wrapper,
    pub(super) environment: Vec<Assignment>,
    pub(super) env_files: Vec<Word>,
    pub(super) inside: Inside,
}

/// Takes off the launcher with which a command begins; `None` where it begins with none.
pub(super) fn strip(words: &[Word]) -> Option<Stripped> {
    let (program, args) = words.split_first()?;
    let name = program.program();
    if let Some(stripped) = special(&name, args) {
        return Some(stripped);
    }
    LAUNCHERS
        .iter()
        .filter(|launcher| launcher.names.contains(&name.as_str()))
        .find_map(|launcher| Start { launcher, name: &name, args }.strip())
}

/// A program that takes commands from its standard input: a shell that is given no file, and `ssh HOST`.
pub(super) fn reads_commands(words: &[Word]) -> Option<Wrapper> {
    let (program, args) = words.split_first()?;
    let name = program.program();
    let is_flag = |word: &Word| word.text.starts_with('-') && word.text != "-c";
    let nature = match name.as_str() {
        shell if SHELLS.contains(&shell) => args.iter().all(is_flag).then_some(Nature::Plain),
        "ssh" => args.last().is_some_and(|host| !is_flag(host)).then_some(Nature::Elsewhere),
        _ => None,
    };
    Some(Wrapper { program: name, args: args.to_vec(), nature: nature? })
}

/// Launchers whose command stands in an unusual place.
fn special(name: &str, args: &[Word]) -> Option<Stripped> {
    match name {
        "xargs" | "parallel" => xargs(name, args),
        "find" => find(args),
        // `cargo-sqlx` is sqlx's own program.
        "cargo" => {
            args.first().filter(|word| word.text == "sqlx").map(|_| plain(name, &[], Inside::Words(args.to_vec())))
        }
        _ => None,
    }
}

/// `xargs` adds words that nobody knows before it runs.
fn xargs(name: &str, args: &[Word]) -> Option<Stripped> {
    const VALUED: &[&str] =
        &["-I", "-n", "-P", "-d", "-L", "-s", "-a", "-E", "--max-args", "--max-procs", "-j", "--jobs"];
    let start = own_words(args, VALUED, false);
    let mut words = args.get(start..)?.to_vec();
    let last = words.last()?.span;
    words.push(Word { text: "…".to_owned(), span: Span::new(last.end, last.end), known: false });
    Some(plain(name, &args[..start], Inside::Words(words)))
}

/// `find … -exec COMMAND ;`.
fn find(args: &[Word]) -> Option<Stripped> {
    let at = args.iter().position(|word| matches!(word.text.as_str(), "-exec" | "-execdir" | "-ok" | "-okdir"))?;
    let rest = &args[at + 1..];
    let end = rest.iter().position(|word| matches!(word.text.as_str(), ";" | "+")).unwrap_or(rest.len());
    Some(plain("find", &args[..=at], Inside::Words(rest[..end].to_vec())))
}

fn plain(name: &str, own: &[Word], inside: Inside) -> Stripped {
    let wrapper = Wrapper { program: name.to_owned(), args: own.to_vec(), nature: Nature::Plain };
    Stripped { wrapper, environment: Vec::new(), env_files: Vec::new(), inside }
}

/// How many words are flags, with their values, before the first that is neither. `--` ends them and is one of them.
fn own_words(args: &[Word], valued: &[&str], assignments: bool) -> usize {
    let mut at = 0;
    while let Some(word) = args.get(at) {
        let text = word.text.as_str();
        if text == "--" {
            return at + 1;
        }
        let is_flag = text.len() > 1 && text.starts_with('-');
        if !(is_flag || assignments && assignment(word).is_some()) {
            return at;
        }
        at += if valued.contains(&text) { 2 } else { 1 };
    }
    args.len()
}

/// `NAME=value`.
fn assignment(word: &Word) -> Option<Assignment> {
    let (name, value) = word.text.split_once('=')?;
    let is_name = !name.is_empty()
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !name.starts_with(|c: char| c.is_ascii_digit());
    let value = Word { text: value.to_owned(), ..word.clone() };
    is_name.then(|| Assignment { name: name.to_owned(), value, before: false })
}

/// A command whose program is that of a launcher.
struct Start<'a> {
    launcher: &'a Launcher,
    name: &'a str,
    args: &'a [Word],
}

impl Start<'_> {
    fn strip(&self) -> Option<Stripped> {
        let start = self.after_subcommand()?;
        if let Some(text) = self.text_flag(start) {
            return Some(self.stripped(self.args.len(), Inside::Texts(vec![text])));
        }
        let (start, own) = self.command_start(start);
        let rest = self.args.get(start..).filter(|rest| !rest.is_empty())?;
        let (own, inside) = self.inside(rest, own)?;
        Some(self.stripped(start + own, inside))
    }

    /// The place behind the words of the subcommand; `None` where they are not there.
    fn after_subcommand(&self) -> Option<usize> {
        let mut at = 0;
        for wanted in self.launcher.subcommand.split_whitespace() {
            at += own_words(&self.args[at..], self.launcher.valued, false);
            if self.args.get(at)?.text != wanted {
                return None;
            }
            at += 1;
        }
        Some(at)
    }

    /// Where the command begins, and how many words from there on are still the launcher's: none behind its `--`.
    fn command_start(&self, start: usize) -> (usize, usize) {
        let rest = &self.args[start..];
        let dashes = rest.iter().position(|word| word.text == "--").filter(|_| self.launcher.dashes);
        let own = match self.launcher.then {
            Then::Words(count) | Then::Text(count) => count,
            _ => 0,
        };
        match dashes {
            Some(at) => (start + at + 1, 0),
            None => (start + own_words(rest, self.launcher.valued, self.launcher.then == Then::Assignments), own),
        }
    }

    /// The value of a flag that holds a shell text: `-c TEXT`, `-lc TEXT`, `--command=TEXT`.
    fn text_flag(&self, start: usize) -> Option<Word> {
        let texts = self.launcher.texts;
        for (at, word) in self.args.iter().enumerate().skip(start) {
            if let Some((flag, value)) = word.text.split_once('=').filter(|(flag, _)| texts.contains(flag)) {
                let skipped = flag.len() + 1;
                let span = Span::new((word.span.start + skipped).min(word.span.end), word.span.end);
                return Some(Word { text: value.to_owned(), span, known: word.known });
            }
            let lower = word.text.to_lowercase();
            if texts.contains(&word.text.as_str()) || texts.contains(&lower.as_str()) || self.bundles(&word.text) {
                return self.args.get(at + 1).cloned();
            }
            if word.text == "--" || !word.text.starts_with('-') && !self.takes_value(at) {
                return None;
            }
        }
        None
    }

    fn takes_value(&self, at: usize) -> bool {
        at.checked_sub(1).is_some_and(|before| self.launcher.valued.contains(&self.args[before].text.as_str()))
    }

    /// `-lc`, `-exc`: `-c` bundled with other short flags.
    fn bundles(&self, text: &str) -> bool {
        let letters = text.strip_prefix('-').filter(|letters| !letters.starts_with('-') && letters.len() < 8);
        self.launcher.then == Then::ShellFile && letters.is_some_and(|letters| letters.ends_with('c'))
    }

    /// What it starts, behind so many further words of its own.
    fn inside(&self, rest: &[Word], own: usize) -> Option<(usize, Inside)> {
        let (first, others) = rest.split_first()?;
        let behind = rest.get(own..).filter(|rest| !rest.is_empty());
        let inside = match self.launcher.then {
            Then::Words(_) => Inside::Words(without_dashes(behind?).to_vec()),
            Then::Text(_) => Inside::Texts(vec![together(behind?)]),
            Then::Assignments => Inside::Words(rest.to_vec()),
            Then::Texts => Inside::Texts(rest.to_vec()),
            Then::Scripts => Inside::Scripts(rest.to_vec()),
            Then::ShellFile => Inside::File(first.clone(), others.to_vec()),
            Then::Script if self.is_own_command(first) => return None,
            Then::Script => {
                let rest = without_dashes(others).to_vec();
                Inside::Script { name: first.clone(), rest, workspace: self.is_in_workspace() }
            }
        };
        Some((own, inside))
    }

    fn is_own_command(&self, first: &Word) -> bool {
        let own = self.launcher.subcommand.is_empty() && PACKAGE_MANAGER.contains(&first.text.as_str());
        own || self.launcher.subcommand.is_empty() && self.name == "npm" && !is_npm_script(&first.text)
    }

    /// Whether another package of the workspace may be meant.
    fn is_in_workspace(&self) -> bool {
        let flags = [
            "-r",
            "--recursive",
            "--filter",
            "-F",
            "-w",
            "--workspace",
            "--workspaces",
            "-ws",
            "--prefix",
            "-C",
            "--dir",
            "--cwd",
        ];
        matches!(self.name, "turbo" | "lerna")
            || self.launcher.subcommand.starts_with("workspaces")
            || self.args.iter().any(|word| {
                let flag = word.text.split('=').next().unwrap_or_default();
                flags.contains(&flag)
            })
    }

    fn stripped(&self, own: usize, inside: Inside) -> Stripped {
        let own = &self.args[..own.min(self.args.len())];
        let wrapper = Wrapper { program: self.name.to_owned(), args: own.to_vec(), nature: self.launcher.nature };
        Stripped { wrapper, environment: self.environment(own), env_files: self.env_files(own), inside }
    }

    /// Variables that the launcher sets: `env A=1`, `dotenv -v A=1`, `docker run -e A=1`.
    fn environment(&self, own: &[Word]) -> Vec<Assignment> {
        let by_flag = |at: usize| {
            let flag = at.checked_sub(1).map(|before| own[before].text.as_str());
            matches!(flag, Some("-e" | "-v" | "--env"))
        };
        let sets = |at: usize| self.launcher.then == Then::Assignments || by_flag(at);
        own.iter().enumerate().filter(|(at, _)| sets(*at)).filter_map(|(_, word)| assignment(word)).collect()
    }

    /// Files whose variables the launcher sets.
    fn env_files(&self, own: &[Word]) -> Vec<Word> {
        if !matches!(self.name, "dotenv" | "dotenv-cli" | "dotenvx" | "env-cmd") {
            return Vec::new();
        }
        let named =
            own.windows(2).filter(|pair| matches!(pair[0].text.as_str(), "-e" | "-f" | "--file" | "--env-file"));
        named.map(|pair| pair[1].clone()).filter(|file| assignment(file).is_none()).collect()
    }
}

/// What `npm` runs without `run`.
fn is_npm_script(word: &str) -> bool {
    matches!(word, "test" | "t" | "tst" | "start" | "stop" | "restart")
}

/// A `--` before the words of the command is the launcher's.
fn without_dashes(words: &[Word]) -> &[Word] {
    match words.split_first() {
        Some((first, rest)) if first.text == "--" => rest,
        _ => words,
    }
}

/// All words as one shell text. Quotes that kept them together are gone, as they are for the shell that reads it.
fn together(words: &[Word]) -> Word {
    let text = words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
    let span = words.iter().map(|word| word.span).reduce(Span::to).unwrap_or_default();
    Word { text, span, known: words.iter().all(|word| word.known) }
}
