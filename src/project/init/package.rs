//! package.json: one script, put in as text behind the others, so that everything else stays as it is written.

use jsonc_parser::ast::{Object, Value};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::{InitPlan, Setup};
use crate::project::error::InputError;

const NAME: &str = "seawall";
const SCRIPT: &str = "\"seawall\": \"seawall check\"";

pub(super) fn install(setup: &Setup<'_>, plan: &mut InitPlan) -> Result<(), InputError> {
    let path = setup.root().join("package.json");
    let Some(before) = setup.text(&path)? else { return Ok(()) };
    let shown = setup.workspace.shown(&path);
    match with_script(&before).map_err(|message| InputError::new(message).at(&shown))? {
        Some(after) if after == before => {}
        Some(after) => plan.changes.push(setup.change(path, Some(before), Some(after))),
        None => plan.notes.push(format!("{shown} has no scripts and stays as it is")),
    }
    Ok(())
}

pub(super) fn uninstall(setup: &Setup<'_>, plan: &mut InitPlan) -> Result<(), InputError> {
    let path = setup.root().join("package.json");
    let Some(before) = setup.text(&path)? else { return Ok(()) };
    let shown = setup.workspace.shown(&path);
    let after = without_script(&before).map_err(|message| InputError::new(message).at(shown))?;
    if after != before {
        plan.changes.push(setup.change(path, Some(before), Some(after)));
    }
    Ok(())
}

/// The text with our script; as it was where there is one of this name, `None` where there are no scripts.
fn with_script(text: &str) -> Result<Option<String>, String> {
    in_scripts(text, |scripts| {
        if scripts.get(NAME).is_some() {
            return text.to_owned();
        }
        let (Some(first), Some(last)) = (scripts.properties.first(), scripts.properties.last()) else {
            let inside = scripts.start() + 1;
            return format!("{}{SCRIPT}{}", &text[..inside], &text[inside..]);
        };
        let space = &text[scripts.start() + 1..first.start()];
        format!("{},{space}{SCRIPT}{}", &text[..last.end()], &text[last.end()..])
    })
}

/// The text without our script, if it still is what we wrote.
fn without_script(text: &str) -> Result<String, String> {
    let without = in_scripts(text, |scripts| {
        let Some(at) = scripts.properties.iter().position(|property| &text[property.start()..property.end()] == SCRIPT)
        else {
            return text.to_owned();
        };
        let ours = &scripts.properties[at];
        let before = at.checked_sub(1).map(|at| scripts.properties[at].end());
        let after = scripts.properties.get(at + 1).map(Ranged::start);
        let (start, end) = match (before, after) {
            (Some(before), _) => (before, ours.end()),
            (None, Some(after)) => (ours.start(), after),
            (None, None) => (ours.start(), ours.end()),
        };
        format!("{}{}", &text[..start], &text[end..])
    })?;
    Ok(without.unwrap_or_else(|| text.to_owned()))
}

fn in_scripts(text: &str, change: impl Fn(&Object<'_>) -> String) -> Result<Option<String>, String> {
    let parsed = parse_to_ast(text, &CollectOptions::default(), &ParseOptions::default())
        .map_err(|error| format!("is not readable JSON: {error}"))?;
    let Some(Value::Object(package)) = &parsed.value else { return Ok(None) };
    Ok(package.get_object("scripts").map(change))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_added_in_the_files_own_style_and_taken_out_again() {
        for text in [
            "{\n  \"scripts\": {\n    \"build\": \"tsc\"\n  }\n}\n",
            "{\n\t\"scripts\": {\n\t\t\"build\": \"tsc\",\n\t\t\"test\": \"vitest\"\n\t},\n\t\"name\": \"x\"\n}",
            "{\r\n    \"scripts\": {\r\n        \"build\": \"tsc\"\r\n    }\r\n}\r\n",
            "{ \"scripts\": { \"build\": \"tsc\" } }\n",
            "{\"scripts\":{}}",
        ] {
            let added = with_script(text).unwrap().unwrap();
            assert!(added.contains(SCRIPT) && in_scripts(&added, |_| String::new()).unwrap().is_some(), "{added}");
            assert_eq!(without_script(&added).unwrap(), text, "{added}");
            assert_eq!(with_script(&added).unwrap().unwrap(), added, "a second time changes nothing");
        }
        assert_eq!(with_script("{ \"name\": \"x\" }"), Ok(None));
        assert!(with_script("{").is_err());
    }

    #[test]
    fn a_script_that_the_user_changed_stays() {
        let text = "{ \"scripts\": { \"seawall\": \"seawall check --all\" } }";
        assert_eq!(without_script(text).unwrap(), text);
    }
}
