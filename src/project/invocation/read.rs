//! From a text or a list of words to everything that runs.

use super::lookup::Lookup;
use super::shell::{self, Command};
use super::strip::{Inside, reads_commands, strip};
use super::{Assignment, Input, Invocation, Word, Wrapper};
use crate::sql::Span;

/// How many launchers and scripts may call one another.
const DEEPEST: usize = 24;

/// Everything that a command line runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CommandLine {
    /// The programs, in the order of the text; what stands in branches is among them.
    pub invocations: Vec<Invocation>,
    /// What could not be read.
    pub troubles: Vec<Trouble>,
}

/// A part of a command line that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// What is wrong.
    pub message: String,
    /// Where.
    pub span: Span,
}

/// Reads a shell text. Spans are byte offsets into it.
#[must_use]
pub fn invocations(text: &str, lookup: &dyn Lookup) -> CommandLine {
    let mut reader = Reader { lookup, line: CommandLine::default() };
    reader.text(text, &Around::default(), Place::At(0));
    reader.line
}

/// Reads words as a process gets them. Spans are byte offsets into the words joined by single spaces.
#[must_use]
pub fn invocations_of_words(words: &[String], lookup: &dyn Lookup) -> CommandLine {
    let mut at = 0;
    let words: Vec<Word> = words
        .iter()
        .map(|text| {
            let start = at;
            at += text.len() + 1;
            Word::literal(text.as_str(), Span::new(start, start + text.len()))
        })
        .collect();
    let span = Span::new(0, at.saturating_sub(1));
    let mut reader = Reader { lookup, line: CommandLine::default() };
    reader.command(bare(words, span), &Around::default());
    reader.line
}

fn bare(words: Vec<Word>, span: Span) -> Command {
    Command { words, environment: Vec::new(), input: Input::Inherited, redirections: Vec::new(), span }
}

/// Where the text that is read stands in the outermost one.
#[derive(Debug, Clone, Copy)]
enum Place {
    /// It begins at this offset.
    At(usize),
    /// It is not there word for word: everything in it has this place.
    Within(Span),
}

impl Place {
    fn of(self, span: Span) -> Span {
        match self {
            Self::At(offset) => span.shifted(offset),
            Self::Within(whole) => whole,
        }
    }
}

/// What was found around a command: launchers, variables, input.
#[derive(Debug, Clone, Default)]
struct Around {
    wrappers: Vec<Wrapper>,
    environment: Vec<Assignment>,
    env_files: Vec<Word>,
    input: Input,
    /// Words that are given to the last command of a script.
    appended: Vec<Word>,
    /// Scripts that are being read, so that one that calls itself is read once.
    scripts: Vec<String>,
    depth: usize,
}

struct Reader<'a> {
    lookup: &'a dyn Lookup,
    line: CommandLine,
}

