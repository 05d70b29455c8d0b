//! Backups as a backup job records them.

use serde::Deserialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// One backup, as the job that made it says. Nobody looked at the backup itself.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Backup {
    /// The environment that it is of.
    pub environment: String,
    /// When it was complete.
    #[serde(deserialize_with = "rfc3339")]
    pub finished_at: OffsetDateTime,
    /// Where it lies.
    pub location: String,
}

/// Reads a record of backups: JSON objects one after the other, so that a job appends a line and never rewrites the file.
/// Keys that are not known are the job's own.
///
/// # Errors
/// What is wrong, with the line: a record that cannot be read whole proves nothing.
pub fn parse_backups(text: &str) -> Result<Vec<Backup>, String> {
    let stream = serde_json::Deserializer::from_str(text).into_iter::<Backup>();
    stream.map(|backup| backup.map_err(|error| error.to_string())).collect()
}

/// The newest backup of an environment that is not of the future: a clock that runs ahead must not make it younger.
#[must_use]
pub fn newest_backup<'a>(backups: &'a [Backup], environment: &str, now: OffsetDateTime) -> Option<&'a Backup> {
    let known = backups.iter().filter(|backup| backup.environment == environment && backup.finished_at <= now);
    known.max_by_key(|backup| backup.finished_at)
}

fn rfc3339<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<OffsetDateTime, D::Error> {
    let text = String::deserialize(deserializer)?;
    let mistake = |_| serde::de::Error::custom(format!("`{text}` is no time such as 2026-01-31T04:00:00Z"));
    OffsetDateTime::parse(&text, &Rfc3339).map_err(mistake)
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const LINES: &str = "{\"environment\":\"production\",\"finished_at\":\"2026-01-01T04:00:00Z\",\"location\":\"s3://b/1\",\"bytes\":9}\n\
        {\"environment\":\"production\",\"finished_at\":\"2026-01-02T06:00:00+02:00\",\"location\":\"s3://b/2\"}\n\
        {\"environment\":\"staging\",\"finished_at\":\"2026-01-03T04:00:00Z\",\"location\":\"s3://b/3\"}\n";

    #[test]
    fn the_newest_of_the_environment_counts_and_none_of_the_future() {
        let backups = parse_backups(LINES).unwrap();
        let newest = |now| newest_backup(&backups, "production", now).map(|backup| backup.location.as_str());
        assert_eq!(newest(datetime!(2026-01-04 00:00 UTC)), Some("s3://b/2"));
        assert_eq!(newest(datetime!(2026-01-02 03:59 UTC)), Some("s3://b/1"));
        assert_eq!(newest(datetime!(2025-12-31 00:00 UTC)), None);
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_line() {
        let error = parse_backups(&format!("{LINES}{{\"environment\":\"production\"}}\n")).unwrap_err();
        assert!(error.contains("finished_at") && error.contains("line 4"), "{error}");
        let error = parse_backups(&LINES.replace("04:00:00Z", "4 o'clock")).unwrap_err();
        assert!(error.contains("is no time"), "{error}");
        assert_eq!(parse_backups(""), Ok(Vec::new()));
    }
}
