//! Files that somebody made to break a reader end in a message, and never in a pass that nobody earned.

use super::{repository, scan};

#[test]
fn broken_huge_and_deep_files_end_in_a_message() {
    let bomb = (0..9).fold("a0: &a0 [x,x,x,x,x,x,x,x,x]\n".to_owned(), |text, at| {
        format!("{text}a{}: &a{} [{}]\n", at + 1, at + 1, vec![format!("*a{at}"); 9].join(","))
    });
    let huge = format!("{{\"scripts\": {{\"build\": \"{}\"}}}}", "x".repeat(10 << 20));
    let deep = format!("{}{}", "[".repeat(50_000), "]".repeat(50_000));
    let quotes = "echo \"".repeat(2001);
    let braces = "if true; then {".repeat(400);
    for (path, text, level, message) in [
        ("package.json", huge.as_str(), "block", "larger than 1 MB (10240 KB) and was not read"),
        ("package.json", "{ \"scripts\": ", "warn", "cannot be read"),
        ("package.json", deep.as_str(), "warn", "cannot be read"),
        ("vercel.json", "\0\0\0binary", "warn", "is binary"),
        (".github/workflows/a.yml", bomb.as_str(), "warn", "holds more than 200000 values"),
        (".github/workflows/a.yml", "jobs: [", "warn", "cannot be read"),
        ("fly.toml", "[deploy\n", "warn", "cannot be read"),
        ("Dockerfile", "FRM node\n", "warn", "cannot be read"),
        ("deploy.sh", quotes.as_str(), "info", ""),
        ("deploy.sh", braces.as_str(), "info", ""),
    ] {
        let project = repository();
        project.write(path, text);
        let (code, found) = scan(&project, &["--all", "--only", "commands"]);
        let first = found.first().unwrap_or_else(|| panic!("{path} is silent"));
        assert_eq!(
            (first["rule"].as_str(), first["level"].as_str(), first["path"].as_str()),
            (Some("unreadable-file"), Some(level), Some(path))
        );
        assert!(first["message"].as_str().unwrap().contains(message), "{first}");
        assert_eq!(code, Some(i32::from(level == "block")));
    }
}

#[test]
fn bytes_that_are_no_text_are_told_or_left_alone() {
    let project = repository();
    std::fs::write(project.path().join("Makefile"), b"reset:\n\tpsql \xff\n").unwrap();
    std::fs::write(project.path().join("logo.ts"), b"\0\0\0").unwrap();
    let (_, found) = scan(&project, &["--all"]);
    let messages: Vec<&str> = found.iter().map(|finding| finding["message"].as_str().unwrap()).collect();
    assert_eq!(messages, ["Makefile is not valid UTF-8"]);
}

#[test]
fn names_and_texts_from_files_are_escaped() {
    let project = repository();
    project.write("package.json", "{ \"scripts\": { \"build\\u001b[2J::error::x\": \"prisma migrate reset\", \"postinstall\": \"npm run 'build\\u001b[2J::error::x'\" } }\n");
    for format in ["text", "github", "markdown"] {
        let run = project.seawall(&["check", "--all", "--format", format]);
        assert!(!run.stdout.contains('\u{1b}'), "{format}: {}", run.stdout);
    }
}
