//! Whether the two environments are two databases.

use super::{Answer, Asked};
use crate::live::ServerIdentity;
use crate::policy::Requirement;

impl Asked<'_> {
    pub(super) fn two_databases(self) -> Answer {
        const ASKED: Requirement = Requirement::TwoDatabases;
        let [from, to] = self.names();
        let question = format!("{from} and {to} are two databases");
        let (source, target) = match (&self.input.from.reading, &self.input.to.reading) {
            (Ok(source), Ok(target)) => (&source.server, &target.server),
            (Err(_), _) => return Answer::unread(ASKED, question, self.input.from),
            (_, Err(_)) => return Answer::unread(ASKED, question, self.input.to),
        };
        match source.is_same_database(target) {
            Some(false) => Answer::met(ASKED, question, format!("{} and {}", place(source), place(target))),
            Some(true) => {
                Answer::unmet(ASKED, question, format!("both are {}: one proves nothing for the other", place(source)))
                    .help("correct the connection strings of the policy's environments: `seawall policy show`")
            }
            None => Answer::unchecked(ASKED, question, "a role may not ask for the system identifier of its cluster")
                .help(format!(
                    "allow it on both servers: GRANT EXECUTE ON FUNCTION pg_control_system() TO {};",
                    crate::sql::quote_ident(&target.user)
                )),
        }
    }
}

/// A database by what no connection string can change.
fn place(server: &ServerIdentity) -> String {
    let cluster = server.system_identifier.as_deref().unwrap_or("unknown");
    format!("database {} of cluster {cluster}", server.database_oid)
}
