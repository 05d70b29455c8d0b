//! Every family of commands that destroy data: on a protected environment each is refused, bare and in wrappers, and its
//! counterpart passes.

use std::collections::BTreeMap;
use std::path::Path;

use seawall::audit::exec::{Decision, ExecInput, Guard, Protected, Surroundings, decide};
use seawall::live::{LiveError, LiveErrorKind};
use seawall::policy::{LoadOptions, Policy};
use seawall::project::invocation::{NoLookup, invocations};
use seawall::rules;

use super::{POLICY, PRODUCTION};

/// Families of commands: `# family`, `- dangerous`, `+ safe`; `\n` stands for the end of a line.
const COMMANDS: &str = include_str!("commands.txt");

/// The commands with this mark, each with its family.
fn commands(mark: &str) -> Vec<(&'static str, String)> {
    let mut family = "";
    let mut found = Vec::new();
    for line in COMMANDS.lines() {
        if let Some(name) = line.strip_prefix("# ") {
            family = name;
        } else if let Some(command) = line.strip_prefix(mark) {
            found.push((family, command.replace("\\n", "\n")));
        }
    }
    assert!(found.len() > 60, "{}", found.len());
    found
}

/// Ways in which the same command is written: words before it.
const WRAPPERS: &[&str] = &[
    "{}",
    "npx {}",
    "npm exec -- {}",
    "pnpm dlx {}",
    "pnpm --filter api exec {}",
    "yarn dlx {}",
    "yarn {}",
    "bunx --bun {}",
    "sudo -u app env A=1 timeout 60 {}",
    "cross-env A=1 {}",
    "dotenv -e .env.production -- {}",
    "dotenv-cli {}",
    "doppler run -- {}",
    "op run -- {}",
    "railway run {}",
    "vercel env run -- {}",
    "heroku run {}",
    "docker run --rm app {}",
    "docker exec web {}",
    "docker compose exec -T web {}",
    "docker compose run --rm web {}",
    "kubectl exec deploy/web -- {}",
    "xargs -n 1 {}",
    "true && if [ -n \"$A\" ]; then {}; fi",
];

/// The same for a shell text, which is no list of words.
const TEXT_WRAPPERS: &[&str] = &["{}", "if true; then\n{}\nfi", "(\n{}\n)", "f() {\n{}\n}\nf"];

/// Programs that get the command as one word.
const QUOTING_WRAPPERS: &[&str] = &[
    "bash -lc {}",
    "sudo sh -c {}",
    "docker compose exec -T web sh -c {}",
    "ssh app@shop.example.com {}",
    "fly ssh console -C {}",
    "eval {}",
];

/// Seawall with `$DATABASE_URL` and the variables of libpq pointing at production.
struct Judge {
    policy: Policy,
    variables: BTreeMap<String, String>,
}

impl Judge {
    fn new() -> Self {
        let options = LoadOptions {
            start: Path::new("/repo"),
            root: None,
            explicit: None,
            levels: &[],
            rules: rules::all(),
            read: &|path| {
                let is_policy = path.ends_with("seawall.yaml");
                is_policy.then(|| POLICY.to_owned()).ok_or_else(|| std::io::ErrorKind::NotFound.into())
            },
        };
        let variables = [("DATABASE_URL", PRODUCTION), ("PGHOST", "db.prod.example.com"), ("PGDATABASE", "shop")];
        let variables = variables.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Self { policy: Policy::load(&options).unwrap(), variables }
    }

    fn decide(&self, text: &str) -> Decision {
        let environment = &self.policy.environments["production"].value;
        let guard = Guard {
            protected: vec![Protected::new("production", environment, None)],
            identify: &|_| Err(LiveError::new(LiveErrorKind::Unreachable, "no server is asked here")),
        };
        let around = Surroundings {
            process: self.variables.clone(),
            read: &|path| (path == "dump.sql").then(|| "DROP TABLE users;".to_owned()),
            env_file: &|_| Ok(None),
            terminal: true,
        };
        let book = self.policy.command_book().unwrap();
        let line = invocations(text, &NoLookup);
        let today = time::Date::from_calendar_date(2026, time::Month::January, 1).unwrap();
        let (policy, book, line) = (&self.policy, &book, &line);
        decide(&ExecInput {
            policy,
            book,
            line,
            around: &around,
            guard: &guard,
            named: None,
            record: &|_| Ok(()),
            today,
        })
    }
}

#[test]
fn every_dangerous_command_is_refused_bare_and_in_wrappers() {
    let judge = Judge::new();
    let mut passed = Vec::new();
    for (row, command) in commands("- ") {
        let wrappers = if is_shell_text(&command) { TEXT_WRAPPERS } else { WRAPPERS };
        let lines = wrappers.iter().map(|wrapper| wrapper.replace("{}", &command));
        let quoted = format!("'{}'", command.replace('\'', "'\\''"));
        for line in lines.chain(QUOTING_WRAPPERS.iter().map(|wrapper| wrapper.replace("{}", &quoted))) {
            if let Decision::Run(passages) = judge.decide(&line) {
                passed.push(format!("{row}: {line}: {passages:?}"));
            }
        }
    }
    assert!(passed.is_empty(), "{} passed:\n{}", passed.len(), passed.join("\n"));
}

/// Pipes, here-documents and assignments are no words that a wrapper could stand before.
fn is_shell_text(command: &str) -> bool {
    command.contains(['|', '<', '\n', '&']) || command.split(' ').next().unwrap().contains('=')
}

#[test]
fn every_safe_counterpart_passes() {
    let judge = Judge::new();
    let mut refused = Vec::new();
    for (row, command) in commands("+ ") {
        for wrapper in ["{}", "npx {}", "bash -lc '{}'", "sudo env A=1 timeout 60 {}", "docker compose exec web {}"] {
            let line = wrapper.replace("{}", &command);
            if let Decision::Refuse(refusal) = judge.decide(&line) {
                refused.push(format!("{row}: {line}: {refusal}"));
            }
        }
    }
    assert!(refused.is_empty(), "{} refused:\n{}", refused.len(), refused.join("\n"));
}

#[test]
fn words_that_nobody_knows_are_refused() {
    let judge = Judge::new();
    for line in [
        "prisma $WHAT",
        "prisma migrate $(cat what)",
        "$TOOL migrate reset",
        "echo reset | xargs prisma migrate",
        "psql -c \"$SQL\"",
        "node server.js",
        "prisma frobnicate",
    ] {
        assert!(matches!(judge.decide(line), Decision::Refuse(_)), "{line}");
    }
}
