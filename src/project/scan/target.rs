//! Which database a command would reach, as far as its own words and variables tell.

use super::context::{Context, Stage};
use super::script::Script;
use super::vocabulary::Words;
use crate::project::invocation::Invocation;
use crate::project::secrets::connection_hosts;
use crate::project::secrets::is_local_host;

/// Programs that run a command beside a hosted database, or with its variables.
const HOSTED: [&str; 10] = ["heroku", "fly", "flyctl", "railway", "vercel", "vc", "render", "kubectl", "gcloud", "ssh"];

/// What is known of the database.
enum Target {
    Local,
    Remote(String),
    Unknown,
}

/// The context of one command of a script: the script's own, corrected by what the command says of its database.
pub(super) fn context(script: &Script, invocation: &Invocation, has_local_database: bool) -> Context {
    let own = &script.context;
    if own.stage == Stage::Deploy {
        return own.clone();
    }
    if let Some(wrapper) = invocation.wrappers.iter().find(|wrapper| HOSTED.contains(&wrapper.program.as_str())) {
        return Context::deploy(format!("`{}` runs it on a hosted machine, or with its variables", wrapper.program));
    }
    match target(script, invocation) {
        Target::Remote(host) => Context::deploy(format!("it names the host `{host}`")),
        Target::Unknown if own.stage == Stage::Local && !has_local_database => {
            Context::elsewhere(format!("{}, but nothing here says which database it reaches", own.why))
        }
        Target::Local | Target::Unknown => own.clone(),
    }
}

/// The hosts of connection strings in its words and variables, else what the files with its variables are named.
fn target(script: &Script, invocation: &Invocation) -> Target {
    let words = invocation.args.iter().map(|word| word.text.as_str());
    let set = invocation.environment.iter().map(|variable| variable.value.text.as_str());
    let around = script.environment.iter().map(String::as_str);
    let hosts: Vec<String> = words.chain(set).chain(around).flat_map(connection_hosts).collect();
    if let Some(remote) = hosts.iter().find(|host| !is_local_host(host)) {
        return Target::Remote(remote.clone());
    }
    let local_file = invocation.env_files.iter().any(|file| Words::of(&file.text).is_local());
    if !hosts.is_empty() || local_file { Target::Local } else { Target::Unknown }
}
