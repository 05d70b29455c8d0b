//! The npm packages of a release: made as the release makes them, installed by npm, run by npx.

use std::path::Path;
use std::process::Command;

use crate::project::{Project, Run, finish};
use crate::skip;

/// Every target that a release has, with npm's word for it and the name of its program.
const TARGETS: [(&str, &str, &str); 5] = [
    ("x86_64-unknown-linux-musl", "linux-x64", "seawall"),
    ("aarch64-unknown-linux-musl", "linux-arm64", "seawall"),
    ("x86_64-apple-darwin", "darwin-x64", "seawall"),
    ("aarch64-apple-darwin", "darwin-arm64", "seawall"),
    ("x86_64-pc-windows-msvc", "win32-x64", "seawall.exe"),
];
const VERSION: &str = env!("CARGO_PKG_VERSION");

fn run(folder: &Path, program: &str, arguments: &[&str]) -> Run {
    finish(Command::new(program).args(arguments).current_dir(folder))
}

#[track_caller]
fn done(folder: &Path, program: &str, arguments: &[&str]) -> String {
    let run = run(folder, program, arguments);
    assert_eq!(run.code, Some(0), "{program} {arguments:?}: {run:?}");
    run.stdout
}

/// Makes the packages of a release in `npm`, from its archives: this platform's has the program that these tests have.
fn assemble(project: &Project, platform: &str) {
    for (target, npm, program) in TARGETS {
        let name = format!("seawall-{VERSION}-{target}");
        let file = project.path().join("dist").join(&name).join(program);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        if npm == platform {
            std::fs::copy(env!("CARGO_BIN_EXE_seawall"), file).unwrap();
        } else {
            std::fs::write(file, "the program of another platform").unwrap();
        }
        done(&project.path().join("dist"), "tar", &["-czf", &format!("{name}.tar.gz"), &name]);
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join(".github/npm/assemble.mjs");
    done(project.path(), "node", &[script.to_str().unwrap(), VERSION, "dist", "npm"]);
}

/// This platform as npm calls it; `None`, after saying so, without Node and npm.
fn platform() -> Option<String> {
    let has = |program| Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success());
    if !has("node") || !has("npm") {
        skip::skip("there is no Node with npm here", "Install them from the system's packages.");
        return None;
    }
    let told = done(Path::new("."), "node", &["-p", "process.platform + '-' + process.arch"]);
    Some(told.trim().to_owned())
}

/// Makes the packages of this platform and installs them in a project, without the registry.
fn installed(platform: &str) -> Project {
    let project = Project::empty();
    assemble(&project, platform);
    let own = format!("./npm/{platform}");
    done(project.path(), "npm", &["pack", "--silent", &own, "./npm/seawall"]);
    let packages = [format!("./seawall-{platform}-{VERSION}.tgz"), format!("./seawall-{VERSION}.tgz")];
    let install = ["install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    project.write("app/package.json", r#"{"name":"app","private":true}"#);
    let packages = packages.iter().map(|file| project.path().join(file).to_string_lossy().into_owned());
    let packages: Vec<String> = packages.collect();
    let arguments: Vec<&str> = install.into_iter().chain(packages.iter().map(String::as_str)).collect();
    done(&project.path().join("app"), "npm", &arguments);
    project
}

#[test]
fn npx_runs_the_program_of_this_platform_and_passes_its_exit_code_on() {
    let Some(platform) = platform() else { return };
    let project = installed(&platform);
    let app = project.path().join("app");
    assert_eq!(done(&app, "npx", &["--no-install", "seawall", "--version"]), format!("seawall {VERSION}\n"));

    project.write("app/drop.sql", "DROP TABLE users;\n");
    let judged = run(&app, "npx", &["--no-install", "seawall", "check", "drop.sql"]);
    assert_eq!(judged.code, Some(1), "{judged:?}");
    assert!(judged.stdout.contains("error[drop-table]"), "{judged:?}");

    std::fs::remove_dir_all(app.join("node_modules/@seawall")).unwrap();
    let gone = run(&app, "npx", &["--no-install", "seawall", "check", "drop.sql"]);
    assert_eq!(gone.code, Some(2), "{gone:?}");
    assert!(gone.stderr.contains(&format!("the package @seawall/{platform} is not installed")), "{gone:?}");
}

#[test]
fn no_package_has_a_script_that_runs_at_installation() {
    if platform().is_none() {
        return;
    }
    let project = Project::empty();
    assemble(&project, "none of them is run");
    let folders: Vec<_> = std::fs::read_dir(project.path().join("npm")).unwrap().map(|entry| entry.unwrap()).collect();
    assert_eq!(folders.len(), TARGETS.len() + 1);
    for folder in folders {
        let manifest = std::fs::read_to_string(folder.path().join("package.json")).unwrap();
        let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
        assert!(manifest["scripts"].is_null() && manifest["dependencies"].is_null(), "{manifest:#}");
        assert_eq!(manifest["version"], VERSION);
        assert!(folder.path().join("LICENSE").exists(), "{}", folder.path().display());
    }
}
