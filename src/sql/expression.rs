//! What an expression is made of: a small tree, read on demand, and the questions that rules ask of it.

mod nulls;
mod truth;
mod volatility;
mod volatility_table;

use super::cursor::Cursor;
use super::data_type::DataType;
use super::lexer::lex;
use super::name::{Ident, QualifiedName};
use super::operation::Expression;
use super::token::{Token, TokenKind};
use super::tree::{self, Reading, Selection};

pub use nulls::{never_null, tests_null};
pub(super) use truth::{Truth, truth};
pub use truth::{always_false, always_true};
pub use volatility::{ExpressionVolatility, builtin_volatility, volatility};

/// An expression, as far as Seawall tells expressions apart.
#[derive(Debug, Clone, PartialEq)]
pub enum Tree {
    /// A column, with what stood before it (`schema`, `table`).
    Column(Vec<Ident>),
    /// `NULL`.
    Null,
    /// `TRUE` or `FALSE`.
    Boolean(bool),
    /// A number as written, with its sign.
    Number(Box<str>),
    /// A string's value; bit strings too.
    String(Box<str>),
    /// A function call; `CURRENT_TIMESTAMP` and its kin have no arguments.
    Call {
        /// Function.
        name: QualifiedName,
        /// Arguments, named ones without their names; those of `FILTER` and `WITHIN GROUP` follow.
        arguments: Vec<Tree>,
    },
    /// `x::type`, `CAST(x AS type)`, `type 'x'`.
    Cast {
        /// What is cast.
        inner: Box<Tree>,
        /// To which type.
        data_type: DataType,
    },
    /// Two operands; `AND`, `OR`, `IN`, `LIKE` and `= ANY` count as operators, in upper case.
    Binary {
        /// The operator.
        operator: Box<str>,
        /// Left operand.
        left: Box<Tree>,
        /// Right operand; the list of an `IN` is an array.
        right: Box<Tree>,
    },
    /// `NOT x`.
    Not(Box<Tree>),
    /// `x IS NULL`.
    IsNull(Box<Tree>),
    /// `x IS NOT NULL`.
    IsNotNull(Box<Tree>),
    /// `CASE`: the operand where there is one, condition and result of each arm, and at last the `ELSE`, which is NULL where
    /// none was written.
    Case(Vec<Tree>),
    /// A query inside the expression.
    Subquery(Box<Reading>),
    /// `ARRAY[…]`, or the list of an `IN`.
    Array(Vec<Tree>),
    /// Anything else, with what it is made of.
    Other(Vec<Tree>),
}

impl Tree {
    /// The trees directly below.
    #[must_use]
    pub fn children(&self) -> Vec<&Tree> {
        match self {
            Self::Call { arguments: items, .. } | Self::Case(items) | Self::Array(items) | Self::Other(items) => {
                items.iter().collect()
            }
            Self::Cast { inner, .. } | Self::Not(inner) | Self::IsNull(inner) | Self::IsNotNull(inner) => vec![inner],
            Self::Binary { left, right, .. } => vec![left, right],
            _ => Vec::new(),
        }
    }

    /// This tree and all below it.
    #[must_use]
    pub fn descendants(&self) -> Vec<&Tree> {
        let mut found = vec![self];
        let mut at = 0;
        while let Some(tree) = found.get(at) {
            found.extend(tree.children());
            at += 1;
        }
        found
    }

    /// Whether it is this column, whatever stands before its name.
    #[must_use]
    pub fn is_column(&self, column: &Ident) -> bool {
        matches!(self, Self::Column(path) if path.last() == Some(column))
    }

    /// Whether it has the same value for every row and every day: literals and what is made of them without a call.
    #[must_use]
    pub fn is_constant(&self) -> bool {
        match self {
            Self::Null | Self::Boolean(_) | Self::Number(_) | Self::String(_) => true,
            Self::Column(_) | Self::Call { .. } | Self::Subquery(_) => false,
            Self::Other(items) if items.is_empty() => false,
            _ => self.children().into_iter().all(Tree::is_constant),
        }
    }

