//! The database that a command names by itself, whoever runs it and wherever.

use super::{Asked, finding, when};
use crate::audit::exec::{Literal, Protected, by_name, literals};
use crate::live::ConnectionUrl;
use crate::project::invocation::Invocation;
use crate::project::{Context, FoundCommand, Stage, is_local_host};
use crate::rules::{Finding, HARDWIRED_TARGET, Level, Standing};

/// Where a command is sent.
pub(super) struct Aim {
    /// The host, and the database where it is named.
    place: String,
    /// The protected environment that it is, and how that is known.
    protected: Option<(String, String)>,
    /// It is written in the command itself.
    is_own: bool,
}

impl Aim {
    /// What a command is sent to: a protected environment before any other host, `None` where it names no other machine.
    pub(super) fn of(found: &FoundCommand, asked: &Asked<'_>) -> Option<Self> {
        let literals = literals(asked.files.book, &found.invocation, &found.around);
        let aims: Vec<Self> = literals.iter().filter_map(|literal| aim(literal, &asked.protected)).collect();
        let (protected, others): (Vec<Self>, Vec<Self>) = aims.into_iter().partition(|aim| aim.protected.is_some());
        protected.into_iter().chain(others).next()
    }

    /// When the command matters: one that reaches a protected environment does, whatever it is named.
    pub(super) fn context(&self) -> Option<Context> {
        let (name, how) = self.protected.as_ref()?;
        Some(Context { stage: Stage::Deploy, why: format!("it reaches {name} wherever it is run, since {how}") })
    }

    /// By what two findings about the same variable of a file are told to be one; `None` for what stands in the command.
    pub(super) fn shared(&self) -> Option<&str> {
        (!self.is_own).then_some(self.place.as_str())
    }

    /// The finding that nothing but the target gives reason for.
    pub(super) fn finding(&self, found: &FoundCommand, standing: &Standing<'_>) -> Option<Finding> {
        let program = called(&found.invocation);
        let (message, help, level) = match &self.protected {
            Some((name, how)) => (
                format!("`{program}` is sent to {name}: {how}, and whoever runs it reaches that database"),
                format!(
                    "take the connection string from $DATABASE_URL, and let the platform's secrets set it where {name} is meant\n\
                     to run a command on {name} on purpose: seawall exec --env {name} -- {program} …"
                ),
                Level::Block,
            ),
            None if !matches!(standing, Standing::Foreign | Standing::Unlisted(_)) => return None,
            None => (
                format!(
                    "`{program}` is sent to {}, which is written into it: whoever runs it, for a test too, reaches that database; {}",
                    self.place,
                    when(&found.context)
                ),
                format!(
                    "take the connection string from $DATABASE_URL, and let the platform's secrets set it\n\
                     if nothing may destroy that database, give it to `environments:` of seawall.yaml with `protected: true` and `hosts: [{}]`",
                    self.place.split('/').next().unwrap_or_default()
                ),
                Level::Warn,
            ),
        };
        Some(Finding { help: Some(help), ..finding(&HARDWIRED_TARGET, message, &found.source, found.span, level) })
    }
}

/// The program's name; that of its interpreter where it is given code or a folder: `node -e …`, `node .`.
fn called(invocation: &Invocation) -> String {
    let name = invocation.name();
    let is_name = name.chars().all(|letter| letter.is_alphanumeric() || "-_.:".contains(letter));
    let starter = invocation.wrappers.last().filter(|_| !is_name || !name.contains(char::is_alphanumeric));
    starter.map_or(name, |wrapper| wrapper.program.clone())
}

fn aim(literal: &Literal, protected: &[Protected]) -> Option<Aim> {
    let url = literal.candidate.url().ok()?;
    let is = by_name(protected, &url);
    let host = url.hosts().find(|host| !is_local_host(host)).or_else(|| is.as_ref().and(url.hosts().next()))?;
    Some(Aim { place: place(host, &url), protected: is, is_own: literal.is_own })
}

fn place(host: &str, url: &ConnectionUrl) -> String {
    url.database().map_or_else(|| host.to_owned(), |database| format!("{host}/{database}"))
}
