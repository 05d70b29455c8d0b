//! How long a server may take.

use std::time::Duration;

/// How long a server may take, and how often it is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// For all attempts at one connection or one reading together, waits between them included.
    pub total: Duration,
    /// For one attempt to connect to one host, name look-up, TLS and authentication included.
    pub connect: Duration,
    /// For one round trip; the server itself ends a statement then (`statement_timeout`).
    pub statement: Duration,
    /// For a lock that another session holds (`lock_timeout`).
    pub lock: Duration,
    /// Attempts, the first one included; only transient failures are tried again.
    pub attempts: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            total: Duration::from_secs(120),
            connect: Duration::from_secs(10),
            statement: Duration::from_secs(60),
            lock: Duration::from_secs(5),
            attempts: 4,
        }
    }
}
