//! Command patterns.

use super::Checker;
use crate::policy::file::{CommandEntry, CommandLevels, RuleName};
use crate::policy::mistake::Mistake;
use crate::policy::provenance::Sourced;
use crate::policy::read::{Located, OneOrMany};
use crate::rules::{COMMAND_RULES, CommandPattern, ContextLevels, FlagPattern, NamePattern, Rule, VariablePattern};

impl Checker<'_> {
    pub(super) fn command(&mut self, entry: Located<CommandEntry>) -> Option<Sourced<CommandPattern>> {
        let line = entry.line;
        let entry = entry.value;
        let rule = entry.rule.map_or(Some(COMMAND_RULES[0]), |rule| self.command_rule(&rule))?;
        let pattern = CommandPattern {
            programs: self.each(entry.program.unwrap_or_default(), |name| one_word(&name.to_lowercase(), "a program")),
            subcommands: self.each(entry.subcommand, subcommand),
            flags: self.each(entry.flags, flag),
            without: self.each(entry.without, flag),
            arguments: self.each(entry.arguments, |word| one_word(word, "an argument")),
            variables: self.each(entry.variables, variable),
            safe: entry.safe,
            applies: entry.applies,
            rule,
            reach: entry.reaches.map(|reach| reach.value).unwrap_or_default(),
            destroys: entry.destroys.map(|destroys| destroys.value),
            instead: entry.instead.map(|instead| instead.value),
            levels: levels(rule, &entry.levels),
        };
        (!pattern.programs.is_empty()).then(|| self.sourced(line, pattern))
    }

    fn each<T>(&mut self, written: OneOrMany, read: impl Fn(&str) -> Result<T, Mistake>) -> Vec<T> {
        written.0.into_iter().filter_map(|text| self.keep(text.line, read(&text.value))).collect()
    }

    fn command_rule(&mut self, name: &Located<RuleName>) -> Option<&'static Rule> {
        let word = name.value.0.as_str();
        let rule = COMMAND_RULES.into_iter().find(|rule| rule.id == word);
        let known = COMMAND_RULES.into_iter().map(|rule| rule.id);
        let help = known.clone().collect::<Vec<_>>().join(", ");
        let mistake = || Mistake::unknown("rule of commands", word, known).help(format!("they are {help}"));
        self.keep(name.line, rule.ok_or_else(mistake))
    }
}

fn levels(rule: &Rule, written: &CommandLevels) -> ContextLevels {
    let own = ContextLevels::of(rule);
    let level = |written: &Option<Located<_>>, own| written.as_ref().map_or(own, |level| level.value);
    ContextLevels {
        deploy: level(&written.deploy, own.deploy),
        elsewhere: level(&written.elsewhere, own.elsewhere),
        local: level(&written.local, own.local),
    }
}

fn one_word(text: &str, what: &str) -> Result<NamePattern, Mistake> {
    let valid = !text.is_empty() && !text.contains(char::is_whitespace);
    let mistake = || Mistake::new(format!("`{text}` is not {what}")).help("write one word; `*` stands for any text");
    valid.then(|| NamePattern::new(text)).ok_or_else(mistake)
}

fn subcommand(text: &str) -> Result<Vec<NamePattern>, Mistake> {
    let words: Vec<_> = text.split_whitespace().map(NamePattern::new).collect();
    let mistake = || Mistake::new("a subcommand is empty").help("write its words, as in `migrate reset`");
    if words.is_empty() { Err(mistake()) } else { Ok(words) }
}

fn flag(text: &str) -> Result<FlagPattern, Mistake> {
    let mistake =
        || Mistake::new(format!("`{text}` is no flag")).help("write it as in `--force|-f` or `--status=applied`");
    FlagPattern::parse(text).ok_or_else(mistake)
}

fn variable(text: &str) -> Result<VariablePattern, Mistake> {
    let mistake = || Mistake::new(format!("`{text}` is no variable")).help("write `NAME` or `NAME=value`");
    VariablePattern::parse(text).ok_or_else(mistake)
}
