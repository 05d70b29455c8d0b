//! What hosting platforms run: Vercel, Netlify, Render, Railway, Fly, Nixpacks, Heroku.

use crate::project::scan::context::Context;
use crate::project::scan::script::{File, Form, Found};
use crate::project::scan::tree::{self, Node, Unreadable};

/// A command of a platform's file: the keys that lead to it (`*` stands for any), and when it runs.
type Command = (&'static [&'static str], &'static str);

const VERCEL: &[Command] = &[
    (&["buildCommand"], "runs when Vercel builds the site"),
    (&["installCommand"], "runs when Vercel installs the site"),
    (&["ignoreCommand"], "runs before Vercel builds the site"),
];
const NETLIFY: &[Command] = &[
    (&["build", "command"], "runs when Netlify builds the site"),
    (&["context", "*", "command"], "runs when Netlify builds the site"),
];
const RENDER: &[Command] = &[
    (&["services", "*", "buildCommand"], "runs when Render builds the service"),
    (&["services", "*", "startCommand"], "starts the service on Render"),
    (&["services", "*", "preDeployCommand"], "runs before every deployment on Render"),
    (&["services", "*", "initialDeployHook"], "runs on the first deployment on Render"),
    (&["services", "*", "dockerCommand"], "starts the service on Render"),
];
const RAILWAY: &[Command] = &[
    (&["build", "buildCommand"], "runs when Railway builds the service"),
    (&["deploy", "startCommand"], "starts the service on Railway"),
    (&["deploy", "preDeployCommand"], "runs before every deployment on Railway"),
];
const FLY: &[Command] = &[
    (&["deploy", "release_command"], "runs on every release on Fly"),
    (&["processes", "*"], "starts a process on Fly"),
];
const NIXPACKS: &[Command] = &[
    (&["phases", "*", "cmds"], "runs when Nixpacks builds the image"),
    (&["start", "cmd"], "starts the container that Nixpacks built"),
];
const HEROKU: &[Command] = &[
    (&["scripts", "postdeploy"], "runs after the first deployment on Heroku"),
    (&["environments", "*", "scripts", "postdeploy"], "runs after a deployment on Heroku"),
];

pub(super) fn json(file: &File<'_>, found: &mut Found) -> Result<(), Unreadable> {
    read(file, &tree::json(file.text())?, found);
    Ok(())
}

pub(super) fn toml(file: &File<'_>, found: &mut Found) -> Result<(), Unreadable> {
    read(file, &tree::toml(file.text())?, found);
    Ok(())
}

pub(super) fn render(file: &File<'_>, found: &mut Found) -> Result<(), Unreadable> {
    read(file, &tree::yaml(file.text())?, found);
    Ok(())
}

fn read(file: &File<'_>, root: &Node, found: &mut Found) {
    let name = file.name().to_ascii_lowercase();
    let commands = match name.split('.').next().unwrap_or_default() {
        "vercel" => VERCEL,
        "netlify" => NETLIFY,
        "render" => RENDER,
        "railway" => RAILWAY,
        "fly" => FLY,
        "nixpacks" => NIXPACKS,
        _ => HEROKU,
    };
    // `fly.staging.toml` is named for what it deploys to.
    let outer = Context::of_path(file.path);
    let environment = environment(root);
    for (keys, why) in commands {
        let shown = keys.iter().rfind(|key| **key != "*").unwrap_or(&"");
        for node in reach(root, keys) {
            let context = Context::deploy(format!("`{shown}` {why}")).inside(&outer);
            push(file, node, &context, &environment, found);
        }
    }
}

/// A text for a shell, or each text of a list of commands. Nixpacks runs each of `cmds` by a shell of its own.
fn push(file: &File<'_>, node: &Node, context: &Context, environment: &[String], found: &mut Found) {
    for text in node.texts() {
        let script = file.script(text, context.clone()).run_by(Form::Shell);
        found.scripts.push(script.with_environment(environment.to_vec()));
    }
}

/// The values at the end of keys, of which `*` stands for any key or place.
fn reach<'a>(node: &'a Node, keys: &[&str]) -> Vec<&'a Node> {
    let Some((first, rest)) = keys.split_first() else { return vec![node] };
    let inner: Vec<&Node> = match *first {
        "*" => node.entries().map(|(_, inner)| inner).chain(node.items()).collect(),
        key => node.get(key).into_iter().collect(),
    };
    inner.into_iter().flat_map(|inner| reach(inner, rest)).collect()
}

/// Values of `env` and `environment`, wherever a platform puts them.
fn environment(root: &Node) -> Vec<String> {
    let mut texts = Vec::new();
    for key in ["env", "environment", "variables"] {
        if let Some(node) = root.get(key) {
            node.all_texts(&mut texts);
        }
    }
    texts.into_iter().map(|text| text.as_str().to_owned()).collect()
}
