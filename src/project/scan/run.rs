//! One scan: choose the files, read them, follow the calls, and keep what is pending.

use std::collections::BTreeSet;
use std::path::Path;

use super::context::Context;
use super::files::Files;
use super::passwords::{self, FoundSecret};
use super::reach::{Way, ways};
use super::reading::{self, Reading};
use super::script::{CodeCall, File, Found, Name, Script};
use super::{format, target};
use crate::project::error::InputError;
use crate::project::git::{Base, Repository};
use crate::project::invocation::Invocation;
use crate::project::pending::Selector;
use crate::project::secrets::redacted_source;
use crate::project::text::decode;
use crate::project::workspace::Workspace;
use crate::sql::{Source, Span};

/// Bytes beyond which a file of commands is not read.
const LONGEST: usize = 1 << 20;

/// What to look for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// Commands, and code that acts like them.
    pub commands: bool,
    /// Passwords.
    pub secrets: bool,
}

/// A command in a file.
#[derive(Debug, Clone)]
pub struct FoundCommand {
    /// The file, with every password in it covered.
    pub source: Source,
    /// The command with everything that starts it, in the file.
    pub span: Span,
    /// What runs in the end.
    pub invocation: Invocation,
    /// When it runs.
    pub context: Context,
}

/// A file, or a part of one, that could not be read.
#[derive(Debug, Clone)]
pub struct Unread {
    /// The file; its text is empty where there is none to show.
    pub source: Source,
    /// Where in it.
    pub span: Span,
    /// What is wrong, as the end of a sentence that begins with the file.
    pub message: String,
    /// How much was missed.
    pub missed: Missed,
}

/// How much of a file's commands was missed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missed {
    /// All, and they may run.
    All,
    /// All, but the file's own tool cannot read it either, so that they run nowhere.
    RunsNowhere,
    /// A part; its words were looked at all the same.
    Part,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Scan {
    /// Commands.
    pub commands: Vec<FoundCommand>,
    /// Calls in code.
    pub code: Vec<CodeCall>,
    /// Passwords.
    pub secrets: Vec<FoundSecret>,
    /// What could not be read.
    pub unread: Vec<Unread>,
    /// How many files were looked at.
    pub files: usize,
    /// There are files in which commands live, pending or not.
    pub readable: bool,
    /// Every file there is was looked at.
    pub whole: bool,
    /// The commit against which the files are new, where there is one.
    pub base: Option<Base>,
    /// How they were chosen.
    pub sentence: String,
    /// What the user should know besides.
    pub notes: Vec<String>,
}

/// Whether a file is one in which commands live, by its path.
#[must_use]
pub fn holds_commands(path: &Path) -> bool {
    format::reader(&path.to_string_lossy().replace('\\', "/")).is_some()
}

/// Looks at the files that the selector chooses.
///
/// # Errors
/// A repository that cannot be read, or a branch that cannot be found.
pub fn scan(workspace: &Workspace, selector: &Selector, wanted: Wanted) -> Result<Scan, InputError> {
    let repository = Repository::discover(workspace, workspace.cwd())?;
    let files = Files::choose(workspace, selector, repository.as_ref())?;
    let (base, sentence, whole) = (files.base.clone(), files.sentence.clone(), files.changed.is_none());
    let readable = files.all.iter().any(|path| format::reader(path).is_some() && !format::is_code(path));
    let mut scan = Scan { readable, files: files.pending().count(), base, sentence, whole, ..Scan::default() };
    if wanted.commands {
        commands(&files, &mut scan);
    }
    if wanted.secrets {
        passwords::look(&files, &mut scan);
    }
    Ok(scan)
}

/// Reads the files with commands. Where one of them changed, all are read: what calls it lies in others.
fn commands(files: &Files<'_>, scan: &mut Scan) {
    let has_calls = |path: &str| format::reader(path).is_some() && !format::is_code(path);
    let linked = files.pending().any(has_calls);
    let mut found = Found::default();
    for path in files.all.iter().map(String::as_str) {
        if files.is_pending(path) || linked && has_calls(path) {
            read(files, path, &mut found, scan);
        }
    }
    scan.code = found.code;
    judge(files, &found.scripts, found.local_database, scan);
}

