//! The one place where waiting begins.

use super::error::{LiveError, LiveErrorKind};

/// Runs a future on this thread to its end. A name look-up that hangs is left behind, not waited for.
///
/// # Errors
/// The operating system grants no event queue.
pub fn block_on<T>(future: impl Future<Output = T>) -> Result<T, LiveError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| {
        LiveError::new(LiveErrorKind::Unreachable, format!("the operating system grants no sockets: {error}"))
    })?;
    let outcome = runtime.block_on(future);
    runtime.shutdown_background();
    Ok(outcome)
}
