//! Calls in JavaScript, TypeScript and C# that drop or change tables, and commands that code runs.
//!
//! A parser of these languages would be the largest part of Seawall. A handful of calls can be told from tokens, comments
//! and strings left out; what is put together at run time (`{ force }`, `sync(options)`) is not seen.

mod calls;
mod token;

use super::context::{Context, Stage};
use super::script::{CodeCall, File, Found, Name};
use super::text::Text;
use super::tree::Unreadable;
use super::vocabulary::Words;
use crate::sql::Span;

pub(super) use token::{Token, Word, tokens};

/// Words of names under which data is made by hand: seeds, scripts.
const BY_HAND: [&str; 6] = ["seed", "seeds", "seeder", "seeders", "script", "scripts"];

/// Words of which one stands in every file that is worth reading; the others are not split into tokens.
const MARKS: [&str; 9] = ["sync", "drop", "EnsureDeleted", "refreshDatabase", "exec", "spawn", "$`", "zx", "shell"];

/// Whether files of this extension are code that is read.
pub(super) fn is_code(extension: &str) -> bool {
    matches!(extension, "js" | "mjs" | "cjs" | "jsx" | "ts" | "mts" | "cts" | "tsx" | "cs")
}

#[allow(clippy::unnecessary_wraps, reason = "a reader as the others")]
pub(super) fn read(file: &File<'_>, found: &mut Found) -> Result<(), Unreadable> {
    if !MARKS.iter().any(|mark| file.text().contains(mark)) {
        return Ok(());
    }
    let tokens = tokens(file.text());
    let context = context(file.path);
    let typeorm = file.text().contains("typeorm") || file.text().contains("TypeOrm");
    for (kind, span) in calls::destructive(&tokens, typeorm) {
        let (source, path) = (file.source.clone(), file.path.to_owned());
        found.code.push(CodeCall { source, path, span, kind, context: context.clone() });
    }
    for (text, form) in calls::commands(file.text(), &tokens) {
        found.scripts.push(file.script(&text, context.clone()).run_by(form).named(Name::File(file.path.to_owned())));
    }
    Ok(())
}

/// Code runs with the application, unless its path says that it is a test, a tool, or run by hand.
fn context(path: &str) -> Context {
    let named = Context::of_path(path);
    let file = path.rsplit('/').next().unwrap_or(path);
    let is_test = [".test.", ".spec.", ".e2e-spec.", ".e2e.", ".stories."].iter().any(|part| file.contains(part));
    if is_test {
        return Context::local(format!("`{file}` is a test"));
    }
    let by_hand = path.split(['/', '.']).any(|part| BY_HAND.iter().any(|word| Words::of(part).has(word)));
    match named.stage {
        Stage::Elsewhere if !by_hand => Context::deploy(format!("`{path}` is code of the application")),
        _ => named,
    }
}

/// The text of the first property of this name.
pub(super) fn property(tokens: &[Token], name: &str) -> Option<Text> {
    let is_key = |window: &[Token]| matches!(&window[0].word, Word::Name(word) if word == name) && window[1].is(':');
    let at = tokens.windows(2).position(is_key)? + 2;
    match &tokens.get(at)?.word {
        Word::Text(text) => Some(text.clone()),
        _ => None,
    }
}

/// The words from one token to another.
fn span(tokens: &[Token], from: usize, to: usize) -> Span {
    Span::new(tokens[from].span.start, tokens[to.min(tokens.len() - 1)].span.end)
}

#[cfg(test)]
mod tests {
    use super::super::script::{CodeKind, Form};
    use super::*;
    use crate::sql::Source;

    fn read_at(path: &str, text: &str) -> Found {
        let source = Source::new(path, text);
        let mut found = Found::default();
        read(&File { path, source: &source }, &mut found).unwrap();
        found
    }

    fn calls(text: &str) -> Vec<(CodeKind, String)> {
        let found = read_at("src/db.ts", text);
        found.code.iter().map(|call| (call.kind, call.source.slice(call.span).to_owned())).collect()
    }

    #[test]
    fn destructive_calls_are_seen_and_their_likes_are_not() {
        assert_eq!(
            calls(
                "await sequelize.sync({ force: true });\n// sequelize.sync({ force: true })\nconst s = \"sequelize.drop()\";"
            ),
            [(CodeKind::SyncForce, "sync({ force: true })".to_owned())]
        );
        assert_eq!(calls("db.sync({ logging: { a: 1 }, alter: true, })")[0].0, CodeKind::SyncAlter);
        assert_eq!(calls("await db.sequelize.drop({ cascade: true })")[0].0, CodeKind::SequelizeDrop);
        assert_eq!(calls("/* typeorm */ new DataSource({ synchronize: true, 'dropSchema': true })").len(), 2);
        for quiet in [
            "rmSync(dir, { force: true })",
            "sequelize.sync({ force: false })",
            "sequelize.sync({ force: process.env.RESET })",
            "new Form({ synchronize: true })",
            "const re = /sequelize.drop()/;",
            "`sequelize.sync({ force: true })`",
        ] {
            assert_eq!(calls(quiet), [], "{quiet}");
        }
    }

    #[test]
    fn commands_that_code_runs_are_scripts() {
        let text = "import { execSync } from 'child_process';\nexecSync('npx prisma migrate reset --force');\n\
            await execa(\"prisma\", [\"db\", \"push\"]);\nawait $`dropdb shop`;\nregex.exec('prisma');\nexecSync(`x ${y}`);\n";
        let found = read_at("src/boot.ts", text);
        let texts: Vec<_> = found.scripts.iter().map(|script| script.text.as_str()).collect();
        assert_eq!(texts, ["npx prisma migrate reset --force", "prisma db push", "dropdb shop"]);
        assert_eq!(found.scripts[0].text.place(Span::new(4, 10)).start, text.find("prisma migrate").unwrap());
        assert_eq!(found.scripts[1].form, Form::Words(vec!["prisma".into(), "db".into(), "push".into()]));
    }

    #[test]
    fn code_runs_where_its_path_says() {
        for (path, stage) in [
            ("src/db.ts", Stage::Deploy),
            ("src/db.test.ts", Stage::Local),
            ("test/setup.ts", Stage::Local),
            ("prisma/seed.ts", Stage::Elsewhere),
            ("scripts/sync.js", Stage::Elsewhere),
            ("Data/Startup.cs", Stage::Deploy),
        ] {
            assert_eq!(context(path).stage, stage, "{path}");
        }
    }
}
