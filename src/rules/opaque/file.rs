//! Files with commands that could not be read.

use crate::rules::{Category, Check, Level, Rule};

/// A file that may hold commands and was not read.
pub(crate) const RULE: Rule = Rule {
    id: "unreadable-file",
    category: Category::Opaque,
    level: Level::Block,
    summary: "a file with commands that could not be read",
    docs: "The file is one in which commands live (package.json, a workflow, a script), and Seawall could not read it: it is larger than 1 MB, \
not UTF-8, or its syntax is broken. What it runs was not looked at.\n\nWhere its own tool could not read it either, it runs nowhere, and \
this only warns; a shell script that is readable but for a part of it is only noted. Repair the file, or exempt it by its path with the \
reason.",
    bad: &[],
    good: &[],
    check: Check::Audit,
};
