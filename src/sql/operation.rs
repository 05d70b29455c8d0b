#![allow(missing_docs, reason = "fields of variants are the clauses of the SQL that the variant names")]
//! Our own words for what a statement does. Everything after the `sql` wing speaks only these.

mod object;
mod program;
mod rows;
mod statement;
mod table;

use std::sync::Arc;

use super::data_type::DataType;
use super::name::{Ident, QualifiedName};
use super::source::Span;

pub use object::{AttributeAction, DomainAction, ObjectKind, ObjectReference, Privileges, SetParameter};
pub use program::{Body, CreateFunction, Volatility};
pub use rows::{Assignment, Expression, Query, RowChange, RowChangeKind, RowScope};
pub use statement::{Danger, Located, Reach, Statement};
pub use table::{
    ColumnDefinition, ConstraintDefinition, ConstraintKind, CreateIndex, CreateTable, Generated, IndexElement,
    IndexTarget, KeyColumns, LikeClause, PartitionBy, PartitionOf, Persistence, ReferentialAction,
};

/// Everything Seawall can say that a statement does.
///
/// A name is as written; `schema` resolves it against the search path.
#[derive(Debug, Clone, PartialEq)]
pub enum Operation {
    // Tables.
    /// `CREATE TABLE`.
    CreateTable { name: QualifiedName, table: Box<CreateTable> },
    /// `DROP TABLE` of one table.
    DropTable { name: QualifiedName, if_exists: bool, cascade: bool },
    /// `TRUNCATE` of one table.
    Truncate { name: QualifiedName, cascade: bool, restart_identity: bool },
    /// `ALTER TABLE … RENAME TO`.
    RenameTable { name: QualifiedName, to: Ident },
    /// `ALTER TABLE … SET SCHEMA`.
    SetTableSchema { name: QualifiedName, to: Ident },
    /// `SET LOGGED` / `SET UNLOGGED`.
    SetLogged { table: QualifiedName, logged: bool },
    /// `SET TABLESPACE`.
    SetTablespace { kind: ObjectKind, name: QualifiedName },
    /// `SET ACCESS METHOD`.
    SetAccessMethod { table: QualifiedName, method: Option<Ident> },
    /// `SET (…)` / `RESET (…)`: storage parameters in lower case, with their values.
    SetStorageParameters { kind: ObjectKind, name: QualifiedName, parameters: Vec<(Box<str>, Option<Box<str>>)> },
    /// `REPLICA IDENTITY …`: the word, lower case (`full`, `nothing`, `default`, `index`).
    ReplicaIdentity { table: QualifiedName, identity: Box<str> },
    /// `ENABLE` / `DISABLE ROW LEVEL SECURITY`.
    RowLevelSecurity { table: QualifiedName, enable: bool },
    /// `FORCE` / `NO FORCE ROW LEVEL SECURITY`.
    ForceRowLevelSecurity { table: QualifiedName, force: bool },
    /// `ENABLE` / `DISABLE TRIGGER` (name, `all` or `user`) and `ENABLE` / `DISABLE RULE`.
    SwitchTrigger { table: QualifiedName, trigger: Ident, all: bool, enable: bool, rule: bool },
    /// `CLUSTER ON` / `SET WITHOUT CLUSTER`, `SET WITHOUT OIDS`, `OF type`, `NOT OF`: nothing that Seawall keeps.
    AlterTableOther { table: QualifiedName, words: Box<str> },
    /// `INHERIT` / `NO INHERIT`.
    Inherit { table: QualifiedName, parent: QualifiedName, inherit: bool },
    /// `ATTACH PARTITION`; `bound` is `None` for `DEFAULT`.
    AttachPartition { table: QualifiedName, partition: QualifiedName, bound: Option<Expression> },
    /// `DETACH PARTITION`.
    DetachPartition { table: QualifiedName, partition: QualifiedName, concurrently: bool, finalize: bool },

