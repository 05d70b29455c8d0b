//! Lengths of time and numbers of things, as people write them.

use std::time::Duration;

/// A length of time in whole seconds: `1 day 1h`, `90m` as `1h 30m`.
#[must_use]
pub fn in_words(duration: Duration) -> String {
    let written = humantime::format_duration(Duration::from_secs(duration.as_secs())).to_string();
    let apart = |part: &str| {
        let unit = part.trim_start_matches(|letter: char| letter.is_ascii_digit());
        let number = &part[..part.len() - unit.len()];
        if unit.len() > 1 { format!("{number} {unit}") } else { part.to_owned() }
    };
    written.split(' ').map(apart).collect::<Vec<_>>().join(" ")
}

/// `1 table`, `2 tables`.
#[must_use]
pub fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_apart_from_their_numbers() {
        for (seconds, words) in [(0, "0s"), (5_400, "1h 30m"), (86_400, "1 day"), (176_461, "2 days 1h 1m 1s")] {
            assert_eq!(in_words(Duration::from_secs(seconds)), words);
        }
    }
}
