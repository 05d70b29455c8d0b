//! Command lines as people write them, and what runs in the end.

use super::*;

/// The scripts of one `package.json`.
struct Package(&'static [(&'static str, &'static str)]);

impl Lookup for Package {
    fn package_script(&self, name: &str, _: bool) -> Vec<Script> {
        let found = self.0.iter().filter(|(known, _)| *known == name);
        found.map(|(name, text)| Script { text: (*text).to_owned(), from: format!("scripts.{name}") }).collect()
    }

    fn shell_file(&self, _: &str) -> Option<Script> {
        None
    }
}

fn told(line: &CommandLine) -> Vec<String> {
    let text = |invocation: &Invocation| {
        let words = std::iter::once(invocation.name()).chain(invocation.args.iter().map(|word| word.text.clone()));
        words.collect::<Vec<_>>().join(" ")
    };
    line.invocations.iter().map(text).collect()
}

fn runs(text: &str) -> Vec<String> {
    told(&invocations(text, &NoLookup))
}

#[test]
fn launchers_are_taken_off_until_none_is_left() {
    for line in [
        "npx prisma migrate reset --force",
        "npx --yes -p prisma@5 prisma@5.22.0 migrate reset --force",
        "npm exec -- prisma migrate reset --force",
        "pnpm prisma migrate reset --force",
        "pnpm --filter api exec prisma migrate reset --force",
        "pnpm dlx prisma migrate reset --force",
        "yarn workspace api prisma migrate reset --force",
        "bunx --bun prisma migrate reset --force",
        "bun x prisma migrate reset --force",
        "./node_modules/.bin/prisma migrate reset --force",
        "node node_modules/prisma/build/index.js migrate reset --force",
        "dotenv -e .env.production -- npx prisma migrate reset --force",
        "env -u X DATABASE_URL=a cross-env B=1 npx prisma migrate reset --force",
        "A=1 sudo -u postgres timeout -k 5 60 nice -n 5 prisma migrate reset --force",
        "docker compose -f a.yml exec -T -e A=1 web npx prisma migrate reset --force",
        "docker run --rm -it image:1 prisma migrate reset --force",
        "doppler run -p shop -- prisma migrate reset --force",
        "op run --env-file .env -- prisma migrate reset --force",
        "railway run prisma migrate reset --force",
        "vercel env run -e production -- prisma migrate reset --force",
        "heroku run -a shop npx prisma migrate reset --force",
        "fly ssh console -a shop -C 'npx prisma migrate reset --force'",
        "kubectl -n shop exec deploy/web -- prisma migrate reset --force",
        "bash -lc 'cd app && npx prisma migrate reset --force'",
        "sh -c \"sh -c 'prisma migrate reset --force'\"",
        "eval prisma migrate reset --force",
        "ssh -p 22 host 'prisma migrate reset --force'",
        "pri''sma \"migrate\" re\\set --force",
        "CMD='migrate reset'; npx prisma $CMD --force",
        "prisma \\\n  migrate reset \\\n  --force",
        "x=$(prisma migrate reset --force)",
        "if [ -n \"$A\" ]; then prisma migrate reset --force; fi",
        "f() { prisma migrate reset --force; }; f",
        "true | (prisma migrate reset --force) || exit 1",
        "concurrently 'prisma migrate reset --force' 'next dev'",
        "find . -name x -exec prisma migrate reset --force \\;",
    ] {
        let found = runs(line);
        assert!(found.contains(&"prisma migrate reset --force".to_owned()), "{line}: {found:?}");
    }
}

#[test]
fn scripts_of_package_json_are_followed() {
    let package =
        Package(&[("db:reset", "npm run db -- migrate reset"), ("db", "dotenv -- prisma"), ("a", "npm run a")]);
    for line in ["npm run db:reset -- --force", "yarn db:reset --force", "pnpm run db:reset --force", "run-s db:reset"]
    {
        let found = told(&invocations(line, &package));
        assert!(found[0].starts_with("prisma migrate reset"), "{line}: {found:?}");
    }
    assert_eq!(told(&invocations("npm run a", &package)), Vec::<String>::new(), "a script that calls itself ends");
    assert_eq!(runs("npm install"), ["npm install"]);
}

#[test]
fn words_know_their_place_and_what_is_unknown() {
    let text = "cd x; bash -c 'prisma migrate reset' && prisma $WHAT";
    let line = invocations(text, &NoLookup);
    let reset = &line.invocations[1];
    assert_eq!(&text[reset.args[1].span.range()], "reset");
    assert_eq!(reset.wrappers[0].program, "bash");
    assert!(!line.invocations[2].args[0].known);
    let piped = invocations("echo x | xargs prisma", &NoLookup);
    assert!(!piped.invocations[1].args[0].known, "{piped:?}");
}

#[test]
fn input_is_told_where_the_text_holds_it() {
    let input = |text: &str| invocations(text, &NoLookup).invocations.pop().unwrap().input;
    let said = |text: &str| match input(text) {
        Input::Text(word) => word.text.trim().to_owned(),
        other => panic!("{text}: {other:?}"),
    };
    assert_eq!(said("psql <<EOF\nDROP TABLE a;\nEOF\n"), "DROP TABLE a;");
    assert_eq!(said("cat <<'EOF' | psql\nDROP TABLE a;\nEOF\n"), "DROP TABLE a;");
    assert_eq!(said("echo \"DROP TABLE a\" | psql"), "DROP TABLE a");
    assert_eq!(said("psql <<< 'DROP TABLE a'"), "DROP TABLE a");
    assert!(matches!(input("psql < a.sql"), Input::File(file) if file.text == "a.sql"));
    assert!(matches!(input("cat a.sql | psql"), Input::File(file) if file.text == "a.sql"));
    assert_eq!(input("pg_dump x | psql"), Input::Command);
    assert_eq!(input("psql"), Input::Inherited);
}

#[test]
fn variables_and_files_of_wrappers_are_kept() {
    let line = invocations("export A=1; B=2 dotenv -e .env.production -v C=3 -- prisma db push", &NoLookup);
    let push = &line.invocations[line.invocations.len() - 1];
    for (name, value) in [("A", "1"), ("B", "2"), ("C", "3")] {
        assert_eq!(push.variable(name).map(|word| word.text.as_str()), Some(value), "{name}: {push:?}");
    }
    assert_eq!(push.env_files[0].text, ".env.production");
    let far = invocations("heroku run prisma db push", &NoLookup);
    assert_eq!(far.invocations[0].hidden_by().map(|wrapper| wrapper.program.as_str()), Some("heroku"));
}

#[test]
fn broken_and_hostile_texts_are_told_and_read_as_far_as_possible() {
    let line = invocations("if true; then prisma migrate reset --force", &NoLookup);
    assert!(told(&line).iter().any(|run| run.contains("migrate reset")), "{line:?}");
    assert!(!line.troubles.is_empty());
    let deep = invocations(&format!("{}x{}", "(".repeat(100_000), ")".repeat(100_000)), &NoLookup);
    assert!(!deep.troubles.is_empty());
    let substitutions = invocations(&format!("echo {}", "$(echo ".repeat(50_000)), &NoLookup);
    assert!(!substitutions.troubles.is_empty());
    for text in ["x\0y".to_owned(), "a ".repeat(5_000_000)] {
        assert_eq!(invocations(&text, &NoLookup).troubles.len(), 1);
    }
}
