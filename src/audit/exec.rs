//! `exec`: may this command run against the database that it would reach?
//!
//! What is not known counts as protected: a command that may reach a protected database, or whose database cannot be told,
//! runs only if it is one that a protected database lets through.

mod candidate;
mod libpq;
mod literal;
mod prisma;
mod protect;
mod refusal;
mod shown;
pub(super) mod sql;
mod surroundings;

pub use candidate::{Candidate, Destination};
pub(super) use literal::{Literal, literals};
pub(super) use protect::by_name;
pub use protect::{Guard, Match, Protected};
pub use refusal::Refusal;
pub use shown::shown;
pub use surroundings::Surroundings;

use crate::policy::{Policy, RecordNeed};
use crate::project::invocation::{CommandLine, Invocation};
use crate::rules::{CommandBook, CommandPattern, Finding, Reach, Standing};

/// What is asked.
pub struct ExecInput<'a> {
    /// The policy that judges.
    pub policy: &'a Policy,
    /// What is known about commands.
    pub book: &'a CommandBook,
    /// The command line.
    pub line: &'a CommandLine,
    /// The variables and files around it.
    pub around: &'a Surroundings<'a>,
    /// The protected environments, and how a database is told to be one of them.
    pub guard: &'a Guard<'a>,
    /// The environment that the user named (`--env`).
    pub named: Option<&'a str>,
    /// Why an environment has no release record to rely on, if so.
    pub record: &'a dyn Fn(&str) -> Result<(), String>,
    /// The day (UTC) on which exemptions must still hold.
    pub today: time::Date,
}

/// One command of the line that passes, and the protected environment that it reaches or may reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// The command without anything that may be secret.
    pub command: String,
    /// Where; `None` where it reaches none that is protected.
    pub place: Option<Place>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It may run.
    Run(Vec<Passage>),
    /// It may not.
    Refuse(Box<Refusal>),
}

/// Decides. Nothing is run, and nothing is written.
#[must_use]
pub fn decide(input: &ExecInput<'_>) -> Decision {
    if let Some(refusal) = unreadable(input) {
        return Decision::Refuse(Box::new(refusal));
    }
    let mut passages = Vec::new();
    for invocation in &input.line.invocations {
        match judge(input, invocation) {
            Ok(passage) => passages.push(passage),
            Err(refusal) => return Decision::Refuse(refusal),
        }
    }
    Decision::Run(passages)
}

/// A command line of which a part could not be read may hold anything.
fn unreadable(input: &ExecInput<'_>) -> Option<Refusal> {
    let trouble = input.line.troubles.first()?;
    input.guard.is_needed().then(|| {
        Refusal::new("the command line", format!("a part of it could not be read: {}", trouble.message))
            .instead("give the command itself instead of a shell text")
    })
}

fn judge(input: &ExecInput<'_>, invocation: &Invocation) -> Result<Passage, Box<Refusal>> {
    let outer = |name: &str| input.around.variable(name);
    let standing = input.book.standing(invocation, &outer);
    let place = Case { input, invocation, standing: &standing }.place()?;
    let passage = |place| Ok(Passage { command: shown(invocation), place });
    let Some(place) = place else { return passage(None) };
    match &standing {
        Standing::Safe(pattern) if pattern.applies => match record(input, &place) {
            Ok(()) => passage(Some(place)),
            Err(why) => Err(Box::new(unrecorded(invocation, why, &place).at(place))),
        },
        Standing::Safe(_) => passage(Some(place)),
        Standing::Sql(_) => match sql::judge(input, invocation) {
            Ok(()) => passage(Some(place)),
            Err(refusal) => Err(Box::new(refusal.at(place))),
        },
        Standing::Dangerous(patterns) => Err(Box::new(dangerous(invocation, patterns).at(place))),
        Standing::Unresolved(_) => {
            let why = "a word of it is not known before it runs";
            let refusal = Refusal::new(shown(invocation), why).instead("write the words of the command out");
            Err(Box::new(refusal.at(place)))
        }
        Standing::Unlisted(_) | Standing::Foreign => {
            let why = "it is not among the commands that a protected database lets through";
            let remedy =
                "if it only reads or applies migrations, add it to `commands:` of seawall.yaml with `safe: true`";
            Err(Box::new(Refusal::new(shown(invocation), why).instead(remedy).at(place)))
        }
    }
}

/// Whether the release record that the policy may ask for is there.
fn record(input: &ExecInput<'_>, place: &Place) -> Result<(), String> {
    if input.policy.gate.record.value != RecordNeed::Required {
        return Ok(());
    }
    let unknown =
        || "the policy asks for a release record, and it is not known which environment this reaches".to_owned();
    (input.record)(place.environment.as_deref().ok_or_else(unknown)?)
}

