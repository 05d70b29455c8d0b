//! Makes names and texts from files and servers harmless for the place that prints them.
//!
//! A migration file is input that somebody wrote: a table may be called `</details>@everyone`, or hold an escape
//! sequence that repaints the terminal. Each printer has its own escaper here, and no text reaches it past that.

use std::borrow::Cow;

/// Whether a character moves the cursor, turns the writing direction or cannot be seen at all.
#[must_use]
pub fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

/// One line for a terminal or a log: what cannot be seen is written out, as `\u{1b}` or `\n`.
///
/// GitHub's runner also reads logs for commands, in two notations; both are broken up here, since the text report
/// is printed in workflows too.
#[must_use]
pub fn terminal(text: &str) -> Cow<'_, str> {
    let command = is_command(text);
    if !command && !text.chars().any(is_unseen) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_unseen(c) { out.extend(c.escape_default()) } else { out.push(c) }
    }
    Cow::Owned(if command { out.replacen("::", ":\\:", 1).replace("##[", "#\\#[") } else { out })
}

/// Whether GitHub's runner would take a line for a command: `::name::` first in it, or `##[name]` anywhere.
fn is_command(line: &str) -> bool {
    line.trim_start().starts_with("::") || line.contains("##[")
}

/// A line of source text, for a snippet: every character stays one character, so that underlines and columns fit.
///
/// Tabs stay, the snippet renderer expands them.
#[must_use]
pub fn source_line(line: &str) -> String {
    line.replace("##[", "##［").chars().map(|c| if c != '\t' && is_unseen(c) { picture(c) } else { c }).collect()
}

/// The Unicode "control picture" of a control character, U+FFFD for what has none.
fn picture(c: char) -> char {
    match u32::from(c) {
        code @ 0..=0x1f => char::from_u32(0x2400 + code).unwrap_or(char::REPLACEMENT_CHARACTER),
        0x7f => '\u{2421}',
        _ => char::REPLACEMENT_CHARACTER,
    }
}

/// The message of a workflow command. Its line breaks stay line breaks.
#[must_use]
pub fn command_data(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(|line| terminal(line).replace('%', "%25")).collect();
    lines.join("%0A")
}

/// A property (`file=`, `title=`) of a workflow command.
#[must_use]
pub fn command_property(text: &str) -> String {
    terminal(text).replace('%', "%25").replace(':', "%3A").replace(',', "%2C")
}

/// Text inside HTML that GitHub shows, on one line: no tag, no `@mention`, no `#reference`, no link.
#[must_use]
pub fn html(text: &str) -> String {
    inline(text, |c, out| match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '"' => out.push_str("&quot;"),
        _ => out.push(c),
    })
}

/// Text inside GitHub Markdown, on one line, in a table cell too.
#[must_use]
pub fn markdown(text: &str) -> String {
    inline(text, |c, out| match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '!' | '$' => out.extend(['\\', c]),
        _ => out.push(c),
    })
}

/// Escapes one character at a time, and keeps GitHub from linking: a zero-width space behind `@`, `#` and `://` is what
/// Renovate and Dependabot put there too, since entities alone are decoded before mentions are looked for.
fn inline(text: &str, mut push: impl FnMut(char, &mut String)) -> String {
    const BREAK: &str = "&#8203;";
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '\n' | '\t' => out.push(' '),
            '\r' => {}
            '@' | '#' => out.extend([c.encode_utf8(&mut [0; 4]), BREAK]),
            ':' if rest.starts_with("//") => out.extend([":", BREAK]),
            'w' | 'W' if rest.get(..3).is_some_and(|next| next.eq_ignore_ascii_case("ww.")) => {
                out.push(c);
                out.push_str(BREAK);
            }
            c if is_unseen(c) => c.escape_default().for_each(|c| push(c, &mut out)),
            c => push(c, &mut out),
        }
    }
    out
}

/// Inline code of Markdown: backticks, one more than the longest run inside.
#[must_use]
pub fn markdown_code(text: &str) -> String {
    let text = terminal(text);
    let ticks = "`".repeat(longest_run(&text) + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{ticks}{pad}{text}{pad}{ticks}")
}

/// A code block of Markdown, with a fence longer than any run of backticks in it.
#[must_use]
pub fn markdown_fence(language: &str, text: &str) -> String {
    let lines: Vec<_> = text.lines().map(source_line).collect();
    let fence = "`".repeat((longest_run(text) + 1).max(3));
    format!("{fence}{language}\n{}\n{fence}\n", lines.join("\n"))
}

/// The longest run of backticks.
fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_gets_no_control_and_no_bidi_character() {
        assert_eq!(terminal("public.\"User\" é 名 👍"), "public.\"User\" é 名 👍");
        assert_eq!(terminal("a\u{1b}[2Jb\r\n\u{9b}\u{202e}c\u{200b}"), "a\\u{1b}[2Jb\\r\\n\\u{9b}\\u{202e}c\\u{200b}");
    }

    #[test]
    fn a_log_line_is_never_a_workflow_command() {
        assert_eq!(terminal("  ::stop-commands::x"), "  :\\:stop-commands::x");
        assert_eq!(terminal("x ##[add-mask]y"), "x #\\#[add-mask]y");
        assert_eq!(terminal("'a'::text"), "'a'::text", "a cast is none");
        assert!(!is_command(&source_line("##[error]x")));
    }

    #[test]
    fn a_source_line_keeps_its_columns() {
        let line = "a\u{1b}\u{7f}\u{202e}\tb";
        assert_eq!(source_line(line), "a␛␡\u{fffd}\tb");
        assert_eq!(source_line(line).chars().count(), line.chars().count());
    }

    #[test]
    fn workflow_commands_end_where_they_should() {
        assert_eq!(command_data("50%\n::error::x"), "50%25%0A:\\:error::x");
        assert_eq!(command_property("a:b,c%\n"), "a%3Ab%2Cc%25\\n");
    }

    #[test]
    fn markdown_is_text_and_nothing_else() {
        assert_eq!(markdown("</details>|`x`"), "&lt;/details&gt;\\|\\`x\\`");
        assert_eq!(markdown("@everyone #12"), "@&#8203;everyone #&#8203;12");
        assert_eq!(markdown("http://a.b www.c.d"), "http:&#8203;//a.b w&#8203;ww.c.d");
        assert_eq!(markdown("[a](b) ![i](j)"), "\\[a\\](b) \\!\\[i\\](j)");
        assert_eq!(markdown("a\n# b\u{202e}"), "a #&#8203; b\\\\u{202e}");
        assert_eq!(html("<img src=\"x\"> & @a"), "&lt;img src=&quot;x&quot;&gt; &amp; @&#8203;a");
    }

    #[test]
    fn fences_and_code_hold_what_is_in_them() {
        assert_eq!(markdown_code("a``b"), "```a``b```");
        assert_eq!(markdown_code("`a`"), "`` `a` ``");
        assert_eq!(markdown_fence("sql", "````\n\u{1b}"), "`````sql\n````\n␛\n`````\n");
    }
}
