//! Kinds of objects, and how each is named in `DROP`, `ALTER`, `COMMENT ON` and their like.

use super::super::cursor::Cursor;
use super::super::data_type::DataType;
use super::super::name::{Ident, QualifiedName};
use super::super::operation::{ObjectKind, ObjectReference};
use super::{function, index, types};

/// The words of each kind; where one begins with another, the longer stands first.
const KINDS: &[(&[&str], ObjectKind)] = &[
    (&["TABLE"], ObjectKind::Table),
    (&["INDEX"], ObjectKind::Index),
    (&["TYPE"], ObjectKind::Type),
    (&["FUNCTION"], ObjectKind::Function),
    (&["TRIGGER"], ObjectKind::Trigger),
    (&["VIEW"], ObjectKind::View),
    (&["COLUMN"], ObjectKind::Column),
    (&["SEQUENCE"], ObjectKind::Sequence),
    (&["POLICY"], ObjectKind::Policy),
    (&["SCHEMA"], ObjectKind::Schema),
    (&["EXTENSION"], ObjectKind::Extension),
    (&["CONSTRAINT"], ObjectKind::Constraint),
    (&["MATERIALIZED", "VIEW"], ObjectKind::MaterializedView),
    (&["FOREIGN", "TABLE"], ObjectKind::ForeignTable),
    (&["FOREIGN", "DATA", "WRAPPER"], ObjectKind::ForeignDataWrapper),
    (&["SERVER"], ObjectKind::ForeignServer),
    (&["USER", "MAPPING"], ObjectKind::UserMapping),
    (&["DOMAIN"], ObjectKind::Domain),
    (&["DATABASE"], ObjectKind::Database),
    (&["PROCEDURE"], ObjectKind::Procedure),
    (&["ROUTINE"], ObjectKind::Routine),
    (&["AGGREGATE"], ObjectKind::Aggregate),
    (&["EVENT", "TRIGGER"], ObjectKind::EventTrigger),
    (&["RULE"], ObjectKind::Rule),
    (&["ROLE"], ObjectKind::Role),
    (&["USER"], ObjectKind::Role),
    (&["GROUP"], ObjectKind::Role),
    (&["TABLESPACE"], ObjectKind::Tablespace),
    (&["PUBLICATION"], ObjectKind::Publication),
    (&["SUBSCRIPTION"], ObjectKind::Subscription),
    (&["STATISTICS"], ObjectKind::Statistics),
    (&["OPERATOR", "CLASS"], ObjectKind::OperatorClass),
    (&["OPERATOR", "FAMILY"], ObjectKind::OperatorFamily),
    (&["OPERATOR"], ObjectKind::Operator),
    (&["COLLATION"], ObjectKind::Collation),
    (&["CONVERSION"], ObjectKind::Conversion),
    (&["CAST"], ObjectKind::Cast),
    (&["PROCEDURAL", "LANGUAGE"], ObjectKind::Language),
    (&["LANGUAGE"], ObjectKind::Language),
    (&["TEXT", "SEARCH", "PARSER"], ObjectKind::TextSearch),
    (&["TEXT", "SEARCH", "DICTIONARY"], ObjectKind::TextSearch),
    (&["TEXT", "SEARCH", "TEMPLATE"], ObjectKind::TextSearch),
    (&["TEXT", "SEARCH", "CONFIGURATION"], ObjectKind::TextSearch),
    (&["ACCESS", "METHOD"], ObjectKind::AccessMethod),
    (&["TRANSFORM"], ObjectKind::Transform),
    (&["LARGE", "OBJECT"], ObjectKind::LargeObject),
];

/// Takes the words of a kind.
pub(super) fn kind(cursor: &mut Cursor<'_>) -> Option<ObjectKind> {
    KINDS.iter().find(|(words, _)| cursor.accept_all(words)).map(|&(_, kind)| kind)
}

/// A name with nothing else.
pub(super) fn named(name: QualifiedName) -> ObjectReference {
    ObjectReference { name, on: None, arguments: None }
}

/// A name without a schema.
pub(super) fn bare(name: Ident) -> ObjectReference {
    named(QualifiedName { schema: None, name })
}

