//! SQL that a program is given (`psql -c`, `-f`, standard input), judged by the rules of `check`.

use super::{ExecInput, Refusal, blocks, shown};
use crate::audit::{CheckInput, check};
use crate::policy::Policy;
use crate::project::invocation::{Input, Invocation};
use crate::project::{Runner, Selection};
use crate::rules::{Tool, ToolWords};
use crate::schema::Server;

/// Version of the server where the policy does not say.
const PG_VERSION: u32 = 15;

/// Whether all SQL that the program is given passes.
pub(super) fn judge(input: &ExecInput<'_>, invocation: &Invocation) -> Result<(), Box<Refusal>> {
    let refuse = |why: &str| Refusal::new(shown(invocation), why);
    let Some(tool) = input.book.tool(&invocation.name()) else { return Err(Box::new(refuse("it is not known"))) };
    let texts = texts(tool, invocation, input.around.read, input.around.terminal).map_err(|why| {
        Box::new(
            refuse(&why)
                .instead("give it the SQL with -c or -f, or use a role that may only read with the plain program"),
        )
    })?;
    for (name, text) in texts {
        judge_text(input.policy, input.today, &name, text).map_err(|why| {
            Box::new(refuse(&why).instead("put the change into a migration and deploy it: npx prisma migrate deploy"))
        })?;
    }
    Ok(())
}

/// Every text of SQL that it is given, each with the name of where it comes from; `read` reads a file, and where a person sits
/// at a `terminal`, standard input is theirs.
pub(in crate::audit) fn texts(
    tool: &Tool,
    invocation: &Invocation,
    read: &dyn Fn(&str) -> Option<String>,
    terminal: bool,
) -> Result<Vec<(String, String)>, String> {
    let words = ToolWords::read(tool, &invocation.args);
    if invocation.args.iter().any(|word| !word.known) {
        return Err("a word of it is not known before it runs".to_owned());
    }
    if ["-l", "--list", "-V", "--version", "-?", "--help"].iter().any(|flag| words.has_flag(flag)) {
        return Ok(Vec::new());
    }
    let file = |path: &str| {
        let text = read(path).ok_or_else(|| format!("{path} cannot be read"))?;
        Ok::<_, String>((path.to_owned(), text))
    };
    let mut texts: Vec<(String, String)> = Vec::new();
    for text in words.values("-c").into_iter().chain(words.values("--command")) {
        texts.push(("-c".to_owned(), text.to_owned()));
    }
    let files = words.values("-f").into_iter().chain(words.values("--file"));
    for path in files.filter(|path| *path != "-") {
        texts.push(file(path)?);
    }
    if !texts.is_empty() {
        return Ok(texts);
    }
    match &invocation.input {
        Input::Text(word) if word.known => Ok(vec![("the here-document".to_owned(), word.text.clone())]),
        Input::File(word) if word.known => Ok(vec![file(&word.text)?]),
        Input::Inherited if terminal => Err("it opens a shell on the database".to_owned()),
        _ => Err("the SQL on its standard input is not known before it runs".to_owned()),
    }
}

/// Whether SQL passes by a policy on a day; if not, why.
pub(in crate::audit) fn judge_text(policy: &Policy, today: time::Date, name: &str, text: String) -> Result<(), String> {
    let selection = Selection::of_text(name, text);
    let runner = Runner::find(&selection.history);
    let version = policy.pg_version.as_ref().map_or(PG_VERSION, |version| version.value);
    let asked = CheckInput {
        selection: &selection,
        runner: &runner,
        server: Server::new(version),
        schema: "public",
        facts: &[],
    };
    let report = check(&[asked], None, policy, today);
    let worst = report.findings.iter().find(|finding| blocks(finding));
    if let Some(finding) = worst {
        return Err(format!("{} [{}]", finding.message, finding.rule));
    }
    if report.coverage.unknown + report.coverage.opaque > 0 {
        return Err("a part of its SQL could not be read".to_owned());
    }
    Ok(())
}
