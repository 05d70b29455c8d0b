//! The HTML report in a real browser.

use std::process::Command;

use super::Shop;
use crate::skip;

/// Chromium as the system's packages bring it, or Chrome.
fn browser() -> Option<&'static str> {
    let found = ["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .find(|name| Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success()));
    if found.is_none() {
        skip::skip("no browser was found", "`sh tests/run` brings chromium.");
    }
    found
}

#[test]
fn the_page_renders_filters_and_fetches_nothing() {
    let (Some(shop), Some(browser)) = (Shop::open(), browser()) else { return };
    let hostile = "</article><img src=x onerror=alert(1)>";
    let drift = format!("DROP INDEX \"User_email_idx\"; CREATE TABLE \"{hostile}\" (id int)");
    shop.database.execute(&drift).unwrap();
    assert_eq!(shop.drift(&["--format", "html=drift.html"]).code, Some(1));
    let page = shop.project.path().join("drift.html");
    let profile = tempfile::tempdir().unwrap();
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"])
        .args(["--disable-background-networking", "--disable-component-update", "--virtual-time-budget=2000"])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .args(["--dump-dom", &format!("file://{}", page.display())])
        .output()
        .unwrap();
    let dom = String::from_utf8_lossy(&output.stdout);
    assert!(dom.contains("2 of 2 shown"), "its own script ran and counted the objects: {dom}");
    assert!(!dom.contains("<img"), "a name opens no element: {dom}");
    assert!(dom.contains("&lt;/article&gt;"), "the name is shown as text: {dom}");
}
