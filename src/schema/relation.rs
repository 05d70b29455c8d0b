//! Relations and what belongs to them.

use std::sync::Arc;

use crate::sql::{
    DataType, Expression, Ident, IndexElement, IndexTarget, ObjectName, Persistence, QualifiedName, ReferentialAction,
};

/// When something came to be: the number of the migration that made it, counted from 0 in apply order.
///
/// What was made by a migration that is judged cannot hold rows of production yet; [`super::Catalog::is_new`] tells.
pub type Born = u32;

/// A table, view, materialized view, sequence or foreign table.
#[derive(Debug, Clone, PartialEq)]
pub struct Relation {
    /// Where it lies.
    pub name: ObjectName,
    /// What it is.
    pub kind: RelationKind,
    /// Ordinary, unlogged or temporary.
    pub persistence: Persistence,
    /// Columns in order.
    pub columns: Vec<Column>,
    /// Constraints in order of creation.
    pub constraints: Vec<Constraint>,
    /// Indexes, those of constraints included.
    pub indexes: Vec<Index>,
    /// The partitioned table it is a partition of.
    pub partition_of: Option<Partition>,
    /// Parents by `INHERITS`.
    pub inherits: Vec<ObjectName>,
    /// Triggers.
    pub triggers: Vec<Trigger>,
    /// Row-level security policies.
    pub policies: Vec<Policy>,
    /// `ENABLE ROW LEVEL SECURITY`.
    pub row_security: bool,
    /// `FORCE ROW LEVEL SECURITY`.
    pub force_row_security: bool,
    /// The migration that made it.
    pub born: Born,
    /// A statement that could not be read names it: what is kept here may be wrong.
    pub uncertain: bool,
}

/// What a relation is.
#[derive(Debug, Clone, PartialEq)]
pub enum RelationKind {
    /// An ordinary table.
    Table,
    /// A partitioned table, with its strategy (`list`, `range`, `hash`) and the columns of its key.
    Partitioned {
        /// `list`, `range` or `hash`.
        strategy: Ident,
        /// Columns in the key (those used by expressions included).
        key: Vec<Ident>,
    },
    /// A foreign table: its rows are elsewhere.
    Foreign,
    /// A view.
    View(ViewDefinition),
    /// A materialized view.
    MaterializedView(ViewDefinition),
    /// A sequence.
    Sequence {
        /// The column it belongs to, and goes with.
        owned_by: Option<(ObjectName, Ident)>,
    },
}

/// What a view reads.
#[derive(Debug, Clone, PartialEq)]
pub struct ViewDefinition {
    /// Relations it reads, resolved.
    pub reads: Vec<ObjectName>,
    /// Columns it reads of them; a column of `None` stands for any (`*`, or not to be told).
    pub columns: Vec<(ObjectName, Option<Ident>)>,
    /// The query as written.
    pub query: Arc<str>,
    /// False where `reads` and `columns` come from tokens alone.
    pub exact: bool,
    /// Filled at once, or `WITH NO DATA`.
    pub populated: bool,
}

/// A partition's place.
#[derive(Debug, Clone, PartialEq)]
pub struct Partition {
    /// The partitioned table.
    pub parent: ObjectName,
    /// `FOR VALUES …` as written; `None` for the default partition.
    pub bound: Option<Arc<str>>,
}

/// A column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Name.
    pub name: Ident,
    /// Type, user types resolved to `schema.name` where they are known.
    pub data_type: DataType,
    /// Collation, where it is not the default.
    pub collation: Option<QualifiedName>,
    /// `NOT NULL`, by itself or by a primary key.
    pub not_null: bool,
    /// Default, as written.
    pub default: Option<Expression>,
    /// How it gets its value by itself.
    pub generated: Generation,
    /// The migration that added it.
    pub born: Born,
}

/// How a column gets its value by itself.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Generation {
    /// By default, if at all.
    #[default]
    None,
    /// Identity; always or by default.
    Identity {
        /// `GENERATED ALWAYS`.
        always: bool,
    },
    /// Computed from other columns.
    Expression {
        /// Columns it is computed from.
        uses: Vec<Ident>,
        /// Kept in the row, or (version 18) computed when read.
        stored: bool,
    },
}

/// A constraint of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Constraint {
    /// Name, chosen as `PostgreSQL` does where none was written.
    pub name: Ident,
    /// What it demands.
    pub rule: ConstraintRule,
    /// Columns it is about, in order; for a check those that its expression uses.
    pub columns: Vec<Ident>,
    /// Existing rows were looked at.
    pub validated: bool,
    /// Enforced at all (version 18 has `NOT ENFORCED`).
    pub enforced: bool,
    /// `DEFERRABLE`.
    pub deferrable: bool,
    /// The migration that added it.
    pub born: Born,
}

/// What a constraint demands.
#[derive(Debug, Clone, PartialEq)]
pub enum ConstraintRule {
    /// Primary key; its index has its name.
    PrimaryKey,
    /// Unique; its index has its name.
    Unique,
    /// Foreign key.
    ForeignKey {
        /// Referenced table.
        referenced: ObjectName,
        /// Referenced columns; the primary key's where none were written and it is known.
        referenced_columns: Vec<Ident>,
        /// `ON DELETE`.
        on_delete: ReferentialAction,
        /// `ON UPDATE`.
        on_update: ReferentialAction,
    },
    /// Check.
    Check(Expression),
    /// Exclusion; its index has its name.
    Exclusion,
    /// A NOT NULL constraint with a name (version 18).
    NotNull,
}

