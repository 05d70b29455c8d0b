//! How far the looking has come, on a terminal only.

use std::io::IsTerminal as _;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar on standard error where several databases are looked at and somebody watches.
pub(super) struct Progress(ProgressBar);

impl Progress {
    pub(super) fn new(databases: usize) -> Self {
        let watched = databases > 1 && std::io::stderr().is_terminal();
        let target = if watched { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(u64::try_from(databases).ok(), target);
        let style = ProgressStyle::with_template("looking {bar:30} {pos} of {len} {msg}");
        Self(bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar())))
    }

    /// One more was looked at.
    pub(super) fn step(&self, name: &str) {
        self.0.set_message(crate::report::escape::terminal(name).into_owned());
        self.0.inc(1);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
