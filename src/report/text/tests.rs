//! What people see.

use snapbox::{IntoData, str};

use super::super::{Format, RenderContext, sample};
use super::*;
use crate::sql::{Source, Span};

fn text(report: &Report, style: Style) -> String {
    sample::rendered(report, Format::Text, &RenderContext { style, ..RenderContext::default() })
}

fn plain(report: &Report) -> String {
    text(report, Style { color: false, width: 100 })
}

#[test]
fn findings_look_like_rustcs_and_the_last_line_is_the_verdict() {
    snapbox::assert_data_eq!(
        plain(&sample::report()),
        str![[r#"
error[drop-column]: drops public."User"."legacyName" and its values
 --> prisma/migrations/20260101120000_tidy/migration.sql:3:20
  |
3 | ALTER TABLE "User" DROP COLUMN "legacyName";
  |                    ^^^^^^^^^^^^^^^^^^^^^^^^ data loss
  |
  = locks: public."User" ACCESS EXCLUSIVE – blocks reads and writes
  = why: the values cannot be brought back without a backup
  = help: keep it under another name until nothing reads it:

    ALTER TABLE public."User"
      RENAME COLUMN "legacyName" TO "legacyName_old";

warning[type-change-rewrites]: changes public."Order".total from integer to bigint, which writes the table again
 --> prisma/migrations/20260101120000_tidy/migration.sql:4:1
  |
4 | / ALTER TABLE "Order"
5 | |   ALTER COLUMN "total"
6 | |   SET DATA TYPE BIGINT;
  | |_______________________^ table rewrite
  |
  = locks: public."Order" ACCESS EXCLUSIVE – blocks reads and writes
  = rewrites: public."Order"
  = runners: only for prisma@<7.4

exempted:
  drop-table at prisma/migrations/20260101120000_tidy/migration.sql:7:1: moved to the log service
  (seawall.yaml:12, until 2026-12-31)

pending: new against the merge base with origin/main
runner: prisma@7.10, from package-lock.json
blocked: 1 · warned: 1 · exempted: 1 · 1 of 163 migrations pending
41 of 42 statements understood, 1 opaque

"#]]
        .raw()
    );
}

#[test]
fn forty_columns_are_enough() {
    let shown = text(&sample::report(), Style { color: false, width: 40 });
    snapbox::assert_data_eq!(
        shown,
        str![[r#"
error[drop-column]: drops public."User"."legacyName" and its values
 --> prisma/migrations/20260101120000_tidy/migration.sql:3:20
  |
3 | ...r" DROP COLUMN "legacyName";
  |       ^^^^^^^^^^^^^^^^^^^^^^^^ data loss
  |
  = locks: public."User" ACCESS
           EXCLUSIVE – blocks reads
           and writes
  = why: the values cannot be brought
         back without a backup
  = help: keep it under another name
          until nothing reads it:

    ALTER TABLE public."User"
      RENAME COLUMN "legacyName" TO "legacyName_old";

warning[type-change-rewrites]: changes public."Order".total from integer to bigint, which writes the table again
 --> prisma/migrations/20260101120000_tidy/migration.sql:4:1
  |
4 | / ALTER TABLE "Order"
5 | |   ALTER COLUMN "total"
6 | |   SET DATA TYPE BIGINT;
  | |_______________________^ table rewrite
  |
  = locks: public."Order" ACCESS
           EXCLUSIVE – blocks reads
           and writes
  = rewrites: public."Order"
  = runners: only for prisma@<7.4

exempted:
  drop-table at
  prisma/migrations/20260101120000_tidy/migration.sql:7:1:
  moved to the log service
  (seawall.yaml:12, until 2026-12-31)

pending: new against the merge base with
origin/main
runner: prisma@7.10, from
package-lock.json
blocked: 1 · warned: 1 · exempted: 1
1 of 163 migrations pending
41 of 42 statements understood, 1 opaque

"#]]
        .raw()
    );
}

#[test]
fn colour_only_when_asked_for() {
    let colored = text(&sample::report(), Style { color: true, width: 100 });
    assert!(colored.starts_with("\u{1b}[1m\u{1b}[91merror[drop-column]"), "{colored:?}");
    assert!(!plain(&sample::report()).contains('\u{1b}'));
}

#[test]
fn problems_come_with_file_line_and_help() {
    snapbox::assert_data_eq!(
        plain(&sample::broken()),
        str![[r"
error: not checked: the policy could not be read

error: there is no rule `drop-colum`
 --> seawall.yaml:7
  = help: did you mean `drop-column`?

could not check

"]]
        .raw()
    );
}

#[test]
fn nothing_pending_passes_and_names_all() {
    let mut report = sample::empty();
    report.coverage = crate::audit::Coverage { migrations: 163, ..Default::default() };
    snapbox::assert_data_eq!(
        plain(&report),
        str![[r"
pending: new against the merge base with origin/main
runner: prisma@7.10, from package-lock.json
help: `seawall check --all` judges the whole history
passed · nothing pending, 163 migrations looked at

"]]
        .raw()
    );
}

#[test]
fn quiet_tells_what_does_not_pass_and_the_verdict() {
    let ctx = RenderContext { quiet: true, ..RenderContext::default() };
    let shown = sample::rendered(&sample::report(), Format::Text, &ctx);
    assert!(shown.starts_with("error[drop-column]") && shown.ends_with("\n\nblocked: 1 · warned: 1 · exempted: 1 · 1 of 163 migrations pending · 41 of 42 statements understood, 1 opaque\n"), "{shown}");
    assert!(!shown.contains("warning[") && !shown.contains("exempted:\n") && !shown.contains("runner:"), "{shown}");
}

#[test]
fn a_long_history_stays_readable_and_hides_nothing_silently() {
    let shown = plain(&sample::history(400));
    assert!(shown.lines().count() < 120, "{} lines", shown.lines().count());
    assert_eq!(shown.matches(" --> ").count(), 6);
    for line in
        ["error[drop-column]: 397 more findings", "note[missing-lock-timeout]: 400 more findings", "  … and 392 more"]
    {
        assert!(shown.lines().any(|shown| shown == line), "{line}\n{shown}");
    }
    assert!(shown.contains("1194 findings only listed or counted above; `--format json` tells each in full"));
}

#[test]
fn long_statements_and_long_lines_are_cut() {
    let rows = "  DROP COLUMN c,\n".repeat(300);
    let mut report = sample::report();
    report.findings.truncate(1);
    report.findings[0] = sample::finding("1_x", &format!("ALTER TABLE a\n{rows}  DROP COLUMN z;"));
    let shown = plain(&report);
    assert!(shown.contains("data loss · 296 more lines"), "{shown}");
    assert!(shown.lines().count() < 25, "{shown}");
    report.findings[0] = sample::finding("1_x", &format!("DELETE FROM a WHERE b IN ({});", "1, ".repeat(100_000)));
    assert!(plain(&report).lines().all(|line| line.chars().count() <= 100), "{}", plain(&report));
}

#[test]
fn the_column_is_that_of_the_file() {
    let mut report = sample::report();
    report.findings.truncate(1);
    let sql = format!("{}\u{200b}\u{9b}DROP TABLE é;", "x".repeat(500));
    let location = report.findings[0].location.as_mut().unwrap();
    location.source = Source::new("a.sql", sql.as_str());
    location.span = Span::new(sql.find("DROP").unwrap(), sql.len());
    assert!(plain(&report).contains("--> a.sql:1:503\n"), "{}", plain(&report));
    report.findings[0].location.as_mut().unwrap().span = Span::new(sql.len() - 2, sql.len() + 9);
    assert!(plain(&report).contains("--> a.sql:1:"), "a span inside a character, and beyond the end");
}

#[test]
fn no_break_makes_a_workflow_command() {
    assert_eq!(wrapped("aaa ::error::b", 5), ["aaa", ":\\:error::b"]);
}

#[test]
fn hostile_names_reach_no_terminal() {
    for width in [30, 40, 100] {
        let shown = text(&sample::hostile(), Style { color: false, width });
        assert!(!shown.chars().any(|c| c != '\n' && super::super::escape::is_unseen(c)), "{shown}");
        assert!(!shown.lines().any(|line| line.trim_start().starts_with("::")), "{shown}");
    }
}

#[test]
fn drift_is_told_object_by_object_with_a_diff() {
    snapbox::assert_data_eq!(
        plain(&sample::drift()),
        str![[r#"
staging: drift in 2 of 412 objects, compared with the 163 migrations that it has applied, replayed
on private PostgreSQL 15.18

table public."Order"
  error[drift-changed]: column public."Order".total: type differs (integer → bigint)
      CREATE TABLE public."Order" (
          id integer NOT NULL,
    -     total integer NOT NULL
    +     total bigint NOT NULL
      );
  to bring it back:
    ALTER TABLE table public."Order" ALTER COLUMN total TYPE integer;

index public.orphan
  error[drift-unexpected]: index public.orphan is there
    + CREATE TABLE public."Order" (
    +     id integer NOT NULL,
    +     total bigint NOT NULL
    + );
  to bring it back:
    ALTER TABLE table public."Order" ALTER COLUMN total TYPE integer;

blocked: 2 · 163 migrations · 412 objects compared

"#]]
        .raw()
    );
}

#[test]
fn hostile_drift_stays_text() {
    let told = plain(&sample::hostile_drift());
    assert!(!told.contains(['\u{1b}', '\u{202e}']), "{told}");
    assert!(!told.lines().any(|line| line.trim_start().starts_with("::error")), "{told}");
}

#[test]
fn a_status_is_a_table() {
    let text = sample::rendered(&sample::status(), Format::Text, &RenderContext::default());
    snapbox::assert_data_eq!(
        text,
        str![[r"
error: not checked: qa: nothing listens at db:5432

migration   staging                production  qa (not read)
20260102_b  applied                applied     ?
20260103_c  applied                failed      ?
20260104_d  applied, edited since  pending     ?
1 other migration applied in every environment

could not check · 1 of 4 migrations pending

"]]
        .raw()
    );
}

#[test]
fn hostile_names_stay_in_their_line() {
    let text = sample::rendered(&sample::hostile_status(), Format::Text, &RenderContext::default());
    assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text}");
    assert!(text.lines().all(|line| !line.starts_with("::")), "{text}");
}