fn read(files: &Files<'_>, path: &str, found: &mut Found, scan: &mut Scan) {
    let Some(reader) = format::reader(path) else { return };
    let shown = files.shown(path);
    let unread = |source: Source, at: usize, message: String, missed| Unread {
        span: line_at(source.text(), at),
        source,
        message,
        missed,
    };
    let told = |message: String, missed| unread(Source::new(shown.as_str(), ""), 0, message, missed);
    let bytes = match files.read(path) {
        Ok(Some(bytes)) if bytes.len() > LONGEST => {
            let message = format!("is larger than 1 MB ({} KB) and was not read", bytes.len() / 1024);
            return scan.unread.extend(files.is_pending(path).then(|| told(message, Missed::All)));
        }
        Ok(Some(bytes)) => bytes,
        Ok(None) => return,
        Err(error) => return scan.unread.extend(files.is_pending(path).then(|| told(error.message, Missed::All))),
    };
    if bytes.contains(&0) {
        let named = !format::is_code(path);
        return scan.unread.extend(
            (named && files.is_pending(path))
                .then(|| told("is binary, no text that could be read".to_owned(), Missed::RunsNowhere)),
        );
    }
    let text = match decode(bytes, &shown) {
        Ok(text) => text,
        Err(error) => return scan.unread.extend(files.is_pending(path).then(|| told(error.message, Missed::All))),
    };
    let source = Source::new(shown.as_str(), text);
    if let Err(error) = reader(&File { path, source: &source }, found)
        && files.is_pending(path)
    {
        scan.unread.push(unread(
            redacted_source(&source),
            error.at,
            format!("cannot be read: {}", error.message),
            Missed::RunsNowhere,
        ));
    }
}

/// The line around an offset.
fn line_at(text: &str, at: usize) -> Span {
    let at = (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    let start = text[..at].rfind('\n').map_or(0, |before| before + 1);
    Span::new(start, at + text[at..].find('\n').unwrap_or(text.len() - at))
}

/// Reads every script, follows the calls, and keeps the commands that a pending file holds or newly reaches.
fn judge(files: &Files<'_>, scripts: &[Script], local_database: bool, scan: &mut Scan) {
    let readings: Vec<Reading> = scripts.iter().map(reading::read).collect();
    let ways = ways(scripts, &readings);
    let mut seen = BTreeSet::new();
    for (at, (script, reading)) in scripts.iter().zip(&readings).enumerate() {
        let way = ways[at].as_ref();
        let passes = way.into_iter().flatten().chain([&at]);
        if !passes.map(|&step| scripts[step].path.as_str()).any(|path| files.is_pending(path)) {
            continue;
        }
        let source = redacted_source(&script.source);
        for invocation in &reading.line.invocations {
            let place = script.text.place(invocation.span);
            // A recipe with several targets is read once for each.
            if seen.insert((script.path.as_str(), place.start, place.end, invocation.name())) {
                let context = context(scripts, way, script, invocation, local_database);
                scan.commands.push(FoundCommand {
                    source: source.clone(),
                    span: place,
                    invocation: invocation.clone(),
                    context,
                });
            }
        }
        if files.is_pending(&script.path) {
            let troubles = reading.line.troubles.iter().map(|trouble| Unread {
                source: source.clone(),
                span: script.text.place(trouble.span),
                message: trouble.message.clone(),
                missed: Missed::Part,
            });
            scan.unread.extend(troubles);
        }
    }
}

/// The command's own context; one that a deployment reaches runs on deploy, whatever it is named.
fn context(
    scripts: &[Script],
    way: Option<&Way>,
    script: &Script,
    invocation: &Invocation,
    local_database: bool,
) -> Context {
    match way.filter(|way| !way.is_empty()) {
        None => target::context(script, invocation, local_database),
        Some(way) => {
            let steps: Vec<String> = way.iter().map(|&step| told(&scripts[step])).chain([told(script)]).collect();
            let first = &scripts[way[0]].context.why;
            Context::deploy(format!("{first}, and reaches it: {}", steps.join(" \u{2192} ")))
        }
    }
}

/// A step of a way, for a sentence.
fn told(script: &Script) -> String {
    match &script.name {
        Some(Name::Package { script: name, .. }) => format!("`{name}` ({})", script.source.path()),
        Some(Name::Target { target, .. }) => format!("`{target}` ({})", script.source.path()),
        Some(Name::File(_)) | None => script.source.path().to_owned(),
    }
}
