//! One server of a connection string.

use std::fmt;
use std::net::IpAddr;

/// One server of a connection string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// The host's name or address, or the folder of its Unix socket.
    pub host: String,
    /// The address to use instead of looking the name up.
    pub address: Option<IpAddr>,
    /// The TCP port, which also names the socket.
    pub port: u16,
}

impl Endpoint {
    /// The server is reached through a Unix socket, on which there is no TLS.
    #[must_use]
    pub fn is_socket(&self) -> bool {
        self.address.is_none() && self.host.starts_with(['/', '@'])
    }

    /// Supabase (6543) and Neon (`-pooler`) name their transaction poolers so.
    pub(super) fn is_transaction_pooler(&self) -> bool {
        self.port == 6543 || self.host.split('.').next().is_some_and(|label| label.ends_with("-pooler"))
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (before, after) = if self.host.contains(':') { ("[", "]") } else { ("", "") };
        write!(f, "{before}{}{after}:{}", self.host, self.port)
    }
}