/// An index.
#[derive(Debug, Clone, PartialEq)]
pub struct Index {
    /// Name; it lies in its table's schema.
    pub name: Ident,
    /// Method: `btree`, `gin`, …
    pub method: Ident,
    /// Key elements.
    pub elements: Vec<IndexElement>,
    /// Columns that key elements and predicate use, those of expressions included, each once.
    pub uses: Vec<Ident>,
    /// `INCLUDE` columns.
    pub include: Vec<Ident>,
    /// `WHERE …`.
    pub predicate: Option<Expression>,
    /// `UNIQUE`.
    pub unique: bool,
    /// `NULLS NOT DISTINCT`.
    pub nulls_not_distinct: bool,
    /// `ON ONLY`: not valid until every partition's index is attached.
    pub valid: bool,
    /// It belongs to the constraint of its name.
    pub of_constraint: bool,
    /// The migration that made it.
    pub born: Born,
}

/// A trigger.
#[derive(Debug, Clone, PartialEq)]
pub struct Trigger {
    /// Name.
    pub name: Ident,
    /// Function that it runs.
    pub function: Option<QualifiedName>,
    /// `UPDATE OF` columns.
    pub update_of: Vec<Ident>,
    /// Not disabled.
    pub enabled: bool,
}

/// A row-level security policy.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// Name.
    pub name: Ident,
    /// Columns that its expressions may use.
    pub uses: Vec<Ident>,
}

impl Relation {
    /// An empty relation.
    #[must_use]
    pub fn new(name: ObjectName, kind: RelationKind, born: Born) -> Self {
        Self {
            name,
            kind,
            persistence: Persistence::Permanent,
            columns: Vec::new(),
            constraints: Vec::new(),
            indexes: Vec::new(),
            partition_of: None,
            inherits: Vec::new(),
            triggers: Vec::new(),
            policies: Vec::new(),
            row_security: false,
            force_row_security: false,
            born,
            uncertain: false,
        }
    }

    /// A table in the wide sense: ordinary, partitioned or foreign.
    #[must_use]
    pub const fn is_table(&self) -> bool {
        matches!(self.kind, RelationKind::Table | RelationKind::Partitioned { .. } | RelationKind::Foreign)
    }

    /// A view or materialized view's definition.
    #[must_use]
    pub const fn view(&self) -> Option<&ViewDefinition> {
        match &self.kind {
            RelationKind::View(view) | RelationKind::MaterializedView(view) => Some(view),
            _ => None,
        }
    }

    /// A column by name.
    #[must_use]
    pub fn column(&self, name: &Ident) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == *name)
    }

    /// A constraint by name.
    #[must_use]
    pub fn constraint(&self, name: &Ident) -> Option<&Constraint> {
        self.constraints.iter().find(|constraint| constraint.name == *name)
    }

    /// An index by name.
    #[must_use]
    pub fn index(&self, name: &Ident) -> Option<&Index> {
        self.indexes.iter().find(|index| index.name == *name)
    }

    /// The primary key.
    #[must_use]
    pub fn primary_key(&self) -> Option<&Constraint> {
        self.constraints.iter().find(|constraint| constraint.rule == ConstraintRule::PrimaryKey)
    }

    /// Foreign keys with the tables they point at.
    pub fn foreign_keys(&self) -> impl Iterator<Item = (&Constraint, &ObjectName)> {
        self.constraints.iter().filter_map(|constraint| match &constraint.rule {
            ConstraintRule::ForeignKey { referenced, .. } => Some((constraint, referenced)),
            _ => None,
        })
    }

    /// Checks.
    pub fn checks(&self) -> impl Iterator<Item = &Constraint> {
        self.constraints.iter().filter(|constraint| matches!(constraint.rule, ConstraintRule::Check(_)))
    }

    /// The columns of a partitioned table's key.
    #[must_use]
    pub fn partition_key(&self) -> Option<&[Ident]> {
        match &self.kind {
            RelationKind::Partitioned { key, .. } => Some(key),
            _ => None,
        }
    }

    /// Whether an index of this table can stand for one of its parent.
    #[must_use]
    pub fn has_index_like(&self, index: &Index) -> bool {
        self.indexes.iter().any(|held| held.is_like(index))
    }
}

impl Column {
    /// A column of this name and type that demands nothing and has no default.
    #[must_use]
    pub const fn plain(name: Ident, data_type: DataType, born: Born) -> Self {
        Self { name, data_type, collation: None, not_null: false, default: None, generated: Generation::None, born }
    }
}

impl Constraint {
    /// Whether it is a foreign key that points at a column of this name.
    #[must_use]
    pub fn refers_to_column(&self, column: &Ident) -> bool {
        matches!(&self.rule, ConstraintRule::ForeignKey { referenced_columns, .. } if referenced_columns.contains(column))
    }
}

impl Index {
    /// Whether two indexes, of a parent and of its child, are the same but for the name.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        let text = |index: &Self| index.predicate.as_ref().map(|predicate| predicate.text.clone());
        self.unique == other.unique
            && self.method == other.method
            && self.of_constraint == other.of_constraint
            && self.include == other.include
            && text(self) == text(other)
            && self.elements.len() == other.elements.len()
            && self.elements.iter().zip(&other.elements).all(|(one, other)| same_target(&one.target, &other.target))
    }
}

fn same_target(one: &IndexTarget, other: &IndexTarget) -> bool {
    match (one, other) {
        (IndexTarget::Column(one), IndexTarget::Column(other)) => one == other,
        (IndexTarget::Expression(one), IndexTarget::Expression(other)) => one.text == other.text,
        _ => false,
    }
}
