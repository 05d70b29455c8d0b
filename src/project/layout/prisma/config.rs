//! `prisma.config.ts` and its kin, read as text: the file is a program, and Seawall runs none.

use std::iter::Peekable;
use std::str::CharIndices;

use crate::project::environment::DatabaseUrl;
use crate::project::layout::listing::Listing;

/// Names under which Prisma looks for its configuration, in its order (7.10).
pub(crate) fn candidates() -> impl Iterator<Item = String> {
    const EXTENSIONS: [&str; 6] = ["js", "ts", "mjs", "cjs", "mts", "cts"];
    let stems = ["prisma7.config", ".config/prisma7", "prisma.config", ".config/prisma", ".config/prisma.config"];
    stems.into_iter().flat_map(|stem| EXTENSIONS.map(|extension| format!("{stem}.{extension}")))
}

/// Those of the names that a folder has, in the same order.
pub(super) fn present(listing: &Listing) -> impl Iterator<Item = String> {
    candidates().filter(|name| match name.strip_prefix(".config/") {
        Some(_) => listing.has_folder(".config") && listing.path.join(name).is_file(),
        None => listing.has_file(name),
    })
}

/// What a configuration says of one path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Setting {
    /// It is not set.
    Absent,
    /// This path, set on this line.
    Path(String, usize),
    /// Something that only running the file could tell, on this line.
    Computed(usize),
}

/// The paths in a configuration that say where migrations lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Config {
    /// `migrations.path`.
    pub(super) migrations: Setting,
    /// `schema`; migrations lie next to it by default.
    pub(super) schema: Setting,
}

/// Reads the settings of a configuration in JavaScript or TypeScript.
pub(super) fn read(text: &str) -> Config {
    let tokens = tokens(text);
    let schema = value_of(&tokens, "schema").map_or(Setting::Absent, |at| path(&tokens, at));
    let migrations = match value_of(&tokens, "migrations") {
        None => Setting::Absent,
        Some(at) => match &tokens[at] {
            (Token::Punctuation('{'), _) => {
                let inner = &tokens[at + 1..];
                property(inner, "path").map_or(Setting::Absent, |at| path(inner, at))
            }
            (_, line) => Setting::Computed(*line),
        },
    };
    Config { migrations, schema }
}

/// The values, written out as strings, of properties of an object in the configuration of another tool.
pub(in crate::project) fn settings_of<const N: usize>(
    text: &str,
    object: &str,
    names: [&str; N],
) -> [Option<String>; N] {
    let tokens = tokens(text);
    let inside = value_of(&tokens, object).filter(|&at| tokens[at].0 == Token::Punctuation('{'));
    names.map(|name| {
        let inner = &tokens[inside? + 1..];
        match &inner[property(inner, name)?].0 {
            Token::Text(value) => Some(value.clone()),
            _ => None,
        }
    })
}

/// The URL of the `datasource`: written out, `env("NAME")` or `process.env.NAME`; none where it is computed otherwise.
pub(super) fn urls(text: &str) -> Vec<DatabaseUrl> {
    let tokens = tokens(text);
    let inside = value_of(&tokens, "datasource").filter(|&at| tokens[at].0 == Token::Punctuation('{'));
    let url = inside.and_then(|at| {
        let inner = &tokens[at + 1..];
        property(inner, "url").and_then(|at| database_url(inner, at))
    });
    url.into_iter().collect()
}

