//! Where Prisma's configuration and schema say that the connection string is. Both are read as text; Seawall runs neither.

use super::candidate::{Candidate, Search};
use crate::project::prisma_configs;

/// What the configuration says.
pub(super) enum Names {
    /// It takes it from one of these variables.
    Variables(Vec<String>),
    /// It holds it.
    Literal(Candidate),
}

/// The variables that `prisma.config.*` and the schema's `datasource` name; `DATABASE_URL` where they name none.
pub(super) fn names(search: &Search<'_>) -> Names {
    let read = |path: &str| (search.around.read)(path).map(|text| (path.to_owned(), text));
    let config = search.words.value("--config").map(str::to_owned);
    let config = config.map_or_else(|| prisma_configs().find_map(|path| read(&path)), |path| read(&path));
    let schema = search.words.value("--schema").map(str::to_owned);
    let schemas = schema.into_iter().chain(["prisma/schema.prisma", "schema.prisma"].map(str::to_owned));
    let schema = schemas.into_iter().find_map(|path| read(&path));
    let mut names = Vec::new();
    for (path, text) in [config, schema].into_iter().flatten() {
        names.extend(variables(&text));
        if let Some(url) = literal(&text) {
            return Names::Literal(Candidate { text: url, source: path });
        }
    }
    names.dedup();
    if names.is_empty() {
        names.clone_from(&search.tool.url_variables);
    }
    Names::Variables(names)
}

/// `env("NAME")`, `env('NAME')`, `process.env.NAME`, `process.env["NAME"]`, but of the shadow database.
fn variables(text: &str) -> Vec<String> {
    let lines = text.lines().filter(|line| !line.to_lowercase().contains("shadow"));
    let lines = lines.map(|line| line.split("//").next().unwrap_or_default());
    let mut names = Vec::new();
    for line in lines {
        for (at, _) in line.match_indices("env") {
            let rest = line[at + 3..].trim_start_matches(['(', '.', '[', ' ', '"', '\'', '`', '!', '?']);
            let name: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            let called = line[at + 3..].starts_with(['(', '.', '[']);
            if called && !name.is_empty() && name.chars().any(|c| c.is_ascii_uppercase()) {
                names.push(name);
            }
        }
    }
    names
}

/// A connection string that is written out as `url`.
fn literal(text: &str) -> Option<String> {
    let lines = text.lines().filter(|line| !line.to_lowercase().contains("shadow"));
    lines.filter(|line| line.trim_start().starts_with("url") || line.trim_start().starts_with("directUrl")).find_map(
        |line| {
            let quote = line.find(['"', '\'', '`'])?;
            let end = line[quote..].chars().next()?;
            let inside = line[quote + 1..].split(end).next()?;
            super::candidate::is_connection_string(inside).then(|| inside.to_owned())
        },
    )
}
