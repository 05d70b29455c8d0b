//! Dockerfiles: RUN while the image is built, CMD and ENTRYPOINT when a container starts.

use parse_dockerfile::{Command, Instruction, parse};

use crate::project::scan::context::Context;
use crate::project::scan::script::{File, Form, Found};
use crate::project::scan::text::Text;
use crate::project::scan::tree::Unreadable;
use crate::sql::Span;

pub(super) fn read(file: &File<'_>, found: &mut Found) -> Result<(), Unreadable> {
    let dockerfile = parse(file.text()).map_err(|error| {
        let line = file.text().split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
        Unreadable::new(error.to_string(), line)
    })?;
    let outer = Context::of_path(file.path);
    let mut environment = Vec::new();
    for instruction in &dockerfile.instructions {
        instruction_of(file, instruction, &outer, &mut environment, found);
    }
    Ok(())
}

fn instruction_of(
    file: &File<'_>,
    instruction: &Instruction<'_>,
    outer: &Context,
    environment: &mut Vec<String>,
    found: &mut Found,
) {
    let (command, keyword, why) = match instruction {
        Instruction::Run(run) => (&run.arguments, "RUN", "runs when the image is built"),
        Instruction::Cmd(cmd) => (&cmd.arguments, "CMD", "is what the container starts with"),
        Instruction::Entrypoint(entry) => (&entry.arguments, "ENTRYPOINT", "is what the container starts with"),
        Instruction::Onbuild(onbuild) => return instruction_of(file, &onbuild.instruction, outer, environment, found),
        Instruction::Env(env) => return environment.push(env.arguments.value.to_string()),
        _ => return,
    };
    let context = Context::deploy(format!("{keyword} {why}")).inside(outer);
    let script = match command {
        Command::Shell(text) => file.script(&Text::verbatim(text.value, text.span.start), context.clone()),
        Command::Exec(words) => {
            let argv: Vec<String> = words.value.iter().map(|word| word.value.to_string()).collect();
            let span = Span::new(words.span.start, words.span.end);
            let text = Text::within(argv.join(" "), file.text(), span);
            file.script(&text, context.clone()).run_by(Form::Words(argv))
        }
        _ => return,
    };
    found.scripts.push(script.with_environment(environment.clone()));
    if let Instruction::Run(run) = instruction {
        for document in &run.here_docs {
            let span = Span::new(document.span.start, document.span.end);
            let text = Text::within(document.value.as_ref(), file.text(), span);
            found.scripts.push(file.script(&text, context.clone()).with_environment(environment.clone()));
        }
    }
}
