//! The one integration test binary: every module of tests shares one private `PostgreSQL`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should stop where it stands")]

mod action;
mod cases;
#[cfg(unix)]
mod catalog;
mod cli;
#[cfg(unix)]
mod drift;
mod exec;
#[cfg(unix)]
mod gate;
#[cfg(unix)]
mod hooks;
mod layers;
mod layouts;
#[cfg(unix)]
mod live;
mod npm;
#[cfg(unix)]
mod observe;
#[cfg(unix)]
mod postgres;
mod project;
#[cfg(unix)]
mod proof;
#[cfg(unix)]
mod replay;
mod rules;
mod scan;
mod score;
#[cfg(unix)]
mod shadow;
mod shared;
mod skip;
#[cfg(unix)]
mod stated;
#[cfg(unix)]
mod versions;
