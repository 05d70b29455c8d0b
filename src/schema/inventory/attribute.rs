//! Every attribute that a comparison can name, and how much a difference in it weighs.

use Weight::{Access, Cosmetic, Setting, State, Structure};

/// How much a difference in an attribute weighs; a drift rule stands for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// What queries and constraints can see: types, keys, bodies.
    Structure,
    /// Who may do what: owners, grants, row-level security.
    Access,
    /// Settings of the database and its roles.
    Setting,
    /// What no query can see: comments, the order of columns, statistics targets.
    Cosmetic,
    /// What moves with the rows: the position of a sequence, whether a materialized view is filled.
    State,
}

impl Weight {
    /// All weights, the heaviest first.
    pub const ALL: [Self; 5] = [Structure, Access, Setting, Cosmetic, State];

    /// The word in documents.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Structure => "structure",
            Access => "access",
            Setting => "setting",
            Cosmetic => "cosmetic",
            State => "state",
        }
    }
}

/// Something that is said of an object.
#[derive(Debug, PartialEq, Eq)]
pub struct Attribute {
    /// The name in reports; a query's column has the same, with `_` for `-`.
    pub name: &'static str,
    /// How much a difference weighs.
    pub weight: Weight,
    /// What it is, in one line.
    pub meaning: &'static str,
}

impl Attribute {
    /// An attribute by its name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<&'static Self> {
        ATTRIBUTES.iter().find(|attribute| attribute.name == name)
    }

    /// Its place in the order in which a report tells attributes.
    #[must_use]
    pub fn rank(&self) -> usize {
        ATTRIBUTES.iter().position(|attribute| attribute.name == self.name).unwrap_or(ATTRIBUTES.len())
    }
}

