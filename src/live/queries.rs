//! The queries by which a database tells of itself, as each major version understands them.
//!
//! A query's reserved result columns are
//!
//! - `kind`, `schema`, `name`, `part`: the object's address;
//! - `parent_schema`, `parent_name`: the relation that it goes with;
//! - `class`, `oid`, `sub`: how `pg_depend`, `pg_description` and their like name the object;
//! - `unreadable`: an attribute that this role may not read of it;
//! - `not_compared`: something that is not read at all.
//!
//! Every other column is an attribute by its name, `_` for `-`; NULL says that it is as `PostgreSQL` makes it by itself.
//! A row without `kind` adds to the object that has its `class`, `oid` and `sub`; one without attributes leaves that out.
//! A line that ends in `-- since 14` or `-- until 13` is for these versions only.

/// A file of queries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueryFile {
    /// The file's name, without `.sql`.
    pub name: &'static str,
    text: &'static str,
}

impl QueryFile {
    /// The queries as a major version understands them.
    #[must_use]
    pub fn for_major(&self, major: u32) -> String {
        self.text.lines().filter(|line| is_for(line, major)).flat_map(|line| [line, "\n"]).collect()
    }
}

/// Every file, in the order in which they are read: first what is left out, last what adds to objects.
pub const QUERY_FILES: &[QueryFile] = &[
    file("extension_members", include_str!("queries/extension_members.sql")),
    file("schemas", include_str!("queries/schemas.sql")),
    file("tables", include_str!("queries/tables.sql")),
    file("views", include_str!("queries/views.sql")),
    file("sequences", include_str!("queries/sequences.sql")),
    file("types", include_str!("queries/types.sql")),
    file("columns", include_str!("queries/columns.sql")),
    file("constraints", include_str!("queries/constraints.sql")),
    file("indexes", include_str!("queries/indexes.sql")),
    file("functions", include_str!("queries/functions.sql")),
    file("triggers", include_str!("queries/triggers.sql")),
    file("operators", include_str!("queries/operators.sql")),
    file("casts", include_str!("queries/casts.sql")),
    file("collations", include_str!("queries/collations.sql")),
    file("text_search", include_str!("queries/text_search.sql")),
    file("statistics", include_str!("queries/statistics.sql")),
    file("publications", include_str!("queries/publications.sql")),
    file("foreign_data", include_str!("queries/foreign_data.sql")),
    file("settings", include_str!("queries/settings.sql")),
    file("default_privileges", include_str!("queries/default_privileges.sql")),
    file("grants", include_str!("queries/grants.sql")),
    file("comments", include_str!("queries/comments.sql")),
    file("not_compared", include_str!("queries/not_compared.sql")),
];

const fn file(name: &'static str, text: &'static str) -> QueryFile {
    QueryFile { name, text }
}

/// Whether a line is for this version; `-- since 15, until 16` says both.
fn is_for(line: &str, major: u32) -> bool {
    let Some((_, comment)) = line.rsplit_once("--") else { return true };
    let number = |word: &str| {
        let (_, rest) = comment.split_once(word)?;
        rest.trim().split(|c: char| !c.is_ascii_digit()).next()?.parse::<u32>().ok()
    };
    number("since ").is_none_or(|first| major >= first) && number("until ").is_none_or(|last| major <= last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_for_the_versions_that_it_names() {
        for (line, first, last) in [
            ("SELECT 1", 12, 18),
            ("SELECT 1 -- an ordinary comment", 12, 18),
            (", x -- since 14", 14, 18),
            (", x   -- until 13", 12, 13),
            (", x -- since 15, until 16", 15, 16),
        ] {
            let versions: Vec<u32> = (12..=18).filter(|major| is_for(line, *major)).collect();
            assert_eq!(versions, (first..=last).collect::<Vec<u32>>(), "{line}");
        }
    }
}