    /// What a `CASE` may give: the result of each arm and of `ELSE`; of anything else, nothing.
    #[must_use]
    pub fn case_results(&self) -> Vec<&Tree> {
        let Self::Case(parts) = self else { return Vec::new() };
        // An operand makes the number of parts even.
        let arms = parts.get((parts.len() + 1) % 2..).unwrap_or_default();
        arms.chunks(2).filter_map(<[Tree]>::last).collect()
    }

    /// What both sides of an `AND` say, and theirs.
    #[must_use]
    pub fn conjuncts(&self) -> Vec<&Tree> {
        match self {
            Self::Binary { operator, left, right } if &**operator == "AND" => {
                [left.conjuncts(), right.conjuncts()].concat()
            }
            _ => vec![self],
        }
    }
}

/// The tree of an expression; `None` where it could not be read.
#[must_use]
pub fn tree(expression: &Expression) -> Option<Tree> {
    with_cursor(expression, |cursor| tree::expression(&cursor))
}

/// The parts of each `SELECT` of a query; none where it could not be read, or is no `SELECT`.
#[must_use]
pub fn selections(query: &Expression) -> Vec<Selection> {
    with_cursor(query, |cursor| tree::selections(&cursor))
}

/// The tables that an `UPDATE … FROM` joins, and the conditions of these joins.
#[must_use]
pub fn joined(from: &Expression) -> Option<Selection> {
    with_cursor(from, |cursor| tree::joined(&cursor))
}

/// Functions that an expression calls, those of its subqueries too.
///
/// Where there is no tree, every name before a parenthesis.
#[must_use]
pub fn calls(expression: &Expression) -> Vec<QualifiedName> {
    counted_calls(expression).into_iter().map(|(name, _)| name).collect()
}

/// The wanted names before a parenthesis in an expression or query: too many rather than too few.
///
/// Rows that are written can be long, and few of them call anything of interest: the text is cut into tokens only where such a name
/// may stand in it.
#[must_use]
pub fn called(text: &Expression, wanted: impl Fn(&QualifiedName) -> bool) -> Vec<QualifiedName> {
    if !may_call(&text.text, &wanted) {
        return Vec::new();
    }
    let names = with_cursor(text, called_names).into_iter().map(|(name, _)| name);
    names.filter(|name| wanted(name)).collect()
}

/// By the word before each parenthesis; what is qualified, quoted or may lie behind a comment could be anything.
fn may_call(text: &str, wanted: &impl Fn(&QualifiedName) -> bool) -> bool {
    let mut commented = None;
    text.match_indices('(').any(|(at, _)| {
        let before = text[..at].trim_end();
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '.' | '"');
        let word = &before[before.trim_end_matches(is_name).len()..];
        let plain =
            !word.contains(['.', '"']) && !*commented.get_or_insert_with(|| text.contains("--") || text.contains("/*"));
        !plain || (!word.is_empty() && wanted(&QualifiedName::bare(word.to_lowercase().as_str())))
    })
}

/// As [`calls`], with the number of arguments.
fn counted_calls(expression: &Expression) -> Vec<(QualifiedName, usize)> {
    let Some(tree) = tree(expression) else { return with_cursor(expression, called_names) };
    let mut calls = Vec::new();
    for tree in tree.descendants() {
        match tree {
            Tree::Call { name, arguments } => calls.push((name.clone(), arguments.len())),
            Tree::Subquery(reading) => calls.extend(reading.calls.iter().cloned()),
            _ => {}
        }
    }
    calls
}

/// Columns that an expression names, those of its subqueries too.
///
/// Where there is no tree, every name that is not called.
#[must_use]
pub fn columns(expression: &Expression) -> Vec<Ident> {
    let Some(tree) = tree(expression) else {
        return with_cursor(expression, |cursor| identifiers(cursor).into_iter().map(|name| name.name).collect());
    };
    let mut columns = Vec::new();
    for tree in tree.descendants() {
        match tree {
            Tree::Column(path) => columns.extend(path.last().cloned()),
            Tree::Subquery(reading) => {
                let named = reading.columns.iter().map(|column| column.name.clone());
                columns.extend(named.filter(|name| *name != "*"));
            }
            _ => {}
        }
    }
    columns
}