/// Every attribute, in the order in which a report tells them. The list is closed; `docs/drift.md` is made from it.
pub static ATTRIBUTES: &[Attribute] = &[
    // Tables and what is like them.
    attribute("partition-of", Structure, "the table or index that it is a part of"),
    attribute("partition-bound", Structure, "the rows that a partition takes"),
    attribute("partition-key", Structure, "how a table is partitioned"),
    attribute("inherits", Structure, "the tables that it inherits from, in their order"),
    attribute("of-type", Structure, "the composite type that a table is made of"),
    attribute("persistence", Structure, "`unlogged`: emptied by a crash, and not on standbys"),
    attribute("access-method", Structure, "how rows are stored"),
    attribute("tablespace", Setting, "where its files lie, unless where the database's lie"),
    attribute("replica-identity", Structure, "what logical replication sends of a row's old values"),
    attribute("row-security", Access, "whether policies apply"),
    attribute("force-row-security", Access, "whether policies apply to the owner too"),
    // Columns and types.
    attribute("type", Structure, "data type with its modifier; what a type is; a server's type"),
    attribute("collation", Structure, "how text sorts, unless as its type says"),
    attribute("not-null", Structure, "whether NULL is refused, and for which rows (18: NOT VALID, NO INHERIT)"),
    attribute("default", Structure, "the value where none is given; of a conversion, whether it is the default one"),
    attribute("generated", Structure, "the expression that computes a column, STORED or VIRTUAL"),
    attribute("identity", Structure, "GENERATED ALWAYS or BY DEFAULT AS IDENTITY"),
    attribute("position", Cosmetic, "the column's place among the others"),
    attribute("storage", Cosmetic, "how large values are kept (TOAST), unless as the type says"),
    attribute("compression", Cosmetic, "how large values are compressed (14)"),
    attribute("labels", Structure, "the labels of an enum, in their order"),
    attribute("parameters", Structure, "the clauses of its CREATE statement"),
    // Constraints and indexes.
    attribute("constraint-type", Structure, "CHECK, FOREIGN KEY, PRIMARY KEY, UNIQUE or EXCLUDE"),
    attribute("method", Structure, "the access method of an index"),
    attribute("unique", Structure, "whether an index refuses equal keys"),
    attribute("columns", Structure, "the columns of a constraint, in their order"),
    attribute("keys", Structure, "the columns and expressions of an index, in their order"),
    attribute("opclasses", Structure, "the operator class of each key, where one is not its type's default"),
    attribute("collations", Structure, "the collation of each key, where one is not its column's"),
    attribute("sort-order", Structure, "DESC and NULLS FIRST of each key"),
    attribute("include", Structure, "columns that an index carries without sorting by them"),
    attribute("predicate", Structure, "the rows that a partial index has"),
    attribute("nulls-not-distinct", Structure, "whether two NULLs count as equal (15)"),
    attribute("expression", Structure, "the condition of a CHECK or EXCLUDE constraint"),
    attribute("references", Structure, "the table and columns of a foreign key"),
    attribute("match", Structure, "MATCH FULL of a foreign key"),
    attribute("on-update", Structure, "what a foreign key does when the key changes"),
    attribute("on-delete", Structure, "what a foreign key does when the row goes"),
    attribute("deferrable", Structure, "whether it may be checked at the end of the transaction"),
    attribute("validated", Structure, "NOT VALID: old rows are not checked"),
    attribute("enforced", Structure, "NOT ENFORCED: no row is checked (18)"),
    attribute("no-inherit", Structure, "whether a CHECK is for this table only"),
    attribute("valid", Structure, "INVALID: left by a failed CREATE INDEX CONCURRENTLY, and not used by queries"),
    attribute("clustered", Cosmetic, "whether CLUSTER sorts the table by it"),
    // Sequences.
    attribute("start", Structure, "the first value"),
    attribute("increment", Structure, "the step"),
    attribute("minimum", Structure, "the least value"),
    attribute("maximum", Structure, "the greatest value"),
    attribute("cache", Structure, "how many values a session takes at once"),
    attribute("cycle", Structure, "whether it starts again at the end"),
    attribute("owned-by", Structure, "the column that it goes with"),
    attribute("identity-of", Structure, "the identity column that it serves"),
    attribute("last-value", State, "the last value given out"),
    // Views, functions, triggers, rules.
    attribute("definition", Structure, "the statement or clause that makes it"),
    attribute("populated", State, "whether a materialized view has been filled"),
    attribute("arguments", Structure, "names, modes and types of the arguments"),
    attribute("argument-defaults", Structure, "the values of arguments that are not given"),
    attribute("return-type", Structure, "what it returns"),
    attribute("language", Structure, "the language that it is written in"),
    attribute("body", Structure, "its source text, to the letter; its name in the library, in C"),
    attribute("library", Structure, "the file of a function in C"),
    attribute("window", Structure, "whether it is a window function"),
    attribute("volatility", Structure, "IMMUTABLE or STABLE, else VOLATILE"),
    attribute("strict", Structure, "whether NULL arguments give NULL without a call"),
    attribute("security", Access, "SECURITY DEFINER: runs with its owner's rights"),
    attribute("leakproof", Access, "whether it may run before a security barrier"),
    attribute("parallel", Structure, "whether it may run in a parallel worker"),
    attribute("cost", Cosmetic, "the planner's cost of a call"),
    attribute("rows", Cosmetic, "the planner's number of rows"),
    attribute("support", Structure, "its planner support function"),
    attribute("transforms", Structure, "the types that it converts by transforms"),
    attribute("configuration", Structure, "SET of a function, such as its search_path"),
    attribute("enabled", Structure, "DISABLED, REPLICA or ALWAYS, where it is not enabled as usual"),
    attribute("command", Access, "the command that a policy is for"),
    attribute("permissive", Access, "RESTRICTIVE: one of the policies that must all agree"),
    attribute("roles", Access, "the roles that a policy is for"),
    attribute("using", Access, "the rows that a policy shows"),
    attribute("with-check", Access, "the rows that a policy lets in"),
    // Extensions, replication, foreign data, text search.
    attribute("version", Structure, "the version of an extension, or of a foreign server"),
    attribute("installed-in", Structure, "the schema of an extension's objects"),
    attribute("tables", Structure, "the tables of a publication, with their columns and rows"),
    attribute("schemas", Structure, "the schemas whose tables are published (15)"),
    attribute("operations", Structure, "the row changes that are published"),
    attribute("publications", Structure, "the publications that a subscription follows"),
    attribute("wrapper", Structure, "the foreign-data wrapper of a server"),
    attribute("server", Structure, "the server of a foreign table"),
    attribute(
        "foreign-options",
        Structure,
        "OPTIONS of the foreign-data wrapper; what they say of passwords is not read",
    ),
    attribute("members", Structure, "the operators and functions of an operator family"),
    attribute("parser", Structure, "the parser of a text search configuration"),
    attribute("mappings", Structure, "the dictionaries of each kind of token"),
    // The database and its roles.
    attribute("encoding", Setting, "the encoding of all text"),
    attribute("character-type", Setting, "LC_CTYPE, where it is not the collation"),
    attribute("connection-limit", Setting, "how many connections are let in"),
    attribute("role-attributes", Access, "LOGIN, SUPERUSER, BYPASSRLS, … of a role"),
    attribute("role-members", Access, "the roles that may act as a role"),
    attribute("settings", Setting, "ALTER DATABASE … SET, or ALTER ROLE … IN DATABASE … SET"),
    attribute("settings-everywhere", Setting, "ALTER ROLE … SET in every database"),
    // What many kinds have.
    attribute("options", Structure, "WITH (…) of a table, column, index, view, publication or subscription"),
    attribute("toast-options", Cosmetic, "WITH (toast.…) of a table"),
    attribute("statistics", Cosmetic, "how much ANALYZE looks at"),
    attribute("owner", Access, "the role that owns it"),
    attribute(
        "grants",
        Access,
        "privileges, one grantee a line, `*` for WITH GRANT OPTION; not what it has from the start",
    ),
    attribute("security-labels", Access, "SECURITY LABEL, one provider a line"),
    attribute("comment", Cosmetic, "COMMENT ON"),
];

const fn attribute(name: &'static str, weight: Weight, meaning: &'static str) -> Attribute {
    Attribute { name, weight, meaning }
}
