//! What DROP, RENAME, GRANT and their kin name.

use super::{ConstraintDefinition, Expression};
use crate::sql::data_type::DataType;
use crate::sql::name::{Ident, QualifiedName};

/// Kinds of object that a DROP, RENAME, COMMENT … names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "each is the SQL word itself")]
pub enum ObjectKind {
    Table,
    ForeignTable,
    View,
    MaterializedView,
    Sequence,
    Index,
    Type,
    Domain,
    Schema,
    Database,
    Extension,
    Function,
    Procedure,
    Routine,
    Aggregate,
    Trigger,
    EventTrigger,
    Policy,
    Rule,
    Column,
    Constraint,
    EnumValue,
    Attribute,
    Role,
    Tablespace,
    Publication,
    Subscription,
    Statistics,
    Operator,
    OperatorClass,
    OperatorFamily,
    Collation,
    Conversion,
    Cast,
    Language,
    TextSearch,
    ForeignServer,
    ForeignDataWrapper,
    UserMapping,
    AccessMethod,
    Transform,
    LargeObject,
    Other,
}

/// A name with the argument types of a function, where the kind has them.
#[derive(Debug, Clone, PartialEq)]
pub struct ObjectReference {
    /// Name.
    pub name: QualifiedName,
    /// The table of a trigger, policy, rule or constraint.
    pub on: Option<QualifiedName>,
    /// Argument types, where written.
    pub arguments: Option<Vec<DataType>>,
}

/// `SET`, `RESET`.
#[derive(Debug, Clone, PartialEq)]
pub struct SetParameter {
    /// Name in lower case (`search_path`, `role`, `session_authorization`, `timezone`).
    pub name: Box<str>,
    /// Values, unquoted; empty for `DEFAULT` and `RESET`.
    pub values: Vec<Box<str>>,
    /// `SET LOCAL`.
    pub local: bool,
}

/// `ALTER DOMAIN` actions.
#[derive(Debug, Clone, PartialEq)]
pub enum DomainAction {
    /// `SET DEFAULT` or `DROP DEFAULT`.
    Default(Option<Expression>),
    /// `SET NOT NULL`.
    SetNotNull,
    /// `DROP NOT NULL`.
    DropNotNull,
    /// `ADD CONSTRAINT`.
    AddConstraint(ConstraintDefinition),
    /// `DROP CONSTRAINT`.
    DropConstraint { name: Ident, if_exists: bool },
    /// `RENAME CONSTRAINT`.
    RenameConstraint { name: Ident, to: Ident },
    /// `VALIDATE CONSTRAINT`.
    ValidateConstraint(Ident),
}

/// `ALTER TYPE` actions on a composite type.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs, reason = "each is the SQL clause itself")]
pub enum AttributeAction {
    Add { name: Ident, data_type: DataType, cascade: bool },
    Drop { name: Ident, if_exists: bool, cascade: bool },
    AlterType { name: Ident, data_type: DataType, cascade: bool },
    Rename { name: Ident, to: Ident, cascade: bool },
}

/// `GRANT` or `REVOKE`.
#[derive(Debug, Clone, PartialEq)]
pub struct Privileges {
    /// `GRANT`, else `REVOKE`.
    pub grant: bool,
    /// Lower-case privileges (`select`, `all`); role names for a grant of membership.
    pub privileges: Vec<Box<str>>,
    /// What they are on; `Role` for membership.
    pub kind: ObjectKind,
    /// `ALL TABLES IN SCHEMA` and the like.
    pub all_in_schema: bool,
    /// The objects or, with `all_in_schema`, the schemas.
    pub objects: Vec<QualifiedName>,
    /// Roles that get or lose them (`public` for PUBLIC).
    pub roles: Vec<Ident>,
    /// `WITH GRANT OPTION` / `WITH ADMIN OPTION`.
    pub grant_option: bool,
    /// `CASCADE`.
    pub cascade: bool,
}