    // Columns.
    /// `ADD COLUMN`.
    AddColumn { table: QualifiedName, if_not_exists: bool, column: Box<ColumnDefinition> },
    /// `DROP COLUMN`.
    DropColumn { table: QualifiedName, column: Ident, if_exists: bool, cascade: bool },
    /// `RENAME COLUMN`, of a table, view or foreign table.
    RenameColumn { table: QualifiedName, column: Ident, to: Ident },
    /// `ALTER COLUMN … TYPE`.
    AlterColumnType {
        table: QualifiedName,
        column: Ident,
        data_type: DataType,
        collation: Option<QualifiedName>,
        using: Option<Expression>,
    },
    /// `SET DEFAULT` or, with `None`, `DROP DEFAULT`.
    AlterColumnDefault { table: QualifiedName, column: Ident, default: Option<Expression> },
    /// `SET NOT NULL`.
    SetNotNull { table: QualifiedName, column: Ident },
    /// `DROP NOT NULL`.
    DropNotNull { table: QualifiedName, column: Ident },
    /// `ADD GENERATED … AS IDENTITY`.
    AddIdentity { table: QualifiedName, column: Ident, always: bool },
    /// `DROP IDENTITY`.
    DropIdentity { table: QualifiedName, column: Ident, if_exists: bool },
    /// `DROP EXPRESSION`.
    DropExpression { table: QualifiedName, column: Ident, if_exists: bool },
    /// `SET EXPRESSION AS (…)` (version 17).
    SetExpression { table: QualifiedName, column: Ident, expression: Expression },
    /// `SET STATISTICS`, `SET STORAGE`, `SET COMPRESSION`, `SET (…)`, `SET GENERATED …`: no rows, no meaning.
    AlterColumnOther { table: QualifiedName, column: Ident, words: Box<str> },

    // Constraints and indexes.
    /// `ADD CONSTRAINT`, but of a foreign key.
    AddConstraint { table: QualifiedName, constraint: ConstraintDefinition },
    /// `ADD FOREIGN KEY`.
    AddForeignKey { table: QualifiedName, constraint: ConstraintDefinition },
    /// `DROP CONSTRAINT`.
    DropConstraint { table: QualifiedName, constraint: Ident, if_exists: bool, cascade: bool },
    /// `VALIDATE CONSTRAINT`.
    ValidateConstraint { table: QualifiedName, constraint: Ident },
    /// `ALTER CONSTRAINT …`.
    AlterConstraint { table: QualifiedName, constraint: Ident },
    /// `RENAME CONSTRAINT`.
    RenameConstraint { table: QualifiedName, constraint: Ident, to: Ident },
    /// `CREATE INDEX`.
    CreateIndex(Box<CreateIndex>),
    /// `DROP INDEX` of one index.
    DropIndex { name: QualifiedName, concurrently: bool, if_exists: bool, cascade: bool },
    /// `ALTER INDEX … RENAME TO`.
    RenameIndex { name: QualifiedName, to: Ident },
    /// `ALTER INDEX … ATTACH PARTITION`.
    AttachIndex { index: QualifiedName, partition: QualifiedName },
    /// `REINDEX`; the name is that of the index, table, schema or database.
    Reindex { kind: ObjectKind, name: Option<QualifiedName>, concurrently: bool },

    // Types.
    /// `CREATE TYPE … AS ENUM`.
    CreateEnum { name: QualifiedName, labels: Vec<Box<str>> },
    /// `ALTER TYPE … ADD VALUE`.
    AddEnumValue {
        name: QualifiedName,
        label: Box<str>,
        if_not_exists: bool,
        before: Option<Box<str>>,
        after: Option<Box<str>>,
    },
    /// `ALTER TYPE … RENAME VALUE`.
    RenameEnumValue { name: QualifiedName, from: Box<str>, to: Box<str> },
    /// `CREATE DOMAIN`.
    CreateDomain {
        name: QualifiedName,
        data_type: DataType,
        default: Option<Expression>,
        not_null: bool,
        constraints: Vec<ConstraintDefinition>,
    },
    /// `ALTER DOMAIN`.
    AlterDomain { name: QualifiedName, action: DomainAction },
    /// `CREATE TYPE … AS (…)`.
    CreateComposite { name: QualifiedName, attributes: Vec<(Ident, DataType)> },
    /// `CREATE TYPE` of another sort: range, base, shell.
    CreateOtherType { name: QualifiedName },
    /// `ALTER TYPE … ADD | DROP | ALTER ATTRIBUTE`.
    AlterAttribute { name: QualifiedName, action: AttributeAction },

