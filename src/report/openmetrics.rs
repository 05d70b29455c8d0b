//! Numbers for a monitor, in the text format of `OpenMetrics` 1.0.
//!
//! Written here because the ecosystem's own library, `prometheus-client`, does not escape labels (its issue 151).

use std::io::{self, Write};

use crate::audit::{EnvironmentStatus, Report, Verdict};
use crate::rules::Level;

/// One metric, always a gauge.
struct Metric {
    name: &'static str,
    unit: &'static str,
    help: &'static str,
    samples: Vec<(Vec<(&'static str, String)>, u64)>,
}

/// What is told of each environment; `None` where it cannot be told.
type OfEnvironment = (&'static str, &'static str, &'static str, fn(&EnvironmentStatus) -> Option<u64>);

/// The metrics that a status adds.
const OF_ENVIRONMENT: &[OfEnvironment] = &[
    ("seawall_environment_up", "", "1 where the history of the environment could be read, else 0", |one| {
        Some(one.readable.into())
    }),
    ("seawall_history_table", "", "1 where the environment has a history table, else 0", |one| {
        one.history_table.map(u64::from)
    }),
    ("seawall_deploy_running", "", "1 while the migration tool is at work, else 0", |one| {
        one.deploy_running.map(u64::from)
    }),
    ("seawall_migrations_applied", "", "Migrations that count as applied", |one| count(one, one.applied)),
    ("seawall_migrations_pending", "", "Migrations of the repository that are not applied", |one| {
        count(one, one.pending)
    }),
    ("seawall_migrations_failed", "", "Migrations that began and did not end", |one| count(one, one.failed)),
    ("seawall_drift_objects", "", "Objects that differ from what the migrations make", |one| {
        one.drift.map(|drift| drift as u64)
    }),
    ("seawall_backup_age_seconds", "seconds", "Age of the newest recorded backup", |one| one.backup_age_seconds),
];

/// What is not known is not told: a number would be a claim.
fn count(one: &EnvironmentStatus, count: usize) -> Option<u64> {
    one.readable.then_some(count as u64)
}

/// Writes the exposition.
///
/// # Errors
/// Where `out` cannot be written.
pub(super) fn render(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut metrics = vec![passed(report), findings(report), unchecked(report)];
    let environments = report.status.as_ref().map(|status| status.environments.as_slice()).unwrap_or_default();
    metrics.extend(OF_ENVIRONMENT.iter().map(|&(name, unit, help, value)| {
        let sample = |one: &EnvironmentStatus| Some((vec![("environment", one.name.clone())], value(one)?));
        Metric { name, unit, help, samples: environments.iter().filter_map(sample).collect() }
    }));
    metrics.iter().filter(|metric| !metric.samples.is_empty()).try_for_each(|metric| write(metric, out))?;
    writeln!(out, "# EOF")
}

fn passed(report: &Report) -> Metric {
    let samples = vec![(of_command(report), u64::from(report.verdict() == Verdict::Pass))];
    Metric {
        name: "seawall_passed",
        unit: "",
        help: "1 where everything was looked at and nothing blocks, else 0",
        samples,
    }
}

fn findings(report: &Report) -> Metric {
    let sample = |level: Level| {
        let labels = [of_command(report), vec![("level", level.to_string())]].concat();
        (labels, report.count(level) as u64)
    };
    let samples = [Level::Block, Level::Warn, Level::Info].map(sample).into();
    Metric { name: "seawall_findings", unit: "", help: "Findings that no exemption excuses, by level", samples }
}

fn unchecked(report: &Report) -> Metric {
    let samples = vec![(of_command(report), (report.incomplete.len() + report.errors.len()) as u64)];
    Metric { name: "seawall_unchecked", unit: "", help: "Things that could not be looked at", samples }
}

fn of_command(report: &Report) -> Vec<(&'static str, String)> {
    vec![("command", report.command.to_owned())]
}

fn write(metric: &Metric, out: &mut dyn Write) -> io::Result<()> {
    let name = metric.name;
    writeln!(out, "# TYPE {name} gauge")?;
    if !metric.unit.is_empty() {
        writeln!(out, "# UNIT {name} {}", metric.unit)?;
    }
    writeln!(out, "# HELP {name} {}", metric.help)?;
    for (labels, value) in &metric.samples {
        let labels: Vec<String> = labels.iter().map(|(key, value)| format!("{key}=\"{}\"", escaped(value))).collect();
        writeln!(out, "{name}{{{}}} {value}", labels.join(","))?;
    }
    Ok(())
}

/// A label's value (`OpenMetrics` 1.0, section "Escaping").
fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use snapbox::{IntoData, str};

    use super::super::{Format, RenderContext, sample};

    #[test]
    fn a_status_is_a_page_of_gauges_that_ends() {
        let text = sample::rendered(&sample::status(), Format::Openmetrics, &RenderContext::default());
        snapbox::assert_data_eq!(
            text,
            str![[r#"
# TYPE seawall_passed gauge
# HELP seawall_passed 1 where everything was looked at and nothing blocks, else 0
seawall_passed{command="status"} 0
# TYPE seawall_findings gauge
# HELP seawall_findings Findings that no exemption excuses, by level
seawall_findings{command="status",level="block"} 0
seawall_findings{command="status",level="warn"} 0
seawall_findings{command="status",level="info"} 0
# TYPE seawall_unchecked gauge
# HELP seawall_unchecked Things that could not be looked at
seawall_unchecked{command="status"} 1
# TYPE seawall_environment_up gauge
# HELP seawall_environment_up 1 where the history of the environment could be read, else 0
seawall_environment_up{environment="staging"} 1
seawall_environment_up{environment="production"} 1
seawall_environment_up{environment="qa"} 0
# TYPE seawall_history_table gauge
# HELP seawall_history_table 1 where the environment has a history table, else 0
seawall_history_table{environment="staging"} 1
seawall_history_table{environment="production"} 1
# TYPE seawall_deploy_running gauge
# HELP seawall_deploy_running 1 while the migration tool is at work, else 0
seawall_deploy_running{environment="staging"} 0
# TYPE seawall_migrations_applied gauge
# HELP seawall_migrations_applied Migrations that count as applied
seawall_migrations_applied{environment="staging"} 3
seawall_migrations_applied{environment="production"} 2
# TYPE seawall_migrations_pending gauge
# HELP seawall_migrations_pending Migrations of the repository that are not applied
seawall_migrations_pending{environment="staging"} 0
seawall_migrations_pending{environment="production"} 1
# TYPE seawall_migrations_failed gauge
# HELP seawall_migrations_failed Migrations that began and did not end
seawall_migrations_failed{environment="staging"} 0
seawall_migrations_failed{environment="production"} 1
# TYPE seawall_drift_objects gauge
# HELP seawall_drift_objects Objects that differ from what the migrations make
seawall_drift_objects{environment="production"} 2
# TYPE seawall_backup_age_seconds gauge
# UNIT seawall_backup_age_seconds seconds
# HELP seawall_backup_age_seconds Age of the newest recorded backup
seawall_backup_age_seconds{environment="production"} 3600
# EOF

"#]]
            .raw()
        );
    }

    #[test]
    fn a_hostile_name_stays_in_its_label() {
        let mut report = sample::status();
        report.status.as_mut().unwrap().environments[0].name = "a\"} 1\n# EOF\\".to_owned();
        let text = sample::rendered(&report, Format::Openmetrics, &RenderContext::default());
        assert!(text.contains(r#"seawall_environment_up{environment="a\"} 1\n# EOF\\"} 1"#), "{text}");
        assert_eq!(text.lines().filter(|line| *line == "# EOF").count(), 1);
    }
}
