//! Here-documents of a Dockerfile, as `BuildKit` reads them (`frontend/dockerfile/parser`): a word `<<NAME`, `<<-NAME` or `<<"NAME"`
//! of `RUN`, `COPY` or `ADD`, or of these behind `ONBUILD`, takes the lines behind the instruction up to `NAME`.
//!
//! `parse-dockerfile` knows only one with which the instruction begins; the lines of any other it takes for instructions. So
//! they are found here, and covered before it reads the file.

use crate::sql::Span;

/// A here-document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct HereDocument {
    /// The word that announces it.
    pub(super) marker: Span,
    /// Its lines.
    pub(super) body: Span,
    /// The end of the line with which it closes.
    pub(super) end: usize,
    /// Tabs at the beginning of its lines are taken away.
    pub(super) strips_tabs: bool,
}

/// Every here-document of a Dockerfile, in the order of the text. One that is never closed is none: Docker does not read the file.
pub(super) fn here_documents(text: &str) -> Vec<HereDocument> {
    let lines = lines(text);
    let escape = escape(text);
    let (mut found, mut at) = (Vec::new(), 0);
    while at < lines.len() {
        let first = at;
        while at + 1 < lines.len() && continues(lines[at].1, escape, at > first) {
            at += 1;
        }
        at += 1;
        if !takes_documents(lines[first].1) {
            continue;
        }
        for &(start, line) in lines[first..at].iter().filter(|(_, line)| !line.trim_start().starts_with('#')) {
            for marker in markers(start, line) {
                let Some(document) = marker.document(&lines, &mut at) else { return found };
                found.push(document);
            }
        }
    }
    found
}

/// A text of the same length in which nothing but the here-documents is covered.
pub(super) fn covered(text: &str, documents: &[HereDocument]) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut at = 0;
    for document in documents {
        plain.push_str(&text[at.min(document.marker.start)..document.marker.start]);
        // Not `<<` any more; a word that stands there is all that its reader needs.
        plain.extend(text[document.marker.start..document.marker.end].bytes().map(|_| '_'));
        at = at.max(document.marker.end);
    }
    plain.push_str(&text[at..]);
    let bodies = documents.iter().map(|document| document.body.start..document.end);
    let mut bytes = plain.into_bytes();
    bodies.flatten().for_each(|at| {
        if bytes[at] != b'\n' {
            bytes[at] = b' ';
        }
    });
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// The lines without their ends, each with its place.
fn lines(text: &str) -> Vec<(usize, &str)> {
    let starts = text.split_inclusive('\n').scan(0, |at, line| {
        *at += line.len();
        Some(*at - line.len())
    });
    starts.zip(text.lines()).collect()
}

/// The sign that joins lines: `\`, or what the directive `# escape=` names.
pub(super) fn escape(text: &str) -> char {
    let mut directives = text.lines().map_while(|line| line.trim().strip_prefix('#'));
    let names = |line: &str| {
        let (name, value) = line.split_once('=')?;
        name.trim().eq_ignore_ascii_case("escape").then(|| value.trim().chars().next())?
    };
    directives.find_map(names).unwrap_or('\\')
}

/// Whether the next line belongs to the same instruction; comments and empty lines between do not end it.
fn continues(line: &str, escape: char, inside: bool) -> bool {
    let line = line.trim();
    line.ends_with(escape) && !line.starts_with('#') || inside && (line.is_empty() || line.starts_with('#'))
}

fn takes_documents(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let first = words.next().unwrap_or_default();
    let instruction = if first.eq_ignore_ascii_case("ONBUILD") { words.next().unwrap_or_default() } else { first };
    ["RUN", "COPY", "ADD"].iter().any(|taking| instruction.eq_ignore_ascii_case(taking))
}

/// The word that announces a here-document.
struct Marker<'t> {
    span: Span,
    name: &'t str,
    strips_tabs: bool,
}

/// The words of a line that announce one.
fn markers(start: usize, line: &str) -> Vec<Marker<'_>> {
    let places = line.match_indices("<<").map(|(at, _)| line[..at].rfind([' ', '\t']).map_or(0, |before| before + 1));
    let marker = |begin: usize| {
        let word = line[begin..].split([' ', '\t']).next().unwrap_or_default();
        marker(word, start + begin)
    };
    places.filter_map(marker).collect()
}

fn marker(word: &str, at: usize) -> Option<Marker<'_>> {
    let name = word.trim_start_matches(|letter: char| letter.is_ascii_digit()).strip_prefix("<<")?;
    let (name, strips_tabs) = name.strip_prefix('-').map_or((name, false), |name| (name, true));
    let name = name.trim_matches(['"', '\'']);
    let is_one = !name.is_empty() && !name.contains(['<', '"', '\'']);
    is_one.then(|| Marker { span: Span::new(at, at + word.len()), name, strips_tabs })
}

impl Marker<'_> {
    /// The document from a line on, and the first line behind it.
    fn document(&self, lines: &[(usize, &str)], at: &mut usize) -> Option<HereDocument> {
        let first = *at;
        let closes =
            |line: &str| if self.strips_tabs { line.trim_start_matches('\t') == self.name } else { line == self.name };
        let last = first + lines.get(first..)?.iter().position(|(_, line)| closes(line))?;
        let (end, closing) = lines[last];
        *at = last + 1;
        let body = Span::new(lines[first].0, end);
        Some(HereDocument { marker: self.span, body, end: end + closing.len(), strips_tabs: self.strips_tabs })
    }
}
