//! The schema that Prisma's connection URL names: `?schema=`, where the project tells the URL.

use std::path::{Path, PathBuf};

use super::config;
use crate::project::environment::DatabaseUrl;
use crate::project::layout::listing::Listing;
use crate::project::workspace::Workspace;

/// The schema that gets new objects, and where that was read. Its URL may hold a password and goes nowhere from here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionSchema {
    /// Name of the schema.
    pub name: String,
    /// `DATABASE_URL in .env`.
    pub source: String,
}

/// What the nearest `prisma.config.*` or schema file around a folder of migrations says, up to the repository's root;
/// `None` where no URL is told there, or it names no schema.
///
/// A variable is looked up as Prisma does: in the environment, then in `.env` files.
pub(in crate::project) fn connection_schema(folder: &Path, workspace: &Workspace) -> Option<ConnectionSchema> {
    let folders = folders_around(folder);
    let (file, urls) = folders.iter().find_map(|folder| urls_in(folder))?;
    let (url, source) = urls.into_iter().find_map(|url| match url {
        DatabaseUrl::Literal(url) => Some((url, workspace.shown(&file))),
        DatabaseUrl::Variable(name) => value(&name, &folders, workspace),
    })?;
    Some(ConnectionSchema { name: schema_of(&url)?, source })
}

/// The folders around the migrations, to the one that holds `.git`.
fn folders_around(migrations: &Path) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = Vec::new();
    for folder in migrations.ancestors().skip(1) {
        folders.push(folder.to_owned());
        if folder.join(".git").exists() {
            break;
        }
    }
    folders
}

/// The URLs that the files of a folder tell, the one that migrations use first.
fn urls_in(folder: &Path) -> Option<(PathBuf, Vec<DatabaseUrl>)> {
    let listing = Listing::read(folder).ok()?;
    let configs = config::present(&listing).map(|name| (folder.join(name), config::urls as Reader));
    let schemas = schema_files(folder).into_iter().map(|file| (file, schema_urls as Reader));
    configs.chain(schemas).find_map(|(file, read)| {
        let urls = read(&std::fs::read_to_string(&file).ok()?);
        (!urls.is_empty()).then_some((file, urls))
    })
}

type Reader = fn(&str) -> Vec<DatabaseUrl>;

/// Prisma's schema: one file, or a folder of them.
fn schema_files(folder: &Path) -> Vec<PathBuf> {
    let inside = |folder: PathBuf| std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut files: Vec<PathBuf> = inside(folder.to_owned()).chain(inside(folder.join("schema"))).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "prisma"));
    files.sort_unstable();
    files
}

/// `directUrl` and `url` of the `datasource` block, whose settings stand on a line each.
fn schema_urls(text: &str) -> Vec<DatabaseUrl> {
    let block = text.lines().map(str::trim).skip_while(|line| !line.starts_with("datasource "));
    let settings: Vec<(&str, &str)> =
        block.take_while(|line| !line.starts_with('}')).filter_map(|line| line.split_once('=')).collect();
    let setting = |key: &str| settings.iter().find(|(name, _)| name.trim() == key).and_then(|(_, value)| url(value));
    ["directUrl", "url"].into_iter().filter_map(setting).collect()
}

/// `env("NAME")`, or the URL itself.
fn url(value: &str) -> Option<DatabaseUrl> {
    let value = value.trim();
    let quoted = value.strip_prefix("env(").unwrap_or(value).trim().strip_prefix('"')?;
    let text = quoted.split('"').next()?.to_owned();
    Some(if value.starts_with('"') { DatabaseUrl::Literal(text) } else { DatabaseUrl::Variable(text) })
}

/// The value of a variable, and where it was found.
fn value(name: &str, folders: &[PathBuf], workspace: &Workspace) -> Option<(String, String)> {
    if let Ok(value) = std::env::var(name) {
        return Some((value, format!("{name} in the environment")));
    }
    folders.iter().map(|folder| folder.join(".env")).find_map(|file| {
        // A line that cannot be read is no reason to doubt the others.
        let mut lines = dotenvy::from_path_iter(&file).ok()?.flatten();
        let (_, value) = lines.find(|(key, _)| key == name)?;
        Some((value, format!("{name} in {}", workspace.shown(&file))))
    })
}

/// The parameter `schema` of a connection URL. A password may hold a `?`, so everything up to the last `@` is passed over.
fn schema_of(url: &str) -> Option<String> {
    let place = url.rsplit('@').next()?;
    let (_, parameters) = place.split_once('?')?;
    let mut parameters = parameters.split('#').next()?.split('&');
    let value = parameters.find_map(|parameter| parameter.strip_prefix("schema="))?;
    let name = percent_encoding::percent_decode_str(value).decode_utf8().ok()?;
    (!name.is_empty()).then(|| name.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_schema_of_a_url_and_nothing_else() {
        for (url, schema) in [
            ("postgresql://app:pw@db:5432/shop?schema=app", Some("app")),
            ("postgres://app:a?schema=no@db/shop?sslmode=require&schema=my%20app#x", Some("my app")),
            ("postgres://db/shop?connection_limit=5", None),
            ("postgres://db/shop?schema=", None),
            ("prisma+postgres://accelerate?api_key=x", None),
        ] {
            assert_eq!(schema_of(url).as_deref(), schema, "{url}");
        }
    }

    #[test]
    fn takes_the_url_that_migrations_use() {
        let text = "generator client {\n  url = \"no\"\n}\n\ndatasource db {\n  provider = \"postgresql\"\n\
            \x20 url = env(\"POOLED_URL\") // the pooler\n  // directUrl = env(\"OLD\")\n  directUrl = env( \"DIRECT_URL\" )\n}\n";
        let variable = |name: &str| DatabaseUrl::Variable(name.into());
        assert_eq!(schema_urls(text), [variable("DIRECT_URL"), variable("POOLED_URL")]);
        assert_eq!(
            schema_urls("datasource db {\n url = \"postgres://db\"\n}"),
            [DatabaseUrl::Literal("postgres://db".into())]
        );
        assert_eq!(schema_urls("model A {\n  url String @default(\"x=y\")\n}"), []);
    }

    #[test]
    fn looks_around_the_migrations_up_to_the_repository() {
        let root = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = root.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        let workspace = Workspace::new(root.path());
        let found = || {
            let schema = connection_schema(&root.path().join("app/prisma/migrations"), &workspace)?;
            Some(format!("{}: {}", schema.name, schema.source))
        };
        write(".git/HEAD", "");
        write("app/prisma/migrations/migration_lock.toml", "");
        assert_eq!(found(), None);
        write("app/prisma/schema/base.prisma", "datasource db {\n  url = env(\"SEAWALL_TEST_URL\")\n}\n");
        assert_eq!(found(), None, "the variable is nowhere");
        write("app/.env", "# local\nBROKEN LINE\nSEAWALL_TEST_URL=\"postgres://app:pw@db/shop?schema=app\"\n");
        assert_eq!(found().as_deref(), Some("app: SEAWALL_TEST_URL in app/.env"));
        write("app/prisma/prisma.config.ts", "export default { datasource: { url: 'postgres://db/x?schema=other' } }");
        assert_eq!(found().as_deref(), Some("other: app/prisma/prisma.config.ts"));
    }
}
