use super::*;

struct Project {
    folder: tempfile::TempDir,
}

impl Project {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        Self { folder }
    }

    fn variables(&self, process: &[(&str, &str)]) -> Variables {
        let process = process.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let workspace = Workspace::new(self.folder.path());
        Variables::read(&workspace, Some(&self.folder.path().join("db/migrations")), process).unwrap()
    }
}

fn resolve(variables: &Variables, name: &str) -> Result<ConnectionString, InputError> {
    variables.resolve(&DatabaseUrl::Variable(name.to_owned()))
}

#[test]
fn the_process_comes_first_then_the_root_then_the_schema() {
    let project = Project::new(&[
        ("package.json", "{}"),
        (".env", "A=root\nB=root\n"),
        ("db/.env", "A=schema\nB=schema\nC=schema\n"),
        ("prisma/.env", "A=prisma\nD=prisma\n"),
    ]);
    let variables = project.variables(&[("A", "process"), ("C", "")]);
    let found = |name| resolve(&variables, name).unwrap();
    assert_eq!((found("A").text.as_str(), found("A").source.as_str()), ("process", "$A of the environment"));
    assert_eq!((found("B").text.as_str(), found("B").source.as_str()), ("root", "$B from .env"));
    assert!(found("B").notes[0].contains("db/.env"), "{:?}", found("B").notes);
    assert_eq!((found("C").text.as_str(), found("C").source.as_str()), ("schema", "$C from db/.env"));
    assert!(resolve(&variables, "D").is_err(), "Prisma reads one file beside the schema");
}

#[test]
fn values_are_read_as_dotenv_files_write_them() {
    let project = Project::new(&[(
        ".env",
        "\u{feff}# comment\nexport A=\"postgresql://u:p#1@h/d\" # why\nB='x $A'\nHOST=db\nURL=\"postgres://${HOST}/d\"\r\nA2=1\nA2=2\n",
    )]);
    let variables = project.variables(&[]);
    for (name, value) in [("A", "postgresql://u:p#1@h/d"), ("B", "x $A"), ("URL", "postgres://db/d"), ("A2", "2")] {
        assert_eq!(resolve(&variables, name).unwrap().text, value);
    }
}

#[test]
fn a_missing_variable_is_told_with_the_names_that_exist() {
    let project =
        Project::new(&[("package.json", "{}"), (".env", "STAGING_DATABASE_URL=postgres://u:hunter2@h/d\nX=1\n")]);
    let error =
        resolve(&project.variables(&[("DIRECT_URL", "postgresql://u:hunter2@h/d")]), "STAGING_DB_URL").unwrap_err();
    assert_eq!(error.message, "$STAGING_DB_URL is not set in the environment or in .env");
    let help = error.help.unwrap();
    assert!(help.contains("in STAGING_DATABASE_URL, DIRECT_URL:") && !help.contains("hunter2"), "{help}");
    let error = resolve(&Project::new(&[]).variables(&[("E", "")]), "E").unwrap_err();
    assert_eq!(error.message, "$E is empty in the environment, and there is no .env file");
}

#[test]
fn a_line_that_cannot_be_read_is_told_only_where_it_matters() {
    let project = Project::new(&[(".env", "GOOD=1\nBAD LINE\nURL=postgres://u:hunter2 two@h/d\n")]);
    let variables = project.variables(&[]);
    assert_eq!(resolve(&variables, "GOOD").unwrap().text, "1");
    let error = resolve(&variables, "URL").unwrap_err();
    assert_eq!((error.path.as_deref(), error.line), (Some(".env"), Some(3)));
    assert!(!format!("{error:?} {variables:?}").contains("hunter2"));
}

#[test]
fn a_direct_connection_belongs_to_the_same_environment() {
    let project = Project::new(&[(".env", "DIRECT_URL=x\nSTAGING_POSTGRES_URL_NON_POOLING=y\n")]);
    let variables = project.variables(&[]);
    let twin = |name| variables.direct_twin(name);
    assert_eq!(twin("DATABASE_URL").as_deref(), Some("DIRECT_URL"));
    assert_eq!(twin("STAGING_DATABASE_URL").as_deref(), Some("STAGING_POSTGRES_URL_NON_POOLING"));
    assert_eq!(twin("PRODUCTION_DATABASE_URL"), None);
    assert_eq!(twin("DIRECT_URL"), None);
}
