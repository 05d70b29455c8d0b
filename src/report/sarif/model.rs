//! The objects of SARIF 2.1.0 that Seawall writes, each named after its section of the standard.

use std::borrow::Cow;

use serde::Serialize;

use crate::rules::{Category, LockedRelation, Object, RewrittenTable};

/// 3.13 sarifLog.
#[derive(Serialize)]
pub(super) struct Log<'a, R> {
    #[serde(rename = "$schema")]
    pub(super) schema: &'static str,
    pub(super) version: &'static str,
    pub(super) runs: [Run<'a, R>; 1],
}

/// 3.14 run.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Run<'a, R> {
    pub(super) tool: Tool<'a>,
    pub(super) invocations: [Invocation<'a>; 1],
    pub(super) column_kind: &'static str,
    pub(super) results: R,
}

/// 3.18 tool.
#[derive(Serialize)]
pub(super) struct Tool<'a> {
    pub(super) driver: Driver<'a>,
}

/// 3.19 toolComponent.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Driver<'a> {
    pub(super) name: &'static str,
    pub(super) semantic_version: &'static str,
    pub(super) rules: Vec<ReportingDescriptor<'a>>,
}

/// 3.49 reportingDescriptor: a rule.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReportingDescriptor<'a> {
    pub(super) id: &'a str,
    pub(super) short_description: Message<'a>,
    pub(super) full_description: Message<'a>,
    pub(super) help: MultiformatText<'a>,
    pub(super) default_configuration: Configuration,
    pub(super) properties: Tags,
}

/// 3.50 reportingConfiguration.
#[derive(Serialize)]
pub(super) struct Configuration {
    pub(super) enabled: bool,
    pub(super) level: Level,
}

/// 3.8.2 tags.
#[derive(Serialize)]
pub(super) struct Tags {
    pub(super) tags: [&'static str; 1],
}

/// 3.12 multiformatMessageString.
#[derive(Serialize)]
pub(super) struct MultiformatText<'a> {
    pub(super) text: &'a str,
    pub(super) markdown: &'a str,
}

/// 3.11 message.
#[derive(Serialize)]
pub(super) struct Message<'a> {
    pub(super) text: Cow<'a, str>,
}

impl<'a> Message<'a> {
    pub(super) fn new(text: impl Into<Cow<'a, str>>) -> Self {
        Self { text: text.into() }
    }
}

/// 3.27.10 level.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Level {
    None,
    Note,
    Warning,
    Error,
}

/// 3.20 invocation.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Invocation<'a> {
    pub(super) execution_successful: bool,
    pub(super) tool_execution_notifications: Vec<Notification<'a>>,
}

/// 3.58 notification.
#[derive(Serialize)]
pub(super) struct Notification<'a> {
    pub(super) level: Level,
    pub(super) message: Message<'a>,
    pub(super) locations: Vec<Location<'a>>,
}

/// 3.27 result.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SarifResult<'a> {
    pub(super) rule_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rule_index: Option<usize>,
    pub(super) level: Level,
    pub(super) message: Message<'a>,
    pub(super) locations: Vec<Location<'a>>,
    pub(super) partial_fingerprints: Fingerprints,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) suppressions: Option<[Suppression<'a>; 1]>,
    pub(super) properties: Properties<'a>,
}

/// 3.27.17 partialFingerprints; the name carries the version of how it is made.
#[derive(Serialize)]
pub(super) struct Fingerprints {
    #[serde(rename = "seawall/v1")]
    pub(super) seawall: String,
}

/// 3.28 location.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Location<'a> {
    pub(super) physical_location: PhysicalLocation<'a>,
}

/// 3.29 physicalLocation.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PhysicalLocation<'a> {
    pub(super) artifact_location: Artifact<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) region: Option<Region>,
}

/// 3.4 artifactLocation.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Artifact<'a> {
    pub(super) uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) uri_base_id: Option<&'a str>,
}

/// 3.30 region.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Region {
    pub(super) start_line: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) start_column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) end_line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) end_column: Option<usize>,
}

/// 3.35 suppression.
#[derive(Serialize)]
pub(super) struct Suppression<'a> {
    pub(super) kind: SuppressionKind,
    pub(super) status: &'static str,
    pub(super) justification: &'a str,
}

/// 3.35.2 kind.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum SuppressionKind {
    InSource,
    External,
}

/// 3.8 property bag: what SARIF has no field for, in the names of our own JSON.
#[derive(Serialize)]
pub(super) struct Properties<'a> {
    pub(super) category: Category,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) migration: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) statement: Option<usize>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub(super) runners: &'a [String],
    pub(super) objects: &'a [Object],
    pub(super) locks: &'a [LockedRelation],
    pub(super) rewrites: &'a [RewrittenTable],
}
