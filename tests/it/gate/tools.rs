//! Histories of other tools than Prisma: each as the tool writes it, through `status`, `drift` and `gate`.
//!
//! What Drizzle 0.45, node-pg-migrate 8 and dbmate 2 write was compared with runs of these programs.

mod history;
mod written;

use serde_json::Value;

use super::stage::url;
use crate::postgres::{Database, server};
use crate::project::{Project, Run, finish};
use written::{TOOLS, Written};

/// What every tool applies, in this order.
const SQL: [&str; 3] = [
    "CREATE TABLE account (id int PRIMARY KEY, email text);\n",
    "CREATE TABLE invoice (id int PRIMARY KEY, total int);\n",
    "ALTER TABLE invoice ADD COLUMN note text;\n",
];

/// A project of one tool, and two databases.
struct Shop {
    tool: &'static Written,
    project: Project,
    staging: Database,
    production: Database,
}

impl Shop {
    /// All three on staging, the first two on production; `None` where this machine has no server.
    fn ready(tool: &'static Written) -> Option<Self> {
        let server = server(None)?;
        let project = Project::empty();
        for (path, text) in tool.beside {
            project.write(path, text);
        }
        let shop = Self { tool, project, staging: server.database(), production: server.database() };
        for number in 1..=SQL.len() {
            shop.write(number, SQL[number - 1]);
        }
        shop.policy("");
        shop.deploy(&shop.staging, 1..=3);
        shop.deploy(&shop.production, 1..=2);
        Some(shop)
    }

    fn policy(&self, text: &str) {
        let environments = "version: 1\nenvironments:\n  staging: { url: $STAGING_DATABASE_URL }\n  \
                            production: { url: $DATABASE_URL, protected: true }\n";
        self.project.write("seawall.yaml", &format!("{environments}{text}"));
    }

    /// Writes a migration as the tool wants it.
    fn write(&self, number: usize, sql: &str) {
        self.project.write(&(self.tool.path)(number), &(self.tool.text)(sql));
    }

    /// Runs migrations and records them, as the tool does.
    fn deploy(&self, database: &Database, numbers: std::ops::RangeInclusive<usize>) {
        database.execute(self.tool.table).unwrap();
        for number in numbers {
            let sql = SQL[number - 1];
            database.execute(sql).unwrap();
            database.execute(&(self.tool.record)(number, &(self.tool.text)(sql))).unwrap();
        }
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let mut command = self.project.command(arguments);
        finish(command.env("STAGING_DATABASE_URL", url(&self.staging)).env("DATABASE_URL", url(&self.production)))
    }

    fn json(&self, arguments: &[&str]) -> (Option<i32>, Value) {
        let run = self.run(&[arguments, &["--format", "json"]].concat());
        let value =
            serde_json::from_str(&run.stdout).unwrap_or_else(|why| panic!("{}: {why}: {run:?}", self.tool.name));
        (run.code, value)
    }

    /// States and marks of all migrations on one environment, in the order of the report.
    #[track_caller]
    fn states(&self, environment: &str) -> Vec<String> {
        let (_, report) = self.json(&["status", environment]);
        let rows =
            report["status"]["migrations"].as_array().unwrap_or_else(|| panic!("{}: {report:#}", self.tool.name));
        let told = |row: &Value| {
            let cell = &row["environments"][0];
            let marks = cell["marks"].as_array().cloned().unwrap_or_default();
            let words = std::iter::once(&cell["state"]).chain(&marks).filter_map(Value::as_str);
            words.collect::<Vec<_>>().join(" ")
        };
        rows.iter().map(told).collect()
    }

    /// Requirements of the gate that do not hold.
    fn not_met(&self) -> (Vec<String>, Option<i32>, Value) {
        let (code, report) = self.json(&["gate"]);
        let answers = report["gate"]["requirements"].as_array().unwrap_or_else(|| panic!("{report:#}"));
        let holds = |answer: &&Value| answer["outcome"] == "met" || answer["outcome"] == "passed-over";
        let told = answers.iter().filter(|answer| !holds(answer)).map(|answer| answer["requirement"].as_str().unwrap());
        (told.map(str::to_owned).collect(), code, report)
    }
}

