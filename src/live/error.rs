//! Why a server could not be read.

/// Why a server could not be reached or read, and what to do about it. No credential ever stands in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct LiveError {
    /// The class of the failure.
    pub kind: LiveErrorKind,
    /// What went wrong, as a sentence without a full stop.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// The server's code (manual, appendix A), where it was the server that refused.
    pub sqlstate: Option<String>,
    /// Where in the SQL that was sent the server saw the mistake: a character, from 1.
    pub position: Option<u32>,
    /// What the server said besides: its detail, its own hint, the call stack.
    pub detail: Option<String>,
}

/// The class of a failure; each has its own remedy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LiveErrorKind {
    /// The connection string, or a file that it names, cannot be read.
    Url,
    /// The host name is unknown, or nothing can be reached there.
    Unreachable,
    /// Nothing listens on that port.
    Refused,
    /// No answer within the time allowed.
    Timeout,
    /// The connection broke off while it was in use, or the server is starting up or shutting down.
    Lost,
    /// TLS is refused by one side, demanded by the other, or its handshake failed.
    Tls,
    /// The server's certificate is signed by nobody whom this machine trusts, or it has expired.
    Certificate,
    /// The server's certificate is for another host name.
    HostName,
    /// User name or password are wrong, or a password is missing.
    Password,
    /// The server's own rules (`pg_hba.conf`), or those of its pooler, let nobody in this way.
    Rejected,
    /// There is no database of that name.
    Database,
    /// No connection is free.
    TooManyConnections,
    /// A statement took longer than allowed.
    StatementTimeout,
    /// A lock was not granted in the time allowed.
    LockTimeout,
    /// The role lacks a privilege.
    Permission,
    /// The server is of a kind or version that Seawall does not read.
    Unsupported,
    /// No throw-away database could be made.
    Shadow,
    /// The server answered with another error.
    Server,
}

impl LiveErrorKind {
    /// The same attempt may succeed a moment later.
    #[must_use]
    pub const fn is_transient(self) -> bool {
        matches!(self, Self::Refused | Self::Lost | Self::TooManyConnections)
    }
}

impl LiveError {
    /// A failure of this class.
    #[must_use]
    pub fn new(kind: LiveErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), help: None, sqlstate: None, position: None, detail: None }
    }

    /// The same, with a remedy.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