fn unrecorded(invocation: &Invocation, why: String, place: &Place) -> Refusal {
    let environment = place.environment.as_deref().unwrap_or("ENVIRONMENT");
    Refusal::new(shown(invocation), why)
        .instead(format!("seawall gate --from staging --to {environment} --record FILE"))
}

fn dangerous(invocation: &Invocation, patterns: &[&CommandPattern]) -> Refusal {
    let worst = patterns.iter().max_by_key(|pattern| pattern.levels.deploy).copied();
    let does = |pattern: &CommandPattern| pattern.destroys.clone().unwrap_or_else(|| "is forbidden here".to_owned());
    let why = worst.map(does).unwrap_or_default();
    let refusal = Refusal::new(shown(invocation), why);
    let refusal = Refusal { rule: worst.map(|pattern| pattern.rule.id), ..refusal };
    match worst.and_then(|pattern| pattern.instead.clone()) {
        Some(instead) => refusal.instead(instead),
        None => refusal,
    }
}

/// What is protected where a command goes, and how that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The protected environment; `None` where the database cannot be told, so that it may be any of them.
    pub environment: Option<String>,
    /// How that is known, as a sentence.
    pub how: String,
}

/// One command, where it stands and where it goes.
struct Case<'a> {
    input: &'a ExecInput<'a>,
    invocation: &'a Invocation,
    standing: &'a Standing<'a>,
}

impl Case<'_> {
    /// The protected place that the command reaches or may reach; `None` where it reaches none.
    fn place(&self) -> Result<Option<Place>, Box<Refusal>> {
        let guard = self.input.guard;
        if !guard.is_needed() {
            return Ok(None);
        }
        let named = self.input.named.filter(|name| guard.protects(name));
        if let Some(name) = named {
            let how = format!("`--env {name}` says so");
            return Ok(Some(Place { environment: Some(name.to_owned()), how }));
        }
        if self.stays_here() {
            return self.of_candidates(&candidate::around(self.invocation, self.input.around));
        }
        match candidate::destination(self.input.book, self.invocation, self.input.around) {
            Destination::Databases(candidates) => match self.of_candidates(&candidates)? {
                // Which of several databases a program that nobody knows takes cannot be told.
                None if matches!(self.standing, Standing::Foreign) => self.written(),
                place => Ok(place),
            },
            Destination::Unknown(why) => Ok(self.written()?.or_else(|| self.unknown(why))),
            Destination::Nowhere => self.written(),
        }
    }

    /// The protected environment that is written out in the command, wherever it runs in the end.
    fn written(&self) -> Result<Option<Place>, Box<Refusal>> {
        for Literal { candidate, .. } in literals(self.input.book, self.invocation, &[]) {
            let named = candidate.url().ok().and_then(|url| by_name(&self.input.guard.protected, &url));
            if let Some((name, how)) = named {
                self.contradiction(&name, &how)?;
                return Ok(Some(Place { environment: Some(name), how: format!("{how}, by {}", candidate.source) }));
            }
        }
        Ok(None)
    }

    fn of_candidates(&self, candidates: &[Candidate]) -> Result<Option<Place>, Box<Refusal>> {
        for candidate in candidates {
            match self.input.guard.compare(candidate) {
                Match::Protected { name, how } => {
                    self.contradiction(&name, &how)?;
                    return Ok(Some(Place { environment: Some(name), how }));
                }
                Match::Other => {}
                Match::Unknown(_) if self.stays_here() => {}
                Match::Unknown(why) => return Ok(self.unknown(why)),
            }
        }
        Ok(None)
    }

    /// The user named an environment, and the command goes to another one.
    fn contradiction(&self, name: &str, how: &str) -> Result<(), Box<Refusal>> {
        let Some(named) = self.input.named else { return Ok(()) };
        let why = format!("`--env {named}` was given, but it reaches {name}: {how}");
        let refusal = Refusal::new(shown(self.invocation), why).instead("look at the connection string that it uses");
        Err(Box::new(Refusal { environment: Some(name.to_owned()), ..refusal }))
    }

    fn unknown(&self, why: String) -> Option<Place> {
        let counts = !matches!(self.standing, Standing::Foreign);
        counts.then_some(Place { environment: None, how: why })
    }

    /// It works on files and volumes of this machine: only what is known to be production's counts.
    fn stays_here(&self) -> bool {
        if self.invocation.hidden_by().is_some() {
            return false;
        }
        let here = |reach| matches!(reach, Reach::Local | Reach::Nothing);
        match self.standing {
            Standing::Dangerous(patterns) => patterns.iter().all(|pattern| here(pattern.reach)),
            Standing::Safe(pattern) => here(pattern.reach),
            _ => false,
        }
    }
}

/// Findings of SQL that a program is given do not pass where they block.
fn blocks(finding: &Finding) -> bool {
    finding.counts() && finding.level == crate::rules::Level::Block
}
