//! Times at which releases may happen.

use std::fmt;

use time::{OffsetDateTime, Time, Weekday};

/// A time of the week (UTC) at which releases may happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// Days; every day where empty.
    pub(in crate::policy) days: Vec<Weekday>,
    /// The first minute.
    pub(in crate::policy) from: Time,
    /// The minute in which it has ended; `None` at midnight.
    pub(in crate::policy) to: Option<Time>,
}

impl Window {
    /// Whether it is open at a time.
    #[must_use]
    pub fn is_open(&self, now: OffsetDateTime) -> bool {
        let now = now.to_offset(time::UtcOffset::UTC);
        let day = self.days.is_empty() || self.days.contains(&now.weekday());
        day && self.from <= now.time() && self.to.is_none_or(|to| now.time() < to)
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minute = |time: Time| format!("{:02}:{:02}", time.hour(), time.minute());
        let days: Vec<String> = self.days.iter().map(|day| day.to_string()[..3].to_lowercase()).collect();
        let days = if days.is_empty() { "every day".to_owned() } else { days.join(", ") };
        write!(f, "{days} {}–{} UTC", minute(self.from), self.to.map_or_else(|| "24:00".to_owned(), minute))
    }
}
