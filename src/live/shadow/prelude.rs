//! What platforms bring before the first migration.

/// A script that makes what a platform brings, in Seawall's own words (`drift.prelude: builtin:NAME`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prelude {
    /// The name after `builtin:`.
    pub name: &'static str,
    /// The script.
    pub sql: &'static str,
}

impl Prelude {
    /// Every prelude that ships with Seawall.
    pub const ALL: [Self; 3] = [
        Self { name: "supabase", sql: include_str!("../../../policies/preludes/supabase.sql") },
        Self { name: "neon", sql: include_str!("../../../policies/preludes/neon.sql") },
        Self { name: "rds", sql: include_str!("../../../policies/preludes/rds.sql") },
    ];

    /// What `builtin:supabase` names; `None` for a file or a name that there is not.
    #[must_use]
    pub fn builtin(value: &str) -> Option<Self> {
        let name = value.strip_prefix("builtin:")?;
        Self::ALL.into_iter().find(|prelude| prelude.name == name)
    }
}
