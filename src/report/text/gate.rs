//! Go or no-go: one line for each requirement, with what was seen.

use std::io::{self, Write};

use annotate_snippets::renderer::{AnsiColor, Effects, Style as Ansi};

use super::super::{Style, gate};
use super::{painted, wrapped};
use crate::audit::{Gate, Outcome};

/// Writes the lines, and an empty line behind them.
pub(super) fn write(told: &Gate, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let color = if told.go { AnsiColor::Green } else { AnsiColor::Red };
    let bold = color.on_default().effects(Effects::BOLD);
    for (at, line) in wrapped(&gate::headline(told), style.width).iter().enumerate() {
        writeln!(out, "{}", if at == 0 { painted(line, bold, style) } else { line.clone() })?;
    }
    writeln!(out)?;
    for answer in &told.requirements {
        let sign = painted(gate::sign(answer), color_of(answer.outcome), style);
        let lines = wrapped(&answer.question, style.width.saturating_sub(2));
        for (at, line) in lines.iter().enumerate() {
            writeln!(out, "{} {line}", if at == 0 { sign.as_str() } else { " " })?;
        }
        for evidence in gate::evidence(answer) {
            for line in wrapped(&evidence, style.width.saturating_sub(4)) {
                writeln!(out, "    {}", painted(&line, Ansi::new().effects(Effects::DIMMED), style))?;
            }
        }
    }
    writeln!(out)
}

const fn color_of(outcome: Outcome) -> Ansi {
    match outcome {
        Outcome::Met => AnsiColor::Green.on_default(),
        Outcome::Unmet => AnsiColor::Red.on_default(),
        Outcome::Unchecked => AnsiColor::Yellow.on_default(),
        Outcome::PassedOver => Ansi::new(),
    }
}