fn database_url(tokens: &[Placed], at: usize) -> Option<DatabaseUrl> {
    if let Token::Text(url) = &tokens[at].0 {
        return Some(DatabaseUrl::Literal(url.clone()));
    }
    let (callee, after) = dotted(tokens, at)?;
    if let Some(name) = callee.strip_prefix("process.env.") {
        return Some(DatabaseUrl::Variable(name.to_owned()));
    }
    // `env("NAME")`, `env<Env>("NAME")` and `process.env["NAME"]`.
    let named = matches!(callee.as_str(), "env" | "process.env");
    let opens = |token: &&Placed| matches!(token.0, Token::Punctuation('(' | '['));
    let argument = tokens[after..].iter().skip_while(|token| !opens(token)).nth(1);
    match argument {
        Some((Token::Text(name), _)) if named => Some(DatabaseUrl::Variable(name.clone())),
        _ => None,
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Word(String),
    Text(String),
    /// A template with `${…}`.
    Template,
    Punctuation(char),
}

type Placed = (Token, usize);

/// The value of the outermost property of this name in the file.
fn value_of(tokens: &[Placed], name: &str) -> Option<usize> {
    let mut best: Option<(usize, usize)> = None;
    let mut depth = 0;
    for (at, (token, _)) in tokens.iter().enumerate() {
        match token {
            Token::Punctuation('{' | '(' | '[') => depth += 1,
            Token::Punctuation('}' | ')' | ']') => depth = usize::saturating_sub(depth, 1),
            _ if is_key(tokens, at, name) && best.is_none_or(|(least, _)| depth < least) => {
                best = Some((depth, at + 2));
            }
            _ => {}
        }
    }
    best.map(|(_, at)| at).filter(|&at| at < tokens.len())
}

/// The value of a property directly in the object whose inside the tokens begin.
fn property(tokens: &[Placed], name: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, (token, _)) in tokens.iter().enumerate() {
        match token {
            Token::Punctuation('{' | '(' | '[') => depth += 1,
            Token::Punctuation('}' | ')' | ']') if depth == 0 => return None,
            Token::Punctuation('}' | ')' | ']') => depth -= 1,
            // `{ path }` takes a variable; its value stands where the name does.
            Token::Word(word) if depth == 0 && word == name && shorthand(tokens, at) => return Some(at),
            _ if depth == 0 && is_key(tokens, at, name) => return Some(at + 2).filter(|&at| at < tokens.len()),
            _ => {}
        }
    }
    None
}

fn is_key(tokens: &[Placed], at: usize, name: &str) -> bool {
    let named = matches!(&tokens[at].0, Token::Word(word) | Token::Text(word) if word == name);
    let begins = at == 0 || matches!(tokens[at - 1].0, Token::Punctuation('{' | ','));
    named && begins && matches!(tokens.get(at + 1), Some((Token::Punctuation(':'), _)))
}

fn shorthand(tokens: &[Placed], at: usize) -> bool {
    let begins = at == 0 || matches!(tokens[at - 1].0, Token::Punctuation('{' | ','));
    begins && matches!(tokens.get(at + 1), Some((Token::Punctuation(',' | '}'), _)))
}

/// A string, or `path.join(…)` and `path.resolve(…)` of strings, where nothing follows that would change it.
fn path(tokens: &[Placed], at: usize) -> Setting {
    let line = tokens[at].1;
    let ends = |at: usize| matches!(tokens.get(at), None | Some((Token::Punctuation(',' | '}'), _)));
    match &tokens[at].0 {
        Token::Text(text) if ends(at + 1) => Setting::Path(text.clone(), line),
        Token::Word(_) => match joined(tokens, at) {
            Some((text, after)) if ends(after) => Setting::Path(text, line),
            _ => Setting::Computed(line),
        },
        _ => Setting::Computed(line),
    }
}

/// `join("a", "b")` with any receiver; a first argument that stands for the file's own folder adds nothing.
fn joined(tokens: &[Placed], mut at: usize) -> Option<(String, usize)> {
    const HERE: [&str; 2] = ["__dirname", "import.meta.dirname"];
    let (callee, after) = dotted(tokens, at)?;
    if !matches!(callee.rsplit('.').next(), Some("join" | "resolve")) {
        return None;
    }
    at = after;
    let mut parts: Vec<String> = Vec::new();
    while matches!(tokens.get(at)?.0, Token::Punctuation('(' | ',')) {
        at += 1;
        match &tokens.get(at)?.0 {
            Token::Text(text) => (parts.push(text.clone()), at += 1).1,
            Token::Word(_) if parts.is_empty() => {
                let (word, after) = dotted(tokens, at)?;
                HERE.contains(&word.as_str()).then_some(())?;
                at = after;
            }
            Token::Punctuation(')') => break,
            _ => return None,
        }
    }
    matches!(tokens.get(at)?.0, Token::Punctuation(')')).then(|| (parts.join("/"), at + 1))
}

/// Words with dots between them: `path.join`.
fn dotted(tokens: &[Placed], mut at: usize) -> Option<(String, usize)> {
    let Token::Word(first) = &tokens.get(at)?.0 else { return None };
    let mut name = first.clone();
    at += 1;
    while let (Some((Token::Punctuation('.'), _)), Some((Token::Word(next), _))) = (tokens.get(at), tokens.get(at + 1))
    {
        name = format!("{name}.{next}");
        at += 2;
    }
    Some((name, at))
}

