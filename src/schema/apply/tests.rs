//! Replay against what `PostgreSQL` 15 does; each expectation was read from its catalogs.

use crate::schema::testing::{apply, catalog_of};
use crate::schema::{Catalog, ConstraintRule, Generation, Relation, TypeKind};
use crate::sql::{Ident, ObjectName, QualifiedName};

fn table<'a>(catalog: &'a Catalog, name: &str) -> &'a Relation {
    catalog.relation(&QualifiedName::bare(name)).unwrap_or_else(|| panic!("no {name}"))
}

fn columns(relation: &Relation) -> String {
    let told: Vec<String> = relation
        .columns
        .iter()
        .map(|column| format!("{} {}{}", column.name, column.data_type, if column.not_null { "!" } else { "" }))
        .collect();
    told.join(", ")
}

fn constraints(relation: &Relation) -> Vec<&str> {
    relation.constraints.iter().map(|held| held.name.as_str()).collect()
}

fn indexes(relation: &Relation) -> Vec<&str> {
    relation.indexes.iter().map(|held| held.name.as_str()).collect()
}

#[test]
fn creates_tables_with_chosen_names() {
    let catalog = catalog_of(
        "CREATE TABLE p (id serial PRIMARY KEY, at timestamptz(3) DEFAULT now());
         CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, a text UNIQUE, b int CHECK (b > 0) REFERENCES p,
            CHECK (a <> '' AND b < 9), UNIQUE (a, b), n numeric DEFAULT NULL);
         CREATE INDEX ON t (lower(a), b DESC) INCLUDE (n);",
    );
    let made = table(&catalog, "t");
    assert_eq!(columns(made), "id integer!, a text, b integer, n numeric");
    assert_eq!(constraints(made), ["t_b_check", "t_check", "t_a_key", "t_a_b_key", "t_b_fkey"]);
    assert_eq!(indexes(made), ["t_a_key", "t_a_b_key", "t_lower_b_n_idx"]);
    assert!(made.columns[3].default.is_none(), "DEFAULT NULL is no default");
    let (key, _) = made.foreign_keys().next().expect("a foreign key");
    assert!(key.refers_to_column(&Ident::from("id")), "the primary key is meant where no columns are named");
    assert!(catalog.relation(&QualifiedName::bare("p_id_seq")).is_some());
    assert_eq!(constraints(table(&catalog, "p")), ["p_pkey"]);
}

#[test]
fn names_stay_free_of_those_that_are_taken() {
    let catalog = catalog_of(
        "CREATE TABLE t (a int PRIMARY KEY, b int REFERENCES t); ALTER TABLE t RENAME TO old;
         CREATE TABLE t (a int PRIMARY KEY, b int REFERENCES old); CREATE INDEX ON t (b); CREATE INDEX ON t (b);",
    );
    assert_eq!(constraints(table(&catalog, "t")), ["t_pkey1", "t_b_fkey1"]);
    assert_eq!(indexes(table(&catalog, "t")), ["t_pkey1", "t_b_idx", "t_b_idx1"]);
}

#[test]
fn a_dropped_column_takes_what_uses_it() {
    let mut catalog = catalog_of(
        "CREATE TABLE p (id int PRIMARY KEY, code text UNIQUE);
         CREATE TABLE t (id serial, a int, b text REFERENCES p (code), UNIQUE (a, b), CHECK (a > 0));
         CREATE INDEX by_b ON t (a) WHERE b IS NOT NULL; CREATE VIEW v AS SELECT code FROM p;
         ALTER TABLE t DROP COLUMN b, DROP COLUMN id;",
    );
    assert_eq!(constraints(table(&catalog, "t")), ["t_a_check"]);
    assert!(indexes(table(&catalog, "t")).is_empty());
    assert!(catalog.relation(&QualifiedName::bare("t_id_seq")).is_none());
    apply(&mut catalog, "ALTER TABLE t ADD b text REFERENCES p (code); ALTER TABLE p DROP COLUMN code CASCADE;");
    assert_eq!(constraints(table(&catalog, "t")), ["t_a_check"]);
    assert!(catalog.relation(&QualifiedName::bare("v")).is_none());
}

