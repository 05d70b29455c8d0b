//! One attempt: each server in turn, encrypted and plain as the mode allows, until one is what is wanted.

use std::time::Duration;

use postgres_native_tls::MakeTlsConnector;
use tokio::time::timeout;
use tokio_postgres::config::{self, SslMode, SslNegotiation};
use tokio_postgres::{Config, NoTls};

use super::failure::{self, Place};
use super::{Link, tls};
use crate::live::error::{LiveError, LiveErrorKind};
use crate::live::limits::Limits;
use crate::live::target::Target;
use crate::live::url::{ChannelBinding, ConnectionUrl, Endpoint, TlsMode, Wanted};

/// Connects to the first server that answers and is of the kind wanted.
///
/// # Errors
/// None is; the error is that of the last one tried.
pub(super) async fn any_host(target: &Target, limits: &Limits) -> Result<Link, LiveError> {
    let url = &target.url;
    let connector = match url.settings().tls.mode {
        TlsMode::Disable => None,
        _ => Some(tls::connector(&url.settings().tls)?),
    };
    let mut failure = None;
    for pass in passes(url.settings().wanted) {
        for endpoint in url.endpoints() {
            let place = Place { target, endpoint };
            let reached = match one_host(&place, connector.as_ref(), limits).await {
                Ok(link) => suits(link, *pass, &place).await,
                // Other hosts of the same database would refuse the same role and password.
                Err(error) if is_final(error.kind) => return Err(error),
                Err(error) => Err(error),
            };
            match reached {
                Ok(link) => return Ok(link),
                Err(error) => failure = Some(error),
            }
        }
    }
    Err(failure.unwrap_or_else(|| LiveError::new(LiveErrorKind::Url, "the connection string names no host")))
}

const fn is_final(kind: LiveErrorKind) -> bool {
    matches!(kind, LiveErrorKind::Password | LiveErrorKind::Database | LiveErrorKind::Url)
}

/// What is looked for in one round through the hosts.
fn passes(wanted: Wanted) -> &'static [Wanted] {
    match wanted {
        Wanted::Any => &[Wanted::Any],
        Wanted::ReadWrite => &[Wanted::ReadWrite],
        Wanted::ReadOnly => &[Wanted::ReadOnly],
        Wanted::Primary => &[Wanted::Primary],
        Wanted::Standby => &[Wanted::Standby],
        Wanted::PreferStandby => &[Wanted::Standby, Wanted::Any],
    }
}

/// Asks the server what it is: the driver knows two of libpq's five kinds, and asks in the same way.
async fn suits(link: Link, wanted: Wanted, place: &Place<'_>) -> Result<Link, LiveError> {
    if wanted == Wanted::Any {
        return Ok(link);
    }
    let answers = link
        .exchange("SELECT pg_is_in_recovery() AS standby, current_setting('transaction_read_only') = 'on' AS read_only")
        .await?;
    let row = answers
        .first()
        .and_then(|rows| rows.first())
        .ok_or_else(|| link.unexpected("does not say whether it is a standby"))?;
    let (standby, read_only) = (row.is_true("standby"), row.is_true("read_only"));
    let fits = match wanted {
        Wanted::Any | Wanted::PreferStandby => true,
        Wanted::Standby => standby,
        Wanted::Primary => !standby,
        Wanted::ReadOnly => standby || read_only,
        Wanted::ReadWrite => !standby && !read_only,
    };
    if fits {
        return Ok(link);
    }
    let is = if standby { "a standby" } else { "a primary" };
    let message = format!("the server is {is}, and `target_session_attrs` asks for another");
    Err(place
        .error(LiveErrorKind::Unreachable, &message)
        .help("name all servers in the connection string, separated by commas, or leave `target_session_attrs` out"))
}

