//! Whether a database is a protected environment: by host and name, then by the server's own word.

use std::cell::OnceCell;

use globset::{GlobBuilder, GlobMatcher};

use super::candidate::Candidate;
use crate::live::{ConnectionUrl, Endpoint, LiveError, LiveErrorKind, ServerIdentity};
use crate::policy::Policy;
use crate::project::{BreakGlass, DatabaseUrl, Environment};

/// A protected environment of the policy.
pub struct Protected {
    /// Its name.
    pub name: String,
    /// How it is reached, where that can be told from here.
    pub url: Option<ConnectionUrl>,
    hosts: Vec<GlobMatcher>,
    system_identifier: Option<String>,
    /// Whether what is refused may run with a reason.
    pub break_glass: BreakGlass,
    identity: OnceCell<Option<ServerIdentity>>,
}

impl Protected {
    /// A protected environment; `url` is its connection string, where that is known here.
    #[must_use]
    pub fn new(name: &str, environment: &Environment, url: Option<&str>) -> Self {
        let glob = |host: &String| GlobBuilder::new(host).case_insensitive(true).build().ok();
        let hosts: Vec<_> = environment.hosts.iter().filter_map(glob).map(|glob| glob.compile_matcher()).collect();
        let url = url.and_then(|text| ConnectionUrl::parse(text).ok());
        Self {
            name: name.to_owned(),
            // The variable of a policy shared by all often holds a developer's own database on his machine.
            url: url.filter(|url| hosts.is_empty() || !url.endpoints().iter().all(is_here) || any(&hosts, url)),
            hosts,
            system_identifier: environment.system_identifier.clone(),
            break_glass: environment.break_glass,
            identity: OnceCell::new(),
        }
    }

    /// The protected environments of a policy, as far as its own text tells: the same on every machine.
    #[must_use]
    pub(in crate::audit) fn written(policy: &Policy) -> Vec<Self> {
        let protected = policy.environments.iter().filter(|(_, environment)| environment.value.protected);
        let url = |environment: &Environment| match &environment.url {
            DatabaseUrl::Literal(text) => Some(text.clone()),
            DatabaseUrl::Variable(_) => None,
        };
        protected
            .map(|(name, environment)| Self::new(name, &environment.value, url(&environment.value).as_deref()))
            .collect()
    }

    /// By which of its names the database is this one.
    fn by_name(&self, url: &ConnectionUrl) -> Option<String> {
        if let Some(host) = url.hosts().find(|host| self.hosts.iter().any(|pattern| pattern.is_match(host))) {
            return Some(format!("{host} is one of its hosts"));
        }
        let own = self.url.as_ref()?;
        let same_server = own.endpoints().iter().any(|own| url.endpoints().iter().any(|other| is_same(own, other)));
        let same_database = url.database().is_none() || own.database() == url.database();
        (same_server && same_database).then(|| format!("{url} is its connection string"))
    }

    /// Whether the server says that it is this one.
    fn by_identity(&self, found: &ServerIdentity, identify: &Identify<'_>) -> Option<bool> {
        if let Some(number) = &self.system_identifier {
            let same_server = found.system_identifier.as_ref()? == number;
            let own = self.url.as_ref().and_then(ConnectionUrl::database);
            return Some(same_server && own.is_none_or(|own| own == found.database));
        }
        let Some(own) = self.identity(identify) else {
            // Its names are all that is known, and they were given for that.
            return (!self.hosts.is_empty()).then_some(false);
        };
        own.is_same_database(found)
    }

    fn identity(&self, identify: &Identify<'_>) -> Option<&ServerIdentity> {
        self.identity.get_or_init(|| identify(self.url.as_ref()?).ok()).as_ref()
    }

    fn cannot_tell(&self) -> String {
        format!(
            "whether it is {0} cannot be told: {0} is not known here; set its `hosts` or its `system_identifier` in seawall.yaml",
            self.name
        )
    }
}

/// Asks a server which one it is.
pub type Identify<'a> = dyn Fn(&ConnectionUrl) -> Result<ServerIdentity, LiveError> + 'a;

/// The protected environments, and how a server is asked which one it is.
pub struct Guard<'a> {
    /// The protected environments.
    pub protected: Vec<Protected>,
    /// Asks a server which one it is, by a connection that only reads.
    pub identify: &'a Identify<'a>,
}

/// What a database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Match {
    /// It is a protected environment.
    Protected {
        /// The environment.
        name: String,
        /// How that is known.
        how: String,
    },
    /// It is none.
    Other,
    /// That cannot be told, and why.
    Unknown(String),
}

impl Guard<'_> {
    /// Whether anything is protected.
    #[must_use]
    pub fn is_needed(&self) -> bool {
        !self.protected.is_empty()
    }

    /// Whether an environment of this name is protected.
    #[must_use]
    pub fn protects(&self, name: &str) -> bool {
        self.named(name).is_some()
    }

    /// A protected environment by its name.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&Protected> {
        self.protected.iter().find(|protected| protected.name == name)
    }

    /// Whether a database is one of the protected environments.
    #[must_use]
    pub fn compare(&self, candidate: &Candidate) -> Match {
        let url = match candidate.url() {
            Ok(url) => url,
            Err(error) => return Match::Unknown(format!("{}: {error}", candidate.source)),
        };
        if let Some((name, how)) = by_name(&self.protected, &url) {
            return Match::Protected { name, how: format!("{how}, by {}", candidate.source) };
        }
        match (self.identify)(&url) {
            Ok(found) => self.by_identity(&url, &found, candidate),
            // What is not there cannot be lost.
            Err(error) if error.kind == LiveErrorKind::Database => Match::Other,
            Err(error) => Match::Unknown(format!("{} ({url}) cannot be asked which it is: {error}", candidate.source)),
        }
    }

    fn by_identity(&self, url: &ConnectionUrl, found: &ServerIdentity, candidate: &Candidate) -> Match {
        for protected in &self.protected {
            match protected.by_identity(found, self.identify) {
                Some(true) => {
                    let name = protected.name.clone();
                    let number = found.system_identifier.as_deref().unwrap_or_default();
                    let how =
                        format!("{url} is the server with its system identifier {number}, by {}", candidate.source);
                    return Match::Protected { name, how };
                }
                Some(false) => {}
                None => return Match::Unknown(protected.cannot_tell()),
            }
        }
        Match::Other
    }
}

/// The environment that a connection string names, and by which of its names: what can be told without asking a server.
pub(in crate::audit) fn by_name(protected: &[Protected], url: &ConnectionUrl) -> Option<(String, String)> {
    protected.iter().find_map(|protected| Some((protected.name.clone(), protected.by_name(url)?)))
}

fn any(hosts: &[GlobMatcher], url: &ConnectionUrl) -> bool {
    url.hosts().any(|host| hosts.iter().any(|pattern| pattern.is_match(host)))
}

/// On this machine: a loopback address or a socket.
fn is_here(endpoint: &Endpoint) -> bool {
    let host = endpoint.host.as_str();
    host.starts_with('/') || matches!(host, "localhost" | "127.0.0.1" | "::1" | "0.0.0.0" | "")
}

/// The same server by its name. A pooler has another port under the same name, so ports tell servers of this machine apart only.
fn is_same(one: &Endpoint, other: &Endpoint) -> bool {
    if is_here(one) && is_here(other) {
        return one.port == other.port;
    }
    one.host.eq_ignore_ascii_case(&other.host)
}
