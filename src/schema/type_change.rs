//! What `ALTER COLUMN … TYPE` does to a table and to the values in it.
//!
//! The knowledge is that of `ATColumnChangeRequiresRewrite` and the cast table of `PostgreSQL` 15, and was compared with a
//! server over all pairs of 40 types, each with and without `USING column::type`.

mod casts;
mod fit;
mod using;

use std::sync::Arc;

use casts::{Cast, cast};
use fit::fit;
use using::Using;

use super::catalog::{Catalog, TypeKind};
use super::effect::Server;
use super::relation::{Index, Relation, RelationKind};
use crate::sql::{DataType, Ident, IndexElement, IndexTarget, Operation, QualifiedName};

/// What a change of type does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeChange {
    /// The type before, where it is known.
    pub from: Option<DataType>,
    /// The type after.
    pub to: DataType,
    /// Every row is written again, and every index.
    pub rewrite: bool,
    /// The table stays as it is, but indexes on the column are built again.
    pub index_rebuild: bool,
    /// What becomes of the values.
    pub outcome: Outcome,
}

/// What becomes of the values of a column whose type changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing at all: the values are the same bytes.
    Free,
    /// Every value is converted, and each can be had back.
    Lossless,
    /// Values that do not fit make the statement fail.
    MayFail {
        /// Which.
        why: String,
    },
    /// The statement fails whatever the rows are.
    AlwaysFails {
        /// Why.
        why: String,
    },
    /// Values change without an error.
    LosesValues {
        /// How: rounded, cut off, …
        how: String,
    },
    /// An expression makes the new values: only a reader can tell.
    Computed,
    /// The type before is not known.
    Unknown,
}

impl Catalog {
    /// What an `AlterColumnType` does; of any other operation, nothing.
    #[must_use]
    pub fn type_change(&self, operation: &Operation, server: Server) -> TypeChange {
        let Operation::AlterColumnType { table, column, data_type, collation, using } = operation else {
            return TypeChange::nothing(DataType::plain("unknown"));
        };
        let to = self.resolved_type(data_type);
        let relation = self.relation(table);
        let held = relation.and_then(|relation| relation.column(column));
        let using = using.as_ref().map_or(Using::Nothing, |text| Using::of(text, column, self));
        let Some(held) = held else { return TypeChange::unknown(to) };
        let change = self.change_of(&held.data_type, &to, &using, server);
        let collation_changes = collates_anew(held.collation.as_ref(), collation.as_ref(), &held.data_type, &to);
        let uses = |held: &Arc<Relation>, which: fn(&Relation, &Index) -> bool| {
            held.indexes.iter().any(|index| index.uses.contains(column) && which(held, index))
        };
        let is_indexed = relation.is_some_and(|held| uses(held, |_, _| true));
        // Another collation makes PostgreSQL read the table even where there is no index (measured on 12 to 18).
        let rebuilds = change.index_rebuild && is_indexed || collation_changes;
        let rebuilds = rebuilds || relation.is_some_and(|held| uses(held, is_always_rebuilt));
        TypeChange { index_rebuild: !change.rewrite && rebuilds, ..change }
    }

    /// What becomes of a value of one type that a statement casts (innermost first) and writes into a column of another.
    #[must_use]
    pub fn written_as(&self, from: &DataType, casts: &[DataType], to: &DataType, server: Server) -> Outcome {
        let casts: Vec<DataType> = casts.iter().map(|cast| self.resolved_type(cast)).collect();
        let base = TypeChange { from: Some(from.clone()), ..TypeChange::nothing(to.clone()) };
        self.convert_in_steps(base, &casts, server).outcome
    }

    fn change_of(&self, from: &DataType, to: &DataType, using: &Using, server: Server) -> TypeChange {
        let base = TypeChange { from: Some(from.clone()), ..TypeChange::nothing(to.clone()) };
        match using {
            Using::Nothing => self.convert(base, (from, to), (false, server)),
            Using::Casts(casts) => self.convert_in_steps(base, casts, server),
            Using::Expression => TypeChange { rewrite: true, outcome: Outcome::Computed, ..base },
        }
    }

