//! Facts from PostgreSQL's tree, which is walked as JSON: statements stand in statements in many places.

use pg_query::protobuf::{AlterTableType, CmdType, ConstrType, DropBehavior, ObjectType};
use seawall::sql::canonical_builtin;
use serde_json::Value;

use super::dotted;

/// The facts of a statement and of all that runs inside it.
#[must_use]
pub fn facts_of_tree(tree: &Value) -> Vec<String> {
    let mut facts = Vec::new();
    walk(tree, &mut facts);
    facts.sort();
    facts
}

fn walk(node: &Value, facts: &mut Vec<String>) {
    match node {
        Value::Array(items) => items.iter().for_each(|item| walk(item, facts)),
        Value::Object(fields) => {
            for (tag, value) in fields {
                // What a function does, it does when it is called; a plain EXPLAIN runs nothing.
                let is_plain_explain = tag == "ExplainStmt" && !explain_runs(value);
                if tag != "CreateFunctionStmt" && !is_plain_explain {
                    facts.extend(statement(tag, value));
                    walk(value, facts);
                }
            }
        }
        _ => {}
    }
}

fn statement(tag: &str, it: &Value) -> Vec<String> {
    let relation = || relation(&it["relation"]);
    let rows = if it["where_clause"].is_null() { "all" } else { "some" };
    match tag {
        "DropStmt" => list(&it["objects"]).map(|object| drop_fact(it, object)).collect(),
        "DropRoleStmt" => list(&it["roles"]).map(|role| format!("drop Role {}", role_name(role))).collect(),
        "DropOwnedStmt" => vec![format!("drop owned {}", list(&it["roles"]).count())],
        "ReassignOwnedStmt" => vec![format!("reassign owned {}", list(&it["roles"]).count())],
        "DropdbStmt" => vec![format!("drop Database {} false", text(&it["dbname"]))],
        "DropTableSpaceStmt" => vec![format!("drop Tablespace {} false", text(&it["tablespacename"]))],
        "DropSubscriptionStmt" => vec![format!("drop Subscription {} {}", text(&it["subname"]), cascades(it))],
        "TruncateStmt" => list(&it["relations"])
            .map(|table| format!("truncate {} {}", self::relation(&table["RangeVar"]), cascades(it)))
            .collect(),
        "DeleteStmt" => vec![format!("delete {} {rows}", relation())],
        "UpdateStmt" => vec![format!("update {} {rows} ({})", relation(), targets(&it["target_list"]))],
        "InsertStmt" => vec![format!("insert {} ({})", relation(), targets(&it["cols"]))],
        "MergeStmt" => {
            let delete = CmdType::CmdDelete as i64;
            let deletes = list(&it["merge_when_clauses"]).any(|when| when["MergeWhenClause"]["command_type"] == delete);
            vec![format!("{} {}", if deletes { "merge-delete" } else { "merge" }, relation())]
        }
        "CreateStmt" => create_table(it),
        "CreateForeignTableStmt" => create_table(&it["base_stmt"]),
        "CreateTableAsStmt" if it["objtype"] == ObjectType::ObjectTable as i64 => {
            vec![format!("create table {}", self::relation(&it["into"]["rel"]))]
        }
        "SelectStmt" if !it["into_clause"].is_null() => {
            vec![format!("create table {}", self::relation(&it["into_clause"]["rel"]))]
        }
        "AlterTableStmt" => {
            let composite = it["objtype"] == ObjectType::ObjectType as i64;
            list(&it["cmds"]).filter_map(|action| alter(&relation(), composite, &action["AlterTableCmd"])).collect()
        }
        "AlterDomainStmt" if it["subtype"] == "X" => {
            vec![format!("drop domain constraint {}.{}", names(&it["type_name"]), text(&it["name"]))]
        }
        "IndexStmt" => {
            let name = text(&it["idxname"]);
            vec![format!("create index {name} on {} {} {}", relation(), it["unique"], it["concurrent"])]
        }
        "RenameStmt" => rename(it).into_iter().collect(),
        "CreateEnumStmt" => {
            let labels: Vec<_> = list(&it["vals"]).map(|label| text(&label["String"]["sval"])).collect();
            vec![format!("create enum {} {}", names(&it["type_name"]), labels.join(","))]
        }
        "AlterEnumStmt" => {
            let (name, old, new) = (names(&it["type_name"]), text(&it["old_val"]), text(&it["new_val"]));
            vec![if old.is_empty() {
                format!("add label {name} {new}")
            } else {
                format!("rename label {name} {old} {new}")
            }]
        }
        _ => Vec::new(),
    }
}

