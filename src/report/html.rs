//! One self-contained page: no network, light and dark, a filter, both definitions side by side, fit to print and for a phone.

mod release;
mod view;

use std::io::{self, Write};

use minijinja::{AutoEscape, Environment};

use super::RenderContext;
use crate::audit::Report;

const TEMPLATE: &str = include_str!("html/report.html");

/// Writes the page.
///
/// # Errors
/// Where `out` cannot be written.
pub(super) fn render(report: &Report, _: &RenderContext<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_trim_blocks(true);
    environment.set_lstrip_blocks(true);
    let page = environment.render_str(TEMPLATE, view::page(report)).map_err(io::Error::other)?;
    writeln!(out, "{}", page.trim_end())
}

#[cfg(test)]
mod tests {
    use super::super::{Format, sample};
    use super::*;

    fn page(report: &Report) -> String {
        sample::rendered(report, Format::Html, &RenderContext::default())
    }

    #[test]
    fn a_drift_page_has_every_object_finding_and_definition() {
        let page = page(&sample::drift());
        for text in
            ["staging", "table public.&quot;Order&quot;", "drift-changed", "integer → bigint", "total bigint NOT NULL"]
        {
            assert!(page.contains(text), "{text} is missing in {page}");
        }
        assert_eq!(page.matches("<article").count(), 2, "one an object");
    }

    #[test]
    fn a_status_page_has_every_environment_and_what_differs_in_it() {
        let page = page(&sample::status());
        for text in [
            "<th scope=\"col\">qa (not read)</th>",
            "<code>20260104_d</code></td><td class=\"error\">applied, edited since</td><td class=\"note\">pending</td>",
            "1 other migration applied in every environment",
        ] {
            assert!(page.contains(text), "{text} is missing in {page}");
        }
    }

    #[test]
    fn nothing_is_fetched_and_nothing_runs_but_its_own_script() {
        for report in
            [sample::drift(), sample::hostile_drift(), sample::report(), sample::hostile_status(), sample::broken()]
        {
            let page = page(&report);
            assert!(!page.contains("src=") && !page.contains("@import") && !page.contains("url("), "{page}");
            assert_eq!(page.matches("<script").count(), 1, "{page}");
            let ids = page.matches("<article").count() + page.matches("<details").count();
            assert!(ids < 50, "hostile text opens nothing: {page}");
            assert!(!page.contains(['\u{1b}', '\u{202e}']), "{page}");
        }
        assert!(page(&sample::hostile_drift()).contains("&lt;&#x2f;details&gt;"));
    }
}