    /// Casts that were written one after another, and the assignment to the column at the end.
    fn convert_in_steps(&self, base: TypeChange, casts: &[DataType], server: Server) -> TypeChange {
        let mut from = base.from.clone().unwrap_or_else(|| base.to.clone());
        let mut whole = base.clone();
        for to in casts {
            let step = self.convert(TypeChange { rewrite: false, ..base.clone() }, (&from, to), (true, server));
            whole = whole.then(step);
            from = to.clone();
        }
        if let Some(outcome) = self.relabelled(base.from.as_ref(), &base.to, casts) {
            return TypeChange { rewrite: true, outcome, ..base };
        }
        let last = self.convert(base, (&from, &whole.to.clone()), (false, server));
        whole.then(last)
    }

    /// `column::text::other_enum`, as Prisma swaps enums: it fails only for rows with a label that the new one has not.
    fn relabelled(&self, from: Option<&DataType>, to: &DataType, casts: &[DataType]) -> Option<Outcome> {
        let is_plain =
            |cast: &DataType| cast == to || cast.element().is("text") || cast.element().is("character varying");
        if !casts.iter().all(|cast| is_plain(cast) && cast.modifiers.is_empty())
            || from?.array != to.array
            || from? == to
        {
            return None;
        }
        let (old, new) = (self.labels(from?)?, self.labels(to)?);
        let lost: Vec<String> =
            old.iter().filter(|label| !new.contains(label)).map(|label| format!("'{label}'")).collect();
        Some(if lost.is_empty() {
            Outcome::Lossless
        } else {
            Outcome::MayFail { why: format!("rows with {} make it fail: {to} has no such label", lost.join(", ")) }
        })
    }

    fn labels(&self, data_type: &DataType) -> Option<Vec<Arc<str>>> {
        match &self.user_type(&data_type.name)?.kind {
            TypeKind::Enum(labels) => Some(labels.iter().map(|(label, _)| label.clone()).collect()),
            _ => None,
        }
    }

    fn convert(
        &self,
        base: TypeChange,
        (from, to): (&DataType, &DataType),
        (explicit, server): (bool, Server),
    ) -> TypeChange {
        if from == to {
            return TypeChange { outcome: Outcome::Free, ..base };
        }
        let (plain_from, _) = self.without_domain(from);
        let (plain_to, constrained) = self.without_domain(to);
        let utc = self.is_utc(server);
        let (from_kind, to_kind) = (self.kind_of(&plain_from), self.kind_of(&plain_to));
        let found = cast((&plain_from, from_kind), (&plain_to, to_kind));
        let Some(allowed) = found.filter(|cast| explicit || cast.is_assignable()) else {
            let outcome = Outcome::AlwaysFails { why: no_cast(from, to, explicit) };
            return TypeChange { outcome, ..base };
        };
        let is_same_bytes = allowed == Cast::Binary || allowed == Cast::TimeZone && utc;
        let fits = fit(&plain_from, &plain_to, explicit);
        // A domain hides the length of the type under it: the new one is applied to each value.
        let hides_length = plain_from != *from && !plain_to.modifiers.is_empty() && plain_to == *to;
        let rewrite = !is_same_bytes || fits.checks_length || constrained || hides_length;
        let index_rebuild = !rewrite && (allowed == Cast::TimeZone || fits.index_rebuild);
        let outcome = match fits.outcome {
            Outcome::Lossless | Outcome::Free if constrained => {
                Outcome::MayFail { why: format!("values that do not meet the checks of {to} make it fail") }
            }
            Outcome::Lossless | Outcome::Free if !rewrite => Outcome::Free,
            Outcome::Free => Outcome::Lossless,
            other => other,
        };
        TypeChange { rewrite, index_rebuild, outcome, ..base }
    }

    fn is_utc(&self, server: Server) -> bool {
        let is_utc = |zone: &str| ["utc", "gmt", "etc/utc", "zulu", "0"].contains(&zone.to_ascii_lowercase().as_str());
        self.session_time_zone().map_or(server.utc, is_utc)
    }

    /// The type under a domain, and whether the domain (or one under it) demands anything.
    fn without_domain(&self, data_type: &DataType) -> (DataType, bool) {
        let domain = if data_type.array { None } else { self.user_type(&data_type.name) };
        match domain.map(|found| &found.kind) {
            Some(TypeKind::Domain { base, not_null, checks, .. }) => {
                let (under, constrained) = self.without_domain(base);
                (under, constrained || *not_null || !checks.is_empty())
            }
            _ => (data_type.clone(), false),
        }
    }

