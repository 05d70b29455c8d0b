//! How `seawall.yaml` is read: one line a field.

use super::{
    BackupEntry, CategoryName, CommandEntry, CommandLevels, Compare, DriftEntry, EnvironmentEntry, ExecEntry,
    ExemptionEntry, GateEntry, IgnoreEntry, InlineEntry, Levels, MigrationsEntry, PackOrFile, PathEntry, PolicyFile,
    RecordNeed, RequireEntry, RuleDetail, RuleEntry, RuleName, UncheckedEntry, WindowEntry,
};
use crate::policy::mistake::{Mistake, nearest};
use crate::policy::node::{Node, Value};
use crate::policy::read::{Entries, Fields, Located, Read, Reader};
use crate::project::BreakGlass;
use crate::rules::{Level, Reach};

/// Reads one of a closed list of words.
fn word<T: Copy>(node: &Node, reader: &mut Reader<'_>, words: &[(&str, T)]) -> Option<T> {
    let list = || words.iter().map(|(word, _)| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    let Value::Text(text) = &node.value else { return reader.wrong_type(node, &format!("one of {}", list())) };
    if let Some((_, found)) = words.iter().find(|(word, _)| word == text) {
        return Some(*found);
    }
    let help = nearest(text, words.iter().map(|(word, _)| *word))
        .map_or_else(|| format!("write one of {}", list()), |near| format!("did you mean `{near}`?"));
    reader.note(node.line, Mistake::new(format!("{} cannot be `{text}`", reader.key())).help(help));
    None
}

impl Read for Level {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        word(node, reader, &Self::ALL.map(|level| (level.as_str(), level)))
    }
}

impl Read for Compare {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        word(node, reader, &[("exact", Self::Exact), ("structure", Self::Structure)])
    }
}

impl Read for RecordNeed {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        word(node, reader, &[("optional", Self::Optional), ("required", Self::Required)])
    }
}

impl Read for Reach {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let words =
            [("database", Self::Database), ("cloud", Self::Cloud), ("local", Self::Local), ("nothing", Self::Nothing)];
        word(node, reader, &words)
    }
}

impl Read for BreakGlass {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        word(node, reader, &[("allowed", Self::Allowed), ("forbidden", Self::Forbidden)])
    }
}

impl Read for PackOrFile {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        String::read(node, reader).map(Self)
    }
}

impl Read for RuleName {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        String::read(node, reader).map(Self)
    }
}

impl Read for CategoryName {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        String::read(node, reader).map(Self)
    }
}

impl Read for Levels {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        Entries::read(node, reader).map(Self)
    }
}

impl Read for RuleEntry {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        if let Value::Map(_) = node.value {
            RuleDetail::read(node, reader).map(Self::Detailed)
        } else {
            Located::read(node, reader).map(Self::Word)
        }
    }
}

/// Reads a mapping: every field by the kind of its reading and what it is for.
macro_rules! read_fields {
    ($type:ident { $($field:ident: $how:ident $(($why:literal))?),+ $(,)? }) => {
        impl Read for $type {
            fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
                let mut fields = Fields::open(node, reader)?;
                let read = Self { $($field: fields.$how(stringify!($field), $($why,)? reader)),+ };
                fields.close(reader);
                Some(read)
            }
        }
    };
}

read_fields!(PolicyFile {
    version: required("begin the file with `version: 1`"),
    extends: optional,
    pg_version: optional,
    migrations: or_default,
    environments: or_default,
    rules: or_default,
    paths: or_default,
    exemptions: or_default,
    inline: or_default,
    commands: or_default,
    exec: or_default,
    drift: or_default,
    gate: or_default,
});
read_fields!(RuleDetail { level: optional, tables: or_default });
read_fields!(PathEntry { rules: or_default });
read_fields!(MigrationsEntry {
    path: required("name the folder: `path: prisma/migrations`"),
    layout: optional,
    history_table: optional,
    runner: optional
});
read_fields!(EnvironmentEntry {
    url: required("name the variable that holds the connection string: `url: $DATABASE_URL`"),
    protected: or_default,
    hosts: or_default,
    system_identifier: optional,
    break_glass: optional,
});

impl Read for ExemptionEntry {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let mut fields = Fields::open(node, reader)?;
        let why = "say why this is allowed: whoever reads it later has to judge whether it still holds";
        if !["object", "migration", "path"].iter().any(|key| fields.has(key)) {
            let help = "name one; to silence a rule everywhere, set its level to `off` under `rules`";
            reader
                .note(node.line, Mistake::new("an exemption names an `object`, a `migration` or a `path`").help(help));
        }
        let read = Self {
            rule: fields.required("rule", "name the rule whose finding is allowed", reader),
            object: fields.optional("object", reader),
            migration: fields.optional("migration", reader),
            path: fields.optional("path", reader),
            reason: fields.required("reason", why, reader),
            until: fields.optional("until", reader),
            approved_by: fields.or_default("approved_by", reader),
        };
        fields.close(reader);
        Some(read)
    }
}
read_fields!(InlineEntry { forbid: or_default });
read_fields!(CommandEntry {
    program: required("name the program: `program: prisma`"),
    subcommand: or_default,
    flags: or_default,
    without: or_default,
    arguments: or_default,
    variables: or_default,
    safe: or_default,
    applies: or_default,
    rule: optional,
    reaches: optional,
    destroys: optional,
    instead: optional,
    levels: or_default,
});
read_fields!(CommandLevels { deploy: optional, elsewhere: optional, local: optional });
read_fields!(ExecEntry { log: optional });
read_fields!(DriftEntry { compare: optional, ignore: or_default, prelude: optional, baseline: optional });
read_fields!(IgnoreEntry {
    object: required("name the object: `object: auth.*`"),
    reason: required("say why this difference is allowed"),
});
read_fields!(GateEntry {
    require: or_default,
    unchecked: or_default,
    record: optional,
    records: optional,
    record_max_age: optional,
    large_table: optional,
});

impl Read for RequireEntry {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let keys = ["backup", "soak", "approved", "branch", "window"];
        let help = format!("write each as `soak: 1h` is written; the requirements are {}", keys.join(", "));
        let mistake = || Mistake::new("an entry of `gate.require` is one requirement with what it asks").help(help);
        if !matches!(node.value, Value::Map(_)) {
            reader.note(node.line, mistake());
            return None;
        }
        let mut fields = Fields::open(node, reader)?;
        if keys.iter().filter(|key| fields.has(key)).count() != 1 {
            reader.note(node.line, mistake());
        }
        let read = Self {
            backup: fields.optional("backup", reader),
            soak: fields.optional("soak", reader),
            approved: fields.optional("approved", reader),
            branch: fields.optional("branch", reader),
            window: fields.optional("window", reader),
        };
        fields.close(reader);
        Some(read)
    }
}
read_fields!(BackupEntry {
    record: required("name the file in which the backup job records its backups: `record: backups.jsonl`"),
    max_age: required("say how old the newest backup may be: `max_age: 24h`"),
});
read_fields!(WindowEntry { days: or_default, from: optional, to: optional });
read_fields!(UncheckedEntry {
    requirement: required("name the requirement, as `seawall gate` does: `requirement: two-databases`"),
    reason: required("say why it may stay unchecked"),
});