    // Views.
    /// `CREATE VIEW`, `CREATE MATERIALIZED VIEW`.
    CreateView {
        name: QualifiedName,
        or_replace: bool,
        if_not_exists: bool,
        materialized: bool,
        temporary: bool,
        columns: Vec<Ident>,
        query: Box<Query>,
        with_data: bool,
    },
    /// `REFRESH MATERIALIZED VIEW`.
    RefreshMaterializedView { name: QualifiedName, concurrently: bool, with_data: bool },

    // Everything that has a name.
    /// `DROP` of anything but a table, index or role; one operation a name.
    Drop { kind: ObjectKind, object: ObjectReference, if_exists: bool, cascade: bool, concurrently: bool },
    /// `ALTER … RENAME TO` of anything but a table, column, constraint or index.
    Rename { kind: ObjectKind, object: ObjectReference, to: Ident },
    /// `ALTER … SET SCHEMA` of anything but a table.
    SetSchema { kind: ObjectKind, object: ObjectReference, to: Ident },
    /// `ALTER … OWNER TO`.
    SetOwner { kind: ObjectKind, object: ObjectReference, to: Ident },
    /// `COMMENT ON`; the column stands in the reference's name for columns.
    Comment { kind: ObjectKind, object: ObjectReference },

    // Programs.
    /// `CREATE FUNCTION`, `CREATE PROCEDURE`.
    CreateFunction(Box<CreateFunction>),
    /// `CREATE TRIGGER`.
    CreateTrigger {
        name: Ident,
        table: QualifiedName,
        function: Option<QualifiedName>,
        update_of: Vec<Ident>,
        or_replace: bool,
    },
    /// `CREATE RULE`; its commands run in place of others later.
    CreateRule { name: Ident, table: QualifiedName, body: Arc<Body> },
    /// `CREATE POLICY`.
    CreatePolicy {
        name: Ident,
        table: QualifiedName,
        command: Option<Box<str>>,
        permissive: bool,
        using: Option<Expression>,
        check: Option<Expression>,
    },
    /// `ALTER POLICY` (but its renaming).
    AlterPolicy { name: Ident, table: QualifiedName, using: Option<Expression>, check: Option<Expression> },
    /// `CREATE EVENT TRIGGER`.
    CreateEventTrigger { name: Ident },
    /// `DO`: the operations of its body follow as located operations of the same statement; here is what cannot be seen, and
    /// where the block ends with an error of its own.
    Do { language: Ident, dynamic: Vec<Span>, raises: Vec<Span>, readable: bool },
    /// A `SELECT`, `VALUES`, `TABLE` or `CALL` that runs these functions; the rows come back to nobody.
    Select { query: Box<Query>, locks_rows: bool },
    /// `CALL procedure(…)`.
    Call { name: QualifiedName },

    // Rows.
    /// `INSERT`, `UPDATE`, `DELETE`, `MERGE`, also in a CTE, `EXPLAIN ANALYZE` or `COPY (…)`.
    ChangeRows(Box<RowChange>),
    /// `COPY table FROM`; data or a file.
    CopyFrom { table: QualifiedName, program_or_file: bool },
    /// `COPY … TO`.
    CopyTo { program_or_file: bool },
    /// `PREPARE name AS …`: what it would do when executed.
    Prepare { name: Ident, body: Arc<Body> },
    /// `EXECUTE name` of a prepared statement.
    ExecutePrepared { name: Ident },

