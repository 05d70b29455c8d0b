//! Which tool a folder belongs to, by the tool's own marks; the surer mark goes first.

use std::path::Path;

use super::listing::Listing;
use super::{
    Layout, Located, atlas, dbmate, diesel, drizzle, file_name, flyway, golang_migrate, goose, hasura, node_pg_migrate,
    plain, prisma, sql_migrate, sqlx, supabase,
};

/// How much of a file is read to see who wrote it, in bytes; a long comment may stand before the mark.
const HEAD: u64 = 64 * 1024;

/// How many files are looked into, from either end: a first file may be a dump, and a tool may have come later.
const LOOKED_INTO: usize = 3;

/// The tool to which a folder belongs, where it holds migrations of one that is known.
pub(super) fn owner(listing: &Listing) -> Option<Located> {
    let layout = by_structure(listing).or_else(|| by_files(listing))?;
    let mut located = Located::new(layout, listing.path.clone());
    located.notes.extend(other_owner(layout, listing));
    Some(located)
}

/// The structure of the folder alone says it.
fn by_structure(listing: &Listing) -> Option<Layout> {
    if listing.has_file(prisma::LOCK) {
        Some(Layout::Prisma)
    } else if drizzle::owns(listing) {
        Some(Layout::Drizzle)
    } else if flyway::owns(listing) {
        Some(Layout::Flyway)
    } else if hasura::owns(listing) {
        Some(Layout::Hasura)
    } else if diesel::owns(listing) {
        Some(Layout::Diesel)
    } else {
        None
    }
}

/// Names of files say it, or what stands in them.
fn by_files(listing: &Listing) -> Option<Layout> {
    listing.sql_files().next()?;
    if supabase::owns(listing) {
        return Some(Layout::Supabase);
    }
    let written = by_text(listing);
    if written.is_some() {
        return written;
    }
    if atlas::owns(listing) {
        Some(Layout::Atlas)
    } else if sqlx::owns(listing) {
        Some(Layout::Sqlx)
    } else if golang_migrate::owns(listing) {
        Some(Layout::GolangMigrate)
    } else {
        plain::owns(listing).then_some(Layout::Sql)
    }
}

/// The marks in the first and last files.
fn by_text(listing: &Listing) -> Option<Layout> {
    let names: Vec<&str> = listing.sql_files().filter(|name| name.starts_with(|c: char| c.is_ascii_digit())).collect();
    let last = names.len().saturating_sub(LOOKED_INTO).max(LOOKED_INTO.min(names.len()));
    let looked_into = names.iter().take(LOOKED_INTO).chain(&names[last..]);
    looked_into.into_iter().find_map(|name| by_marks(&head(&listing.path.join(name))?))
}

fn by_marks(text: &str) -> Option<Layout> {
    if goose::wrote(text) {
        Some(Layout::Goose)
    } else if sql_migrate::wrote(text) {
        Some(Layout::SqlMigrate)
    } else if dbmate::wrote(text) {
        Some(Layout::Dbmate)
    } else {
        node_pg_migrate::wrote(text).then_some(Layout::NodePgMigrate)
    }
}

fn head(file: &Path) -> Option<String> {
    use std::io::Read;
    if !std::fs::metadata(file).ok()?.is_file() {
        return None;
    }
    let mut bytes = Vec::new();
    std::fs::File::open(file).ok()?.take(HEAD).read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// A second tool that could own the folder, and why it was not taken.
fn other_owner(layout: Layout, listing: &Listing) -> Option<String> {
    let also = match layout {
        Layout::Goose | Layout::SqlMigrate | Layout::Dbmate | Layout::NodePgMigrate if atlas::owns(listing) => {
            "atlas.sum lies there too"
        }
        Layout::Atlas if golang_migrate::owns(listing) => "its files have the names of golang-migrate too",
        Layout::Sqlx if golang_migrate::owns(listing) && listing.around(&["go.mod"]).is_some() => {
            "a Go module lies around it too"
        }
        _ => return None,
    };
    Some(format!(
        "{} is taken to be of {}, though {also}; name the tool with `layout` and `runner` in seawall.yaml if another applies it",
        file_name(&listing.path),
        layout.name()
    ))
}

/// The folder of migrations in which a file lies: its own, or the one around it.
pub(super) fn around(file: &Path) -> Option<Located> {
    let folder = file.parent()?;
    let name = file_name(file);
    if name == "migration.sql" {
        let outer = folder.parent()?;
        let drizzle = Listing::read(outer).ok().as_ref().is_some_and(drizzle::owns);
        let of_prisma = outer.join(prisma::LOCK).exists() || !drizzle && file_name(outer) == "migrations";
        let layout = if of_prisma { Layout::Prisma } else { Layout::Drizzle };
        return (of_prisma || drizzle).then(|| Located::new(layout, outer.to_owned()));
    }
    let folder = if name == "up.sql" { folder.parent()? } else { folder };
    let listing = Listing::read(folder).ok()?;
    let located = owner(&listing)?;
    let inside = file.strip_prefix(folder).ok()?.to_str()?.replace(std::path::MAIN_SEPARATOR, "/");
    located.name_of(&inside).is_some().then_some(located)
}

/// Whether a named folder may be read as a plain folder of SQL.
pub(super) fn is_plain(listing: &Listing) -> bool {
    listing.sql_files().next().is_some()
}
