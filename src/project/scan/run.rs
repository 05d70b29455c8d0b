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
use crate::project::git::{Base, Repository, Staged};
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
    /// Values of variables that its file sets for all its commands.
    pub around: Vec<String>,
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
    let pending = files.pending()?;
    let (base, sentence) = (files.base.clone(), files.sentence.clone());
    let mut scan = Scan { files: pending.len(), base, sentence, whole: files.whole(), ..Scan::default() };
    if wanted.commands {
        commands(&files, &pending, &mut scan)?;
    }
    if wanted.secrets {
        passwords::look(&files, &pending, &mut scan);
    }
    Ok(scan)
}

/// Whether there are files with commands at all, pending or not.
///
/// # Errors
/// A repository that cannot be read.
pub fn has_commands(workspace: &Workspace) -> Result<bool, InputError> {
    let repository = Repository::discover(workspace, workspace.cwd())?;
    // What is tracked is told by the index alone; what is not costs a look at every folder.
    let tracked = repository.as_ref().map(|repository| Ok(Staged::open(repository)?.paths())).transpose()?;
    if tracked.is_some_and(|paths| paths.iter().any(|path| has_calls(path))) {
        return Ok(true);
    }
    let all = Files::choose(workspace, &Selector::All, repository.as_ref())?.all()?;
    Ok(all.iter().any(|path| has_calls(path)))
}

/// Whether the commands of a file may be called from others.
fn has_calls(path: &str) -> bool {
    format::reader(path).is_some() && !format::is_code(path)
}

/// Reads the files with commands. Where one of them changed, all are read: what calls it lies in others.
fn commands(files: &Files<'_>, pending: &[String], scan: &mut Scan) -> Result<(), InputError> {
    let mut found = Found::default();
    if pending.iter().any(|path| has_calls(path)) {
        let all = files.all()?;
        let wanted = all.iter().filter(|path| files.is_pending(path) || has_calls(path));
        wanted.for_each(|path| read(files, path, &mut found, scan));
    } else {
        for path in pending {
            read(files, path, &mut found, scan);
        }
    }
    scan.code = std::mem::take(&mut found.code);
    judge(files, &found.scripts, found.local_database, scan);
    Ok(())
}

fn read(files: &Files<'_>, path: &str, found: &mut Found, scan: &mut Scan) {
    let Some(reader) = format::reader(path) else { return };
    let unread = match source(files, path) {
        Ok(None) => None,
        Ok(Some(source)) => reader(&File { path, source: &source }, found).err().map(|error| Unread {
            span: line_at(source.text(), error.at),
            source: redacted_source(&source),
            message: format!("cannot be read: {}", error.message),
            missed: Missed::RunsNowhere,
        }),
        Err((message, missed)) => {
            Some(Unread { source: Source::new(files.shown(path), ""), span: Span::default(), message, missed })
        }
    };
    scan.unread.extend(unread.filter(|_| files.is_pending(path)));
}

/// The text of a file; `None` where there is none. An error says what is wrong, and what of the file runs all the same.
fn source(files: &Files<'_>, path: &str) -> Result<Option<Source>, (String, Missed)> {
    let Some(bytes) = files.read(path).map_err(|error| (error.message, Missed::All))? else { return Ok(None) };
    if bytes.len() > LONGEST {
        let message = format!("is larger than 1 MB ({} KB) and was not read", bytes.len() / 1024);
        return Err((message, Missed::All));
    }
    if bytes.contains(&0) && format::is_code(path) {
        return Ok(None);
    }
    if bytes.contains(&0) {
        return Err(("is binary, no text that could be read".to_owned(), Missed::RunsNowhere));
    }
    let shown = files.shown(path);
    let text = decode(bytes, &shown).map_err(|error| (error.message, Missed::All))?;
    Ok(Some(Source::new(shown, text)))
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
                    around: script.environment.clone(),
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
