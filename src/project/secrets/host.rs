//! Hosts that only the same machine, or nobody, can reach.

/// Ends of names that are never a server of somebody's.
const NOWHERE: [&str; 9] = [
    ".local",
    ".localhost",
    ".test",
    ".example",
    ".invalid",
    "example.com",
    "example.org",
    "example.net",
    "host.docker.internal",
];

/// Whether a host is this machine, a service of a compose file (a name without a dot), or stands for one to be filled in.
pub(crate) fn is_local(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
    let is_loopback = host.starts_with("127.") || matches!(host.as_str(), "0.0.0.0" | "::1" | "0:0:0:0:0:0:0:1");
    let is_to_fill_in = host.contains(['<', '>', '$', '{', '}', '[', '%', '*']) || host.contains("your");
    let is_service = !host.contains('.') && !host.contains(':');
    is_loopback || is_to_fill_in || is_service || NOWHERE.iter().any(|end| host.ends_with(end))
}