impl Reader<'_> {
    fn text(&mut self, text: &str, around: &Around, place: Place) {
        let mut reading = shell::read(text);
        for trouble in reading.troubles {
            self.line.troubles.push(Trouble { span: place.of(trouble.span), ..trouble });
        }
        if let Some(last) = reading.commands.last_mut() {
            last.words.extend(around.appended.iter().cloned());
        }
        let appended = around.appended.len();
        let last = reading.commands.len().saturating_sub(1);
        for (at, mut command) in reading.commands.into_iter().enumerate() {
            let own = command.words.len() - if at == last { appended } else { 0 };
            place_words(&mut command, own, place);
            self.command(command, around);
        }
    }

    /// Takes the launchers off one command, and follows what they run.
    fn command(&mut self, command: Command, around: &Around) {
        let span = command.span;
        let mut around = Around { appended: Vec::new(), ..around.clone() };
        around.environment.extend(command.environment);
        if command.input != Input::Inherited {
            around.input = command.input;
        }
        let mut words = command.words;
        while let Some(stripped) = strip(&words) {
            around.depth += 1;
            if around.depth > DEEPEST {
                self.line.troubles.push(Trouble { message: "starts too many programs from one another".into(), span });
                return;
            }
            around.environment.extend(stripped.environment);
            around.env_files.extend(stripped.env_files);
            around.wrappers.push(stripped.wrapper);
            match self.inside(stripped.inside, &around, span) {
                Some(inner) => words = inner,
                None => return,
            }
        }
        if let [file] = words.as_slice()
            && self.file(file, &around)
        {
            return;
        }
        if !self.given_commands(&words, &around) {
            self.push(words, &around, &command.redirections, span);
        }
    }

    /// Commands on the standard input of a shell: `bash <<EOF`, `echo … | sh`, `ssh HOST <<EOF`; whether there are any.
    fn given_commands(&mut self, words: &[Word], around: &Around) -> bool {
        let Input::Text(text) = &around.input else { return false };
        let Some(wrapper) = reads_commands(words) else { return false };
        let mut inner = Around { input: Input::Inherited, depth: around.depth + 1, ..around.clone() };
        if inner.depth > DEEPEST {
            return false;
        }
        inner.wrappers.push(wrapper);
        self.inner_text(text, &inner);
        true
    }

    /// Follows what a launcher starts; the words of the command where they are still to be looked at.
    fn inside(&mut self, inside: Inside, around: &Around, span: Span) -> Option<Vec<Word>> {
        match inside {
            Inside::Words(inner) => return Some(inner),
            Inside::Texts(texts) => texts.iter().for_each(|text| self.inner_text(text, around)),
            Inside::Script { name, rest, workspace } => {
                if !self.script(&name, &rest, workspace, around) {
                    return Some(std::iter::once(name).chain(rest).collect());
                }
            }
            Inside::Scripts(names) => {
                for name in names {
                    if !self.script(&name, &[], false, around) {
                        self.push(vec![name], around, &[], span);
                    }
                }
            }
            Inside::File(file, rest) => {
                if !self.file(&file, around) {
                    self.push(std::iter::once(file).chain(rest).collect(), around, &[], span);
                }
            }
        }
        None
    }

    fn push(&mut self, words: Vec<Word>, around: &Around, redirections: &[super::Redirection], span: Span) {
        let mut words = words.into_iter();
        let Some(program) = words.next() else { return };
        self.line.invocations.push(Invocation {
            program,
            args: words.collect(),
            environment: around.environment.clone(),
            env_files: around.env_files.clone(),
            wrappers: around.wrappers.clone(),
            input: around.input.clone(),
            redirections: redirections.to_vec(),
            span,
        });
    }

    /// A text inside a word: its places are told exactly where the word stands there as it is.
    fn inner_text(&mut self, word: &Word, around: &Around) {
        let quotes = (word.span.end - word.span.start).checked_sub(word.text.len());
        let place = match quotes {
            Some(0) => Place::At(word.span.start),
            Some(2) if word.known && !word.text.contains('\\') => Place::At(word.span.start + 1),
            _ => Place::Within(word.span),
        };
        self.text(&word.text, around, place);
    }

    /// Reads a script of `package.json`; whether there is one.
    fn script(&mut self, name: &Word, rest: &[Word], workspace: bool, around: &Around) -> bool {
        let scripts = self.lookup.package_script(&name.text, workspace);
        for script in &scripts {
            self.called(&script.text, &script.from, name.span, rest, around);
        }
        !scripts.is_empty()
    }

    fn file(&mut self, file: &Word, around: &Around) -> bool {
        let Some(script) = self.lookup.shell_file(&file.text) else { return false };
        self.called(&script.text, &script.from, file.span, &[], around);
        true
    }

    fn called(&mut self, text: &str, from: &str, span: Span, rest: &[Word], around: &Around) {
        if around.scripts.iter().any(|script| script == from) {
            return;
        }
        let mut inner = Around { appended: rest.to_vec(), ..around.clone() };
        inner.scripts.push(from.to_owned());
        self.text(text, &inner, Place::Within(span));
    }
}

/// Moves the places of a command to the outermost text; the words behind `own` were given there already.
fn place_words(command: &mut Command, own: usize, place: Place) {
    for word in command.words.iter_mut().take(own) {
        word.span = place.of(word.span);
    }
    for assignment in &mut command.environment {
        assignment.value.span = place.of(assignment.value.span);
    }
    for redirection in &mut command.redirections {
        redirection.file.span = place.of(redirection.file.span);
    }
    if let Input::Text(word) | Input::File(word) = &mut command.input {
        word.span = place.of(word.span);
    }
    command.span = place.of(command.span);
}
