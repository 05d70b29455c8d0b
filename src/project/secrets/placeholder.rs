//! Passwords that are none: known to everybody, variables, places to fill in.

/// Passwords of manuals, images and templates.
const KNOWN: [&str; 34] = [
    "password",
    "passwd",
    "pass",
    "passw0rd",
    "pwd",
    "postgres",
    "postgresql",
    "admin",
    "root",
    "secret",
    "changeme",
    "change_me",
    "change-me",
    "changeit",
    "example",
    "test",
    "testing",
    "test123",
    "dev",
    "development",
    "local",
    "docker",
    "user",
    "username",
    "mysecretpassword",
    "mypassword",
    "dummy",
    "fake",
    "placeholder",
    "prisma",
    "random",
    "123456",
    "redacted",
    "default",
];

/// Beginnings of texts that ask to be replaced.
const ASKS: [&str; 8] = ["your", "my_", "my-", "change", "replace", "insert", "enter", "todo"];

/// Whether a text in the place of a password opens nothing.
pub(super) fn is_placeholder(password: &str) -> bool {
    let lower = password.to_ascii_lowercase();
    let first = lower.chars().next();
    let is_repeated = first.is_none_or(|first| lower.chars().all(|letter| letter == first));
    let is_variable = password.contains(['$', '<', '>', '{', '}', '[', ']']) || is_percent(password);
    let has_dots = password.contains("...") || password.contains('\u{2026}');
    is_repeated
        || is_variable
        || has_dots
        || KNOWN.contains(&lower.as_str())
        || ASKS.iter().any(|ask| lower.starts_with(ask))
}

/// `%s` of a format, `%PASSWORD%` of Windows; not `p%40ss`, which is escaped.
fn is_percent(password: &str) -> bool {
    let is_format = matches!(password, "%s" | "%v" | "%@" | "%d");
    is_format || (password.len() > 2 && password.starts_with('%') && password.ends_with('%'))
}
