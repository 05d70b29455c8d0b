//! `CircleCI`: the `run` steps of jobs and of shared commands.

use super::github::texts;
use super::shell;
use crate::project::scan::Text;
use crate::project::scan::context::Context;
use crate::project::scan::script::{File, Found};
use crate::project::scan::tree::{self, Node, Unreadable};
use crate::project::scan::vocabulary::Words;

pub(super) fn read(file: &File<'_>, found: &mut Found) -> Result<(), Unreadable> {
    let root = tree::yaml(file.text())?;
    for (name, job) in root.get("jobs").into_iter().flat_map(Node::entries) {
        let context = job_context(name.as_str(), job, &contexts(&root, name.as_str()));
        let environment = texts(job.get("environment"));
        push(file, job.get("steps"), &context, &environment, found);
    }
    for (name, command) in root.get("commands").into_iter().flat_map(Node::entries) {
        push(file, command.get("steps"), &Context::of_name("the command", name.as_str()), &[], found);
    }
    Ok(())
}

/// Steps may be nested in `when` and `unless`.
fn push(file: &File<'_>, steps: Option<&Node>, context: &Context, environment: &[String], found: &mut Found) {
    for step in steps.map(Node::items).unwrap_or_default() {
        for key in ["when", "unless"] {
            push(file, step.at(&[key, "steps"]), context, environment, found);
        }
        let Some(run) = step.get("run") else { continue };
        let Some(text) = run.text().or_else(|| run.get("command")?.text()) else { continue };
        let Some(form) = shell::form(run.str("shell").map(|shell| shell.rsplit('/').next().unwrap_or(shell))) else {
            continue;
        };
        let mut environment = environment.to_vec();
        environment.extend(texts(run.get("environment")));
        found.scripts.push(file.script(text, context.clone()).run_by(form).with_environment(environment));
    }
}

/// The contexts (sets of secrets) that workflows give to a job.
fn contexts<'a>(root: &'a Node, job: &str) -> Vec<&'a str> {
    let workflows = root.get("workflows").into_iter().flat_map(Node::entries);
    let entries = workflows.flat_map(|(_, workflow)| workflow.get("jobs").map(Node::items).unwrap_or_default());
    let given = entries.filter_map(|entry| entry.get(job)?.get("context")).flat_map(Node::texts);
    given.map(Text::as_str).collect()
}

fn job_context(name: &str, job: &Node, contexts: &[&str]) -> Context {
    if let Some(context) =
        contexts.iter().find(|context| Words::of(context).opens_production() || Words::of(context).deploys())
    {
        return Context::deploy(format!("the job `{name}` has the secrets of the context `{context}`"));
    }
    let images = job.get("docker").map(Node::items).unwrap_or_default().iter().filter_map(|node| node.str("image"));
    if images.into_iter().any(|image| super::compose::is_postgres(image) || image.contains("/postgres")) {
        return Context::local(format!("the job `{name}` has a PostgreSQL of its own"));
    }
    Context::of_name("the job", name)
}
