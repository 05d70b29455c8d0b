//! `COMMENT ON` and `SECURITY LABEL`.

use super::super::cursor::Cursor;
use super::super::operation::{ObjectKind, ObjectReference, Operation};
use super::object;

/// Reads what follows `COMMENT`.
pub(super) fn comment(cursor: &mut Cursor<'_>) -> Option<Operation> {
    let (kind, object) = described(cursor)?;
    Some(Operation::Comment { kind, object })
}

/// Reads what follows `SECURITY`.
pub(super) fn label(cursor: &mut Cursor<'_>) -> Option<Operation> {
    cursor.need("LABEL")?;
    if cursor.accept("FOR") {
        cursor.word_or_string()?;
    }
    described(cursor)?;
    Some(Operation::Harmless { words: "SECURITY LABEL".into() })
}

/// Takes `ON kind name IS 'text' | NULL`.
fn described(cursor: &mut Cursor<'_>) -> Option<(ObjectKind, ObjectReference)> {
    cursor.need("ON")?;
    let kind = object::kind(cursor)?;
    let object = object::reference(cursor, kind)?;
    cursor.need("IS")?;
    (cursor.accept("NULL") || cursor.string().is_some()).then_some((kind, object))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_all_hold, assert_none};

    #[test]
    fn reads_comments_on_every_kind() {
        assert_all_hold(&[
            ("COMMENT ON TABLE t IS 'a '\n'b'", "kind: Table"),
            ("COMMENT ON COLUMN app.t.\"C\" IS NULL", "name: Ident(\"C\") }, on: Some"),
            ("COMMENT ON FUNCTION f(a int4, OUT text) IS $$x$$", "kind: Function"),
            ("comment on aggregate f(int4_and_value) is 'x'", "kind: Aggregate"),
            ("COMMENT ON CONSTRAINT c ON DOMAIN d IS 'x'", "kind: Constraint"),
            ("COMMENT ON CONSTRAINT c ON t IS 'x'", "kind: Constraint"),
            ("COMMENT ON TRIGGER \"x\" ON \"public\".\"t\" IS E'x'", "kind: Trigger"),
            ("COMMENT ON EXTENSION e IS 'x'", "kind: Extension"),
            ("COMMENT ON TYPE app.t IS 'x'", "kind: Type"),
            ("COMMENT ON LARGE OBJECT 5 IS 'x'", "kind: LargeObject"),
            ("COMMENT ON OPERATOR FAMILY f USING btree IS 'x'", "kind: OperatorFamily"),
            ("SECURITY LABEL FOR anon ON COLUMN t.c IS 'MASKED'", "Harmless"),
        ]);
        assert_none(&[
            "COMMENT ON TABLE t",
            "COMMENT ON TABLE t IS",
            "COMMENT ON TABLE t IS x",
            "COMMENT ON COLUMN c IS 'x'",
        ]);
    }
}
