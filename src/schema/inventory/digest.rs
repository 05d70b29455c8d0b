//! One number that stands for a whole inventory.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::{Inventory, Weight};

impl Inventory {
    /// SHA-256 in hexadecimal over every object and attribute but [`Weight::State`]: equal where nothing differs.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new();
        let mut add = |text: &str| {
            // The length first, so that no two lists of texts run together to the same bytes.
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text);
        };
        for (key, entry) in &self.objects {
            add(key.kind.as_str());
            add(key.schema.as_deref().unwrap_or_default());
            add(&key.name);
            add(key.part.as_deref().unwrap_or_default());
            let said = entry.attributes.iter().filter(|(attribute, _)| attribute.weight != Weight::State);
            for (attribute, value) in said {
                add(attribute.name);
                add(value);
            }
            add("");
        }
        hash.finalize().iter().fold(String::new(), |mut hex, byte| {
            write!(hex, "{byte:02x}").ok();
            hex
        })
    }
}
