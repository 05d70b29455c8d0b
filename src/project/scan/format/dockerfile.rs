//! Dockerfiles: RUN while the image is built, CMD and ENTRYPOINT when a container starts.

mod here_document;

use parse_dockerfile::{Command, Instruction, parse};

use crate::project::scan::context::Context;
use crate::project::scan::script::{File, Form, Found};
use crate::project::scan::text::{Piece, Text};
use crate::project::scan::tree::Unreadable;
use crate::sql::Span;
use here_document::{HereDocument, covered, escape, here_documents};

pub(super) fn read(file: &File<'_>, found: &mut Found) -> Result<(), Unreadable> {
    let documents = here_documents(file.text());
    let readable = covered(file.text(), &documents);
    let dockerfile = parse(&readable).map_err(|error| {
        let line = file.text().split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
        Unreadable::new(error.to_string(), line)
    })?;
    let outer = Context::of_path(file.path);
    let mut reading = Reading {
        file,
        documents: &documents,
        escape: escape(file.text()),
        outer: &outer,
        environment: Vec::new(),
        found,
    };
    dockerfile.instructions.iter().for_each(|instruction| reading.instruction(instruction));
    Ok(())
}

/// A Dockerfile while its instructions are gone through.
struct Reading<'a> {
    file: &'a File<'a>,
    documents: &'a [HereDocument],
    /// The sign that joins lines.
    escape: char,
    outer: &'a Context,
    /// The values of `ENV` so far.
    environment: Vec<String>,
    found: &'a mut Found,
}

impl Reading<'_> {
    fn instruction(&mut self, instruction: &Instruction<'_>) {
        let (command, keyword, why) = match instruction {
            Instruction::Run(run) => (&run.arguments, "RUN", "runs when the image is built"),
            Instruction::Cmd(cmd) => (&cmd.arguments, "CMD", "is what the container starts with"),
            Instruction::Entrypoint(entry) => (&entry.arguments, "ENTRYPOINT", "is what the container starts with"),
            Instruction::Onbuild(onbuild) => return self.instruction(&onbuild.instruction),
            Instruction::Env(env) => return self.environment.push(env.arguments.value.to_string()),
            _ => return,
        };
        let context = Context::deploy(format!("{keyword} {why}")).inside(self.outer);
        match command {
            Command::Shell(text) => {
                let span = Span::new(text.span.start, text.span.end);
                self.texts(span).iter().for_each(|text| self.push(text, Form::Shell, &context));
            }
            Command::Exec(words) => {
                let argv: Vec<String> = words.value.iter().map(|word| word.value.to_string()).collect();
                let span = Span::new(words.span.start, words.span.end);
                let text = Text::within(argv.join(" "), self.file.text(), span);
                self.push(&text, Form::Words(argv), &context);
            }
            _ => {}
        }
    }

    fn push(&mut self, text: &Text, form: Form, context: &Context) {
        let script = self.file.script(text, context.clone()).run_by(form);
        self.found.scripts.push(script.with_environment(self.environment.clone()));
    }

    /// What the shell gets of an instruction: its command with the here-documents behind it, or, where it is nothing but
    /// here-documents, each of them as a script.
    fn texts(&self, span: Span) -> Vec<Text> {
        let own = |document: &&HereDocument| (span.start..span.end).contains(&document.marker.start);
        let documents: Vec<&HereDocument> = self.documents.iter().filter(own).collect();
        let (Some(first), Some(last)) = (documents.first(), documents.last()) else {
            return vec![self.command(span, None)];
        };
        let is_marker = |word: &&str| documents.iter().any(|document| self.slice(document.marker) == *word);
        if self.slice(span).split_whitespace().all(|word| is_marker(&word)) {
            return documents.iter().filter_map(|document| self.script(document)).collect();
        }
        vec![self.command(span, Some(Span::new(first.body.start, last.end)))]
    }

    /// A command as a shell gets it: Docker takes away the comments and empty lines between its lines, and joins these by a sign
    /// that need not be the shell's own.
    fn command(&self, span: Span, documents: Option<Span>) -> Text {
        let is_dropped =
            |at: usize, line: &str| at > span.start && (line.trim().is_empty() || line.trim().starts_with('#'));
        let mut pieces: Vec<Piece<'_>> = Vec::new();
        for (at, line) in lines(self.slice(span), span.start).filter(|(at, line)| !is_dropped(*at, line)) {
            match line.trim_end().strip_suffix(self.escape).filter(|_| line.ends_with('\n')) {
                Some(words) => pieces.extend([Piece::Verbatim(words, at), Piece::Verbatim("\\\n", at + words.len())]),
                None => pieces.push(Piece::Verbatim(line, at)),
            }
        }
        if let Some(documents) = documents {
            pieces.push(Piece::Verbatim("\n", documents.start - 1));
            pieces.push(Piece::Verbatim(self.slice(documents), documents.start));
        }
        Text::of_pieces(&pieces, Span::new(span.start, documents.map_or(span.end, |documents| documents.end)))
    }

    /// A here-document that is run by itself; `None` where its first line gives it to a program that is no shell.
    fn script(&self, document: &HereDocument) -> Option<Text> {
        let text = self.slice(document.body);
        let shell = text.lines().next().and_then(|line| line.strip_prefix("#!")).is_none_or(super::shell::is_shell);
        let tabs = |line: &str| if document.strips_tabs { line.len() - line.trim_start_matches('\t').len() } else { 0 };
        let lines = lines(text, document.body.start);
        let pieces: Vec<Piece<'_>> =
            lines.map(|(at, line)| Piece::Verbatim(&line[tabs(line)..], at + tabs(line))).collect();
        shell.then(|| Text::of_pieces(&pieces, document.body))
    }

    fn slice(&self, span: Span) -> &str {
        &self.file.text()[span.start..span.end]
    }
}

/// The lines of a part of the file, each with its place.
fn lines(text: &str, start: usize) -> impl Iterator<Item = (usize, &str)> {
    text.split_inclusive('\n').scan(start, |at, line| {
        *at += line.len();
        Some((*at - line.len(), line))
    })
}
