//! Where reports go, and what the terminal can show.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::str::FromStr;

use super::Color;
use crate::audit::Report;
use crate::report::{Format, Payload, RenderContext, RuleInfo, Style, render};
use crate::rules;

/// What standard output can show.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terminal {
    color: Color,
}

impl Terminal {
    pub(super) const fn of(color: Color) -> Self {
        Self { color }
    }

    /// Colour and width for standard output.
    pub(super) fn style(self) -> Style {
        let is_terminal = io::stdout().is_terminal();
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let color = match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => is_terminal && !no_color,
        };
        let width = columns().unwrap_or(Style::PLAIN.width).max(40);
        Style { color, width }
    }
}

/// Columns: what `COLUMNS` asks for, else what the terminal has; none where standard output is no terminal.
fn columns() -> Option<usize> {
    let asked = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let terminal =
        || io::stdout().is_terminal().then(|| terminal_size::terminal_size().map_or(80, |(width, _)| width.0.into()));
    asked.or_else(terminal)
}

/// `--format FORMAT` or `--format FORMAT=FILE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Destination {
    /// How.
    pub(super) format: Format,
    /// Into which file; standard output where none is named.
    pub(super) file: Option<PathBuf>,
}

impl FromStr for Destination {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (format, file) = match text.split_once('=') {
            Some((_, "")) => return Err("a file must follow `=`".into()),
            Some((format, file)) => (format, Some(PathBuf::from(file))),
            None => (text, None),
        };
        let format = format.parse().map_err(|error: crate::report::UnknownFormat| error.to_string())?;
        Ok(Self { format, file })
    }
}

/// How a report is told.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct OutputFlags {
    /// text, json, sarif, github or markdown, for check, drift and gate also html, for status and gate also openmetrics; FORMAT=FILE writes to a file (repeatable)
    #[arg(long, value_name = "FORMAT[=FILE]")]
    pub(super) format: Vec<Destination>,
    /// Only what decides: the requirements of a gate, what blocks, and the verdict
    #[arg(long, short)]
    quiet: bool,
}

impl OutputFlags {
    /// How the report is told, where the formats can be told together.
    ///
    /// # Errors
    /// The exit code, when standard error has said why not.
    pub(super) fn telling(&self, terminal: Terminal) -> Result<Telling<'_>, ExitCode> {
        if let Err(message) = check_destinations(&self.format) {
            eprintln!("seawall: {message}");
            return Err(ExitCode::from(2));
        }
        Ok(Telling { destinations: &self.format, quiet: self.quiet, terminal, payload: None })
    }
}

/// What fails besides what blocks.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct DenyFlags {
    /// Fail on warnings too
    #[arg(long, value_name = "LEVEL", value_parser = ["warn"])]
    deny: Option<String>,
}

impl DenyFlags {
    /// Whether warnings fail too.
    pub(super) const fn warnings(&self) -> bool {
        self.deny.is_some()
    }
}

/// At most one format goes to standard output.
fn check_destinations(destinations: &[Destination]) -> Result<(), String> {
    let open: Vec<_> = destinations.iter().filter(|destination| destination.file.is_none()).collect();
    match open.as_slice() {
        [] | [_] => Ok(()),
        [first, second, ..] => Err(format!(
            "both `{}` and `{}` would go to standard output; write one to a file: --format {}=FILE",
            first.format, second.format, second.format
        )),
    }
}

/// How a report is told.
pub(super) struct Telling<'a> {
    pub(super) destinations: &'a [Destination],
    pub(super) quiet: bool,
    pub(super) terminal: Terminal,
    pub(super) payload: Option<Payload<'a>>,
}

impl Telling<'_> {
    /// Writes the report everywhere it should go; as text on standard output where nothing was said.
    ///
    /// # Errors
    /// A file, standard output or the step summary that cannot be written.
    pub(super) fn tell(&self, report: &Report) -> Result<(), String> {
        let text = [Destination { format: Format::Text, file: None }];
        let destinations = if self.destinations.is_empty() { &text } else { self.destinations };
        destinations.iter().try_for_each(|destination| self.write(report, destination))
    }

    fn write(&self, report: &Report, destination: &Destination) -> Result<(), String> {
        let infos: Vec<RuleInfo> = rules::all().iter().map(|rule| RuleInfo::from(*rule)).collect();
        let summary = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()).map(PathBuf::from);
        let style = if destination.file.is_some() { Style::PLAIN } else { self.terminal.style() };
        let context = RenderContext {
            style,
            quiet: self.quiet,
            rules: &infos,
            step_summary: summary.as_deref(),
            payload: self.payload,
        };
        match &destination.file {
            None => to_stdout(|out| render(report, destination.format, &context, out))
                .map_err(|error| format!("cannot write to standard output: {error}")),
            Some(path) => File::create(path)
                .and_then(|file| {
                    let mut out = BufWriter::new(file);
                    render(report, destination.format, &context, &mut out)?;
                    out.flush()
                })
                .map_err(|error| format!("cannot write {}: {error}", path.display())),
        }
    }
}

/// Prints a text, and gives the exit code of a command that does nothing else.
pub(super) fn print(text: &str) -> ExitCode {
    match to_stdout(|out| out.write_all(text.as_bytes())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("seawall: cannot write to standard output: {error}");
            ExitCode::from(2)
        }
    }
}

/// Writes to standard output; a reader that closes the pipe early (`| head`) is no error.
fn to_stdout(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}
