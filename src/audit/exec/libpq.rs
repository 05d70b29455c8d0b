//! What libpq takes a connection from: flags, then variables, then its defaults (manual, 34.1 and 34.15).

use super::candidate::{Candidate, Destination, Search, is_connection_string};

/// Where Debian's and most other packages put the sockets; libpq's own default is `/tmp`.
const SOCKETS: &str = "/var/run/postgresql";

/// Where a program of `PostgreSQL`'s own goes.
pub(super) fn destination(search: &Search<'_>) -> Destination {
    let value = |flags: [&str; 2], variable| {
        let flag = flags.iter().find_map(|flag| search.words.value(flag));
        flag.map(|value| Ok((value.to_owned(), flags[0].to_owned()))).or_else(|| of_variable(search, variable))
    };
    if of_variable(search, "PGSERVICE").is_some() {
        return Destination::Unknown("PGSERVICE names a service whose file was not read".to_owned());
    }
    let host = match value(["-h", "--host"], "PGHOST").or_else(|| of_variable(search, "PGHOSTADDR")).transpose() {
        Ok(host) => host,
        Err(why) => return Destination::Unknown(why),
    };
    let port = match value(["-p", "--port"], "PGPORT").transpose() {
        Ok(port) => port,
        Err(why) => return Destination::Unknown(why),
    };
    let database = match database(search) {
        Ok(database) => database,
        Err(why) => return Destination::Unknown(why),
    };
    let source = host.as_ref().map_or_else(|| "libpq's default".to_owned(), |(_, source)| source.clone());
    let host = host.map_or_else(|| SOCKETS.to_owned(), |(host, _)| host);
    let mut words = vec![word("host", &host)];
    words.extend(port.map(|(port, _)| word("port", &port)));
    words.extend(database.map(|database| word("dbname", &database)));
    for (key, variable, flags) in [("user", "PGUSER", ["-U", "--username"]), ("password", "PGPASSWORD", ["", ""])] {
        let by_flag = flags.iter().filter(|flag| !flag.is_empty()).find_map(|flag| search.words.value(flag));
        let found = by_flag.map(str::to_owned).or_else(|| of_variable(search, variable)?.ok().map(|(value, _)| value));
        if let Some(found) = found {
            words.push(word(key, &found));
        }
    }
    Destination::Databases(vec![Candidate { text: words.join(" "), source }])
}

/// The database: the flag, the first word of the command, the variable. `dropdb NAME` and its like name it by their word.
fn database(search: &Search<'_>) -> Result<Option<String>, String> {
    let flag = ["-d", "--dbname"].iter().find_map(|flag| search.words.value(flag));
    let word = search.words.first_word().filter(|word| !is_connection_string(word)).filter(|_| search.takes_database());
    match flag.or(word) {
        Some(name) => Ok(Some(name.to_owned())),
        None => of_variable(search, "PGDATABASE").transpose().map(|found| found.map(|(name, _)| name)),
    }
}

/// The connection that the variables of libpq name, where a host is among them.
pub(super) fn of_variables(search: &Search<'_>) -> Option<Candidate> {
    let (host, source) = of_variable(search, "PGHOST")?.ok()?;
    let mut words = vec![word("host", &host)];
    for (key, variable) in
        [("port", "PGPORT"), ("dbname", "PGDATABASE"), ("user", "PGUSER"), ("password", "PGPASSWORD")]
    {
        if let Some(Ok((value, _))) = of_variable(search, variable) {
            words.push(word(key, &value));
        }
    }
    Some(Candidate { text: words.join(" "), source })
}

/// A variable's value and where it is set; an error where it is not known.
fn of_variable(search: &Search<'_>, name: &str) -> Option<Result<(String, String), String>> {
    match search.lookup(name, &[]) {
        Ok(found) => found.map(|found| Ok((found.text, found.source))),
        Err(why) => Some(Err(why)),
    }
}

/// A word as libpq reads it: the value in single quotes, with `\` before a quote or a `\`.
fn word(key: &str, value: &str) -> String {
    format!("{key}='{}'", value.replace('\\', "\\\\").replace('\'', "\\'"))
}

impl Search<'_> {
    /// Whether the first word of the program is a database.
    fn takes_database(&self) -> bool {
        !matches!(self.invocation.name().as_str(), "pg_restore" | "dropuser" | "createuser")
    }
}
