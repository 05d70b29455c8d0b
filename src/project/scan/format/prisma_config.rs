//! `prisma.config.*`: the command that seeds the database.

use crate::project::scan::code;
use crate::project::scan::context::Context;
use crate::project::scan::script::{File, Found};
use crate::project::scan::tree::Unreadable;

#[allow(clippy::unnecessary_wraps, reason = "a reader as the others")]
pub(super) fn read(file: &File<'_>, found: &mut Found) -> Result<(), Unreadable> {
    let tokens = code::tokens(file.text());
    if let Some(seed) = code::property(&tokens, "seed") {
        let context = Context::elsewhere("`migrations.seed` runs with `prisma db seed` and `prisma migrate reset`");
        found.scripts.push(file.script(&seed, context));
    }
    Ok(())
}
