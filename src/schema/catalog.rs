//! A database as its migrations built it.

use std::sync::Arc;

use imbl::OrdMap;

use super::relation::{Born, Index, Relation, RelationKind};
use crate::sql::{DataType, Expression, Ident, ObjectName, QualifiedName, Volatility};

/// A database as a history of operations built it. A clone shares everything: it costs a few reference counts.
#[derive(Debug, Clone)]
pub struct Catalog {
    /// Each with the migration that made it; `None` for one that every database has from the start.
    pub(super) schemas: OrdMap<Ident, Option<Born>>,
    pub(super) relations: OrdMap<ObjectName, Arc<Relation>>,
    /// Index by name → its table: indexes share the relations' namespace.
    pub(super) indexes: OrdMap<ObjectName, ObjectName>,
    pub(super) types: OrdMap<ObjectName, Arc<Type>>,
    pub(super) functions: OrdMap<ObjectName, Arc<Vec<Function>>>,
    pub(super) extensions: OrdMap<Ident, Extension>,
    pub(super) search_path: Arc<[Ident]>,
    pub(super) session_time_zone: Option<Arc<str>>,
    /// The first migration that is judged: what was born from there on is new.
    pub(super) judged_from: Born,
    /// The migration whose operations are applied now.
    pub(super) now: Born,
    /// Objects whose names stand in statements that could not be read.
    pub(super) uncertain: OrdMap<QualifiedName, ()>,
    /// Every name that a constraint ever had: a new name that is not among them is free without a search.
    pub(super) constraint_names: OrdMap<ObjectName, ()>,
    /// Some table was made with `INHERITS`: only then are children of ordinary tables looked for.
    pub(super) has_inheritance: bool,
    /// What `RESET search_path` goes back to.
    pub(super) default_search_path: Arc<[Ident]>,
    /// What `SET LOCAL` hides until its transaction ends.
    pub(super) session_settings: SessionSettings,
}

/// Settings of the session, which come back when the transaction of a `SET LOCAL` ends.
#[derive(Debug, Clone)]
pub(super) struct SessionSettings {
    pub(super) search_path: Arc<[Ident]>,
    pub(super) time_zone: Option<Arc<str>>,
}

/// The schema that stands for the session's temporary one; it comes before the search path.
pub(super) const TEMPORARY_SCHEMA: &str = "pg_temp";

/// A user's type.
#[derive(Debug, Clone, PartialEq)]
pub struct Type {
    /// Where it lies.
    pub name: ObjectName,
    /// What it is.
    pub kind: TypeKind,
    /// The migration that made it.
    pub born: Born,
}

/// What a type is.
#[derive(Debug, Clone, PartialEq)]
pub enum TypeKind {
    /// An enum with its labels in order, each with the migration that added it.
    Enum(Vec<(Arc<str>, Born)>),
    /// A domain.
    Domain {
        /// Its base type.
        base: DataType,
        /// `NOT NULL`.
        not_null: bool,
        /// Default.
        default: Option<Expression>,
        /// Checks by name, and whether they are validated.
        checks: Vec<(Ident, bool)>,
    },
    /// A composite type with its attributes.
    Composite(Vec<(Ident, DataType)>),
    /// Range, base or shell type, or one of an extension.
    Other,
}

/// A function or procedure.
#[derive(Debug, Clone, PartialEq)]
pub struct Function {
    /// Input argument types.
    pub arguments: Vec<DataType>,
    /// Volatility as declared.
    pub volatility: Volatility,
    /// `LANGUAGE`.
    pub language: Option<Ident>,
    /// Returns `trigger`.
    pub is_trigger: bool,
    /// `SECURITY DEFINER`.
    pub security_definer: bool,
    /// The static statements in its body, and whether parts of it cannot be seen.
    pub body: Option<Arc<crate::sql::Body>>,
    /// The migration that made it.
    pub born: Born,
}

/// An installed extension.
#[derive(Debug, Clone, PartialEq)]
pub struct Extension {
    /// Where its objects lie.
    pub schema: Option<Ident>,
    /// The migration that made it.
    pub born: Born,
}

