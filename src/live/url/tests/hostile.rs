use proptest::prelude::*;

use super::ConnectionUrl;

const SECRET: &str = "hunter2";

/// A password with the secret inside and anything around it.
fn password() -> impl Strategy<Value = String> {
    let junk = || proptest::string::string_regex("[ -~€]{0,6}").expect("the pattern is one");
    (junk(), junk()).prop_map(|(before, after)| format!("{before}{SECRET}{after}"))
}

/// All that could ever be printed of it.
fn everything_shown(text: &str) -> String {
    match ConnectionUrl::parse(text) {
        Ok(url) => format!("{url} {url:?} {:?} {:?} {:?}", url.notes(), url.schema(), url.endpoints()),
        Err(error) => format!("{error} {error:?}"),
    }
}

proptest! {
    #[test]
    fn no_password_is_ever_shown(
        password in password(),
        scheme in "(postgres|postgresql|POSTGRES|prisma|jdbc:postgresql|mysql|x)",
        tail in "(|/d|/d\\?schema=a|/d\\?sslmode=zzz|\\?x=1&y|:x/d|:70000|,b:1/d)",
    ) {
        let shown = everything_shown(&format!("{scheme}://user:{password}@host{tail}"));
        prop_assert!(!shown.contains(SECRET), "{shown}");
    }

    #[test]
    fn no_password_among_parameters_or_words_is_ever_shown(password in password()) {
        let encoded = percent_encoding::utf8_percent_encode(&password, percent_encoding::NON_ALPHANUMERIC);
        for text in [
            format!("postgres://host/d?user=u&password={encoded}&sslpassword={encoded}"),
            format!("host=h password='{}' x=1", password.replace('\\', "\\\\").replace('\'', "\\'")),
            format!("host=h password='{password}"),
            format!("user:{password}@host/d"),
        ] {
            let shown = everything_shown(&text);
            prop_assert!(!shown.contains(SECRET), "{shown}");
        }
    }

    #[test]
    fn every_text_is_read_or_refused_but_never_a_crash(text in "(postgres://)?[\\PC\u{0}]{0,40}") {
        everything_shown(&text);
    }

    #[test]
    fn an_encoded_password_comes_back_as_it_was(password in "\\PC{0,20}") {
        let encoded = percent_encoding::utf8_percent_encode(&password, percent_encoding::NON_ALPHANUMERIC);
        let url = ConnectionUrl::parse(&format!("postgres://u:{encoded}@h/d")).expect("an encoded password is no puzzle");
        prop_assert_eq!(url.password(), Some(password.as_bytes()));
    }
}
