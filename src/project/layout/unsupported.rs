//! Migrations of tools that Seawall knows by sight and cannot read yet.

use std::path::Path;

use super::file_name;
use super::listing::Listing;

/// The tool whose migrations a folder holds.
pub(super) fn tool(listing: &Listing) -> Option<&'static str> {
    TOOLS.iter().find(|(_, is_there)| is_there(listing)).map(|(tool, _)| *tool)
}

type Sign = (&'static str, fn(&Listing) -> bool);

const TOOLS: &[Sign] = &[
    ("Ruby on Rails (Ruby)", |listing| file_name(&listing.path) == "migrate" && any(listing, is_numbered("rb"))),
    ("Alembic (Python)", |listing| listing.has_file("script.py.mako") && listing.has_folder("versions")),
    ("Django (Python)", |listing| in_migrations(listing) && any(listing, is_numbered("py"))),
    ("Laravel (PHP)", |listing| in_migrations(listing) && any(listing, is_numbered("php"))),
    ("Ecto (Elixir)", |listing| in_migrations(listing) && any(listing, is_numbered("exs"))),
    ("Entity Framework (C#)", |listing| any(listing, |name| name.ends_with("ModelSnapshot.cs"))),
    ("Liquibase", |listing| any(listing, is_changelog)),
    ("Sqitch", |listing| listing.has_file("sqitch.plan")),
    ("SeaORM (Rust)", |listing| {
        any(listing, |name| name.starts_with("m2") && is_ending(name, "rs") && name.contains('_'))
    }),
    ("Knex, TypeORM, Sequelize or another program (JavaScript)", |listing| {
        in_migrations(listing)
            && any(listing, |name| ["js", "cjs", "mjs", "ts"].iter().any(|ending| is_numbered(ending)(name)))
    }),
];

fn any(listing: &Listing, is: impl Fn(&str) -> bool) -> bool {
    listing.files.iter().any(|name| is(name))
}

fn in_migrations(listing: &Listing) -> bool {
    file_name(&listing.path).eq_ignore_ascii_case("migrations")
}

fn is_ending(name: &str, ending: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == ending)
}

/// A name that begins with a number of three digits or more, as migrations of programs do.
fn is_numbered(ending: &str) -> impl Fn(&str) -> bool {
    move |name| super::format::leading_digits(name).len() >= 3 && is_ending(name, ending)
}

fn is_changelog(name: &str) -> bool {
    let named = name.contains("changelog") && name.contains("db") || name.starts_with("changelog-");
    named && ["xml", "yaml", "yml", "json"].iter().any(|ending| is_ending(name, ending))
}