    fn kind_of(&self, data_type: &DataType) -> casts::Kind {
        let found = if data_type.builtin().is_some() { None } else { self.user_type(&data_type.name) };
        match found.map(|found| &found.kind) {
            Some(TypeKind::Enum(_)) => casts::Kind::Enum,
            Some(TypeKind::Composite(_)) => casts::Kind::Composite,
            _ if data_type.name.name == *"citext" => casts::Kind::CiText,
            _ if data_type.builtin().is_some() => casts::Kind::Builtin,
            _ => casts::Kind::Other,
        }
    }
}

impl TypeChange {
    fn nothing(to: DataType) -> Self {
        Self { from: None, to, rewrite: false, index_rebuild: false, outcome: Outcome::Free }
    }

    /// Without the type before nothing can be promised.
    fn unknown(to: DataType) -> Self {
        Self { rewrite: true, outcome: Outcome::Unknown, ..Self::nothing(to) }
    }

    /// One conversion after another: the worse outcome counts, and any rewrite is one.
    fn then(self, next: Self) -> Self {
        let outcome = if next.outcome.weight() > self.outcome.weight() { next.outcome } else { self.outcome };
        Self {
            rewrite: self.rewrite || next.rewrite,
            index_rebuild: self.index_rebuild || next.index_rebuild,
            outcome,
            ..self
        }
    }
}

impl Outcome {
    const fn weight(&self) -> u8 {
        match self {
            Self::Free => 0,
            Self::Lossless => 1,
            Self::MayFail { .. } => 2,
            Self::Unknown => 3,
            Self::Computed => 4,
            Self::LosesValues { .. } => 5,
            Self::AlwaysFails { .. } => 6,
        }
    }
}

fn no_cast(from: &DataType, to: &DataType, explicit: bool) -> String {
    if explicit {
        format!("there is no cast from {from} to {to}")
    } else {
        format!("{from} is not cast to {to} automatically: a USING clause has to say how")
    }
}

/// Whether a change of type builds an index again even where the values stay as they are: `CheckIndexCompatible` gives up on
/// expressions and predicates, and an index of a partitioned table is never kept (measured on 15).
fn is_always_rebuilt(relation: &Relation, index: &Index) -> bool {
    let is_expression = |element: &IndexElement| matches!(element.target, IndexTarget::Expression(_));
    index.predicate.is_some()
        || index.elements.iter().any(is_expression)
        || matches!(relation.kind, RelationKind::Partitioned { .. })
}

