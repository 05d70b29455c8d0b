//! Compose files: `command` and `entrypoint` of each service, as text or as words.

use crate::project::scan::context::Context;
use crate::project::scan::script::{File, Form, Found};
use crate::project::scan::text::Text;
use crate::project::scan::tree::{self, Node, Unreadable};
use crate::sql::Span;

pub(super) fn read(file: &File<'_>, found: &mut Found) -> Result<(), Unreadable> {
    let root = tree::yaml(file.text())?;
    let context = context(file, &root);
    found.local_database |= brings_a_database(&root);
    for (_, service) in root.get("services").into_iter().flat_map(Node::entries) {
        let mut environment = Vec::new();
        if let Some(node) = service.get("environment") {
            node.all_texts(&mut environment);
        }
        let environment: Vec<String> = environment.iter().map(|text| text.as_str().to_owned()).collect();
        for key in ["command", "entrypoint"] {
            let Some(node) = service.get(key) else { continue };
            let Some((text, form)) = command(file, node) else { continue };
            found.scripts.push(file.script(&text, context.clone()).run_by(form).with_environment(environment.clone()));
        }
    }
    Ok(())
}

/// A compose file that is named for production deploys; one that brings its own database is for a developer's machine.
fn context(file: &File<'_>, root: &Node) -> Context {
    let named = Context::of_path(file.path);
    if named.stage != crate::project::scan::Stage::Elsewhere {
        return named;
    }
    if brings_a_database(root) {
        return Context::local("this compose file brings its own PostgreSQL");
    }
    Context::elsewhere("a service of this compose file runs it")
}

/// Whether a service runs an image of `PostgreSQL`.
fn brings_a_database(root: &Node) -> bool {
    let images =
        root.get("services").into_iter().flat_map(Node::entries).filter_map(|(_, service)| service.str("image"));
    images.into_iter().any(is_postgres)
}

/// `postgres:16`, `docker.io/library/postgres`, `postgis/postgis`, `timescale/timescaledb`, `pgvector/pgvector`, `supabase/postgres`.
pub(super) fn is_postgres(image: &str) -> bool {
    let name = image.rsplit('/').next().unwrap_or(image).split([':', '@']).next().unwrap_or_default();
    ["postgres", "postgresql", "postgis", "timescaledb", "timescaledb-ha", "pgvector"].contains(&name)
}

/// A command as text (compose splits it into words without a shell, as a shell would) or as a list of words.
fn command(file: &File<'_>, node: &Node) -> Option<(Text, Form)> {
    if let Some(text) = node.text() {
        return Some((text.clone(), Form::Shell));
    }
    let words = node.texts();
    let span = Span::new(words.first()?.span().start, words.last()?.span().end);
    let argv: Vec<String> = words.iter().map(|word| word.as_str().to_owned()).collect();
    Some((Text::within(argv.join(" "), file.text(), span), Form::Words(argv)))
}
