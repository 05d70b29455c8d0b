//! Who may read a database, and what names may be in it.

use super::database::{fresh, inspect, inspect_as, prepare, tell};
use crate::postgres;
use seawall::schema::{diff, repair};

#[test]
fn a_role_that_may_only_log_in_reads_the_same_and_says_what_it_could_not() {
    for major in postgres::majors() {
        let Some(server) = postgres::server(Some(major)) else { return };
        prepare(server);
        let database = fresh(server, include_str!("own.sql"));
        let (all, own) = (inspect(&database), inspect_as(&database, "app_login"));
        assert_eq!(tell(&diff(&all, &own)), [""; 0], "PostgreSQL {major}");
        assert_eq!(tell(&diff(&own, &all)), [""; 0], "PostgreSQL {major}");
        assert_eq!(all.not_compared, [""; 0], "PostgreSQL {major}");
        assert_eq!(
            own.not_compared,
            [
                "last-value of 3 sequences (this role may not read it)",
                "foreign-options of 1 user mapping (this role may not read it)",
            ],
            "PostgreSQL {major}"
        );
    }
}

#[test]
fn what_is_not_read_is_counted() {
    let Some(server) = postgres::server(None) else { return };
    let database =
        fresh(server, "SELECT lo_create(0); CREATE TABLE t (id integer PRIMARY KEY); COMMENT ON INDEX t_pkey IS 'x'");
    assert_eq!(
        inspect(&database).not_compared,
        [
            "large objects: 1 (they are rows, not schema)",
            "comments and privileges of what is compared only as part of something else: 1",
        ]
    );
}

#[test]
fn names_of_any_kind_are_told_and_repaired() {
    let Some(server) = postgres::server(None) else { return };
    let database = fresh(
        server,
        r#"CREATE SCHEMA "S ""q"" $$";
           CREATE TABLE "S ""q"" $$"."a, b
c" ("x, y" integer DEFAULT 1, "select" text CHECK ("select" <> 'VALUE'), "<b>" "text"[], CONSTRAINT "::error" UNIQUE ("x, y"));
           CREATE INDEX "i.j" ON "S ""q"" $$"."a, b
c" ("x, y" DESC, lower("select"));
           CREATE FUNCTION "S ""q"" $$"."f(x)"(integer) RETURNS text LANGUAGE sql AS 'SELECT ''$function$''';
           COMMENT ON TABLE "S ""q"" $$"."a, b
c" IS E'it''s \\ a \n comment'"#,
    );
    let expected = inspect(&database);
    database.execute(r#"DROP SCHEMA "S ""q"" $$" CASCADE"#).unwrap();
    let actual = inspect(&database);
    let script = repair(&diff(&expected, &actual), &expected, &actual).unwrap();
    database.execute(&script).unwrap_or_else(|why| panic!("{why}\n{script}"));
    assert_eq!(tell(&diff(&expected, &inspect(&database))), [""; 0], "{script}");
}