#[test]
fn every_tool_s_own_table_says_what_is_applied() {
    for tool in TOOLS {
        let Some(shop) = Shop::ready(tool) else { return };
        assert_eq!(shop.states("staging"), ["applied"; 3], "{}", tool.name);
        assert_eq!(shop.states("production"), ["applied", "applied", "pending"], "{}", tool.name);
        let told = shop.run(&["status"]).stdout;
        assert_eq!(told.matches("stores no checksum").count(), usize::from(!tool.tells_edits), "{}: {told}", tool.name);
    }
}

#[test]
fn an_edit_is_seen_where_the_tool_stores_what_tells_it() {
    for tool in TOOLS {
        let Some(shop) = Shop::ready(tool) else { return };
        shop.write(2, "CREATE TABLE invoice (id bigint PRIMARY KEY, total int);\n");
        let wanted = if tool.tells_edits { "applied edited" } else { "applied" };
        assert_eq!(shop.states("production")[1], wanted, "{}", tool.name);
        shop.write(2, &SQL[1].replace('\n', "\r\n"));
        assert_eq!(shop.states("production")[1], "applied", "{}: line ends may differ", tool.name);
    }
}

#[test]
fn a_database_is_held_against_what_its_own_table_calls_applied() {
    for tool in TOOLS {
        let Some(shop) = Shop::ready(tool) else { return };
        for environment in ["staging", "production"] {
            let (code, report) = shop.json(&["drift", environment]);
            assert_eq!(code, Some(0), "{} {environment}: {report:#}", tool.name);
        }
        shop.production.execute("ALTER TABLE account ADD COLUMN stray int").unwrap();
        let (code, report) = shop.json(&["drift", "production"]);
        assert_eq!(code, Some(1), "{}: {report:#}", tool.name);
        assert!(report.to_string().contains("column public.account.stray"), "{}: {report:#}", tool.name);
    }
}

#[test]
fn what_staging_proved_may_go_and_nothing_else() {
    for tool in TOOLS {
        let Some(shop) = Shop::ready(tool) else { return };
        let (not_met, code, report) = shop.not_met();
        assert_eq!((not_met.as_slice(), code), (&[][..], Some(0)), "{}: {report:#}", tool.name);
        let questions = report["gate"]["requirements"].to_string();
        assert_eq!(questions.contains("by its name only"), !tool.tells_edits, "{}: {questions}", tool.name);

        let record = shop.project.path().join("record.json");
        let record = record.to_str().unwrap();
        assert_eq!(shop.json(&["gate", "--record", record]).0, Some(0), "{}", tool.name);
        assert_eq!(shop.json(&["gate", "--verify", record]).0, Some(0), "{}", tool.name);
        shop.policy(&format!("gate: {{ records: {record} }}\n"));
        shop.deploy(&shop.production, 3..=3);
        let (not_met, code, report) = shop.not_met();
        assert_eq!((not_met.as_slice(), code), (&[][..], Some(0)), "{}, deployed: {report:#}", tool.name);

        shop.project.write(&(tool.path)(4), &(tool.text)("CREATE TABLE late (id int);\n"));
        for (path, text) in tool.with_fourth {
            shop.project.write(path, text);
        }
        let (not_met, code, report) = shop.not_met();
        assert_eq!((not_met, code), (vec!["applied-first".to_owned()], Some(1)), "{}: {report:#}", tool.name);
    }
}

#[test]
fn tables_without_a_history_are_nobody_s() {
    for tool in TOOLS {
        let Some(shop) = Shop::ready(tool) else { return };
        shop.production.execute(tool.drop).unwrap();
        let (code, report) = shop.json(&["status", "production"]);
        assert_eq!(code, Some(1), "{}: {report:#}", tool.name);
        assert!(report.to_string().contains("history-table-absent"), "{}: {report:#}", tool.name);
    }
}

#[test]
fn a_role_needs_the_right_table() {
    for tool in TOOLS {
        let Some(shop) = Shop::ready(tool) else { return };
        let run = shop.run(&["drift", "--grants"]);
        assert!(
            run.stdout.contains(&format!("GRANT SELECT ON TABLE {} TO seawall;", tool.grant)),
            "{}: {run:?}",
            tool.name
        );
    }
}
