//! Passwords of databases in files: in connection strings, in SQL, in variables.
//!
//! A password that everybody knows (`postgres`), a variable (`$PASSWORD`, `${{ secrets.X }}`) or a place to fill in
//! (`<password>`) is none; neither is one for a database on the same machine.

mod host;
mod placeholder;
mod sql;
mod url;
mod variable;

use std::borrow::Cow;

pub(crate) use host::is_local as is_local_host;
pub(super) use url::hosts as connection_hosts;
pub(crate) use url::strings as connection_strings;

use crate::sql::{Source, Span};

/// Where a password stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SecretKind {
    /// In a connection string.
    ConnectionString,
    /// In SQL: `PASSWORD '…'`.
    Sql,
    /// In a variable: `PGPASSWORD=…`.
    Variable,
}

/// A password in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    /// Where it stands.
    pub kind: SecretKind,
    /// The words around it that tell what it is: the connection string, the clause, the variable.
    pub span: Span,
    /// The password itself.
    pub password: Span,
    /// What it opens, for a sentence: the host and its user, the name of the variable. Never the password.
    pub opens: String,
    /// It is a verifier that the password cannot be read from (`SCRAM-SHA-256$…`).
    pub hashed: bool,
}

/// Every password in a text that opens something another machine can reach, in the order of the text.
#[must_use]
pub fn secrets_in(text: &str) -> Vec<Secret> {
    if !may_hold_one(text) {
        return Vec::new();
    }
    let mut found = url::secrets(text);
    found.extend(sql::secrets(text));
    found.extend(variable::secrets(text));
    found.sort_by_key(|secret| (secret.password.start, secret.kind));
    found.dedup_by_key(|secret| secret.password);
    found
}

/// The words without which there is nothing to find: most texts have none of them.
fn may_hold_one(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let has = |word: &&str| text.contains(word);
    has(&"password") || has(&"://") && ["postgres", "prisma", "psql"].iter().any(has)
}

/// A text with every password in it covered. Letters stay one to one, so that every place in it stays the same.
#[must_use]
pub fn redacted(text: &str) -> Cow<'_, str> {
    let secrets = secrets_in(text);
    if secrets.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut covered = String::with_capacity(text.len());
    let mut at = 0;
    for Secret { password, .. } in &secrets {
        covered.push_str(&text[at..password.start.max(at)]);
        covered.extend(text[password.start.max(at)..password.end.max(at)].chars().map(cover));
        at = password.end.max(at);
    }
    covered.push_str(&text[at..]);
    Cow::Owned(covered)
}

/// A file with every password in it covered.
#[must_use]
pub fn redacted_source(source: &Source) -> Source {
    match redacted(source.text()) {
        Cow::Borrowed(_) => source.clone(),
        Cow::Owned(text) => Source::new(source.path(), text),
    }
}

/// A sign of as many bytes.
const fn cover(letter: char) -> char {
    match letter.len_utf8() {
        1 => '*',
        2 => '\u{b7}',
        3 => '\u{2022}',
        _ => '\u{1f512}',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passwords(text: &str) -> Vec<&str> {
        secrets_in(text).iter().map(|secret| &text[secret.password.start..secret.password.end]).collect()
    }

    #[test]
    fn passwords_of_other_machines_are_found() {
        for (text, password) in [
            ("DATABASE_URL=postgres://app:s3cr3t-x@db.shop.net:5432/shop", "s3cr3t-x"),
            ("url: \"postgresql://app:p%40ss%2Fw0rd@ep-x.eu.neon.tech/shop?sslmode=require\"", "p%40ss%2Fw0rd"),
            ("\"postgresql+asyncpg://u:a@b@c@10.1.2.3/x\"", "a@b@c"),
            ("POSTGRES://U:Tr0ub4dor@DB.SHOP.NET", "Tr0ub4dor"),
            ("postgres://db.shop.net/x?user=a&password=Tr0ub4dor&x=1", "Tr0ub4dor"),
            ("psql \"host=db.shop.net user=app password=Tr0ub4dor\"", "Tr0ub4dor"),
            ("Host=db.shop.net;Username=app;Password=Tr0ub4dor;", "Tr0ub4dor"),
            ("prisma+postgres://accelerate.prisma-data.net/?api_key=eyJhbGciOiJIUzI1NiJ9.x", "eyJhbGciOiJIUzI1NiJ9.x"),
            ("CREATE ROLE app LOGIN PASSWORD 'Tr0ub4dor';", "Tr0ub4dor"),
            ("alter user app with encrypted password 'it''s';", "it''s"),
            ("export PGPASSWORD=Tr0ub4dor", "Tr0ub4dor"),
            ("PGPASSWORD='Tr0ub4dor' psql", "Tr0ub4dor"),
            ("SUPABASE_DB_PASSWORD: \"Tr0ub4dor\"", "Tr0ub4dor"),
        ] {
            assert_eq!(passwords(text), [password], "{text}");
            assert!(!redacted(text).contains(password));
            assert_eq!(redacted(text).chars().count(), text.chars().count());
        }
    }

    #[test]
    fn what_opens_nothing_is_none() {
        for text in [
            "postgres://app:s3cr3t@localhost:5432/shop",
            "postgres://app:s3cr3t@127.0.0.1/shop",
            "postgres://app:s3cr3t@db:5432/shop",
            "postgres://app:s3cr3t@host.docker.internal/shop",
            "postgres://postgres:postgres@db.shop.net/x",
            "postgres://USER:PASSWORD@HOST:PORT/DATABASE",
            "postgres://user:<password>@db.shop.net/x",
            "postgresql://postgres:[YOUR-PASSWORD]@db.abc.supabase.co:5432/postgres",
            "postgres://app:${PASSWORD}@db.shop.net/x",
            "postgres://app:$PASSWORD@db.shop.net/x",
            "postgres://app:${{ secrets.DB_PASSWORD }}@db.shop.net/x",
            "postgres://app:{{password}}@db.shop.net/x",
            "postgres://app:%s@db.shop.net/x",
            "postgres://app:xxxxxx@db.shop.net/x",
            "postgres://app:*****@db.shop.net/x",
            "postgres://app:s3cr3t@db.example.com/x",
            "postgres://app@db.shop.net/x",
            "postgres://db.shop.net/x",
            "https://a:b@c.net",
            "CREATE ROLE app PASSWORD NULL;",
            "CREATE ROLE app PASSWORD 'password';",
            "PGPASSWORD=$PASSWORD psql",
            "PGPASSWORD=postgres psql",
            "the password 'Tr0ub4dor' is wrong",
            "postgres://",
            "postgres://@",
            "postgres://:@",
        ] {
            assert_eq!(passwords(text), [""; 0], "{text}");
            assert_eq!(redacted(text), text);
        }
    }

    #[test]
    fn a_sentence_about_it_does_not_hold_it() {
        let text = "postgres://app:s3cr3t-x@db.shop.net:5432/shop";
        let secret = &secrets_in(text)[0];
        assert_eq!(secret.opens, "db.shop.net as app");
        assert_eq!(redacted(text), "postgres://app:********@db.shop.net:5432/shop");
    }
}
