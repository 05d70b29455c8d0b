//! The names under which projects and providers keep connection strings.

/// Names by which Prisma's documentation, Supabase, Vercel and Neon know a pooled connection.
const POOLED: [&str; 3] = ["POSTGRES_PRISMA_URL", "DATABASE_URL", "POSTGRES_URL"];

/// The same for the direct connection beside it.
const DIRECT: [&str; 5] =
    ["DIRECT_URL", "DIRECT_DATABASE_URL", "DATABASE_URL_UNPOOLED", "POSTGRES_URL_NON_POOLING", "POSTGRES_URL_UNPOOLED"];

/// Names that the direct connection may have where this one is pooled: what stands around the name, such as `STAGING_`, stays,
/// for a database of another environment is no twin.
pub(super) fn direct_twins(name: &str) -> Vec<String> {
    let around = POOLED.iter().find_map(|pooled| name.split_once(pooled));
    let Some((before, after)) = around else { return Vec::new() };
    DIRECT.iter().map(|direct| format!("{before}{direct}{after}")).filter(|twin| twin != name).collect()
}

/// At most five of the names, the most alike first.
pub(super) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut known: Vec<&str> = known.collect();
    known.sort_unstable();
    known.dedup();
    known.sort_by(|one, other| strsim::jaro_winkler(other, name).total_cmp(&strsim::jaro_winkler(one, name)));
    known.truncate(5);
    known
}