impl Catalog {
    /// A new database: one schema, which is also the search path (`public`, or Prisma's `?schema=`).
    #[must_use]
    pub fn new(default_schema: &str) -> Self {
        let schema = Ident::from(default_schema);
        Self {
            schemas: OrdMap::unit(Ident::from("public"), None).update(schema.clone(), None),
            relations: OrdMap::new(),
            indexes: OrdMap::new(),
            types: OrdMap::new(),
            functions: OrdMap::new(),
            extensions: OrdMap::new(),
            search_path: [schema.clone()].into(),
            session_time_zone: None,
            judged_from: Born::MAX,
            now: 0,
            uncertain: OrdMap::new(),
            constraint_names: OrdMap::new(),
            has_inheritance: false,
            default_search_path: [schema.clone()].into(),
            session_settings: SessionSettings { search_path: [schema].into(), time_zone: None },
        }
    }

    /// The same database where sessions begin with another search path (`ALTER DATABASE … SET search_path`).
    #[must_use]
    pub fn with_search_path(mut self, schemas: &[String]) -> Self {
        let path: Arc<[Ident]> = schemas.iter().map(|schema| Ident::from(schema.as_str())).collect();
        self.search_path = path.clone();
        self.default_search_path = path.clone();
        self.session_settings.search_path = path;
        self
    }

    /// Says which migration the next operations belong to. Temporary tables of the one before are gone with its session.
    pub fn begin_migration(&mut self, number: Born) {
        self.now = number;
        if self.has_temporary() {
            self.remove_schema(&Ident::from(TEMPORARY_SCHEMA));
        }
    }

    /// Says that everything born from this migration on is pending: not on production yet.
    pub fn judge_from(&mut self, number: Born) {
        self.judged_from = number;
    }

    /// Whether something is made by the migrations that are judged, so that production has no rows in it.
    #[must_use]
    pub const fn is_new(&self, born: Born) -> bool {
        born >= self.judged_from
    }

    /// Whether something was made by the very migration that runs now.
    #[must_use]
    pub const fn is_of_this_migration(&self, born: Born) -> bool {
        born == self.now
    }

    /// Schemas in which unqualified names are looked for, and the first of which gets new objects.
    #[must_use]
    pub fn search_path(&self) -> &[Ident] {
        &self.search_path
    }

    /// The session's `TimeZone`, where a migration set it.
    #[must_use]
    pub fn session_time_zone(&self) -> Option<&str> {
        self.session_time_zone.as_deref()
    }

    /// The schema that gets new objects without a schema in their name.
    #[must_use]
    pub fn creation_schema(&self) -> Ident {
        self.search_path
            .iter()
            .find(|schema| self.schemas.contains_key(*schema))
            .or_else(|| self.search_path.first())
            .cloned()
            .unwrap_or_else(|| Ident::from("public"))
    }

    /// The address that a new object of this name gets.
    #[must_use]
    pub fn address(&self, name: &QualifiedName) -> ObjectName {
        ObjectName { schema: name.schema.clone().unwrap_or_else(|| self.creation_schema()), name: name.name.clone() }
    }

    /// The address that a name means: where an object of the kind is found along the search path, else where it would be.
    #[must_use]
    pub fn resolve(&self, name: &QualifiedName) -> ObjectName {
        let found = self.lookup(name, |at| self.relations.get_key_value(at));
        found.map_or_else(|| self.address(name), |(at, _)| at.clone())
    }

    /// A relation by name along the search path.
    #[must_use]
    pub fn relation(&self, name: &QualifiedName) -> Option<&Arc<Relation>> {
        self.lookup(name, |at| self.relations.get(at))
    }

    /// A relation by address.
    #[must_use]
    pub fn relation_at(&self, name: &ObjectName) -> Option<&Arc<Relation>> {
        self.relations.get(name)
    }

    /// A table (ordinary, partitioned, foreign) by name.
    #[must_use]
    pub fn table(&self, name: &QualifiedName) -> Option<&Arc<Relation>> {
        self.relation(name).filter(|relation| relation.is_table())
    }

    /// An index by name, with its table.
    #[must_use]
    pub fn index(&self, name: &QualifiedName) -> Option<(&Arc<Relation>, &Index)> {
        let table = self.relations.get(self.lookup(name, |at| self.indexes.get(at))?)?;
        Some((table, table.index(&name.name)?))
    }

    /// A user's type by name.
    #[must_use]
    pub fn user_type(&self, name: &QualifiedName) -> Option<&Arc<Type>> {
        self.lookup(name, |at| self.types.get(at))
    }

    /// Whether the history made any function.
    #[must_use]
    pub fn has_functions(&self) -> bool {
        !self.functions.is_empty()
    }

    /// The overloads of a function.
    #[must_use]
    pub fn functions(&self, name: &QualifiedName) -> &[Function] {
        self.lookup(name, |at| self.functions.get(at)).map_or(&[], |overloads| overloads.as_slice())
    }

