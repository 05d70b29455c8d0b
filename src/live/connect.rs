//! From a connection string to a session: each server in turn, again after a transient failure, within limits.

mod advice;
mod attempt;
mod failure;
mod link;
mod retry;
mod tls;

pub(super) use link::Link;

use super::error::LiveError;
use super::limits::Limits;
use super::session::Session;
use super::shadow_session::ShadowSession;
use super::target::Target;

/// Connects and begins the read-only transaction.
///
/// # Errors
/// The server cannot be reached or read within the limits; the error says why and what to do.
pub async fn connect(target: &Target, limits: &Limits) -> Result<Session, LiveError> {
    retry::transient(limits, async || begin(target, limits).await).await
}

/// Connects and reads; when the connection breaks off in the middle, all is read again from a new snapshot.
///
/// # Errors
/// Those of [`connect`], and those of `work`.
pub async fn read<T>(
    target: &Target,
    limits: &Limits,
    work: impl AsyncFn(&Session) -> Result<T, LiveError>,
) -> Result<T, LiveError> {
    retry::transient(limits, async || {
        let session = begin(target, limits).await?;
        let outcome = work(&session).await;
        session.close().await;
        outcome
    })
    .await
}

/// Connects without a transaction and with the right to write: for the shadow, never for a database that is looked at.
///
/// # Errors
/// Those of [`connect`].
pub async fn connect_shadow(target: &Target, limits: &Limits) -> Result<ShadowSession, LiveError> {
    retry::transient(limits, async || ShadowSession::begin(attempt::any_host(target, limits).await?).await).await
}

async fn begin(target: &Target, limits: &Limits) -> Result<Session, LiveError> {
    Session::begin(attempt::any_host(target, limits).await?, limits).await
}
