//! The JSON Schema of `seawall.yaml`: what editors complete and check.

use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::file::PolicyFile;
use super::pack::Pack;
use crate::rules::{Category, Rule};

/// The schema, with the closed lists of rules, categories, levels and packs.
#[must_use]
pub fn schema(rules: &[&'static Rule]) -> Value {
    let settings = SchemaSettings::draft07().with(|settings| settings.inline_subschemas = false);
    let mut schema = settings.into_generator().into_root_schema_for::<PolicyFile>().to_value();
    let packs: Vec<&str> = Pack::ALL.iter().map(|pack| pack.name).collect();
    let ids: Vec<&str> = rules.iter().map(|rule| rule.id).collect();
    let categories: Vec<&str> = Category::ALL.iter().map(|category| category.as_str()).collect();
    close(&mut schema, "PackOrFile", &json!({ "anyOf": [{ "enum": packs }, { "pattern": "[./]" }] }));
    close(&mut schema, "RuleName", &json!({ "enum": ids }));
    close(&mut schema, "CategoryName", &json!({ "enum": categories }));
    close(&mut schema, "Levels", &json!({ "properties": levels(rules), "additionalProperties": false }));
    schema
}

/// One property for each rule and category, so that editors complete them and show what they mean.
fn levels(rules: &[&'static Rule]) -> Map<String, Value> {
    let entry =
        |description: String| json!({ "allOf": [{ "$ref": "#/definitions/RuleEntry" }], "description": description });
    let categories = Category::ALL
        .iter()
        .map(|category| (category.as_str().to_owned(), entry(format!("Every rule of the category {category}."))));
    let rules = rules.iter().map(|rule| {
        let description = format!("{}: {} ({} unless said otherwise).", rule.category, rule.summary, rule.level);
        (rule.id.to_owned(), entry(description))
    });
    categories.chain(rules).collect()
}

/// Narrows a definition to what is known to this build.
fn close(schema: &mut Value, definition: &str, known: &Value) {
    let definition = schema.pointer_mut(&format!("/definitions/{definition}")).and_then(Value::as_object_mut);
    if let (Some(definition), Some(known)) = (definition, known.as_object()) {
        definition.extend(known.clone());
    }
}
