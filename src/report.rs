//! How it is told: a report rendered for people, for programs and for GitHub.
//!
//! Nothing is decided here: levels, exemptions and the verdict come with the [`Report`].

mod difference;
pub mod escape;
mod fingerprint;
mod gate;
mod github;
mod help;
mod html;
mod json;
mod markdown;
mod openmetrics;
mod place;
#[cfg(test)]
mod sample;
mod sarif;
mod status;
mod text;
mod words;

use std::fmt;
use std::io::{self, Write};
use std::path::Path;
use std::str::FromStr;

pub use fingerprint::fingerprint;
pub use json::{Payload, schema};

use crate::audit::Report;
use crate::rules::{Category, Level, Rule};

/// A way to tell a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// For people at a terminal, in the manner of rustc.
    Text,
    /// For programs; `docs/report.schema.json` describes it.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands of GitHub Actions, and the step summary.
    Github,
    /// For a comment on a pull request.
    Markdown,
    /// One self-contained page.
    Html,
    /// For a monitor that scrapes numbers.
    Openmetrics,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 7] =
        [Self::Text, Self::Json, Self::Sarif, Self::Github, Self::Markdown, Self::Html, Self::Openmetrics];

    /// The word on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Sarif => "sarif",
            Self::Github => "github",
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Openmetrics => "openmetrics",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A format that there is not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no format `{0}`; choose text, json, sarif, github, markdown, html or openmetrics")]
pub struct UnknownFormat(String);

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|format| format.as_str() == text).ok_or_else(|| UnknownFormat(text.to_owned()))
    }
}

/// What the terminal can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether to use colours.
    pub color: bool,
    /// Columns.
    pub width: usize,
}

impl Style {
    /// For what is no terminal: a log, a file, a pipe.
    pub const PLAIN: Self = Self { color: false, width: 120 };
}

/// What a format tells of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleInfo {
    /// Identifier.
    pub id: &'static str,
    /// Category.
    pub category: Category,
    /// Level where no policy says otherwise.
    pub level: Level,
    /// What happens, in one line.
    pub summary: &'static str,
    /// Explanation in Markdown.
    pub docs: &'static str,
}

impl From<&Rule> for RuleInfo {
    fn from(rule: &Rule) -> Self {
        Self { id: rule.id, category: rule.category, level: rule.level, summary: rule.summary, docs: rule.docs }
    }
}

/// What a report is rendered with, from outside.
#[derive(Debug, Clone, Copy)]
pub struct RenderContext<'a> {
    /// Colour and width of the terminal.
    pub style: Style,
    /// `--quiet`: only what does not pass, and the verdict.
    pub quiet: bool,
    /// All rules, for SARIF.
    pub rules: &'a [RuleInfo],
    /// File that `$GITHUB_STEP_SUMMARY` names; the Markdown report is appended to it.
    pub step_summary: Option<&'a Path>,
    /// What the command tells besides findings, in JSON under a key of its own.
    pub payload: Option<Payload<'a>>,
}

impl Default for RenderContext<'_> {
    fn default() -> Self {
        Self { style: Style::PLAIN, quiet: false, rules: &[], step_summary: None, payload: None }
    }
}

/// Writes a report; `out` should be buffered.
///
/// # Errors
/// Where `out`, or the step summary, cannot be written.
pub fn render(report: &Report, format: Format, ctx: &RenderContext<'_>, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Text => text::render(report, ctx, out),
        Format::Json => json::render(report, ctx, out),
        Format::Sarif => sarif::render(report, ctx, out),
        Format::Github => github::render(report, ctx, out),
        Format::Markdown => markdown::render(report, out),
        Format::Html => html::render(report, ctx, out),
        Format::Openmetrics => openmetrics::render(report, out),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_named_as_on_the_command_line() {
        for format in Format::ALL {
            assert_eq!(format.to_string().parse(), Ok(format));
        }
        let error = "xml".parse::<Format>().unwrap_err();
        let told = "there is no format `xml`; choose text, json, sarif, github, markdown, html or openmetrics";
        assert_eq!(error.to_string(), told);
    }
}