/// Words, strings and punctuation, without comments.
fn tokens(text: &str) -> Vec<Placed> {
    let mut tokens = Vec::new();
    let mut line = 1;
    let mut rest = text.char_indices().peekable();
    while let Some((at, character)) = rest.next() {
        let started = line;
        match character {
            '\n' => line += 1,
            '/' if text[at..].starts_with("//") => {
                skip_to(&mut rest, text[at..].find('\n').map_or(text.len(), |end| at + end));
            }
            '/' if text[at..].starts_with("/*") => {
                let end = text[at + 2..].find("*/").map_or(text.len(), |end| at + end + 4);
                line += text[at..end].matches('\n').count();
                skip_to(&mut rest, end);
            }
            '"' | '\'' | '`' => {
                tokens.push((string(character, &mut rest), started));
                let end = rest.peek().map_or(text.len(), |&(end, _)| end);
                line += text[at..end].matches('\n').count();
            }
            _ if is_word(character) => {
                let end = text[at..].find(|c| !is_word(c)).map_or(text.len(), |end| at + end);
                tokens.push((Token::Word(text[at..end].to_owned()), started));
                skip_to(&mut rest, end);
            }
            _ if character.is_whitespace() => {}
            _ => tokens.push((Token::Punctuation(character), started)),
        }
    }
    tokens
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '$')
}

fn skip_to(rest: &mut Peekable<CharIndices<'_>>, end: usize) {
    while rest.next_if(|&(at, _)| at < end).is_some() {}
}

/// The rest of a string or template whose opening quote was read.
fn string(quote: char, rest: &mut Peekable<CharIndices<'_>>) -> Token {
    let mut text = String::new();
    let mut computed = false;
    while let Some((_, character)) = rest.next() {
        match character {
            _ if character == quote => break,
            '\\' => text.extend(rest.next().map(|(_, escaped)| escaped)),
            '$' if quote == '`' && rest.peek().is_some_and(|&(_, next)| next == '{') => computed = true,
            _ => text.push(character),
        }
    }
    if computed { Token::Template } else { Token::Text(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn migrations(text: &str) -> Setting {
        read(text).migrations
    }

    #[test]
    fn finds_the_path_among_comments_and_other_settings() {
        let text = "import { defineConfig } from 'prisma/config';\n\
            // migrations: { path: 'commented/out' }\n\
            export default defineConfig({\n  /* schema: \"no\", */ schema: `db/schema.prisma`,\n\
            \x20 datasource: { schema: 'inner', url: env(\"X\") },\n\
            \x20 migrations: {\n    seed: \"tsx seed.ts --path: 'x'\",\n    'path': \"db/migrations\", // here\n  },\n});\n";
        let config = read(text);
        assert_eq!(config.migrations, Setting::Path("db/migrations".into(), 8));
        assert_eq!(config.schema, Setting::Path("db/schema.prisma".into(), 4));
    }

    #[test]
    fn finds_the_url_of_the_datasource() {
        let url = |value: &str| urls(&format!("export default defineConfig({{ datasource: {{ url: {value} }} }})"));
        for value in ["env('DB_URL')", "env<Env>(\"DB_URL\")", "process.env.DB_URL!", "process.env['DB_URL'] ?? ''"] {
            assert_eq!(url(value), [DatabaseUrl::Variable("DB_URL".into())], "{value}");
        }
        assert_eq!(url("'postgres://db/shop'"), [DatabaseUrl::Literal("postgres://db/shop".into())]);
        for value in ["build()", "`postgres://${host}`", "config('DB_URL')"] {
            assert_eq!(url(value), [], "{value}");
        }
        assert_eq!(urls("export default { url: 'postgres://db' }"), []);
    }

    #[test]
    fn joins_literals_and_refuses_to_guess_the_rest() {
        let path = |text: &str| Setting::Path(text.into(), 1);
        assert_eq!(migrations("x({ migrations: { path: path.join(__dirname, 'db', \"m\") } })"), path("db/m"));
        assert_eq!(migrations("x({ migrations: { path: resolve(import.meta.dirname, './m'), } })"), path("./m"));
        for computed in
            ["process.env.DIR", "`${dir}/m`", "'a' + dir", "path.join(dir, 'm')", "dir ?? 'm'", "isTest ? 'a' : 'b'"]
        {
            let text = format!("export default {{ migrations: {{ path: {computed} }} }}");
            assert_eq!(migrations(&text), Setting::Computed(1), "{computed}");
        }
        assert_eq!(migrations("export default { migrations: { path } }"), Setting::Computed(1));
        assert_eq!(migrations("export default {\n migrations: settings }"), Setting::Computed(2));
        assert_eq!(migrations("export default { migrations: { seed: 'x' } }"), Setting::Absent);
        assert_eq!(migrations(""), Setting::Absent);
    }
}
