//! Who may do what on the server.

use crate::rules::{Category, Check, Example, Hit, Hits, Judged, Level, Object, Rule, Step, subject::list};
use crate::sql::{ObjectKind, Operation, Privileges};

pub(super) const ROLE: Rule = Rule {
    id: "privileged-role",
    category: Category::Security,
    level: Level::Warn,
    summary: "gives a role powers over the whole server, or writes its password into a migration",
    docs: "`SUPERUSER`, `BYPASSRLS`, `CREATEROLE` and `REPLICATION` let a role pass every other protection. A password in a migration \
stays in the repository's history for ever, and in the server's log.\n\nSet roles and passwords outside the migrations, by the \
platform or by hand.",
    bad: &[
        Example::new("CREATE ROLE app;", "ALTER ROLE app SUPERUSER;"),
        Example::new("CREATE ROLE reader;", "GRANT pg_read_all_data TO reader;"),
    ],
    good: &[Example::new("", "CREATE ROLE app NOLOGIN;")],
    check: Check::Step(role),
};

pub(super) const PUBLIC: Rule = Rule {
    id: "grant-to-public",
    category: Category::Security,
    level: Level::Warn,
    summary: "grants privileges on tables to every role there is",
    docs: "PUBLIC is every role, also those made later, and on Supabase `anon` is everybody on the internet.\n\nGrant to the one role that \
needs it, and only what it needs.",
    bad: &[
        Example::new("CREATE TABLE item (id int);", "GRANT ALL ON item TO PUBLIC;"),
        Example::new("CREATE ROLE anon; CREATE TABLE item (id int);", "GRANT ALL ON item TO anon;"),
    ],
    good: &[
        Example::new("CREATE ROLE app; CREATE TABLE item (id int);", "GRANT SELECT ON item TO app;"),
        Example::new(
            "CREATE ROLE anon; CREATE TABLE item (id int); ALTER TABLE item ENABLE ROW LEVEL SECURITY;",
            "GRANT SELECT ON item TO anon;",
        ),
    ],
    check: Check::Step(public),
};

pub(super) const DEFINER: Rule = Rule {
    id: "security-definer-search-path",
    category: Category::Security,
    level: Level::Warn,
    summary: "a SECURITY DEFINER function without a search_path of its own",
    docs: "The function runs with its owner's powers, but finds tables and functions by the caller's `search_path`: a caller who can \
create objects puts their own in front.\n\nAdd `SET search_path = ''` to the function and qualify every name in its body.",
    bad: &[Example::new("", "CREATE FUNCTION tax() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'select 1';")],
    good: &[Example::new(
        "",
        "CREATE FUNCTION tax() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = '' AS 'select 1';",
    )],
    check: Check::Step(definer),
};

pub(super) const FILES: Rule = Rule {
    id: "server-file-access",
    category: Category::Security,
    level: Level::Block,
    summary: "reads or writes files, or runs programs, on the database server",
    docs: "`COPY … FROM '/path'`, `COPY … TO PROGRAM` and functions such as `pg_read_file` or `lo_import` act on the server's own file \
system, with the powers of its operating system user. Managed servers refuse them.\n\nLoad rows with INSERT, or with `\\copy` from a client.",
    bad: &[Example::new("CREATE TABLE item (id int);", "COPY item FROM PROGRAM 'cat /tmp/items';")],
    good: &[Example::new("CREATE TABLE item (id int);", "INSERT INTO item VALUES (1);")],
    check: Check::Step(files),
};

pub(super) const SERVER: Rule = Rule {
    id: "server-configuration-changed",
    category: Category::Security,
    level: Level::Warn,
    summary: "changes settings of the server, a database or a role",
    docs: "`ALTER SYSTEM`, `ALTER DATABASE … SET` and `ALTER ROLE … SET` change every later session, far beyond this migration, and are in \
no schema file.\n\nSet them where the server is configured, or say in an exemption why they belong here.",
    bad: &[Example::new("", "ALTER SYSTEM SET work_mem = '1GB';")],
    good: &[Example::new("", "SET work_mem = '64MB';")],
    check: Check::Step(server),
};

/// Options that let a role pass other protections.
const POWERS: &[&str] = &["superuser", "bypassrls", "createrole", "replication"];

fn role(_: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    if let Operation::Privileges(privileges) = step.operation() {
        return membership(privileges, hits);
    }
    let Operation::RoleOptions { name, options, .. } = step.operation() else { return };
    let first = |option: &str| option.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let powers: Vec<&str> =
        POWERS.iter().copied().filter(|power| options.iter().any(|option| **option == **power)).collect();
    let password = options.iter().any(|option| {
        let words = first(option);
        words.iter().any(|word| word == "password") && words.last().is_none_or(|word| word != "null")
    });
    let role = Object::global("role", name.as_str());
    if !powers.is_empty() {
        hits.push(
            Hit::new(format!("gives {name} {}", list(powers.iter().map(|power| power.to_uppercase()))))
                .help("give it only the privileges it needs, by GRANT")
                .on(role.clone()),
        );
    }
    if password {
        hits.push(
            Hit::new(format!("writes a password of {name} into the repository's history and the server's log"))
                .help("set passwords outside the migrations, and change this one")
                .on(role),
        );
    }
}

