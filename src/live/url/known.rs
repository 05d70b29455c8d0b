//! Parameters that mean nothing to a reader of catalogs, and why each is left out.

/// Why a parameter is left out; `None` where Seawall does not know it.
pub(super) fn left_out(name: &str) -> Option<&'static str> {
    LEFT_OUT.iter().find(|(names, _)| names.contains(&name)).map(|(_, why)| *why)
}

const LEFT_OUT: [(&[&str], &str); 8] = [
    (
        &[
            "connection_limit",
            "pool_timeout",
            "max_connection_lifetime",
            "max_idle_connection_lifetime",
            "pool_mode",
            "statement_cache_size",
            "socket_timeout",
            "single_use_connections",
        ],
        "it is about Prisma's pool of connections, and Seawall opens one",
    ),
    (&["supa", "workaround", "uselibpqcompat"], "it is a mark for other programs"),
    (
        &[
            "sslcompression",
            "sslcrl",
            "sslcrldir",
            "sslkeylogfile",
            "sslcertmode",
            "ssl_min_protocol_version",
            "ssl_max_protocol_version",
        ],
        "Seawall's TLS library has no such setting",
    ),
    (&["gssencmode", "krbsrvname", "gsslib", "gssdelegation"], "Seawall does not sign in by Kerberos"),
    (&["client_encoding"], "Seawall always reads UTF-8"),
    (&["fallback_application_name", "replication"], "Seawall sets it itself"),
    (&["service", "servicefile", "passfile"], "Seawall reads no service or password files"),
    (
        &["load_balance_hosts", "require_auth", "requirepeer", "min_protocol_version", "max_protocol_version"],
        "Seawall has no such setting",
    ),
];