/// Takes the name of an object of this kind, with all that belongs to it.
pub(super) fn reference(cursor: &mut Cursor<'_>, kind: ObjectKind) -> Option<ObjectReference> {
    match kind {
        ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Routine => function::reference(cursor),
        ObjectKind::Aggregate => function::aggregate(cursor),
        ObjectKind::Trigger | ObjectKind::Policy | ObjectKind::Rule => on_table(cursor, false),
        ObjectKind::Constraint => on_table(cursor, true),
        ObjectKind::Type | ObjectKind::Domain => types::data_type(cursor).map(|data_type| named(data_type.name)),
        ObjectKind::Column => column(cursor),
        ObjectKind::Role => cursor.role().map(bare),
        ObjectKind::Operator => operator(cursor),
        ObjectKind::OperatorClass | ObjectKind::OperatorFamily => using_method(cursor),
        ObjectKind::Cast => cast(cursor),
        ObjectKind::Transform => transform(cursor),
        ObjectKind::UserMapping => user_mapping(cursor),
        ObjectKind::LargeObject => cursor.integer().map(|number| bare(number.into())),
        _ if has_schema(kind) => cursor.any_name().map(named),
        _ => cursor.column_id().map(bare),
    }
}

fn has_schema(kind: ObjectKind) -> bool {
    matches!(
        kind,
        ObjectKind::Table
            | ObjectKind::ForeignTable
            | ObjectKind::View
            | ObjectKind::MaterializedView
            | ObjectKind::Sequence
            | ObjectKind::Index
            | ObjectKind::Statistics
            | ObjectKind::Collation
            | ObjectKind::Conversion
            | ObjectKind::TextSearch
    )
}

/// Takes `name ON table`; a constraint may be one of a domain.
fn on_table(cursor: &mut Cursor<'_>, domain: bool) -> Option<ObjectReference> {
    let name = cursor.column_id()?;
    cursor.need("ON")?;
    if domain {
        cursor.accept("DOMAIN");
    }
    Some(ObjectReference { on: Some(cursor.any_name()?), ..bare(name) })
}

fn column(cursor: &mut Cursor<'_>) -> Option<ObjectReference> {
    let (table, column) = super::sequence::column_of_table(cursor)?;
    Some(ObjectReference { on: Some(table), ..bare(column) })
}

/// Takes `operator (left, right)`, where a side may be `NONE`.
fn operator(cursor: &mut Cursor<'_>) -> Option<ObjectReference> {
    let name = index::operator_name(cursor)?;
    let arguments = cursor
        .paren_list(|inside| if inside.accept("NONE") { Some(None) } else { types::data_type(inside).map(Some) })?;
    Some(ObjectReference { arguments: Some(arguments.into_iter().flatten().collect()), ..bare((&*name).into()) })
}

fn using_method(cursor: &mut Cursor<'_>) -> Option<ObjectReference> {
    let name = cursor.any_name()?;
    cursor.need("USING")?;
    cursor.column_id()?;
    Some(named(name))
}

/// Takes `(source AS target)`.
fn cast(cursor: &mut Cursor<'_>) -> Option<ObjectReference> {
    let arguments = cursor.parens(|inside| {
        let source = types::data_type(inside)?;
        inside.need("AS")?;
        Some(vec![source, types::data_type(inside)?])
    })?;
    Some(ObjectReference { arguments: Some(arguments), ..bare("cast".into()) })
}

/// Takes `FOR type LANGUAGE name`.
fn transform(cursor: &mut Cursor<'_>) -> Option<ObjectReference> {
    cursor.need("FOR")?;
    let data_type: DataType = types::data_type(cursor)?;
    cursor.need("LANGUAGE")?;
    Some(ObjectReference { arguments: Some(vec![data_type]), ..bare(cursor.column_id()?) })
}

/// Takes `FOR user SERVER name`.
fn user_mapping(cursor: &mut Cursor<'_>) -> Option<ObjectReference> {
    cursor.need("FOR")?;
    let user = if cursor.is("USER") { cursor.ident()? } else { cursor.role()? };
    cursor.need("SERVER")?;
    let server = cursor.column_id()?;
    Some(ObjectReference { on: Some(QualifiedName { schema: None, name: server }), ..bare(user) })
}
