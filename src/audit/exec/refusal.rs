//! Why a command does not run, and what to do instead.

use std::fmt;

use super::Place;

/// Why a command does not run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The command, without anything that may be secret.
    pub command: String,
    /// The protected environment that it reaches; `None` where that cannot be told.
    pub environment: Option<String>,
    /// How that is known.
    pub how: Option<String>,
    /// What it would have done, or why it cannot be judged.
    pub why: String,
    /// The rule that speaks, where it is one.
    pub rule: Option<&'static str>,
    /// What to run instead.
    pub instead: Option<String>,
}

impl Refusal {
    /// A refusal that knows of no environment yet.
    #[must_use]
    pub fn new(command: impl Into<String>, why: impl Into<String>) -> Self {
        Self { command: command.into(), environment: None, how: None, why: why.into(), rule: None, instead: None }
    }

    /// Says what to do instead.
    #[must_use]
    pub fn instead(self, instead: impl Into<String>) -> Self {
        Self { instead: Some(instead.into()), ..self }
    }

    /// Says where the command goes.
    #[must_use]
    pub fn at(self, place: Place) -> Self {
        Self { environment: place.environment, how: Some(place.how), ..self }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.environment.as_deref().map(|name| format!(" on {name}")).unwrap_or_default();
        let rule = self.rule.map(|rule| format!(" [{rule}]")).unwrap_or_default();
        writeln!(f, "refused: `{}`{place}{rule}", self.command)?;
        write!(f, "  because  {}", self.why)?;
        if let Some(how) = &self.how {
            let label = if self.environment.is_some() { "target " } else { "unknown" };
            write!(f, "\n  {label}  {how}")?;
        }
        self.instead.iter().try_for_each(|instead| write!(f, "\n  instead  {instead}"))
    }
}