/// Whether an expression is made of literals alone.
#[must_use]
pub fn is_constant(expression: &Expression) -> bool {
    tree(expression).is_some_and(|tree| tree.is_constant())
}

/// Whether an expression is `NULL`, in parentheses or cast perhaps.
#[must_use]
pub fn is_null_literal(expression: &Expression) -> bool {
    fn is_null(tree: &Tree) -> bool {
        match tree {
            Tree::Null => true,
            Tree::Cast { inner, .. } => is_null(inner),
            _ => false,
        }
    }
    tree(expression).is_some_and(|tree| is_null(&tree))
}

/// Whether a validated CHECK proves to `PostgreSQL` that a column holds no NULL, so that `SET NOT NULL` scans nothing.
///
/// `c IS NOT NULL` does, also as a part of an `AND`; `c >= 0` does not, for NULL passes it.
#[must_use]
pub fn proves_not_null(check: &Expression, column: &Ident) -> bool {
    let Some(tree) = tree(check) else { return false };
    tree.conjuncts().into_iter().any(|part| match part {
        Tree::IsNotNull(inner) => inner.is_column(column),
        Tree::Not(inner) => matches!(&**inner, Tree::IsNull(inner) if inner.is_column(column)),
        _ => false,
    })
}

/// The types through which a column is cast, innermost first, where an expression is nothing but such casts.
#[must_use]
pub fn as_cast_of_column(expression: &Expression, column: &Ident) -> Option<Vec<DataType>> {
    let mut types = Vec::new();
    let tree = tree(expression)?;
    let mut at = &tree;
    while let Tree::Cast { inner, data_type } = at {
        types.push(data_type.clone());
        at = inner;
    }
    types.reverse();
    at.is_column(column).then_some(types)
}

