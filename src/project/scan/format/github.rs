//! Workflows of GitHub Actions: the `run` of each step, with what its job can reach.

use super::compose::is_postgres;
use super::shell;
use crate::project::scan::context::Context;
use crate::project::scan::script::{File, Found};
use crate::project::scan::tree::{self, Node, Unreadable};
use crate::project::scan::vocabulary::{Words, secrets_in};

pub(super) fn workflow(file: &File<'_>, found: &mut Found) -> Result<(), Unreadable> {
    let root = tree::yaml(file.text())?;
    let shared = texts(root.get("env"));
    let default_shell = root.at(&["defaults", "run"]).and_then(|run| run.str("shell"));
    for (name, job) in root.get("jobs").into_iter().flat_map(Node::entries) {
        let mut environment = shared.clone();
        environment.extend(texts(job.get("env")));
        let shell = job.at(&["defaults", "run"]).and_then(|run| run.str("shell")).or(default_shell);
        for step in job.get("steps").map(Node::items).unwrap_or_default() {
            push(
                file,
                step,
                &environment,
                shell,
                |environment, run| job_context(name.as_str(), job, environment, run),
                found,
            );
        }
    }
    Ok(())
}

/// A composite action: its caller decides what it can reach.
pub(super) fn action(file: &File<'_>, found: &mut Found) -> Result<(), Unreadable> {
    let root = tree::yaml(file.text())?;
    for step in root.at(&["runs", "steps"]).map(Node::items).unwrap_or_default() {
        let context = |_: &[String], _: &str| Context::elsewhere("a workflow that uses this action runs it");
        push(file, step, &[], None, context, found);
    }
    Ok(())
}

fn push(
    file: &File<'_>,
    step: &Node,
    environment: &[String],
    shell: Option<&str>,
    context: impl Fn(&[String], &str) -> Context,
    found: &mut Found,
) {
    let Some(run) = step.get("run").and_then(Node::text) else { return };
    let Some(form) = shell::form(step.str("shell").or(shell)) else { return };
    let mut environment = environment.to_vec();
    environment.extend(texts(step.get("env")));
    let context = context(&environment, run.as_str());
    found.scripts.push(file.script(run, context).run_by(form).with_environment(environment));
}

/// What a job can reach: an environment that is protected or named for users, secrets that open a database, or a
/// database of its own.
fn job_context(name: &str, job: &Node, environment: &[String], run: &str) -> Context {
    if let Some(target) = job
        .get("environment")
        .and_then(|node| node.text().map(crate::project::scan::Text::as_str).or_else(|| node.str("name")))
    {
        return of_environment(name, target);
    }
    let taken = environment.iter().map(String::as_str).chain([run]).flat_map(secrets_in);
    if let Some(secret) = taken.into_iter().find(|secret| Words::of(secret).opens_production()) {
        return Context::deploy(format!("the job `{name}` takes the secret `{secret}`"));
    }
    let services =
        job.get("services").into_iter().flat_map(Node::entries).filter_map(|(_, service)| service.str("image"));
    if services.into_iter().any(is_postgres) {
        return Context::local(format!("the job `{name}` has a PostgreSQL of its own"));
    }
    Context::of_name("the job", name)
}

/// What a job's `environment` says. A name that is not known to be for tests may well be production.
pub(super) fn of_environment(job: &str, target: &str) -> Context {
    if Words::of(target).rehearses() {
        return Context::elsewhere(format!("the job `{job}` runs in the environment `{target}`"));
    }
    Context::deploy(format!("the job `{job}` runs in the environment `{target}`"))
}

/// Every text of a mapping of variables.
pub(super) fn texts(node: Option<&Node>) -> Vec<String> {
    let mut found = Vec::new();
    if let Some(node) = node {
        node.all_texts(&mut found);
    }
    found.into_iter().map(|text| text.as_str().to_owned()).collect()
}
