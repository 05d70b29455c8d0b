use super::*;
use crate::policy::{Exempter, InlineExemption};
use crate::rules::{Finding, Location, Object};
use crate::sql::{ObjectName, Source, Span, directives, lex, split};
use time::macros::date;

const TODAY: time::Date = date!(2026 - 06 - 15);
const USER: &str =
    "exemptions: [{ rule: drop-column, object: 'public.\"User\".\"legacyName\"', migration: '2026*', reason: unused";

fn location(statement: usize) -> Location {
    let source = Source::new("m.sql", "-- one\nALTER TABLE x;\n");
    Location { source, span: Span::new(7, 12), migration: Some("20260101_x".into()), statement: Some(statement) }
}

fn finding(rule: &'static Rule, objects: &[(&str, &str)]) -> Finding {
    let object = |(table, column): &(&str, &str)| Object::part("column", &ObjectName::new("public", *table), column);
    Finding {
        location: Some(location(1)),
        objects: objects.iter().map(object).collect(),
        ..Finding::of(rule, String::new())
    }
}

fn directive(rule: &str, reason: &str, until: Option<&str>) -> InlineExemption {
    InlineExemption {
        location: location(1),
        rule: rule.into(),
        reason: (!reason.is_empty()).then(|| reason.into()),
        until: until.map(Into::into),
        unreadable: None,
    }
}

/// Whether the finding was exempted and by what, and the rules that then speak.
fn run(
    text: &str,
    mut finding: Finding,
    directives: &[InlineExemption],
    whole: bool,
) -> (Option<String>, Vec<&'static str>) {
    let policy = policy(text);
    let mut exempter = Exempter::new(&policy, TODAY);
    let mut told = exempter.exempt(Some("20260101_x"), std::slice::from_mut(&mut finding), directives);
    told.extend(exempter.finish(whole, &|rule| rule.id != STYLE.id));
    (finding.exemption.map(|exemption| exemption.source), told.into_iter().map(|told| told.rule).collect())
}

fn legacy() -> Finding {
    finding(&DROP_COLUMN, &[("User", "legacyName")])
}

#[test]
fn the_policy_exempts_what_it_names() {
    let by_line_2 = Some("seawall.yaml:2".to_owned());
    assert_eq!(run(&format!("{USER} }}]"), legacy(), &[], false), (by_line_2.clone(), vec![]));
    assert_eq!(
        run(&format!("{USER}, until: 2026-06-15 }}]"), legacy(), &[], false),
        (by_line_2, vec![]),
        "the day included"
    );
    for other in [
        finding(&DROP_COLUMN, &[("user", "legacyName")]),
        finding(&DROP_TABLE, &[("User", "legacyName")]),
        finding(&DROP_COLUMN, &[("User", "legacyName"), ("User", "email")]),
        finding(&DROP_COLUMN, &[]),
    ] {
        assert_eq!(
            run(&format!("{USER} }}]"), other.clone(), &[], false),
            (None, vec!["exemption-unused"]),
            "{other:?}"
        );
    }
}

#[test]
fn an_expired_exemption_is_told_and_the_finding_counts() {
    assert_eq!(run(&format!("{USER}, until: 2026-06-14 }}]"), legacy(), &[], false), (None, vec!["exemption-expired"]));
}

#[test]
fn an_exemption_whose_migration_is_not_judged_is_told_only_when_everything_is() {
    for text in [
        "exemptions: [{ rule: drop-column, migration: 2025*, reason: r }]",
        "exemptions: [{ rule: drop-column, object: public.gone, reason: r }]",
    ] {
        assert_eq!(run(text, finding(&INDEX, &[]), &[], false).1, [""; 0], "{text}");
        assert_eq!(run(text, finding(&INDEX, &[]), &[], true).1, ["exemption-unused"], "{text}");
    }
    let not_looked_for = "exemptions: [{ rule: prefer-text, migration: 2026*, reason: r }]";
    assert_eq!(run(not_looked_for, finding(&INDEX, &[]), &[], true).1, [""; 0]);
}

#[test]
fn a_comment_exempts_its_statement() {
    let inline = |rule, reason, until| run("", legacy(), &[directive(rule, reason, until)], false);
    let obeyed = (Some("m.sql:2".to_owned()), vec![]);
    assert_eq!(inline("drop-column", "unused", None), obeyed);
    assert_eq!(inline("drop-column", "unused", Some("2026-06-15")), obeyed);
    for (rule, reason, until, told) in [
        ("drop-column", "", None, "exemption-without-reason"),
        ("drop-colum", "unused", None, "exemption-unknown-rule"),
        ("data-loss", "unused", None, "exemption-unknown-rule"),
        ("drop-table", "unused", None, "exemption-unused"),
        ("drop-column", "unused", Some("2026-06-14"), "exemption-expired"),
        ("drop-column", "unused", Some("soon"), "exemption-unreadable"),
    ] {
        assert_eq!(inline(rule, reason, until), (None, vec![told]), "{rule} {reason} {until:?}");
    }
    let elsewhere = InlineExemption { location: location(2), ..directive("drop-column", "unused", None) };
    assert_eq!(run("", legacy(), &[elsewhere], false), (None, vec!["exemption-unused"]));
}

#[test]
fn the_policy_keeps_comments_out_of_a_category() {
    let allowed = directive("drop-column", "unused", None);
    assert_eq!(
        run("inline: { forbid: [data-loss] }", legacy(), &[allowed], false),
        (None, vec!["exemption-forbidden"])
    );
}

#[test]
fn what_is_told_obeys_the_policy_too() {
    let unknown = directive("nonsense", "unused", None);
    assert_eq!(run("rules: { exemption-unknown-rule: off }", legacy(), &[unknown], false), (None, vec![]));
}

#[test]
fn a_comment_of_several_rules_is_one_exemption_for_each() {
    let text = "SELECT 1;\n-- seawall: allow drop-column, drop-table unused until=2026-12-31\nALTER TABLE a DROP b;\n-- seawall: forbid x\nSELECT 2;\n";
    let lexed = lex(text);
    let directives = directives(&lexed, &split(&lexed, text), text);
    let read = InlineExemption::all(&directives, &Source::new("m.sql", text), &"m".into());
    let told: Vec<_> =
        read.iter().map(|one| (one.rule.as_str(), one.location.statement, one.unreadable.is_some())).collect();
    assert_eq!(told, [("drop-column", Some(2), false), ("drop-table", Some(2), false), ("", Some(3), true)]);
    assert_eq!((read[0].reason.as_deref(), read[0].until.as_deref()), (Some("unused"), Some("2026-12-31")));
}
