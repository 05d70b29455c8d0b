//! What the comment and the job summary say.

use snapbox::{IntoData, str};

use super::super::{Format, RenderContext, sample};
use super::*;

fn rendered(report: &Report) -> String {
    sample::rendered(report, Format::Markdown, &RenderContext::default())
}

#[test]
fn a_comment_tells_verdict_table_findings_and_exemptions() {
    snapbox::assert_data_eq!(rendered(&sample::report()), str![[r#"
## Seawall: ⛔ blocked

blocked: 1 · warned: 1 · exempted: 1 · 1 of 163 migrations pending · 41 of 42 statements understood, 1 opaque

| level | findings | rules |
|---|--:|---|
| error | 1 | `drop-column` |
| warning | 1 | `type-change-rewrites` |

<details open><summary><b>error</b> <code>drop-column</code> drops public.&quot;User&quot;.&quot;legacyName&quot; and its values</summary>

`prisma/migrations/20260101120000_tidy/migration.sql:3:20`

```sql
ALTER TABLE "User" DROP COLUMN "legacyName";
```

- **locks**: public."User" ACCESS EXCLUSIVE – blocks reads and writes
- **why**: the values cannot be brought back without a backup

keep it under another name until nothing reads it:

```sql
ALTER TABLE public."User"
  RENAME COLUMN "legacyName" TO "legacyName_old";
```

</details>

<details><summary><b>warning</b> <code>type-change-rewrites</code> changes public.&quot;Order&quot;.total from integer to bigint, which writes the table again</summary>

`prisma/migrations/20260101120000_tidy/migration.sql:4:1`

```sql
ALTER TABLE "Order"
  ALTER COLUMN "total"
  SET DATA TYPE BIGINT;
```

- **locks**: public."Order" ACCESS EXCLUSIVE – blocks reads and writes
- **rewrites**: public."Order"
- **runners**: only for prisma@&#8203;&lt;7.4

</details>

Exempted:

- `drop-table` at `prisma/migrations/20260101120000_tidy/migration.sql:7:1`: moved to the log service (seawall.yaml:12, until 2026-12-31)

<sub>pending: new against the merge base with origin/main</sub><br>
<sub>runner: prisma@&#8203;7.10, from package-lock.json</sub><br>

"#]].raw());
}

#[test]
fn problems_are_listed() {
    let text = rendered(&sample::broken());
    assert!(text.starts_with("## Seawall: ⚠️ could not check\n"), "{text}");
    assert!(text.contains("- `seawall.yaml:7`: there is no rule \\`drop-colum\\` – did you mean \\`drop-column\\`?\n"));
}

#[test]
fn it_stays_below_githubs_limit_and_says_what_is_left_out() {
    let text = rendered(&sample::history(400));
    assert!(text.len() <= MAX_BYTES, "{} bytes", text.len());
    let shown = text.matches("<details").count();
    assert!(shown > 20 && text.contains(&format!("{} more findings left out", 1200 - shown)));
    assert!(text.ends_with("</sub><br>\n"), "the end is never cut");
}

#[test]
fn hostile_text_stays_text() {
    let text = rendered(&sample::hostile());
    let outside = outside_code(&text);
    assert_eq!([outside.matches("<details").count(), outside.matches("</details>").count()], [1, 1], "{outside}");
    assert!(!outside.contains("@everyone") && !outside.contains("://"), "{outside}");
    assert!(outside.contains("@&#8203;everyone") && !text.contains(['\u{1b}', '\u{202e}']));
}

#[test]
fn drift_is_a_section_an_object_with_a_diff() {
    let text = rendered(&sample::drift());
    assert!(text.contains("**staging**: 2 of 412 objects differ"), "{text}");
    assert!(text.contains("-     total integer NOT NULL\n+     total bigint NOT NULL"), "{text}");
    let hostile = outside_code(&rendered(&sample::hostile_drift()));
    assert_eq!([hostile.matches("<details").count(), hostile.matches("</details>").count()], [2, 2], "{hostile}");
    assert!(!hostile.contains("@everyone") && !hostile.contains("://"), "{hostile}");
}

#[test]
fn a_status_is_a_table() {
    let text = rendered(&sample::status());
    snapbox::assert_data_eq!(
        text,
        str![[r"
## Seawall: ⚠️ could not check

could not check · 1 of 4 migrations pending

- not checked: qa: nothing listens at db:5432

| migration | staging | production | qa (not read) |
|---|---|---|---|
| `20260102_b` | ✅ applied | ✅ applied | ? |
| `20260103_c` | ✅ applied | ❌ failed | ? |
| `20260104_d` | ❌ applied, edited since | ⏳ pending | ? |

1 other migration applied in every environment


"]]
        .raw()
    );
}

#[test]
fn hostile_names_stay_in_their_cell() {
    let text = rendered(&sample::hostile_status());
    let table: Vec<&str> = text.lines().filter(|line| line.starts_with('|')).collect();
    assert_eq!(table.len(), 6, "{text}");
    let bars = |line: &&str| line.replace("\\|", "").matches('|').count();
    assert!(table.iter().all(|line| bars(line) == 5), "{text}");
    let outside = outside_code(&text);
    assert!(!outside.contains("</details>") && !outside.contains("@everyone"), "{outside}");
}

/// The text without code: each run of backticks, if not escaped, with all up to the next run of that length.
fn outside_code(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['`', '\\']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if rest.starts_with('\\') {
            rest = &rest[2..];
            continue;
        }
        let ticks = &rest[..rest.len() - rest.trim_start_matches('`').len()];
        let closed = rest[ticks.len()..].match_indices(ticks).map(|(at, _)| at + ticks.len());
        let mut runs =
            closed.filter(|&at| !rest[at..].trim_start_matches(ticks).starts_with('`') && !rest[..at].ends_with('`'));
        rest = &rest[runs.next().expect("code that ends") + ticks.len()..];
    }
    out + rest
}
