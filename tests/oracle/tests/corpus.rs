//! Every migration of the corpus that PostgreSQL's grammar accepts is cut as PostgreSQL cuts it.

use seawall::sql::{lex, split};
use seawall_oracle::{corpus, sql_files, statements, tokens};

#[test]
fn statements_and_tokens_equal_postgresqls() {
    let Some(corpus) = corpus() else { return };
    let (mut accepted, mut refused, mut count) = (0, 0, 0);
    let mut wrong = Vec::new();
    for (path, text) in sql_files(&corpus) {
        // A server refuses a byte order mark; psql and most runners take it off.
        let text = text.trim_start_matches('\u{feff}');
        let (Some(wanted), Some(wanted_tokens)) = (statements(text), tokens(text)) else {
            refused += 1;
            continue;
        };
        let lexed = lex(text);
        let pieces: Vec<_> = split(&lexed, text).iter().map(|piece| piece.span.range()).collect();
        let cut: Vec<_> = lexed.tokens.iter().map(|token| token.span.range()).collect();
        (accepted, count) = (accepted + 1, count + wanted.len());
        if pieces != wanted || cut != wanted_tokens {
            wrong.push(path);
        }
    }
    println!("{accepted} files with {count} statements agree or not; {refused} files are no plain SQL to PostgreSQL");
    assert!(wrong.is_empty(), "{} files are cut otherwise: {:#?}", wrong.len(), &wrong[..wrong.len().min(10)]);
    assert!(count > 10_000, "only {count} statements: is the corpus whole?");
}