fn create_table(it: &Value) -> Vec<String> {
    let table = relation(&it["relation"]);
    let columns = list(&it["table_elts"]).map(|element| &element["ColumnDef"]).filter(|column| !column.is_null());
    // `OF type` and a partition say more of columns that are there; they declare none.
    let declared =
        columns.filter(|column| !column["type_name"].is_null()).map(|column| column_fact("column", &table, column));
    std::iter::once(format!("create table {table}")).chain(declared).collect()
}

fn alter(table: &str, composite: bool, action: &Value) -> Option<String> {
    use AlterTableType as Action;
    let kind = action["subtype"].as_i64().and_then(|kind| Action::try_from(i32::try_from(kind).ok()?).ok())?;
    let name = text(&action["name"]);
    let definition = &action["def"]["node"];
    Some(match kind {
        Action::AtDropColumn if composite => format!("drop attribute {table}.{name}"),
        _ if composite => return None,
        Action::AtDropColumn => format!("drop column {table}.{name} {}", cascades(action)),
        Action::AtDropConstraint => format!("drop constraint {table}.{name} {}", cascades(action)),
        Action::AtAddColumn => column_fact("add column", table, &definition["ColumnDef"]),
        Action::AtAlterColumnType => {
            let column = &definition["ColumnDef"];
            let using = if column["raw_default"].is_null() { "" } else { " using" };
            format!("retype {table}.{name} {}{using}", type_name(&column["type_name"]))
        }
        Action::AtSetNotNull => format!("set not null {table}.{name}"),
        Action::AtDropNotNull => format!("drop not null {table}.{name}"),
        Action::AtColumnDefault if definition.is_null() => format!("drop default {table}.{name}"),
        Action::AtColumnDefault => format!("set default {table}.{name}"),
        Action::AtDropIdentity => format!("drop identity {table}.{name}"),
        Action::AtDropExpression => format!("drop expression {table}.{name}"),
        Action::AtAddConstraint => {
            let constraint = &definition["Constraint"];
            let checks_later = [ConstrType::ConstrForeign as i64, ConstrType::ConstrCheck as i64];
            let not_valid =
                constraint["skip_validation"] == true && checks_later.iter().any(|kind| constraint["contype"] == *kind);
            format!(
                "add constraint {table}.{}{}",
                text(&constraint["conname"]),
                if not_valid { " not valid" } else { "" }
            )
        }
        _ => return None,
    })
}

fn rename(it: &Value) -> Option<String> {
    let kind = it["rename_type"].as_i64()?;
    let (table, part, to) = (relation(&it["relation"]), text(&it["subname"]), text(&it["newname"]));
    Some(match kind {
        _ if kind == ObjectType::ObjectTable as i64 => format!("rename table {table} {to}"),
        _ if kind == ObjectType::ObjectIndex as i64 => format!("rename index {table} {to}"),
        _ if kind == ObjectType::ObjectColumn as i64 => format!("rename column {table}.{part} {to}"),
        _ if kind == ObjectType::ObjectTabconstraint as i64 => format!("rename constraint {table}.{part} {to}"),
        _ => return None,
    })
}

fn drop_fact(it: &Value, object: &Value) -> String {
    let kind = it["remove_type"].as_i64().and_then(|kind| ObjectType::try_from(i32::try_from(kind).ok()?).ok());
    let kind = kind.unwrap_or(ObjectType::Undefined);
    let (word, name) = dropped(kind, object);
    let how = if it["concurrent"] == true { " concurrently" } else { "" };
    format!("drop {word} {name} {}{how}", cascades(it))
}

