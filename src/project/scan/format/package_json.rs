//! package.json: its scripts, and the seed of older Prisma versions.

use crate::project::scan::context::Context;
use crate::project::scan::script::{File, Found, Name};
use crate::project::scan::tree::{self, Unreadable};

pub(super) fn read(file: &File<'_>, found: &mut Found) -> Result<(), Unreadable> {
    let package = tree::json(file.text())?;
    let name = |script: &str| Name::Package { folder: file.folder().to_owned(), script: script.to_owned() };
    for (key, value) in package.get("scripts").into_iter().flat_map(tree::Node::entries) {
        let Some(text) = value.text() else { continue };
        found.scripts.push(file.script(text, Context::of_package_script(key.as_str())).named(name(key.as_str())));
    }
    if let Some(seed) = package.at(&["prisma", "seed"]).and_then(tree::Node::text) {
        found.scripts.push(
            file.script(
                seed,
                Context::elsewhere("`prisma.seed` runs with `prisma db seed` and `prisma migrate reset`"),
            ),
        );
    }
    Ok(())
}