#[test]
fn renames_are_followed_everywhere() {
    let catalog = catalog_of(
        "CREATE TYPE mood AS ENUM ('ok'); CREATE TABLE p (id int PRIMARY KEY, m mood[]);
         CREATE TABLE t (p_id int CONSTRAINT to_p REFERENCES p, CHECK (p_id > 0)); CREATE INDEX i ON t ((p_id + 1));
         CREATE VIEW v AS SELECT id FROM p;
         ALTER TYPE mood RENAME TO humour; ALTER TABLE p RENAME COLUMN id TO key; ALTER TABLE p RENAME TO parent;
         ALTER TABLE t RENAME COLUMN p_id TO parent_id;",
    );
    assert_eq!(columns(table(&catalog, "parent")), "key integer!, m public.humour[]");
    let child = table(&catalog, "t");
    assert_eq!(child.indexes[0].uses, [Ident::from("parent_id")]);
    let check = child.checks().next().expect("a check");
    assert!(matches!(&check.rule, ConstraintRule::Check(text) if &*text.text == "parent_id > 0"));
    let (key, referenced) = child.foreign_keys().next().expect("a foreign key");
    assert!(key.refers_to_column(&Ident::from("key")) && *referenced == ObjectName::new("public", "parent"));
    let view = table(&catalog, "v").view().expect("a view");
    assert_eq!(view.columns, [(ObjectName::new("public", "parent"), Some(Ident::from("key")))]);
    assert_eq!(constraints(table(&catalog, "parent")), ["p_pkey"], "constraints keep their names");
}

#[test]
fn a_star_uses_the_columns_of_the_tables_that_it_stands_for() {
    let left = |view: &str| {
        let tables = "CREATE TABLE a (id int, x int); CREATE TABLE b (id int, y int);";
        let catalog = catalog_of(&format!("{tables} CREATE VIEW v AS {view}; ALTER TABLE b DROP COLUMN y CASCADE;"));
        catalog.relations().any(|relation| relation.name.name == "v")
    };
    assert!(left("WITH c AS (SELECT id FROM b) SELECT c.*, a.x FROM c JOIN a ON a.id = c.id"), "a star of a CTE");
    assert!(left("SELECT a.* FROM a JOIN b ON a.id = b.id"), "a star of another table");
    assert!(!left("SELECT k.* FROM a JOIN b AS k ON a.id = k.id"), "a star of the table");
    assert!(!left("WITH c AS (SELECT * FROM b) SELECT id FROM c"), "a star inside");
    assert!(!left("TABLE b"), "a star that is not written");
}

#[test]
fn partitions_get_what_their_parent_has() {
    let catalog = catalog_of(
        "CREATE TABLE r (id int PRIMARY KEY);
         CREATE TABLE p (a int NOT NULL, b int REFERENCES r, PRIMARY KEY (a)) PARTITION BY RANGE (a);
         CREATE INDEX ON p (b); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (9);
         CREATE TABLE p2 (a int NOT NULL, b int); ALTER TABLE p ATTACH PARTITION p2 DEFAULT;
         ALTER TABLE p ADD COLUMN c text DEFAULT 'x'; CREATE INDEX later ON p (c);",
    );
    for (partition, expected) in
        [("p1", ["p1_pkey", "p1_b_idx", "p1_c_idx"]), ("p2", ["p2_pkey", "p2_b_idx", "p2_c_idx"])]
    {
        assert_eq!(indexes(table(&catalog, partition)), expected);
        assert_eq!(columns(table(&catalog, partition)), "a integer!, b integer, c text");
        assert!(table(&catalog, partition).foreign_keys().any(|(key, _)| key.name == *"p_b_fkey"));
    }
}

#[test]
fn drops_reach_as_far_as_the_server_lets_them() {
    let mut catalog = catalog_of(
        "CREATE TYPE mood AS ENUM ('ok'); CREATE TABLE p (id serial PRIMARY KEY, m mood, k text);
         CREATE TABLE t (p_id int REFERENCES p); CREATE VIEW v AS SELECT k FROM p; CREATE VIEW w AS SELECT k FROM v;
         DROP TYPE mood CASCADE;",
    );
    assert_eq!(columns(table(&catalog, "p")), "id integer!, k text");
    apply(
        &mut catalog,
        "CREATE TYPE size AS ENUM ('s'); CREATE TABLE d (a size DEFAULT 's'); ALTER TABLE d ALTER a TYPE text;
         DROP TYPE size CASCADE;",
    );
    assert!(table(&catalog, "d").columns[0].default.is_none(), "the default was 's'::size::text");
    apply(&mut catalog, "DROP TABLE d; DROP TABLE p CASCADE;");
    assert!(table(&catalog, "t").constraints.is_empty());
    assert_eq!(catalog.relations().count(), 1, "the sequence and both views are gone");
    apply(&mut catalog, "CREATE SCHEMA s; CREATE TABLE s.a (t int); DROP SCHEMA s CASCADE; DROP TABLE t;");
    assert_eq!(catalog.relations().count(), 0);
    assert!(!catalog.has_schema(&Ident::from("s")));
}

