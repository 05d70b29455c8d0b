//! Parts a help text into sentences and SQL to copy, so that each can be printed as what it is.

/// One part of a help text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part<'a> {
    /// A sentence or two, to be wrapped.
    Prose(&'a str),
    /// Lines to be copied, each as it is.
    Code(Vec<&'a str>),
}

/// Words with which a line of SQL begins. Sentences do not begin with a word in capitals.
const VERBS: &[&str] = &[
    "ALTER",
    "ANALYZE",
    "BEGIN",
    "CALL",
    "CLUSTER",
    "COMMENT",
    "COMMIT",
    "COPY",
    "CREATE",
    "DELETE",
    "DO",
    "DROP",
    "END",
    "GRANT",
    "INSERT",
    "LOCK",
    "MERGE",
    "REASSIGN",
    "REFRESH",
    "REINDEX",
    "RELEASE",
    "RESET",
    "REVOKE",
    "ROLLBACK",
    "SAVEPOINT",
    "SELECT",
    "SET",
    "START",
    "TRUNCATE",
    "UPDATE",
    "VACUUM",
    "VALUES",
    "WITH",
];

/// Parts a text: a line of code begins with an SQL verb in capitals, `--` or two spaces. A statement reaches to its
/// `;` or an empty line.
pub(super) fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut open = false;
    for line in text.lines().map(str::trim_end) {
        if line.is_empty() {
            open = false;
        } else if open || begins_code(line) {
            open = !begins_no_statement(line) && !line.ends_with(';');
            match parts.last_mut() {
                Some(Part::Code(lines)) => lines.push(line),
                _ => parts.push(Part::Code(vec![line])),
            }
        } else {
            parts.push(Part::Prose(line));
        }
    }
    parts
}

/// Whether a line outside a statement is code. A sentence may begin with a verb too, but ends as sentences do.
fn begins_code(line: &str) -> bool {
    let word = line.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    begins_no_statement(line) || VERBS.contains(&word) && !line.ends_with(['.', ':'])
}

/// Whether a line of code stands for itself: a comment, or a command set apart by spaces.
fn begins_no_statement(line: &str) -> bool {
    line.starts_with("--") || line.starts_with("  ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_sentences_from_sql() {
        let text = "SET NOT NULL scans.\nDELETE FROM t\nWHERE id < 10;\nthen:\n  npx prisma generate\nSELECT 1\n\nDone";
        assert_eq!(
            parts(text),
            [
                Part::Prose("SET NOT NULL scans."),
                Part::Code(vec!["DELETE FROM t", "WHERE id < 10;"]),
                Part::Prose("then:"),
                Part::Code(vec!["  npx prisma generate", "SELECT 1"]),
                Part::Prose("Done"),
            ]
        );
    }
}
