use super::*;

mod encryption;
mod hostile;

fn parsed(text: &str) -> ConnectionUrl {
    ConnectionUrl::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn refused(text: &str) -> LiveError {
    let error = ConnectionUrl::parse(text).map(|url| url.to_string()).expect_err(text);
    assert_eq!(error.kind, LiveErrorKind::Url);
    error
}

#[test]
fn reads_what_prisma_projects_write() {
    let url = parsed("  \"POSTGRESQL://app:p%40ss@db:6432/shop?schema=sales&connection_limit=5&pgbouncer=true\"\n");
    assert_eq!(url.to_string(), "postgresql://app:***@db:6432/shop");
    assert_eq!((url.schema(), url.database(), url.user()), (Some("sales"), Some("shop"), Some("app")));
    assert_eq!(url.password(), Some(&b"p@ss"[..]));
    assert!(url.is_transaction_pooler());
    assert_eq!(
        url.notes(),
        ["`connection_limit` is left out: it is about Prisma's pool of connections, and Seawall opens one"]
    );
}

#[test]
fn a_password_keeps_every_raw_character() {
    for (written, password) in [
        ("p@ss#w/rd", "p@ss#w/rd"),
        ("100%", "100%"),
        ("a%zzb", "a%zzb"),
        ("%E2%82%AC:x", "€:x"),
        ("p%3Fq", "p?q"),
        ("", ""),
    ] {
        let url = parsed(&format!("postgres://u:{written}@db.example.com:5433/d"));
        assert_eq!(url.password(), Some(password.as_bytes()), "{written}");
        assert_eq!(url.endpoints(), [Endpoint { host: "db.example.com".into(), address: None, port: 5433 }]);
        assert_eq!(url.notes().len(), usize::from(written.contains(['@', '#', '/'])), "{:?}", url.notes());
    }
    assert!(refused("postgres://u:pa?ss@h/d").help.unwrap().contains("%3F"));
    assert!(refused("postgres://u:a/b?c=d@h/d").message.contains("raw `@`"));
    assert!(refused("postgres://u:pass/d").message.contains("port"), "a password whose `@` is missing");
}

#[test]
fn hosts_ports_and_sockets() {
    let shown = |text: &str| parsed(text).endpoints().iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    assert_eq!(shown("postgres://a,b:6000,[::1]:7000/d"), "a:5432 b:6000 [::1]:7000");
    assert_eq!(shown("postgres://a/d?host=/run/pg"), "/run/pg:5432");
    assert_eq!(shown("postgres://u@%2Frun%2Fpg:5433/d"), "/run/pg:5433");
    assert_eq!(shown("postgres://u@/d?host=a,b&port=1,2"), "a:1 b:2");
    assert_eq!(shown("postgres:///d?hostaddr=::1"), "[::1]:5432");
    assert_eq!(shown("postgres:///d"), "localhost:5432");
    assert!(parsed("postgres://u@/d?host=/run/pg").endpoints()[0].is_socket());
    assert_eq!(parsed("postgres://db/d?hostaddr=10.0.0.1").endpoints()[0].address, "10.0.0.1".parse().ok());
    for broken in [
        "postgres://a:0/d",
        "postgres://a:65536/d",
        "postgres://[::1/d",
        "postgres://[::1]x/d",
        "postgres://a/d?hostaddr=b",
        "postgres://a,b/d?port=1,2,3",
        "postgres://a,b/d?hostaddr=10.0.0.1",
    ] {
        refused(broken);
    }
}

#[test]
fn the_last_of_a_parameter_counts_and_libpqs_overrides_are_told() {
    let url = parsed("postgres://u:p@h/d?user=v&password=q&dbname=e&schema=a&schema=b&application_name=x%20y");
    assert_eq!((url.user(), url.password(), url.database()), (Some("v"), Some(&b"q"[..]), Some("e")));
    assert_eq!((url.schema(), url.settings().application_name.as_deref()), (Some("b"), Some("x y")));
    assert_eq!(url.notes().len(), 1, "{:?}", url.notes());
    let bare = parsed("postgres://h");
    assert_eq!((bare.user(), bare.password(), bare.database(), bare.schema()), (None, None, None, None));
}

#[test]
fn session_parameters_are_translated() {
    let url = parsed(
        "postgres://h/d?connect_timeout=7&target_session_attrs=prefer-standby&options=endpoint%3Dep-1&keepalives_count=3",
    );
    assert_eq!(url.settings().connect_timeout, Some(Duration::from_secs(7)));
    assert_eq!(url.settings().wanted, Wanted::PreferStandby);
    assert_eq!(url.settings().options.as_deref(), Some("endpoint=ep-1"));
    assert_eq!(url.settings().keepalives.count, Some(3));
    assert!(url.notes().is_empty());
    for none in ["0", "-1"] {
        assert_eq!(parsed(&format!("postgres://h/d?connect_timeout={none}")).settings().connect_timeout, None);
    }
    refused("postgres://h/d?connect_timeout=soon");
    refused("postgres://h/d?target_session_attrs=nearest");
}

#[test]
fn what_is_left_out_is_told_once_and_never_fails() {
    let url =
        parsed("postgres://h/d?supa=base-pooler.x&workaround=1&gssencmode=disable&shiny=1&shiny=2&%00%7F=1&UPPER=1");
    let notes = url.notes().join("\n");
    assert_eq!(url.notes().len(), 5, "{notes}");
    assert!(notes.contains("`supa` is left out: it is a mark for other programs"), "{notes}");
    assert!(notes.contains("`shiny` is left out: neither Seawall nor libpq knows this parameter"), "{notes}");
    assert!(
        notes.contains("its name is no plain word") && !notes.contains('\0') && !notes.contains("UPPER"),
        "{notes}"
    );
}

#[test]
fn poolers_are_known_by_port_name_and_parameter() {
    for (text, pooler) in [
        ("postgres://postgres.ref@aws-0-eu-central-1.pooler.supabase.com:6543/postgres", true),
        ("postgres://postgres.ref@aws-0-eu-central-1.pooler.supabase.com:5432/postgres", false),
        ("postgres://u@ep-x-123-pooler.eu-central-1.aws.neon.tech/d", true),
        ("postgres://u@ep-x-123.eu-central-1.aws.neon.tech/d", false),
        ("postgres://u@h/d?pgbouncer=true", true),
        ("postgres://u@h/d?pgbouncer=false", false),
    ] {
        assert_eq!(parsed(text).is_transaction_pooler(), pooler, "{text}");
    }
}

#[test]
fn conninfo_words_are_read_too() {
    let url = parsed("host=db port=5433 dbname='my shop' user=app password='it\\'s # @' sslmode=disable");
    assert_eq!(url.to_string(), "postgresql://app:***@db:5433/my shop");
    assert_eq!(url.password(), Some(&b"it's # @"[..]));
    assert!(url.notes().is_empty(), "{:?}", url.notes());
    refused("host=db password='open");
    refused("host=db shop");
}

#[test]
fn other_databases_and_drivers_are_told_by_name() {
    for (text, told) in [
        ("prisma://accelerate.prisma-data.net/?api_key=hunter2", "Prisma Accelerate"),
        ("prisma+postgres://localhost:51213/?api_key=hunter2", "Prisma Accelerate"),
        ("jdbc:postgresql://h/d?password=hunter2", "Java"),
        ("mysql://root:hunter2@h/d", "mysql:"),
        ("file:./dev.db", "file:"),
        ("hunter2", "not one for PostgreSQL"),
        ("hunter2://x@y", "not one for PostgreSQL"),
        ("  ''  ", "empty"),
    ] {
        let error = refused(text);
        assert!(error.message.contains(told), "{text}: {error}");
        assert!(!format!("{error:?}").contains("hunter2") && error.help.is_some(), "{error:?}");
    }
}

#[test]
fn another_database_and_a_password_from_elsewhere() {
    let url = parsed("postgres://u@h/d");
    assert_eq!(url.with_database("e").to_string(), "postgresql://u@h:5432/e");
    assert_eq!(url.clone().or_password("x").password(), Some(&b"x"[..]));
    assert_eq!(parsed("postgres://u:y@h/d").or_password("x").password(), Some(&b"y"[..]));
}
