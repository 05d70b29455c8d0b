//! Parameters that say where the server is and who asks, over what stands before `?`.

use std::net::IpAddr;

use super::super::authority::Authority;
use super::super::{Endpoint, mistake};
use super::note;
use crate::live::error::LiveError;

const DEFAULT_PORT: u16 = 5432;

/// What the parameters say of the place, where they say anything.
#[derive(Default)]
pub(super) struct Overrides {
    hosts: Option<String>,
    addresses: Option<Vec<IpAddr>>,
    ports: Option<Vec<Option<u16>>>,
    user: Option<String>,
    password: Option<String>,
    database: Option<String>,
}

impl Overrides {
    /// Takes a parameter; false where it is none of these.
    pub(super) fn take(&mut self, name: &str, value: &str) -> Result<bool, LiveError> {
        let text = || Some(value.to_owned()).filter(|value| !value.is_empty());
        match name {
            "host" => self.hosts = text(),
            "hostaddr" => self.addresses = text().map(|_| addresses(value)).transpose()?,
            "port" => self.ports = text().map(|_| ports(value)).transpose()?,
            "user" => self.user = text(),
            "password" => self.password = text(),
            "dbname" => self.database = text(),
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Puts user, password and database in the place of those before `?`.
    pub(super) fn override_in(&mut self, authority: &mut Authority, notes: &mut Vec<String>) {
        let from_url = !authority.hosts.is_empty();
        if from_url
            && (self.user.is_some() || self.password.is_some() || self.database.is_some() || self.ports.is_some())
        {
            note(
                notes,
                "`user`, `password`, `dbname` and `port` after `?` are used, as libpq does; Prisma passes over them",
            );
        }
        authority.user = self.user.take().or(authority.user.take());
        authority.password = self.password.take().map(String::into_bytes).or(authority.password.take());
        authority.database = self.database.take().or(authority.database.take());
    }

    /// The servers, each with its own port or the common one.
    pub(super) fn endpoints(
        self,
        authority: &mut Authority,
        notes: &mut Vec<String>,
    ) -> Result<Vec<Endpoint>, LiveError> {
        let written = std::mem::take(&mut authority.hosts);
        let ports = self.ports.unwrap_or_else(|| written.iter().map(|(_, port)| *port).collect());
        let mut hosts: Vec<String> = match &self.hosts {
            Some(hosts) => hosts.split(',').map(str::to_owned).collect(),
            None => written.into_iter().map(|(host, _)| host).collect(),
        };
        let addresses = self.addresses.unwrap_or_default();
        if hosts.iter().all(String::is_empty) && !addresses.is_empty() {
            hosts = addresses.iter().map(IpAddr::to_string).collect();
        }
        if hosts.is_empty() {
            hosts.push(String::new());
        }
        same_number("hostaddr", addresses.len(), hosts.len())?;
        if ports.len() > 1 {
            same_number("port", ports.len(), hosts.len())?;
        }
        if hosts.iter().any(String::is_empty) {
            note(notes, "no host is named: localhost is taken");
        }
        let endpoint = |(at, host): (usize, String)| Endpoint {
            host: if host.is_empty() { "localhost".to_owned() } else { host },
            address: addresses.get(at).copied(),
            port: ports.get(at).or(ports.first()).copied().flatten().unwrap_or(DEFAULT_PORT),
        };
        Ok(hosts.into_iter().enumerate().map(endpoint).collect())
    }
}

fn same_number(name: &str, given: usize, hosts: usize) -> Result<(), LiveError> {
    if given == 0 || given == hosts {
        return Ok(());
    }
    Err(mistake(format!("the connection string names {hosts} hosts and {given} values of `{name}`"))
        .help("give one value for each host, in the same order"))
}

fn addresses(value: &str) -> Result<Vec<IpAddr>, LiveError> {
    let parsed: Result<_, _> = value.split(',').map(str::parse).collect();
    parsed.map_err(|_| {
        mistake("`hostaddr` in the connection string is not an IP address").help("a name belongs in `host`")
    })
}

fn ports(value: &str) -> Result<Vec<Option<u16>>, LiveError> {
    let port = |text: &str| match text {
        "" => Ok(None),
        text => text.parse().ok().filter(|&port| port > 0).map(Some).ok_or(()),
    };
    let parsed: Result<_, ()> = value.split(',').map(port).collect();
    parsed.map_err(|()| mistake("`port` in the connection string is not a number from 1 to 65535"))
}
