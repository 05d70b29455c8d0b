//! Another attempt after a transient failure, each after a longer wait.

use std::time::Duration;

use tokio::time::{Instant, sleep, timeout_at};

use crate::live::error::{LiveError, LiveErrorKind};
use crate::live::limits::Limits;

/// The wait before the second attempt; it doubles with each further one.
const FIRST_WAIT: Duration = Duration::from_millis(200);
/// No wait is longer.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// Repeats an attempt until it succeeds, fails for good, or the limits are used up.
pub(super) async fn transient<T>(
    limits: &Limits,
    attempt: impl AsyncFn() -> Result<T, LiveError>,
) -> Result<T, LiveError> {
    let deadline = Instant::now() + limits.total;
    for tried in 1.. {
        let outcome = timeout_at(deadline, attempt()).await.unwrap_or_else(|_| Err(out_of_time(limits)));
        let Err(error) = outcome else { return outcome };
        let wait = wait_after(tried);
        let last = tried >= limits.attempts || Instant::now() + wait >= deadline;
        if last || !error.kind.is_transient() {
            return Err(if tried > 1 { repeated(error, tried) } else { error });
        }
        sleep(wait).await;
    }
    Err(out_of_time(limits))
}

/// Half of it fixed, half of it chance, so that many clients do not come back at the same moment.
fn wait_after(tried: u32) -> Duration {
    let full = FIRST_WAIT.saturating_mul(1 << (tried - 1).min(16)).min(LONGEST_WAIT);
    full.mul_f64(0.5 + fastrand::f64() / 2.0)
}

fn repeated(mut error: LiveError, tried: u32) -> LiveError {
    error.message = format!("{} (tried {tried} times)", error.message);
    error
}

fn out_of_time(limits: &Limits) -> LiveError {
    let seconds = limits.total.as_secs_f64();
    LiveError::new(LiveErrorKind::Timeout, format!("the server was not read within {seconds} s, all attempts together"))
        .help("look whether the server is overloaded, or allow more time")
}

#[cfg(test)]
mod tests;