/// Another collation orders the same values differently: indexes on them are built again.
fn collates_anew(
    before: Option<&QualifiedName>,
    after: Option<&QualifiedName>,
    from: &DataType,
    to: &DataType,
) -> bool {
    let is_text =
        |data_type: &DataType| ["text", "character varying", "character"].iter().any(|name| data_type.is(name));
    let name =
        |collation: Option<&QualifiedName>| collation.map_or_else(|| Ident::from("default"), |held| held.name.clone());
    is_text(from) && is_text(to) && name(before) != name(after)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::testing::{catalog_of, operations};

    const MEASURED: &str = include_str!("type_change/measured_pg15.txt");

    /// The types that the measured pairs are about besides the server's own.
    const TYPES: &str = "CREATE EXTENSION citext; CREATE TYPE hst AS (a int, b text);
        CREATE TYPE mood AS ENUM ('a', 'b'); CREATE TYPE mood2 AS ENUM ('a', 'b'); CREATE TYPE calm AS ENUM ('b');
        CREATE DOMAIN freetext AS text; CREATE DOMAIN posint_text AS text CHECK (value <> 'x');
        CREATE DOMAIN plainint AS int; CREATE DOMAIN posint AS int CHECK (value > 0); CREATE DOMAIN fv50 AS varchar(50);";

    fn change(from: &str, to: &str, using: &str) -> TypeChange {
        let catalog = catalog_of(&format!("{TYPES} CREATE TABLE t (c {from});"));
        let operation = operations(&format!("ALTER TABLE t ALTER COLUMN c TYPE {to} {using}")).remove(0);
        catalog.type_change(&operation, Server::new(15))
    }

    fn letter(change: &TypeChange) -> char {
        match change.outcome {
            Outcome::AlwaysFails { .. } => '-',
            _ if change.rewrite => 'r',
            _ => 'f',
        }
    }

    /// `from`, then each `to` with the two letters that were measured.
    fn measured() -> Vec<(&'static str, Vec<(&'static str, &'static str)>)> {
        let lines = MEASURED.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(" | "));
        let mut rows: Vec<(&str, Vec<(&str, &str)>)> = lines
            .map(|(from, groups)| {
                let groups = groups.split(" | ").filter_map(|group| group.split_once(' '));
                (from, groups.flat_map(|(marks, types)| types.split("; ").map(move |to| (to, marks))).collect())
            })
            .collect();
        let all: Vec<&str> = rows.iter().map(|(from, _)| *from).take(40).collect();
        for (_, pairs) in rows.iter_mut().take(all.len()) {
            let known: Vec<&str> = pairs.iter().map(|(to, _)| *to).collect();
            pairs.extend(all.iter().filter(|to| !known.contains(to)).map(|to| (*to, "--")));
        }
        rows
    }

    #[test]
    fn agrees_with_a_server_on_every_measured_pair() {
        let mut wrong = Vec::new();
        for (from, pairs) in measured() {
            for (to, marks) in pairs {
                let told: String = [String::new(), format!("USING c::{to}")]
                    .iter()
                    .map(|using| letter(&change(from, to, using)))
                    .collect();
                if marks != told {
                    wrong.push(format!("{from} -> {to}: measured {marks}, told {told}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    }

    #[test]
    fn tells_what_becomes_of_values() {
        let outcome = |from: &str, to: &str, using: &str| match change(from, to, using).outcome {
            Outcome::MayFail { .. } => "may fail",
            Outcome::AlwaysFails { .. } => "fails",
            Outcome::LosesValues { .. } => "loses",
            Outcome::Free => "free",
            Outcome::Lossless => "lossless",
            Outcome::Computed => "computed",
            Outcome::Unknown => "unknown",
        };
        assert_eq!(outcome("varchar(50)", "varchar(20)", ""), "may fail");
        assert_eq!(outcome("varchar(50)", "varchar(20)", "USING c::varchar(20)"), "loses");
        assert_eq!(outcome("text", "int", ""), "fails");
        assert_eq!(outcome("text", "int", "USING c::int"), "may fail");
        assert_eq!(outcome("int", "bigint", ""), "lossless");
        assert_eq!(outcome("bigint", "int", ""), "may fail");
        assert_eq!(outcome("numeric(10,2)", "numeric(10,0)", ""), "loses");
        assert_eq!(outcome("numeric(10,2)", "numeric(8,2)", ""), "may fail");
        assert_eq!(outcome("timestamptz", "timestamptz(3)", ""), "loses");
        assert_eq!(outcome("timestamptz", "date", ""), "loses");
        assert_eq!(outcome("mood", "mood2", ""), "fails");
        assert_eq!(outcome("mood", "mood2", "USING c::text::mood2"), "lossless");
        assert_eq!(outcome("mood", "calm", "USING (c::text::calm)"), "may fail");
        assert_eq!(outcome("mood[]", "mood2[]", "USING c::text[]::mood2[]"), "lossless");
        assert_eq!(outcome("mood", "text", ""), "lossless");
        assert_eq!(outcome("text", "text[]", ""), "fails");
        assert_eq!(outcome("text", "text", "USING trim(c)"), "computed");
        assert_eq!(outcome("char(10)", "text", ""), "loses");
    }

    #[test]
    fn timestamps_stay_only_where_the_session_is_in_utc() {
        let rewrite = |settings: &str, server: Server| {
            let catalog = catalog_of(&format!("CREATE TABLE t (c timestamp); CREATE INDEX ON t (c); {settings}"));
            let operation = operations("ALTER TABLE t ALTER COLUMN c TYPE timestamptz").remove(0);
            let change = catalog.type_change(&operation, server);
            (change.rewrite, change.index_rebuild)
        };
        assert_eq!(rewrite("", Server::new(15)), (true, false));
        assert_eq!(rewrite("SET timezone = 'UTC';", Server::new(15)), (false, true));
        assert_eq!(rewrite("", Server { version: 15, utc: true }), (false, true));
        assert_eq!(rewrite("SET timezone = 'Europe/Berlin';", Server { version: 15, utc: true }), (true, false));
    }
}
