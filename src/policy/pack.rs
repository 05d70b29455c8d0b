//! The packs that are built in.

/// A policy that ships with Seawall.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pack {
    /// The name that `extends` gives.
    pub name: &'static str,
    /// Its text, in the form of every policy file.
    pub text: &'static str,
}

impl Pack {
    /// The pack on which every policy builds unless it says otherwise.
    pub const DEFAULT: Self = Self { name: "default", text: include_str!("../../policies/default.yaml") };

    /// Every pack.
    pub const ALL: [Self; 4] = [
        Self::DEFAULT,
        Self { name: "strict", text: include_str!("../../policies/strict.yaml") },
        Self { name: "style", text: include_str!("../../policies/style.yaml") },
        Self { name: "supabase", text: include_str!("../../policies/supabase.yaml") },
    ];

    /// A pack by its name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|pack| pack.name == name)
    }
}
