//! Every kind of object that a finding can name.

/// Declares the kinds once: variant, word in JSON and policies, words in a sentence.
macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $word:literal $words:literal,)*) => {
        /// What an object is. The list is closed: `docs/drift.md` and the JSON Schema have it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ObjectKind { $($(#[$doc])* $variant,)* }

        impl ObjectKind {
            /// All kinds.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The words of all kinds in JSON.
            pub const WORDS: &'static [&'static str] = &[$($word,)*];

            /// The word in JSON and policies: `materialized-view`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// The words in a sentence: `materialized view`.
            #[must_use]
            pub const fn words(self) -> &'static str {
                match self { $(Self::$variant => $words,)* }
            }
        }
    };
}

impl ObjectKind {
    /// A kind by its word in JSON and policies.
    #[must_use]
    pub fn by_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == word)
    }

    /// The words in a sentence for so many.
    #[must_use]
    pub fn plural(self, count: usize) -> String {
        let words = self.words();
        match words.strip_suffix('y') {
            _ if count == 1 => words.to_owned(),
            Some(stem) => format!("{stem}ies"),
            None if words.ends_with('x') => format!("{words}es"),
            None => format!("{words}s"),
        }
    }

    /// Whether the name has types in it and so is written as in SQL: `f(integer)`, `(text AS integer)`.
    #[must_use]
    pub const fn is_named_in_sql(self) -> bool {
        matches!(
            self,
            Self::Aggregate | Self::Cast | Self::Function | Self::Operator | Self::Procedure | Self::Transform
        )
    }

    /// Whether others lie in it: columns, constraints, indexes, triggers, policies, rules.
    #[must_use]
    pub const fn holds_parts(self) -> bool {
        matches!(
            self,
            Self::Domain | Self::ForeignTable | Self::MaterializedView | Self::Table | Self::Type | Self::View
        )
    }
}

kinds! {
    /// A table access method.
    AccessMethod = "access-method" "access method",
    /// An aggregate function.
    Aggregate = "aggregate" "aggregate",
    /// A cast.
    Cast = "cast" "cast",
    /// A collation.
    Collation = "collation" "collation",
    /// A column of a table, view, composite type or foreign table.
    Column = "column" "column",
    /// A constraint of a table or domain.
    Constraint = "constraint" "constraint",
    /// An encoding conversion.
    Conversion = "conversion" "conversion",
    /// The database itself: its settings.
    Database = "database" "database",
    /// `ALTER DEFAULT PRIVILEGES` of a role, for a kind of object.
    DefaultPrivilege = "default-privilege" "default privilege",
    /// A domain.
    Domain = "domain" "domain",
    /// A label of an enum.
    EnumValue = "enum-value" "enum value",
    /// An event trigger.
    EventTrigger = "event-trigger" "event trigger",
    /// An extension.
    Extension = "extension" "extension",
    /// A foreign-data wrapper.
    ForeignDataWrapper = "foreign-data-wrapper" "foreign-data wrapper",
    /// A foreign table.
    ForeignTable = "foreign-table" "foreign table",
    /// A function.
    Function = "function" "function",
    /// An index that belongs to no constraint.
    Index = "index" "index",
    /// A procedural language.
    Language = "language" "language",
    /// A materialized view.
    MaterializedView = "materialized-view" "materialized view",
    /// A migration.
    Migration = "migration" "migration",
    /// An operator.
    Operator = "operator" "operator",
    /// An operator class.
    OperatorClass = "operator-class" "operator class",
    /// An operator family.
    OperatorFamily = "operator-family" "operator family",
    /// A partition of a table.
    Partition = "partition" "partition",
    /// A row-level security policy.
    Policy = "policy" "policy",
    /// A procedure.
    Procedure = "procedure" "procedure",
    /// A publication.
    Publication = "publication" "publication",
    /// A role: its settings in this database, and its memberships.
    Role = "role" "role",
    /// A rewrite rule.
    Rule = "rule" "rule",
    /// A schema.
    Schema = "schema" "schema",
    /// A sequence.
    Sequence = "sequence" "sequence",
    /// A foreign server.
    Server = "server" "server",
    /// An extended-statistics object.
    Statistics = "statistics" "statistics object",
    /// A subscription.
    Subscription = "subscription" "subscription",
    /// A table, partitioned or not.
    Table = "table" "table",
    /// A text search configuration.
    TextSearchConfiguration = "text-search-configuration" "text search configuration",
    /// A text search dictionary.
    TextSearchDictionary = "text-search-dictionary" "text search dictionary",
    /// A text search parser.
    TextSearchParser = "text-search-parser" "text search parser",
    /// A text search template.
    TextSearchTemplate = "text-search-template" "text search template",
    /// A transform.
    Transform = "transform" "transform",
    /// A trigger.
    Trigger = "trigger" "trigger",
    /// An enum, composite, range or base type.
    Type = "type" "type",
    /// A user mapping of a foreign server.
    UserMapping = "user-mapping" "user mapping",
    /// A view.
    View = "view" "view",
}