fn with_cursor<T>(expression: &Expression, read: impl FnOnce(Cursor<'_>) -> T) -> T {
    let lexed = lex(&expression.text);
    read(Cursor::new(&expression.text, &lexed.tokens))
}

/// By tokens: every name before a parenthesis, and the functions that are keywords; the number of arguments.
pub(super) fn called_names(cursor: Cursor<'_>) -> Vec<(QualifiedName, usize)> {
    let mut calls = Vec::new();
    for_each_name(cursor, |name, parens, token| {
        let niladic = token.kind == TokenKind::Word && NILADIC.iter().any(|word| token.is_word(cursor.text(), word));
        if let Some(mut arguments) = parens {
            let count = arguments.group().map_or(0, |inside| inside.split_commas().len());
            calls.push((name, count));
        } else if niladic {
            calls.push((name, 0));
        }
    });
    calls
}

/// By tokens: every name that is neither a keyword of expressions nor called.
pub(super) fn identifiers(cursor: Cursor<'_>) -> Vec<QualifiedName> {
    let mut names = Vec::new();
    for_each_name(cursor, |name, parens, _| {
        if parens.is_none() {
            names.push(name);
        }
    });
    names
}

/// Every name with what follows it in parentheses, and its first token; keywords and types of casts left out.
fn for_each_name<'a>(mut cursor: Cursor<'a>, mut visit: impl FnMut(QualifiedName, Option<Cursor<'a>>, Token)) {
    let mut before: Option<Token> = None;
    while let Some(token) = cursor.peek() {
        let is_type =
            before.is_some_and(|before| before.kind == TokenKind::Typecast || before.is_word(cursor.text(), "as"));
        let is_name =
            token.kind == TokenKind::Quoted || token.kind == TokenKind::Word && !is_keyword(token.text(cursor.text()));
        match cursor.qualified_name().filter(|_| is_name) {
            Some(name) if !is_type => {
                let parens = cursor.is_kind(TokenKind::LeftParen).then_some(cursor);
                visit(name, parens, token);
            }
            Some(_) => {}
            // A keyword that was taken as a name is taken all the same.
            None if matches!(token.kind, TokenKind::Word | TokenKind::Quoted) => {}
            None => {
                cursor.advance();
            }
        }
        before = Some(token);
    }
}

/// Functions that are called without parentheses.
const NILADIC: [&str; 10] = [
    "current_date",
    "current_time",
    "current_timestamp",
    "localtime",
    "localtimestamp",
    "current_role",
    "current_user",
    "session_user",
    "user",
    "current_catalog",
];

/// Words that are part of the grammar of queries and expressions, and so no names.
fn is_keyword(word: &str) -> bool {
    const WORDS: &str = "all and any array as asc asymmetric between both by case cast collate cross default desc distinct \
        else end except exists false fetch filter for from full group having ilike in inner intersect into is isnull join \
        lateral leading left like limit natural not notnull null nulls offset on only or order outer over partition right \
        row rows select set similar some symmetric then to trailing true union using values when where window with within";
    WORDS.split(' ').any(|keyword| keyword.eq_ignore_ascii_case(word))
}

#[cfg(test)]
pub(crate) mod testing {
    use super::Expression;
    use crate::sql::source::Span;

    /// An expression that stands alone.
    pub(crate) fn written(text: &str) -> Expression {
        Expression { text: text.into(), span: Span::new(0, text.len()) }
    }
}

#[cfg(test)]
mod tests {
    use super::testing::written;
    use super::*;

    #[test]
    fn finds_calls_and_columns_with_and_without_a_tree() {
        let names = |names: Vec<QualifiedName>| names.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        for (text, called, named) in [
            ("md5(random()::text || \"Name\")", "md5 random", "Name"),
            ("CURRENT_TIMESTAMP + a.ttl", "current_timestamp", "ttl"),
            ("(SELECT max(app.f(x)) FROM t)", "max app.f", "x"),
            ("count(*) FILTER (WHERE ok)", "count", "ok"),
            ("f(a) +++ !!! ~ ?? g(b::varchar(5)) AND", "f g", "a b"),
        ] {
            assert_eq!(names(calls(&written(text))), called, "{text}");
            let columns: Vec<_> = columns(&written(text)).iter().map(|name| name.as_str().to_owned()).collect();
            assert_eq!(columns.join(" "), named, "{text}");
        }
    }

    #[test]
    fn knows_constants_and_null() {
        for (text, constant) in [
            ("'a'::text", true),
            ("-1.5", true),
            ("ARRAY[1, 2]", true),
            ("'{}'::jsonb", true),
            ("now()", false),
            ("a", false),
        ] {
            assert_eq!(is_constant(&written(text)), constant, "{text}");
        }
        assert!(is_null_literal(&written("(NULL)::text")));
        assert!(!is_null_literal(&written("''")));
    }

    #[test]
    fn proves_not_null_only_as_postgresql_does() {
        for (check, proves) in [
            ("email IS NOT NULL", true),
            ("(\"email\" IS NOT NULL) AND length(email) > 3", true),
            ("NOT (email IS NULL)", true),
            ("email NOTNULL", true),
            ("email >= ''", false),
            ("email IS NOT NULL OR name IS NOT NULL", false),
            ("name IS NOT NULL", false),
        ] {
            assert_eq!(proves_not_null(&written(check), &"email".into()), proves, "{check}");
        }
    }

    #[test]
    fn sees_through_casts() {
        let types = |text| {
            let types = as_cast_of_column(&written(text), &Ident::quoted("mood"))?;
            Some(types.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))
        };
        assert_eq!(types("(\"mood\"::text::\"Mood_new\")").as_deref(), Some("text \"Mood_new\""));
        assert_eq!(types("CAST(mood AS varchar(5))").as_deref(), Some("character varying(5)"));
        assert_eq!(types("t.mood").as_deref(), Some(""));
        assert_eq!(types("upper(mood)::text"), None);
        assert_eq!(types("mood::timestamp(3) with time zone").as_deref(), Some("timestamp(3) with time zone"));
    }
}
