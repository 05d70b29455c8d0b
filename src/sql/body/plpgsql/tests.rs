use proptest::prelude::*;

use super::*;
use crate::sql::source::Span;

fn read(text: &str) -> BodyParts {
    plpgsql(&BodyText::of_span(text, Span::new(0, text.len())))
}

/// Each fragment with `?` before it where it is conditional.
fn told(text: &str) -> Vec<String> {
    let parts = read(text);
    assert!(!parts.unreadable, "{text}");
    let tell =
        |part: &Fragment| format!("{}{}", if part.reach == Reach::Conditional { "?" } else { "" }, part.text.get(text));
    parts.fragments.iter().map(tell).collect()
}

#[test]
fn knows_what_always_runs() {
    let body = "
        #variable_conflict use_column
        DECLARE n int := (SELECT count(*) FROM t); c CURSOR (a int) FOR SELECT * FROM c; r record;
        BEGIN
          DROP TABLE a;
          IF EXISTS (SELECT 1 FROM t) THEN DROP TABLE b;
          ELSIF n > 1 THEN DROP TABLE b2; ELSE DROP TABLE b3; END IF;
          <<outer>> FOR r IN SELECT * FROM t LOOP DELETE FROM d WHERE id = r.id; EXIT outer WHEN true; END LOOP outer;
          FOR i IN REVERSE 10..1 BY 2 LOOP DROP TABLE e; END LOOP;
          WHILE n > 0 LOOP n := n - 1; END LOOP;
          CASE n WHEN 1, 2 THEN DROP TABLE f; ELSE NULL; END CASE;
          BEGIN
            DROP TABLE g;
          EXCEPTION WHEN undefined_table OR SQLSTATE '42P01' THEN DROP TABLE h;
          END;
          PERFORM f(1);
          r.x[1] = 5;
          GET DIAGNOSTICS n = ROW_COUNT;
          RAISE NOTICE 'drop; %', n;
          ASSERT n > 0;
          COMMIT;
          IF n = 1 THEN RETURN; END IF;
          DROP TABLE i;
        END";
    let wanted = [
        "(SELECT count(*) FROM t)",
        "SELECT * FROM c",
        "DROP TABLE a",
        "EXISTS (SELECT 1 FROM t)",
        "?DROP TABLE b",
        "?n > 1",
        "?DROP TABLE b2",
        "?DROP TABLE b3",
        "SELECT * FROM t",
        "?DELETE FROM d WHERE id = r.id",
        "?DROP TABLE e",
        "n > 0",
        "?n - 1",
        "n",
        "?1, 2",
        "?DROP TABLE f",
        "DROP TABLE g",
        "?DROP TABLE h",
        "f(1)",
        "5",
        "n > 0",
        "COMMIT",
        "n = 1",
        "?DROP TABLE i",
    ];
    assert_eq!(told(body), wanted);
}

#[test]
fn sees_into_constant_execute() {
    let body = "BEGIN EXECUTE 'DROP TABLE ' || 'a'; EXECUTE format('DROP TABLE %I', n) INTO x USING y; \
                FOR r IN EXECUTE $q$SELECT 1; DROP TABLE b$q$ LOOP RETURN NEXT r; RETURN QUERY EXECUTE 'SELECT 2'; END LOOP; \
                OPEN c FOR EXECUTE q; END;";
    assert_eq!(told(body), ["DROP TABLE a", "SELECT 1; DROP TABLE b", "?r", "?SELECT 2"]);
    let parts = read(body);
    assert!(parts.fragments.iter().filter(|part| part.kind == FragmentKind::Script).count() == 3);
    let dynamic: Vec<_> = parts.dynamic.iter().map(|part| (&body[part.span.range()], part.template.as_str())).collect();
    assert_eq!(dynamic, [("format('DROP TABLE %I', n)", "DROP TABLE \"…\""), ("q", "…")]);
}

#[test]
fn into_names_variables() {
    let kind = |statement: &str| read(&format!("BEGIN {statement}; END")).fragments[0].kind;
    assert_eq!(kind("SELECT a INTO STRICT x FROM t"), FragmentKind::Into);
    assert_eq!(kind("INSERT INTO t VALUES (1) RETURNING id INTO x"), FragmentKind::Into);
    assert_eq!(kind("INSERT INTO t VALUES (1)"), FragmentKind::Statement);
    assert_eq!(kind("PERFORM f()"), FragmentKind::Selected);
}

#[test]
fn what_is_broken_hides_nothing() {
    for body in [
        "BEGIN DROP TABLE x;",
        "BEGIN IF a DROP TABLE y; END IF; DROP TABLE x; END",
        "BEGIN IF (a THEN DROP TABLE y; DROP TABLE x; END",
        "BEGIN END IF; DROP TABLE x; END",
        "DROP TABLE x",
        "BEGIN RETURN QUERY; EXCEPTION; WHEN; DROP TABLE x; END LOOP; END END",
    ] {
        let parts = read(body);
        assert!(parts.unreadable, "{body}");
        assert!(parts.fragments.iter().any(|part| part.text.get(body).contains("DROP TABLE x")), "{body}: {parts:?}");
    }
}

proptest! {
    #[test]
    fn no_body_panics(words in prop::collection::vec(prop::sample::select(vec![
        "BEGIN", "END", "IF", "THEN", "ELSE", "ELSIF", "CASE", "WHEN", "LOOP", "FOR", "IN", "EXECUTE", "'a' ||", "format(", ")", ";",
        "DECLARE", "EXCEPTION", "RETURN", "QUERY", ":=", "<<", ">>", "x", "(", "'", "1..2", "%", "INTO", "#", "OPEN", "\u{e9}",
    ]), 0..60)) {
        let text = words.join(" ");
        let parts = read(&text);
        for part in &parts.fragments {
            prop_assert!(!part.text.get(&text).is_empty() || part.kind == FragmentKind::Script);
        }
    }
}
