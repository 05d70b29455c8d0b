//! A command as it may be printed and written down.

use crate::project::invocation::Invocation;

/// Words beyond which a command is cut.
const MOST: usize = 16;

/// The program, its subcommand and the names of its flags. Values stay out: any of them may be a credential.
#[must_use]
pub fn shown(invocation: &Invocation) -> String {
    let name = invocation.name();
    let mut words = vec![if is_plain(&name) { name } else { "…".to_owned() }];
    let mut behind_flag = false;
    for word in &invocation.args {
        let is_flag = word.text.starts_with('-') && word.text.len() > 1;
        let plain = is_plain(&word.text) && !behind_flag;
        words.push(match word.text.split_once('=') {
            Some((name, _)) if is_flag && is_plain(name) => format!("{name}=…"),
            None if is_flag && is_plain(&word.text) => word.text.clone(),
            None if plain => word.text.clone(),
            _ => "…".to_owned(),
        });
        behind_flag = is_flag && !word.text.contains('=');
    }
    words.dedup_by(|one, other| *one == "…" && *other == "…");
    if words.len() > MOST {
        words.truncate(MOST);
        words.push("…".to_owned());
    }
    words.join(" ")
}

/// A word that names something: letters, digits and what subcommands and files hold, and not long.
fn is_plain(word: &str) -> bool {
    let names = |c: char| c.is_ascii_alphanumeric() || "-_:./".contains(c);
    word.len() <= 60 && word.chars().all(names) && !word.contains("://")
}
