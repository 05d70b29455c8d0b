//! What people read, word for word.

use std::path::Path;

use snapbox::{IntoData, assert_data_eq, str};

use super::{repository, shop};
use crate::project::Project;

/// The example shop of this repository, in a folder of its own.
fn example() -> Project {
    let project = Project::empty();
    let shop = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/shop");
    copy(&shop, &shop, &project);
    project
}

fn copy(folder: &Path, root: &Path, project: &Project) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            copy(&path, root, project);
        } else {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap();
            project.write(name, &std::fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn the_example_shop() {
    let run = example().seawall(&["check", "--last", "1"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(1), ""));
    assert_data_eq!(run.stdout, str![[r#"
error[probable-column-rename]: drops public."Customer".phone and its values, and adds country of the same type (text): probably a rename
 --> prisma/migrations/20251118093000_coupons_and_cleanup/migration.sql:9:24
  |
9 | ALTER TABLE "Customer" DROP COLUMN "phone",
  |                        ^^^^^^^^^^^^^^^^^^^ data loss
  |
  = locks: public."Customer" ACCESS EXCLUSIVE – blocks reads and writes
  = help: if it is a rename, put this in place of both; the values stay:

    ALTER TABLE public."Customer" RENAME COLUMN phone TO country;

error[required-column-added]: adds public."Customer".country as NOT NULL without a default: fails if public."Customer" has a single row
  --> prisma/migrations/20251118093000_coupons_and_cleanup/migration.sql:10:1
   |
10 | ADD COLUMN "country" TEXT NOT NULL;
   | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ depends on the rows that exist
   |
   = locks: public."Customer" ACCESS EXCLUSIVE – blocks reads and writes
   = help: add it nullable, fill it, then make it required:

    ALTER TABLE public."Customer" ADD COLUMN country text;

    and in the next migration, because this runner sends a file as one transaction:

    UPDATE public."Customer" SET country = … WHERE country IS NULL;
    ALTER TABLE public."Customer" ALTER COLUMN country SET NOT NULL;

warning[index-build-blocks-writes]: blocks writes of public."Order" while the index is built (SHARE lock)
  --> prisma/migrations/20251118093000_coupons_and_cleanup/migration.sql:22:1
   |
22 | CREATE INDEX "Order_status_placedAt_idx" ON "Order"("status", "placedAt");
   | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ long lock
   |
   = locks: public."Order" SHARE – blocks writes
   = help: build it without blocking, in a migration of its own, with nothing else in the file
           (this runner sends a file as one transaction):

    CREATE INDEX CONCURRENTLY "Order_status_placedAt_idx" ON "Order"("status", "placedAt");

note[foreign-key-deletes]: from now on a delete in public."Coupon" also empties columns of the rows of public."Order" that point at it
  --> prisma/migrations/20251118093000_coupons_and_cleanup/migration.sql:25:1
   |
25 | ALTER TABLE "Order" ADD CONSTRAINT "Order_couponCode_fkey" FOREIGN KEY ("couponCode") REFERENCES "Coupo…;
   | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ data loss
   |
   = locks: public."Order", public."Coupon" SHARE ROW EXCLUSIVE – blocks writes
   = help: use ON DELETE RESTRICT where these rows have a worth of their own

warning[foreign-key-may-fail]: fails if a row of public."Order" holds "couponCode" that public."Coupon" does not have
  --> prisma/migrations/20251118093000_coupons_and_cleanup/migration.sql:25:1
   |
25 | ALTER TABLE "Order" ADD CONSTRAINT "Order_couponCode_fkey" FOREIGN KEY ("couponCode") REFERENCES "Coupo…;
   | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ depends on the rows that exist
   |
   = locks: public."Order", public."Coupon" SHARE ROW EXCLUSIVE – blocks writes
   = help: look for orphans first:

    SELECT count(*) FROM public."Order" WHERE ("couponCode") IS NOT NULL AND ("couponCode") NOT IN (SELECT … FROM public."Coupon");

warning[foreign-key-validates-now]: blocks writes of public."Order" and public."Coupon" while every row is looked up (SHARE ROW EXCLUSIVE lock)
  --> prisma/migrations/20251118093000_coupons_and_cleanup/migration.sql:25:1
   |
25 | ALTER TABLE "Order" ADD CONSTRAINT "Order_couponCode_fkey" FOREIGN KEY ("couponCode") REFERENCES "Coupo…;
   | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ long lock
   |
   = locks: public."Order", public."Coupon" SHARE ROW EXCLUSIVE – blocks writes
   = help: add it for new rows first, then look up the old ones beside running writes:

    ALTER TABLE "Order" ADD CONSTRAINT "Order_couponCode_fkey" FOREIGN KEY ("couponCode") REFERENCES "Coupon"("code") ON DELETE SET NULL ON UPDATE CASCADE NOT VALID;

    and in the next migration, because this runner sends a file as one transaction:

    ALTER TABLE public."Order" VALIDATE CONSTRAINT "Order_couponCode_fkey";

note[locks-several-tables]: by now this transaction blocks reads and writes of public."Customer" and public."Product" until it ends
  --> prisma/migrations/20251118093000_coupons_and_cleanup/migration.sql:28:1
   |
28 | ALTER TABLE "Product" ALTER COLUMN "priceCents" SET DATA TYPE BIGINT;
   | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ transaction
   |
   = locks: public."Product" ACCESS EXCLUSIVE – blocks reads and writes
   = rewrites: public."Product"
   = help: change one table a migration where they are busy

warning[type-change-rewrites]: changes "priceCents" from integer to bigint; blocks reads and writes of public."Product" while the whole table is written again (ACCESS EXCLUSIVE lock)
  --> prisma/migrations/20251118093000_coupons_and_cleanup/migration.sql:28:1
   |
28 | ALTER TABLE "Product" ALTER COLUMN "priceCents" SET DATA TYPE BIGINT;
   | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ table rewrite
   |
   = locks: public."Product" ACCESS EXCLUSIVE – blocks reads and writes
   = rewrites: public."Product"
   = help: on a large table, add a column beside it, fill it in batches, switch the code and drop
           the old one later:

    ALTER TABLE public."Product" ADD COLUMN "priceCents_new" bigint;

error[delete-all-rows]: deletes every row of public."Review"
  --> prisma/migrations/20251118093000_coupons_and_cleanup/migration.sql:31:1
   |
31 | DELETE FROM "Review";
   | ^^^^^^^^^^^^^^^^^^^^ data loss
   |
   = locks: public."Review" ROW EXCLUSIVE – blocks nothing but schema changes
   = help: see on staging which rows it reaches:

    SELECT count(*) FROM public."Review" WHERE …;

pending: the newest migration (--last 1)
runner: prisma@7.3.0 (package.json)
blocked: 3 · warned: 4 · noted: 2 · 1 of 6 migrations pending · 6 of 6 statements understood

"#]].raw());
}

#[test]
fn nothing_pending() {
    let run = repository().seawall(&["check", "--base", "main", "--color", "never"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    assert_data_eq!(
        run.stdout,
        str![[r"
pending: new against the merge base with main ([..])
runner: prisma@7.3.0 (package-lock.json)
help: `seawall check --all` judges the whole history
passed · nothing pending, 1 migration looked at

"]]
    );
}

#[test]
fn mistakes_in_the_policy() {
    let project = shop();
    project.write("seawall.yaml", "version: 1\nrules:\n  drop-tabel: warn\n  data-loss: loud\nexemtions: []\n");
    let run = project.seawall(&["check"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(2), ""));
    assert_data_eq!(
        run.stdout,
        str![[r"
error: there is no rule or category `drop-tabel`
 --> seawall.yaml:3
  = help: did you mean `drop-table`?

error: `rules.data-loss` cannot be `loud`
 --> seawall.yaml:4
  = help: write one of `off`, `info`, `warn`, `block`

error: `exemtions` is not a key of the policy file
 --> seawall.yaml:5
  = help: did you mean `exemptions`?

could not check

"]]
        .raw()
    );
}
