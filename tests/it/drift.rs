//! Two databases against each other: each single change is found in the object and attribute that it is in, and in no other.

mod cases;
mod database;

use crate::postgres;
use crate::shared;
use cases::{Case, Suite};
use database::Subject;

/// Runs every case of a suite on one major version: the change is told as the case says, and its repair undoes it.
fn run(suite: &Suite, major: u32) {
    let Some(server) = postgres::server(Some(major)) else { return };
    let mut failures = Vec::new();
    for (base, cases) in suite.by_base(major) {
        let mut subject = Subject::create(server, base);
        for case in cases {
            failures.extend(judge(&mut subject, case, major));
        }
    }
    assert!(failures.is_empty(), "PostgreSQL {major}, {} cases:\n{}", failures.len(), failures.join("\n"));
}

/// What is wrong with the outcome of a case.
fn judge(subject: &mut Subject, case: &Case, major: u32) -> Option<String> {
    let told = subject.drift(&case.sql);
    let expected = case.tells(major);
    let mut problem = String::new();
    if told != expected {
        problem = format!("{}\n  told     {told:#?}\n  expected {expected:#?}", case.name);
    }
    subject.reset();
    (!problem.is_empty()).then_some(problem)
}

macro_rules! versions {
    ($($name:ident $major:literal)*) => {$(
        #[test]
        fn $name() {
            if let Some(shared) = shared::folder() {
                run(&Suite::shared(&shared), $major);
            }
        }
    )*};
}

versions! {
    shared_cases_on_12 12
    shared_cases_on_13 13
    shared_cases_on_14 14
    shared_cases_on_15 15
    shared_cases_on_16 16
    shared_cases_on_17 17
    shared_cases_on_18 18
}
