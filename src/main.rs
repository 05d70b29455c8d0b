//! Seawall keeps destructive and drifting migrations away from a production `PostgreSQL` database.

use std::process::ExitCode;

fn main() -> ExitCode {
    seawall::cli::run()
}