/// Connects to one server, within the limit for one attempt.
async fn one_host(place: &Place<'_>, connector: Option<&MakeTlsConnector>, limits: &Limits) -> Result<Link, LiveError> {
    let settings = place.target.url.settings();
    let limit = settings.connect_timeout.unwrap_or(limits.connect);
    let mode = if place.endpoint.is_socket() { TlsMode::Disable } else { settings.tls.mode };
    let (first, second) = ways(mode);
    let outcome = one_way(place, connector, first, limit, limits).await;
    match (outcome, second) {
        (Err(error), Some(second)) if other_way_may_work(&error) => {
            // Where both ways fail, the way that the mode prefers says more.
            one_way(place, connector, second, limit, limits).await.map_err(|_| error)
        }
        (outcome, _) => outcome,
    }
}

/// The ways to try in order: encrypted or plain.
fn ways(mode: TlsMode) -> (SslMode, Option<SslMode>) {
    match mode {
        TlsMode::Disable => (SslMode::Disable, None),
        TlsMode::Allow => (SslMode::Disable, Some(SslMode::Require)),
        TlsMode::Prefer => (SslMode::Prefer, Some(SslMode::Disable)),
        _ => (SslMode::Require, None),
    }
}

/// As libpq: the server's rules may let in only the other way, or the handshake failed.
fn other_way_may_work(error: &LiveError) -> bool {
    matches!(error.kind, LiveErrorKind::Rejected | LiveErrorKind::Tls)
}

async fn one_way(
    place: &Place<'_>,
    connector: Option<&MakeTlsConnector>,
    mode: SslMode,
    limit: Duration,
    limits: &Limits,
) -> Result<Link, LiveError> {
    let mut config = config(&place.target.url, place.endpoint);
    config.ssl_mode(mode);
    let connecting = async {
        match connector {
            Some(connector) if mode != SslMode::Disable => {
                let (client, connection) = config.connect(connector.clone()).await?;
                Ok(Link::new(client, connection, Some(connector.clone()), place, limits))
            }
            _ => {
                let (client, connection) = config.connect(NoTls).await?;
                Ok(Link::new(client, connection, None, place, limits))
            }
        }
    };
    match timeout(limit, connecting).await {
        Ok(outcome) => outcome.map_err(|error| failure::connecting(&error, place)),
        Err(_) => Err(failure::no_answer(place, limit)),
    }
}

/// The driver's settings for one server, without encryption.
fn config(url: &ConnectionUrl, endpoint: &Endpoint) -> Config {
    let settings = url.settings();
    let mut config = Config::new();
    config.host(&endpoint.host).port(endpoint.port);
    config.application_name(settings.application_name.as_deref().unwrap_or("seawall"));
    config.channel_binding(match settings.tls.channel_binding {
        ChannelBinding::Disable => config::ChannelBinding::Disable,
        ChannelBinding::Prefer => config::ChannelBinding::Prefer,
        ChannelBinding::Require => config::ChannelBinding::Require,
    });
    if settings.tls.direct {
        config.ssl_negotiation(SslNegotiation::Direct);
    }
    if let Some(address) = endpoint.address {
        config.hostaddr(address);
    }
    if let Some(user) = url.user() {
        config.user(user);
    }
    if let Some(password) = url.password() {
        config.password(password);
    }
    if let Some(database) = url.database() {
        config.dbname(database);
    }
    if let Some(options) = &settings.options {
        config.options(options);
    }
    keepalives(&mut config, &settings.keepalives);
    config
}

fn keepalives(config: &mut Config, wanted: &crate::live::url::Keepalives) {
    config.keepalives(!wanted.off);
    if let Some(idle) = wanted.idle {
        config.keepalives_idle(idle);
    }
    if let Some(interval) = wanted.interval {
        config.keepalives_interval(interval);
    }
    if let Some(count) = wanted.count {
        config.keepalives_retries(count);
    }
    if let Some(limit) = wanted.user_timeout {
        config.tcp_user_timeout(limit);
    }
}
