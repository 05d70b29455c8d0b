//! Databases by the names under which the user asks for them.

use super::judgement::Judgement;
use crate::audit::Problem;
use crate::live::{ConnectionUrl, Target};
use crate::project::{DatabaseUrl, Variables};

/// Where names are looked up.
pub(super) struct Names<'a> {
    pub(super) judgement: &'a Judgement,
    pub(super) variables: &'a Variables,
}

/// The environments of the policy, for a sentence.
pub(super) fn known(judgement: &Judgement) -> String {
    judgement.policy.environments.keys().map(String::as_str).collect::<Vec<_>>().join(" | ")
}

/// A database by what the user wrote: an environment of the policy, a connection string, or `NAME=URL`.
///
/// # Errors
/// There is no such environment, or its connection string cannot be read.
pub(super) fn target(text: &str, names: &Names<'_>) -> Result<(Target, Vec<String>), Problem> {
    let resolve = |name: &str, url: &DatabaseUrl| Ok(Target::resolve(name, url, names.variables)?);
    if let Some(environment) = names.judgement.policy.environments.get(text) {
        return resolve(text, &environment.value.url);
    }
    if let Some(url) = DatabaseUrl::parse(text) {
        let (target, notes) = resolve("--url", &url)?;
        return Ok((Target { name: place(&target), ..target }, notes));
    }
    if let Some((name, url)) = text.split_once('=').and_then(|(name, url)| Some((name, DatabaseUrl::parse(url)?))) {
        return resolve(name, &url);
    }
    // `POSTGRESQL://…`, `jdbc:…`, `host=… dbname=…`: what libpq and others write is read, or refused with a remedy.
    if text.contains(['=', ':']) {
        let (url, source) = (ConnectionUrl::parse(text)?, "the command line".to_owned());
        let target = Target { name: String::new(), url, source };
        return Ok((Target { name: place(&target), ..target }, Vec::new()));
    }
    Err(unknown(text, names.judgement))
}

/// The variable in which teams keep this environment's connection string: the plain name is production's.
fn usual_variable(environment: &str) -> String {
    match environment {
        "production" | "prod" | "live" => "$DATABASE_URL".to_owned(),
        other => format!("${}_DATABASE_URL", other.to_ascii_uppercase().replace('-', "_")),
    }
}

/// `shop on db.example.com`: what a connection string without a name is called.
fn place(target: &Target) -> String {
    let host = target.url.hosts().next().unwrap_or("localhost");
    format!("{} on {host}", target.url.database().unwrap_or("the default database"))
}

/// What the user wrote is told only where it can hold no password.
fn unknown(text: &str, judgement: &Judgement) -> Problem {
    let is_word = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    let message = if is_word {
        format!("the policy has no environment `{text}`")
    } else {
        "this is neither an environment, nor a connection string, nor NAME=URL".to_owned()
    };
    let known = known(judgement);
    let help = if known.is_empty() {
        let name = if is_word { text } else { "staging" };
        format!("add it to seawall.yaml:\nenvironments:\n  {name}: {{ url: {} }}", usual_variable(name))
    } else {
        format!("the environments are: {known}")
    };
    Problem { message, help: Some(help), ..Problem::default() }
}
