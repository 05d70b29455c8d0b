//! The same database as another role would have made it.

use super::{Entry, Inventory, ObjectKey, ObjectKind};
use crate::sql::quote_ident;

impl Inventory {
    /// Puts one role in the place of another: as owner, in grants, policies and default privileges. A shadow is replayed
    /// by a role of its own, and what that role made is compared with what the database's owner made.
    pub fn rename_role(&mut self, from: &str, to: &str) {
        if from == to {
            return;
        }
        let rename = Rename { from, to, quoted_from: quote_ident(from), quoted_to: quote_ident(to) };
        let objects = std::mem::take(&mut self.objects);
        self.objects = objects.into_iter().map(|(key, entry)| (rename.key(key), rename.entry(entry))).collect();
    }
}

struct Rename<'a> {
    from: &'a str,
    to: &'a str,
    quoted_from: String,
    quoted_to: String,
}

impl Rename<'_> {
    fn key(&self, mut key: ObjectKey) -> ObjectKey {
        if matches!(key.kind, ObjectKind::Role | ObjectKind::DefaultPrivilege) && &*key.name == self.from {
            key.name = self.to.into();
        }
        if key.kind == ObjectKind::UserMapping && key.part.as_deref() == Some(self.from) {
            key.part = Some(self.to.into());
        }
        key
    }

    fn entry(&self, mut entry: Entry) -> Entry {
        for (attribute, value) in &mut entry.attributes {
            let renamed = match attribute.name {
                "owner" if &**value == self.from => Some(self.to.to_owned()),
                "grants" => self.list(value, "\n", ": "),
                "roles" | "role-members" => self.list(value, ", ", " WITH "),
                _ => None,
            };
            if let Some(renamed) = renamed {
                *value = renamed.into();
            }
        }
        entry
    }

    /// Renames the role that begins a member of a list, and sorts the list again; `None` where it is not in it.
    fn list(&self, text: &str, between: &str, behind_role: &str) -> Option<String> {
        let mut members: Vec<String> = text.split(between).map(str::to_owned).collect();
        let mut found = false;
        for member in &mut members {
            let rest = member.strip_prefix(&self.quoted_from);
            if let Some(rest) = rest.filter(|rest| rest.is_empty() || rest.starts_with(behind_role)) {
                *member = format!("{}{rest}", self.quoted_to);
                found = true;
            }
        }
        if !found {
            return None;
        }
        // As the queries order them: the owner, PUBLIC, then by name.
        members
            .sort_by_key(|member| (!member.starts_with("(owner): "), !member.starts_with("PUBLIC: "), member.clone()));
        members.dedup();
        Some(members.join(between))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Attribute;
    use super::*;

    #[test]
    fn a_role_is_renamed_wherever_it_stands() {
        let key = |kind, name: &str, part: Option<&str>| ObjectKey {
            schema: None,
            name: name.into(),
            kind,
            part: part.map(Into::into),
        };
        let mut table = Entry::default();
        let mut say = |name: &str, value: &str| table.set(Attribute::by_name(name).unwrap(), value);
        say("owner", "postgres");
        say("grants", "(owner): SELECT\nbob: SELECT\npostgres: SELECT, UPDATE*");
        let mut inventory = Inventory::default();
        inventory.objects.insert(key(ObjectKind::Table, "t", None), table);
        inventory.objects.insert(key(ObjectKind::DefaultPrivilege, "postgres", Some("TABLES")), Entry::default());
        inventory.rename_role("postgres", "The Owner");
        let told: Vec<(String, &Entry)> =
            inventory.objects.iter().map(|(key, entry)| (key.to_string(), entry)).collect();
        assert_eq!(told[0].0, "default privilege \"The Owner\".\"TABLES\"");
        assert_eq!(told[1].1.get("owner"), Some("The Owner"));
        assert_eq!(told[1].1.get("grants"), Some("(owner): SELECT\n\"The Owner\": SELECT, UPDATE*\nbob: SELECT"));
    }
}