#[test]
fn names_mean_what_the_search_path_says() {
    let mut catalog = catalog_of("CREATE SCHEMA app; CREATE TABLE t (a int); SET search_path TO app, public;");
    apply(&mut catalog, "CREATE TABLE t (b int); SET LOCAL search_path = public; CREATE TABLE u (c int);");
    assert_eq!(columns(table(&catalog, "t")), "a integer");
    catalog.reset_local_settings();
    assert_eq!(columns(table(&catalog, "t")), "b integer");
    assert_eq!(table(&catalog, "u").name, ObjectName::new("public", "u"));
    catalog.reset_session();
    assert_eq!(columns(table(&catalog, "t")), "a integer");
}

#[test]
fn enums_keep_the_order_of_their_labels() {
    let catalog = catalog_of(
        "CREATE TYPE e AS ENUM ('b', 'd'); ALTER TYPE e ADD VALUE 'a' BEFORE 'b'; ALTER TYPE e ADD VALUE 'c' AFTER 'b';
         ALTER TYPE e ADD VALUE IF NOT EXISTS 'd'; ALTER TYPE e RENAME VALUE 'd' TO 'z';",
    );
    let kind = &catalog.user_type(&QualifiedName::bare("e")).expect("the type").kind;
    let TypeKind::Enum(labels) = kind else { panic!("no enum: {kind:?}") };
    assert_eq!(labels.iter().map(|(label, _)| &**label).collect::<Vec<_>>(), ["a", "b", "c", "z"]);
}

#[test]
fn an_index_that_becomes_a_constraint_takes_its_name() {
    let catalog = catalog_of(
        "CREATE TABLE t (a int, b int); CREATE UNIQUE INDEX i ON t (a); CREATE UNIQUE INDEX j ON t (b);
         ALTER TABLE t ADD CONSTRAINT t_pkey PRIMARY KEY USING INDEX i; ALTER TABLE t ADD UNIQUE USING INDEX j;
         ALTER TABLE t RENAME CONSTRAINT j TO k;",
    );
    let made = table(&catalog, "t");
    assert_eq!(indexes(made), ["t_pkey", "k"]);
    assert_eq!(columns(made), "a integer!, b integer");
    assert!(catalog.index(&QualifiedName::bare("k")).is_some() && catalog.index(&QualifiedName::bare("i")).is_none());
}

#[test]
fn copies_of_tables_take_what_they_include() {
    let catalog = catalog_of(
        "CREATE TABLE t (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, a int DEFAULT 1 CHECK (a > 0));
         CREATE TABLE plain (LIKE t); CREATE TABLE whole (LIKE t INCLUDING ALL, more text);
         CREATE TABLE heir (b int) INHERITS (t); CREATE TABLE copy AS SELECT id, a FROM t;",
    );
    assert!(table(&catalog, "plain").constraints.is_empty());
    assert_eq!(columns(table(&catalog, "plain")), "id integer!, a integer");
    assert_eq!(constraints(table(&catalog, "whole")), ["t_a_check", "whole_pkey"]);
    assert_eq!(table(&catalog, "whole").columns[0].generated, Generation::Identity { always: false });
    assert_eq!(columns(table(&catalog, "heir")), "id integer!, a integer, b integer");
    assert_eq!(constraints(table(&catalog, "heir")), ["t_a_check"]);
    assert_eq!(columns(table(&catalog, "copy")), "id integer, a integer");
}

#[test]
fn what_does_not_fit_changes_nothing() {
    let mut catalog = catalog_of("CREATE TABLE t (a int);");
    let before = table(&catalog, "t").clone();
    apply(
        &mut catalog,
        "ALTER TABLE nowhere ADD b int; DROP TABLE IF EXISTS nowhere CASCADE; ALTER TABLE t DROP COLUMN IF EXISTS z;
         CREATE TABLE IF NOT EXISTS t (other text); CREATE INDEX ON nowhere (b); ALTER TABLE t RENAME COLUMN z TO y;
         ALTER TYPE nothing ADD VALUE 'x'; DROP TYPE nothing CASCADE; ALTER TABLE nowhere RENAME TO somewhere;",
    );
    assert_eq!(*table(&catalog, "t"), before);
    assert_eq!(catalog.relations().count(), 1);
}
