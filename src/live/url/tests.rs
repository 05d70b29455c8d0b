use super::*;

fn parsed(text: &str) -> ConnectionUrl {
    ConnectionUrl::parse(text).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn reads_what_prisma_projects_write() {
    let url = parsed("  \"POSTGRESQL://app:p%40ss@db:6432/shop?schema=sales&connection_limit=5&pgbouncer=true\"\n");
    assert_eq!(url.to_string(), "postgresql://app:***@db:6432/shop");
    assert_eq!((url.schema(), url.database(), url.user()), (Some("sales"), Some("shop"), Some("app")));
    assert_eq!(url.password(), Some(&b"p@ss"[..]));
    assert!(url.is_transaction_pooler());
    assert_eq!(url.notes().len(), 1, "{:?}", url.notes());
}