    // Sequences, schemas, extensions, roles, settings.
    /// `CREATE SEQUENCE`.
    CreateSequence { name: QualifiedName, if_not_exists: bool, owned_by: Option<(QualifiedName, Ident)> },
    /// `ALTER SEQUENCE` (but RENAME, SET SCHEMA, OWNER).
    AlterSequence { name: QualifiedName, restart: bool, owned_by: Option<Option<(QualifiedName, Ident)>> },
    /// `CREATE SCHEMA`; elements inside are operations of their own.
    CreateSchema { name: Ident, if_not_exists: bool },
    /// `CREATE EXTENSION`.
    CreateExtension { name: Ident, if_not_exists: bool, schema: Option<Ident>, cascade: bool },
    /// `ALTER EXTENSION … UPDATE | ADD | DROP`.
    AlterExtension { name: Ident, action: Box<str> },
    /// `CREATE DATABASE`.
    CreateDatabase { name: Ident },
    /// `CREATE ROLE`, `ALTER ROLE … options`: the options in lower case.
    RoleOptions { name: Ident, create: bool, options: Vec<Box<str>> },
    /// `DROP ROLE`, `DROP OWNED BY`, `REASSIGN OWNED BY`.
    DropRole { name: Ident },
    /// `DROP OWNED BY`.
    DropOwned { roles: Vec<Ident>, cascade: bool },
    /// `REASSIGN OWNED BY`.
    ReassignOwned { roles: Vec<Ident>, to: Ident },
    /// `GRANT` and `REVOKE`.
    Privileges(Box<Privileges>),
    /// `ALTER DEFAULT PRIVILEGES`.
    DefaultPrivileges(Box<Privileges>),
    /// `ALTER SYSTEM`, `ALTER DATABASE … SET`, `ALTER ROLE … SET`.
    AlterConfiguration { kind: ObjectKind, name: Option<Ident>, parameter: Option<Box<str>> },
    /// `SET`, `RESET`, and `SELECT set_config(…)` with constants.
    Set(SetParameter),
    /// `CREATE PUBLICATION`, `ALTER PUBLICATION`, `CREATE SUBSCRIPTION`, `ALTER SUBSCRIPTION`.
    Replication { kind: ObjectKind, name: Ident, action: Box<str> },

    // The session.
    /// `BEGIN`, `START TRANSACTION`.
    Begin,
    /// `COMMIT`, `END`.
    Commit { chain: bool },
    /// `ROLLBACK`, `ABORT`.
    Rollback { chain: bool },
    /// `SAVEPOINT`, `RELEASE`, `ROLLBACK TO`.
    Savepoint,
    /// `LOCK TABLE`: the mode in upper case, `ACCESS EXCLUSIVE` where none was written.
    LockTable { table: QualifiedName, mode: Box<str>, nowait: bool },
    /// `VACUUM`.
    Vacuum { full: bool, tables: Vec<QualifiedName> },
    /// `ANALYZE`.
    Analyze { tables: Vec<QualifiedName> },
    /// `CLUSTER`; no table means every clustered one.
    Cluster { table: Option<QualifiedName> },
    /// `DISCARD ALL`.
    DiscardAll,

    /// Read and understood to touch no table, row or setting that Seawall judges: the leading words in upper case
    /// (`CREATE AGGREGATE`, `SHOW`, `NOTIFY`, `CREATE STATISTICS`, `SECURITY LABEL`).
    Harmless { words: Box<str> },
    /// Something that Seawall could not read. `danger` is the recogniser's verdict.
    Unknown { words: Box<str>, danger: Danger, names: Vec<QualifiedName> },
}

impl Operation {
    /// The pass of `ALTER TABLE` in which an action takes effect, whatever the order in which the actions are written:
    /// `PostgreSQL` drops first, then changes types, then adds (`AlterTablePass` in `tablecmds.c`). `None` for what is no action.
    #[must_use]
    pub const fn alter_table_pass(&self) -> Option<u8> {
        Some(match self {
            Self::DropColumn { .. }
            | Self::DropConstraint { .. }
            | Self::DropNotNull { .. }
            | Self::DropIdentity { .. }
            | Self::DropExpression { .. }
            | Self::AlterColumnDefault { default: None, .. } => 0,
            Self::AlterColumnType { .. } => 1,
            Self::AddColumn { .. } => 2,
            Self::SetExpression { .. } => 3,
            Self::SetNotNull { .. } | Self::AddIdentity { .. } | Self::AlterColumnOther { .. } => 4,
            Self::AddConstraint { .. } | Self::AlterColumnDefault { .. } => 5,
            Self::AddForeignKey { .. } => 6,
            Self::ValidateConstraint { .. }
            | Self::AlterConstraint { .. }
            | Self::RowLevelSecurity { .. }
            | Self::ForceRowLevelSecurity { .. }
            | Self::SwitchTrigger { .. }
            | Self::SetStorageParameters { .. }
            | Self::ReplicaIdentity { .. }
            | Self::SetLogged { .. }
            | Self::SetAccessMethod { .. }
            | Self::AlterTableOther { .. }
            | Self::Inherit { .. } => 7,
            _ => return None,
        })
    }
}