/// The kind by Seawall's word for it, and the name; none where it is not a plain one.
fn dropped(kind: ObjectType, object: &Value) -> (String, String) {
    use ObjectType as Kind;
    let word = format!("{kind:?}").trim_start_matches("Object").to_owned();
    let parts = &object["List"]["items"];
    let word = match kind {
        Kind::ObjectFdw => "ForeignDataWrapper".to_owned(),
        Kind::ObjectMatview => "MaterializedView".to_owned(),
        Kind::ObjectStatisticExt => "Statistics".to_owned(),
        Kind::ObjectTsconfiguration | Kind::ObjectTsdictionary | Kind::ObjectTsparser | Kind::ObjectTstemplate => {
            "TextSearch".to_owned()
        }
        Kind::ObjectOpclass => "OperatorClass".to_owned(),
        Kind::ObjectOpfamily => "OperatorFamily".to_owned(),
        _ => word,
    };
    let name = match kind {
        Kind::ObjectCast
        | Kind::ObjectTransform
        | Kind::ObjectOperator
        | Kind::ObjectOpclass
        | Kind::ObjectOpfamily => String::new(),
        Kind::ObjectTrigger | Kind::ObjectPolicy | Kind::ObjectRule => {
            let parts: Vec<_> = list(parts).map(|part| text(&part["String"]["sval"])).collect();
            parts.join(".")
        }
        Kind::ObjectType | Kind::ObjectDomain => names(&object["TypeName"]["names"]),
        _ if !parts.is_null() => names(parts),
        _ if !object["ObjectWithArgs"].is_null() => names(&object["ObjectWithArgs"]["objname"]),
        _ => text(&object["String"]["sval"]),
    };
    (word, name)
}

fn column_fact(verb: &str, table: &str, column: &Value) -> String {
    let data_type = type_name(&column["type_name"]);
    // A new column may be `serial`, which is no type; as the type of one that is there it is a name like any other.
    let data_type = serial(&data_type).unwrap_or(&data_type);
    format!("{verb} {table}.{} {data_type}", text(&column["colname"]))
}

/// A type's name as `format_type()` prints it, without what stands in parentheses.
fn type_name(it: &Value) -> String {
    let array = if list(&it["array_bounds"]).next().is_some() { "[]" } else { "" };
    let parts: Vec<_> = list(&it["names"]).map(|part| text(&part["String"]["sval"])).collect();
    let name = match parts.as_slice() {
        [one] => canonical_builtin(one).unwrap_or(one).to_owned(),
        [schema, one] if schema == "pg_catalog" => canonical_builtin(one).unwrap_or(one).to_owned(),
        _ => names(&it["names"]),
    };
    name + array
}

fn serial(name: &str) -> Option<&'static str> {
    match name {
        "serial" | "serial4" => Some("integer"),
        "bigserial" | "serial8" => Some("bigint"),
        "smallserial" | "serial2" => Some("smallint"),
        _ => None,
    }
}

fn explain_runs(it: &Value) -> bool {
    list(&it["options"]).map(|option| &option["DefElem"]).any(|option| {
        let argument = option["arg"].to_string().to_ascii_lowercase();
        let off = ["\"off\"", "\"false\"", "\"ival\":0"].iter().any(|off| argument.contains(off));
        option["defname"] == "analyze" && !off
    })
}

fn targets(columns: &Value) -> String {
    let names: Vec<_> = list(columns).map(|column| text(&column["ResTarget"]["name"])).collect();
    names.join(",")
}

fn cascades(it: &Value) -> bool {
    it["behavior"] == DropBehavior::DropCascade as i64
}

fn role_name(role: &Value) -> String {
    text(&role["RoleSpec"]["rolename"])
}

fn relation(it: &Value) -> String {
    dotted(&text(&it["schemaname"]), &text(&it["relname"]))
}

/// Schema and name of a list of strings; a database before them is left out.
fn names(parts: &Value) -> String {
    let parts: Vec<_> = list(parts).map(|part| text(&part["String"]["sval"])).collect();
    parts[parts.len().saturating_sub(2)..].join(".")
}

/// The nodes of a list, each without the wrapper that serde gives it.
fn list(nodes: &Value) -> impl Iterator<Item = &Value> {
    nodes.as_array().into_iter().flatten().map(|node| &node["node"])
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
