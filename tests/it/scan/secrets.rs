//! Passwords: found in what git tracks, and shown by no output.

use super::{repository, scan, told};
use crate::project::Project;

const PASSWORD: &str = "Tr0ub4dor-3";

fn leaky() -> Project {
    let project = repository();
    project.write(
        ".env.production",
        &format!("# production\nDATABASE_URL=\"postgres://app:{PASSWORD}@db.shop.net:5432/shop\"\n"),
    );
    project.write(".env.example", "DATABASE_URL=postgres://postgres:postgres@localhost:5432/shop\n");
    project.write("db/roles.sql", &format!("CREATE ROLE app LOGIN PASSWORD '{PASSWORD}';\n"));
    project.write("deploy.sh", &format!("PGPASSWORD={PASSWORD} psql -h db.shop.net -c 'SELECT 1'\ndropdb 'postgres://app:{PASSWORD}@db.shop.net/shop'\n"));
    project.write("docs/setup.md", &format!("Use `postgres://app:{PASSWORD}@db.shop.net/shop`.\n"));
    project
}

#[test]
fn passwords_are_found_where_they_stand() {
    let project = leaky();
    let (code, found) = scan(&project, &["--all", "--only", "secrets"]);
    let found: Vec<String> = found.iter().map(|finding| told(&project, finding)).collect();
    assert_eq!(code, Some(1));
    let places: Vec<&str> =
        found.iter().map(|told| told.rsplit_once(' ').unwrap().0.split(" p").next().unwrap()).collect();
    assert!(
        found.iter().any(|told| told.starts_with("password-in-connection-string block .env.production:2:15 ")),
        "{places:?}"
    );
    assert!(found.iter().any(|told| told.starts_with("password-in-sql block db/roles.sql:1:23 ")), "{found:#?}");
    assert!(found.iter().any(|told| told.starts_with("password-in-variable warn deploy.sh:1:1 ")), "{found:#?}");
    assert!(
        found.iter().any(|told| told.starts_with("password-in-connection-string block deploy.sh:2:9 ")),
        "{found:#?}"
    );
    assert!(
        found.iter().any(|told| told.starts_with("password-in-connection-string warn docs/setup.md:1:6 ")),
        "{found:#?}"
    );
    assert_eq!(found.len(), 5, "{found:#?}");
}

#[test]
fn no_output_shows_one() {
    let project = leaky();
    project.write("prisma/migrations/migration_lock.toml", "provider = \"postgresql\"\n");
    project.write("prisma/migrations/1_a/migration.sql", &format!("CREATE ROLE app LOGIN PASSWORD '{PASSWORD}';\nDROP TABLE t;\nALTER ROLE app SUPERUSER PASSWORD '{PASSWORD}';\n"));
    for format in ["text", "json", "sarif", "github", "markdown", "html"] {
        let run = project.seawall(&["check", "--all", "--format", format]);
        assert_eq!(run.code, Some(1), "{format}: {run:?}");
        assert!(!run.stdout.contains(PASSWORD) && !run.stderr.contains(PASSWORD), "{format}: {}", run.stdout);
        assert!(run.stdout.contains("db.shop.net"), "{format}: {}", run.stdout);
    }
    let quiet = project.seawall(&["check", "--all", "--quiet"]);
    assert!(!quiet.stdout.contains(PASSWORD), "{}", quiet.stdout);
}

#[test]
fn what_git_ignores_is_not_looked_at() {
    let project = leaky();
    project.write(".gitignore", ".home\n.env.production\ndb\ndeploy.sh\ndocs\n");
    project.write("node_modules/x/.env", &format!("URL=postgres://app:{PASSWORD}@db.shop.net/shop\n"));
    let (code, found) = scan(&project, &["--all", "--only", "secrets"]);
    assert_eq!((code, found), (Some(0), Vec::new()));
}
