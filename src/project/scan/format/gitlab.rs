//! GitLab CI: `script`, `before_script` and `after_script` of each job and of `default`.

use super::github::{of_environment, texts};
use crate::project::scan::Text;
use crate::project::scan::context::Context;
use crate::project::scan::script::{File, Found};
use crate::project::scan::tree::{self, Node, Unreadable};
use crate::project::scan::vocabulary::Words;

const SCRIPTS: [&str; 3] = ["before_script", "script", "after_script"];

pub(super) fn read(file: &File<'_>, found: &mut Found) -> Result<(), Unreadable> {
    let root = tree::yaml(file.text())?;
    let shared = texts(root.get("variables"));
    push(file, &root, &Context::elsewhere("every job of this file runs it"), &shared, found);
    for (name, job) in root.entries() {
        let mut environment = shared.clone();
        environment.extend(texts(job.get("variables")));
        push(file, job, &context(name.as_str(), job), &environment, found);
    }
    Ok(())
}

fn push(file: &File<'_>, job: &Node, context: &Context, environment: &[String], found: &mut Found) {
    for node in SCRIPTS.iter().filter_map(|key| job.get(key)) {
        let mut lines = Vec::new();
        node.all_texts(&mut lines);
        let scripts =
            lines.into_iter().map(|line| file.script(line, context.clone()).with_environment(environment.to_vec()));
        found.scripts.extend(scripts);
    }
}

/// What a job can reach: its environment, else what its name and stage say.
fn context(name: &str, job: &Node) -> Context {
    let environment = job.get("environment");
    let target = environment.and_then(|node| node.text().map(Text::as_str).or_else(|| node.str("name")));
    if let Some(target) = target {
        return of_environment(name, target);
    }
    let stage = job.str("stage").unwrap_or_default();
    let words = Words::of(&format!("{name} {stage}"));
    if words.deploys() && !words.rehearses() {
        return Context::deploy(format!("the job `{name}` is named for a deployment"));
    }
    let services = job.get("services").map(Node::items).unwrap_or_default();
    let images = services.iter().filter_map(|node| node.text().map(Text::as_str).or_else(|| node.str("name")));
    if images.into_iter().any(super::compose::is_postgres) {
        return Context::local(format!("the job `{name}` has a PostgreSQL of its own"));
    }
    Context::of_name("the job", name)
}
