//! Seawall: a migration safety guard and CI gate for `PostgreSQL`.

pub mod audit;
pub mod cli;
pub mod live;
pub mod policy;
pub mod project;
pub mod report;
pub mod rules;
pub mod schema;
pub mod sql;