    pub(super) fn find_function(&self, name: &QualifiedName) -> Option<ObjectName> {
        self.lookup(name, |at| self.functions.get_key_value(at)).map(|(at, _)| at.clone())
    }

    /// Whether a schema is known.
    #[must_use]
    pub fn has_schema(&self, name: &Ident) -> bool {
        self.schemas.contains_key(name)
    }

    /// Whether the migrations that are judged made a schema.
    #[must_use]
    pub fn is_new_schema(&self, name: &Ident) -> bool {
        self.schemas.get(name).copied().flatten().is_some_and(|born| self.is_new(born))
    }

    /// An extension.
    #[must_use]
    pub fn extension(&self, name: &Ident) -> Option<&Extension> {
        self.extensions.get(name)
    }

    /// Whether a statement that could not be read names this object.
    #[must_use]
    pub fn is_uncertain(&self, name: &QualifiedName) -> bool {
        self.uncertain.contains_key(name) || self.relation(name).is_some_and(|relation| relation.uncertain)
    }

    /// Every relation, by address.
    pub fn relations(&self) -> impl Iterator<Item = &Arc<Relation>> {
        self.relations.values()
    }

    /// Every type, by address.
    pub fn types(&self) -> impl Iterator<Item = &Arc<Type>> {
        self.types.values()
    }

    /// Every schema.
    pub fn schemas(&self) -> impl Iterator<Item = &Ident> {
        self.schemas.keys()
    }

    /// Foreign keys that point at a table: the table that holds each, and its constraint.
    pub fn referencing<'a>(
        &'a self,
        table: &'a ObjectName,
    ) -> impl Iterator<Item = (&'a Arc<Relation>, &'a super::relation::Constraint)> {
        self.relations.values().flat_map(move |relation| {
            relation
                .foreign_keys()
                .filter(move |(_, to)| *to == table)
                .map(move |(constraint, _)| (relation, constraint))
        })
    }

    /// The direct partitions of a table.
    pub fn partitions<'a>(&'a self, table: &'a ObjectName) -> impl Iterator<Item = &'a Arc<Relation>> {
        self.relations
            .values()
            .filter(move |relation| relation.partition_of.as_ref().is_some_and(|partition| partition.parent == *table))
    }

    /// Views and materialized views that read a relation directly.
    pub fn views_of<'a>(&'a self, relation: &'a ObjectName) -> impl Iterator<Item = &'a Arc<Relation>> {
        self.relations
            .values()
            .filter(move |candidate| candidate.view().is_some_and(|view| view.reads.contains(relation)))
    }

    /// Columns of a user's type, arrays of it included: the table and the column.
    pub fn columns_of_type<'a>(
        &'a self,
        wanted: &'a ObjectName,
    ) -> impl Iterator<Item = (&'a Arc<Relation>, &'a super::relation::Column)> {
        self.relations.values().filter(|relation| relation.is_table()).flat_map(move |relation| {
            relation
                .columns
                .iter()
                .filter(move |column| self.type_address(&column.data_type).as_ref() == Some(wanted))
                .map(move |column| (relation, column))
        })
    }

    /// The address of a user's type that a column declares.
    #[must_use]
    pub fn type_address(&self, data_type: &DataType) -> Option<ObjectName> {
        data_type.builtin().is_none().then(|| self.user_type(&data_type.name)).flatten().map(|found| found.name.clone())
    }

    /// Sequences that belong to a column.
    pub fn sequences_of<'a>(
        &'a self,
        table: &'a ObjectName,
        column: &'a Ident,
    ) -> impl Iterator<Item = &'a Arc<Relation>> {
        self.relations.values().filter(move |relation| {
            matches!(&relation.kind, RelationKind::Sequence { owned_by: Some((owner, name)) } if owner == table && name == column)
        })
    }

    /// Looks a name up in its schema, or along the search path.
    fn lookup<'a, T>(&'a self, name: &QualifiedName, get: impl Fn(&ObjectName) -> Option<T> + 'a) -> Option<T> {
        let at = |schema: &Ident| get(&ObjectName { schema: schema.clone(), name: name.name.clone() });
        if let Some(schema) = &name.schema {
            return at(schema);
        }
        let temporary = self.schemas.get_key_value(TEMPORARY_SCHEMA).map(|(schema, _)| schema);
        temporary.into_iter().chain(self.search_path.iter()).find_map(at)
    }

    pub(super) fn has_temporary(&self) -> bool {
        self.schemas.contains_key(TEMPORARY_SCHEMA)
    }
}
