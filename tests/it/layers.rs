//! Keeps the wings in one direction and the libraries in the wings that own them.

use std::path::{Path, PathBuf};

/// The wings in order: each uses only those before it.
const WINGS: [&str; 9] = ["sql", "schema", "project", "live", "rules", "policy", "audit", "report", "cli"];

/// Where a library may be used: wings, or single files of a wing.
const LIBRARIES: &[(&str, &[&str])] = &[
    ("sqlparser", &["sql"]),
    ("git2", &["project"]),
    ("tokio", &["live", "cli"]),
    ("tokio_postgres", &["live"]),
    ("postgres_native_tls", &["live"]),
    ("native_tls", &["live"]),
    ("percent_encoding", &["live", "project/layout/prisma/datasource"]),
    ("fastrand", &["live"]),
    ("rustix", &["live"]),
    ("futures_util", &["live", "cli"]),
    ("dotenvy", &["project"]),
    ("serde_yaml", &["policy", "project/lockfile"]),
    ("clap", &["cli"]),
    ("comfy_table", &["report/text"]),
    ("humantime", &["policy"]),
    ("tree_sitter", &["project/invocation/shell", "project/scan/powershell"]),
    ("tree_sitter_bash", &["project/invocation/shell"]),
    ("tree_sitter_powershell", &["project/scan/powershell"]),
    ("granit_parser", &["project/scan/tree/yaml"]),
    ("jsonc_parser", &["project/scan/tree/json", "project/init"]),
    ("makefile_lossless", &["project/scan/format/makefile"]),
    ("parse_dockerfile", &["project/scan/format/dockerfile"]),
];

/// What a source file, named as below `src` without `.rs`, does that it may not.
fn offences(module: &str, code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, line) in code.lines().enumerate() {
        let line = line.split("//").next().unwrap_or_default();
        let mut tell = |what: String| found.push(format!("src/{module}.rs:{}: {what}", at + 1));
        for used in line.split("crate::").skip(1) {
            let wing: String = used.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if wing.is_empty() {
                tell("write one `use crate::…` a wing, so that this test can read it".to_owned());
            } else if !may_use(module, &wing) {
                tell(format!("uses crate::{wing}, which comes after it"));
            }
        }
        for &(library, homes) in LIBRARIES {
            if mentions(line, library) && !homes.iter().any(|home| lies_in(module, home)) {
                tell(format!("uses {library}, which belongs in {}", homes.join(" and ")));
            }
        }
    }
    found
}

fn may_use(module: &str, wing: &str) -> bool {
    let place = |name: &str| WINGS.iter().position(|known| *known == name);
    let own = module.split('/').next().unwrap_or_default();
    place(wing).is_some_and(|used| place(own).is_some_and(|own| used <= own))
}

fn lies_in(module: &str, home: &str) -> bool {
    module.strip_prefix(home).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether a line has the library's name as a path of its own.
fn mentions(line: &str, library: &str) -> bool {
    line.match_indices(library).any(|(at, _)| {
        let (before, after) = (&line[..at], &line[at + library.len()..]);
        let is_whole = !before.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        is_whole && (after.starts_with("::") || before.trim_start() == "use ")
    })
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|why| panic!("{}: {why}", folder.display()));
    let mut files = Vec::new();
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

#[test]
fn the_wings_look_one_way_and_own_their_libraries() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    for file in sources(&src) {
        let module = file.strip_prefix(&src).unwrap().with_extension("").to_string_lossy().replace('\\', "/");
        // The roots of the library and the binary hold the wings together.
        if module == "lib" || module == "main" {
            continue;
        }
        assert!(WINGS.contains(&module.split('/').next().unwrap()), "src/{module}.rs lies in no wing");
        found.extend(offences(&module, &std::fs::read_to_string(&file).unwrap()));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn an_offence_is_seen_and_what_is_allowed_is_not() {
    for (module, line) in [
        ("sql/lower", "use crate::schema::Catalog;"),
        ("project/scan/shell", "fn f(rule: &crate::rules::Rule) {}"),
        ("project", "use crate::{policy::Policy, rules::Rule};"),
        ("rules/list", "let tree = sqlparser::parse(text);"),
        ("cli/check", "use serde_yaml as yaml;"),
        ("project/package", "    use serde_yaml::Value;"),
        ("audit", "#[tokio::main]"),
    ] {
        assert_eq!(offences(module, line).len(), 1, "{module}: {line}");
    }
    for (module, line) in [
        ("rules/lock/index_build", "use crate::project::Runner;"),
        ("sql", "// sqlparser::ast is seen by crate::cli alone"),
        ("project/lockfile", "use serde_yaml::Value;"),
        ("report/text", "let clap = my_clap::clap();"),
    ] {
        assert_eq!(offences(module, line), Vec::<String>::new(), "{module}: {line}");
    }
}
