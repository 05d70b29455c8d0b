//! The static SQL of every PL/pgSQL body in the corpus is what PostgreSQL's PL/pgSQL compiler finds in it.

use pg_query::parse_plpgsql;
use seawall::sql::{BodyParts, BodyText, Fragment, FragmentKind, Lexed, Piece, TokenKind, lex, plpgsql, split};
use seawall_oracle::{corpus, sql_files};
use serde_json::Value;

/// The queries of statements below a node of the compiler's tree; expressions (assignments, conditions) left out.
fn queries(node: &Value, found: &mut Vec<String>) {
    const HOLDERS: [&str; 4] =
        ["PLpgSQL_stmt_execsql", "PLpgSQL_stmt_return_query", "PLpgSQL_stmt_fors", "PLpgSQL_stmt_call"];
    match node {
        Value::Object(fields) => {
            for (name, value) in fields {
                if HOLDERS.contains(&name.as_str()) {
                    let expression = ["sqlstmt", "query", "expr"].iter().find_map(|field| value.get(field));
                    found.extend(
                        expression.and_then(|value| value["PLpgSQL_expr"]["query"].as_str()).map(str::to_owned),
                    );
                }
                queries(value, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| queries(item, found)),
        _ => {}
    }
}

/// How many statements below a node run a text.
fn executes(node: &Value) -> usize {
    const DYNAMIC: [&str; 3] = ["PLpgSQL_stmt_dynexecute", "PLpgSQL_stmt_dynfors", "dynquery"];
    match node {
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| usize::from(DYNAMIC.contains(&name.as_str())) + executes(value)).sum()
        }
        Value::Array(items) => items.iter().map(executes).sum(),
        _ => 0,
    }
}

/// The compiler blanks the `INTO` clause; where it has a blank, anything goes.
fn agrees(ours: &str, theirs: &str) -> bool {
    let theirs = theirs.trim();
    let same = ours.bytes().zip(theirs.bytes()).all(|(ours, theirs)| theirs == b' ' || ours == theirs);
    !theirs.is_empty() && ours.len() >= theirs.len() && same
}

fn is_plpgsql(text: &str, lexed: &Lexed, piece: &Piece) -> bool {
    let tokens = &lexed.tokens[piece.tokens.clone()];
    let named = tokens
        .windows(2)
        .find(|pair| pair[0].is_word(text, "LANGUAGE"))
        .map(|pair| pair[1].text(text).trim_matches(['\'', '"']));
    named.map_or(tokens[0].is_word(text, "DO"), |name| name.eq_ignore_ascii_case("plpgsql"))
}

fn difference(parts: &BodyParts, text: &str, theirs: &[String], executes: usize) -> Option<String> {
    let is_query = |part: &&Fragment| matches!(part.kind, FragmentKind::Statement | FragmentKind::Into);
    let ours: Vec<_> = parts.fragments.iter().filter(is_query).map(|part| part.text.get(text)).collect();
    let scripts = parts.fragments.iter().filter(|part| part.kind == FragmentKind::Script).count();
    if parts.unreadable {
        return Some("unreadable".to_owned());
    }
    if scripts + parts.dynamic.len() != executes {
        return Some(format!("{executes} EXECUTE, read {scripts} and {:?}", parts.dynamic));
    }
    let missing = theirs.iter().find(|theirs| !ours.iter().any(|ours| agrees(ours, theirs)));
    missing.cloned().or_else(|| (ours.len() < theirs.len()).then(|| format!("{ours:?} instead of {theirs:?}")))
}

#[test]
fn fragments_equal_the_compilers_queries() {
    let Some(corpus) = corpus() else { return };
    let (mut bodies, mut statements) = (0, 0);
    let mut wrong = Vec::new();
    for (path, text) in sql_files(&corpus) {
        let lexed = lex(&text);
        for piece in split(&lexed, &text).iter().filter(|piece| is_plpgsql(&text, &lexed, piece)) {
            let Ok(tree) = parse_plpgsql(&text[piece.span.range()]) else { continue };
            let dollar = lexed.tokens[piece.tokens.clone()].iter().find(|token| token.kind == TokenKind::Dollar);
            let Some(body) = dollar.and_then(|&token| BodyText::of_token(&text, token)) else { continue };
            let mut theirs = Vec::new();
            queries(&tree, &mut theirs);
            (bodies, statements) = (bodies + 1, statements + theirs.len());
            if let Some(difference) = difference(&plpgsql(&body), &text, &theirs, executes(&tree)) {
                wrong.push((path.clone(), difference));
            }
        }
    }
    println!("{bodies} bodies with {statements} statements");
    assert!(wrong.is_empty(), "{} bodies are read otherwise: {:#?}", wrong.len(), &wrong[..wrong.len().min(8)]);
    assert!(statements > 1_000, "only {statements} statements: is the corpus whole?");
}