/// Roles of the server itself whose members pass other protections (manual 22.5).
const POWERFUL_ROLES: &[&str] = &[
    "pg_read_all_data",
    "pg_write_all_data",
    "pg_read_server_files",
    "pg_write_server_files",
    "pg_execute_server_program",
    "pg_signal_backend",
    "pg_maintain",
    "pg_checkpoint",
    "pg_monitor",
    "rds_superuser",
];

fn membership(privileges: &Privileges, hits: &mut Hits) {
    let granted = privileges.privileges.iter().map(|role| &**role);
    let powers: Vec<&str> = granted.filter(|role| POWERFUL_ROLES.contains(role)).collect();
    if privileges.grant && privileges.kind == ObjectKind::Role && !powers.is_empty() {
        hits.push(
            Hit::new(format!("makes {} a member of {}", list(&privileges.roles), list(powers)))
                .help("give it only the privileges it needs, by GRANT on the tables"),
        );
    }
}

/// Supabase's and `PostgREST`'s role for requests without a login: on a table without row security it reaches every row.
fn reaches_strangers(judged: &Judged<'_>, step: &Step, privileges: &Privileges) -> bool {
    let after = judged.steps.last().map_or(&step.after, |last| &last.after);
    let open = |name| after.table(name).is_some_and(|table| !table.row_security);
    privileges.kind == ObjectKind::Table
        && !privileges.all_in_schema
        && privileges.roles.iter().any(|role| *role == "anon")
        && privileges.objects.iter().any(open)
}

fn public(judged: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let (Operation::Privileges(privileges) | Operation::DefaultPrivileges(privileges)) = step.operation() else {
        return;
    };
    let writes = privileges.privileges.iter().any(|privilege| {
        ["all", "all privileges", "insert", "update", "delete", "truncate", "select"].contains(&&**privilege)
    });
    let tables = matches!(privileges.kind, ObjectKind::Table | ObjectKind::Schema);
    if privileges.grant && writes && tables && privileges.roles.iter().any(|role| *role == "public") {
        hits.push(
            Hit::new(format!("grants {} to every role there is, also those made later", list(&privileges.privileges)))
                .help("grant to the one role that needs it, and only what it needs"),
        );
    } else if privileges.grant && writes && reaches_strangers(judged, step, privileges) {
        hits.push(
            Hit::new(format!(
                "grants {} to anon, everybody without a login, on a table without row security",
                list(&privileges.privileges)
            ))
            .help("enable row level security and add policies first, or do not grant to anon"),
        );
    }
}

fn definer(_: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let Operation::CreateFunction(function) = step.operation() else { return };
    if function.security_definer && !function.sets_search_path {
        hits.push(
            Hit::new(format!(
                "{} runs with its owner's powers, but finds names by the caller's search_path",
                function.name
            ))
            .help("add to the function, and qualify every name in its body:\nSET search_path = ''")
            .on(Object::new("function", &step.before.address(&function.name))),
        );
    }
}

/// Functions that touch the server's files or other servers (manual, 9.28.9 and F.11).
const FILE_FUNCTIONS: &[&str] = &[
    "pg_read_file",
    "pg_read_binary_file",
    "pg_ls_dir",
    "lo_import",
    "lo_export",
    "dblink",
    "dblink_exec",
    "dblink_connect",
];

fn files(_: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let what = match step.operation() {
        Operation::CopyFrom { program_or_file: true, .. } => {
            "COPY reads a file or program of the database server".to_owned()
        }
        Operation::CopyTo { program_or_file: true } => {
            "COPY writes to a file or program of the database server".to_owned()
        }
        Operation::Select { query, .. } => {
            match query.calls.iter().find(|call| FILE_FUNCTIONS.contains(&call.name.as_str())) {
                Some(call) => format!("{} reaches beyond the database", call.name),
                None => return,
            }
        }
        _ => return,
    };
    hits.push(Hit::new(what).help("load rows with INSERT, or from a client"));
}

fn server(_: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let Operation::AlterConfiguration { kind, name, parameter } = step.operation() else { return };
    let whose = match (kind, name) {
        (ObjectKind::Database, Some(name)) => format!("database {name}"),
        (ObjectKind::Role, Some(name)) => format!("role {name}"),
        _ => "the whole server".to_owned(),
    };
    let setting = parameter.as_deref().unwrap_or("settings");
    hits.push(
        Hit::new(format!("changes {setting} for {whose}, in every later session"))
            .help("set it where the server is configured"),
    );
}
