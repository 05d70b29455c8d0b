//! How each tool names its files and writes its table.

use sha2::{Digest, Sha256, Sha384};

use super::SQL;

const JOURNAL: &str = r#"{ "dialect": "postgresql", "entries": [{ "tag": "0001_m", "when": 1767225600001 }, { "tag": "0002_m", "when": 1767225600002 }, { "tag": "0003_m", "when": 1767225600003 }] }"#;

const JOURNAL_OF_FOUR: &str = r#"{ "dialect": "postgresql", "entries": [{ "tag": "0001_m", "when": 1767225600001 }, { "tag": "0002_m", "when": 1767225600002 }, { "tag": "0003_m", "when": 1767225600003 }, { "tag": "0004_m", "when": 1767225600004 }] }"#;

/// One tool.
pub(super) struct Written {
    pub(super) name: &'static str,
    /// Files besides the migrations.
    pub(super) beside: &'static [(&'static str, &'static str)],
    /// Files that a fourth migration changes.
    pub(super) with_fourth: &'static [(&'static str, &'static str)],
    /// The file of a migration.
    pub(super) path: fn(usize) -> String,
    /// The text of its file.
    pub(super) text: fn(&str) -> String,
    /// The table, where it is not there yet.
    pub(super) table: &'static str,
    /// The row of a migration with this text.
    pub(super) record: fn(usize, &str) -> String,
    pub(super) drop: &'static str,
    /// What a role must be allowed to read.
    pub(super) grant: &'static str,
    /// It keeps a checksum, or the statements.
    pub(super) tells_edits: bool,
}

pub(super) const TOOLS: &[Written] = &[
    Written {
        name: "supabase",
        beside: &[],
        with_fourth: &[],
        path: |number| format!("supabase/migrations/2026010{number}000000_m{number}.sql"),
        text: str::to_owned,
        table: "CREATE SCHEMA IF NOT EXISTS supabase_migrations;
            CREATE TABLE IF NOT EXISTS supabase_migrations.schema_migrations (version text NOT NULL PRIMARY KEY);
            ALTER TABLE supabase_migrations.schema_migrations ADD COLUMN IF NOT EXISTS statements text[];
            ALTER TABLE supabase_migrations.schema_migrations ADD COLUMN IF NOT EXISTS name text",
        record: |number, text| {
            let statement = text.trim().trim_end_matches(';');
            format!(
                "INSERT INTO supabase_migrations.schema_migrations (version, name, statements)
                 VALUES ('2026010{number}000000', 'm{number}', ARRAY['{statement}'])"
            )
        },
        drop: "DROP SCHEMA supabase_migrations CASCADE",
        grant: "supabase_migrations.schema_migrations",
        tells_edits: true,
    },
    Written {
        name: "drizzle 0.x",
        beside: &[("drizzle/meta/_journal.json", JOURNAL)],
        with_fourth: &[("drizzle/meta/_journal.json", JOURNAL_OF_FOUR)],
        path: |number| format!("drizzle/000{number}_m.sql"),
        text: str::to_owned,
        table: "CREATE SCHEMA IF NOT EXISTS drizzle;
            CREATE TABLE IF NOT EXISTS drizzle.__drizzle_migrations (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint)",
        record: |number, text| {
            format!(
                "INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('{:x}', 176722560000{number})",
                Sha256::digest(text)
            )
        },
        drop: "DROP SCHEMA drizzle CASCADE",
        grant: "drizzle.__drizzle_migrations",
        tells_edits: true,
    },
    Written {
        name: "drizzle 1.0",
        beside: &[("drizzle.config.ts", "export default { out: './drizzle' }")],
        with_fourth: &[],
        path: |number| format!("drizzle/2026010{number}000000_m/migration.sql"),
        text: str::to_owned,
        table: "CREATE SCHEMA IF NOT EXISTS drizzle;
            CREATE TABLE IF NOT EXISTS drizzle.__drizzle_migrations (id SERIAL PRIMARY KEY, hash text NOT NULL,
                created_at bigint, name text, applied_at timestamptz DEFAULT now())",
        record: |number, text| {
            format!(
                "INSERT INTO drizzle.__drizzle_migrations (hash, created_at, name)
                 VALUES ('{:x}', 176722560000{number}, '2026010{number}000000_m')",
                Sha256::digest(text)
            )
        },
        drop: "DROP SCHEMA drizzle CASCADE",
        grant: "drizzle.__drizzle_migrations",
        tells_edits: true,
    },
    Written {
        name: "flyway",
        beside: &[],
        with_fourth: &[],
        path: |number| format!("db/migration/V{number}__m.sql"),
        text: str::to_owned,
        table: "CREATE TABLE IF NOT EXISTS flyway_schema_history (
                installed_rank INT NOT NULL PRIMARY KEY, version VARCHAR(50), description VARCHAR(200) NOT NULL,
                type VARCHAR(20) NOT NULL, script VARCHAR(1000) NOT NULL, checksum INTEGER,
                installed_by VARCHAR(100) NOT NULL, installed_on TIMESTAMP NOT NULL DEFAULT now(),
                execution_time INTEGER NOT NULL, success BOOLEAN NOT NULL);
            CREATE INDEX IF NOT EXISTS flyway_schema_history_s_idx ON flyway_schema_history (success)",
        record: |number, text| {
            format!(
                "INSERT INTO flyway_schema_history VALUES
                 ({number}, '{number}', 'm', 'SQL', 'V{number}__m.sql', {}, 'app', DEFAULT, 1, true)",
                crc32(text.trim_end().as_bytes()).cast_signed()
            )
        },
        drop: "DROP TABLE flyway_schema_history",
        grant: "public.flyway_schema_history",
        tells_edits: true,
    },
    Written {
        name: "sqlx",
        beside: &[("Cargo.toml", "")],
        with_fourth: &[],
        path: |number| format!("migrations/2026010{number}000000_m.sql"),
        text: str::to_owned,
        table: "CREATE TABLE IF NOT EXISTS _sqlx_migrations (version BIGINT PRIMARY KEY, description TEXT NOT NULL,
                installed_on TIMESTAMPTZ NOT NULL DEFAULT now(), success BOOLEAN NOT NULL, checksum BYTEA NOT NULL,
                execution_time BIGINT NOT NULL)",
        record: |number, text| {
            format!(
                "INSERT INTO _sqlx_migrations VALUES (2026010{number}000000, 'm', DEFAULT, true, '\\x{:x}', 1)",
                Sha384::digest(text)
            )
        },
        drop: "DROP TABLE _sqlx_migrations",
        grant: "public._sqlx_migrations",
        tells_edits: true,
    },
    Written {
        name: "atlas",
        beside: &[("migrations/atlas.sum", "h1:=\n")],
        with_fourth: &[],
        path: |number| format!("migrations/2026010{number}000000_m.sql"),
        text: str::to_owned,
        table: "CREATE SCHEMA IF NOT EXISTS atlas_schema_revisions;
            CREATE TABLE IF NOT EXISTS atlas_schema_revisions.atlas_schema_revisions (
                version character varying NOT NULL PRIMARY KEY, description character varying NOT NULL,
                type bigint NOT NULL DEFAULT 2, applied bigint NOT NULL DEFAULT 0, total bigint NOT NULL DEFAULT 0,
                executed_at timestamptz NOT NULL, execution_time bigint NOT NULL, error text, error_stmt text,
                hash character varying NOT NULL, partial_hashes jsonb, operator_version character varying NOT NULL)",
        record: |number, _| {
            let file = |number: usize| format!("2026010{number}000000_m.sql{}", SQL[number - 1]);
            let hash = Sha256::digest((1..=number).map(file).collect::<String>());
            format!(
                "INSERT INTO atlas_schema_revisions.atlas_schema_revisions VALUES ('2026010{number}000000', 'm', 2, 1, 1,
                 now(), 1, NULL, NULL, encode('\\x{hash:x}', 'base64'), NULL, 'Atlas CLI')"
            )
        },
        drop: "DROP SCHEMA atlas_schema_revisions CASCADE",
        grant: "atlas_schema_revisions.atlas_schema_revisions",
        tells_edits: true,
    },
    Written {
        name: "diesel",
        beside: &[],
        with_fourth: &[],
        path: |number| format!("migrations/2026-01-0{number}-000000_m/up.sql"),
        text: str::to_owned,
        table: "CREATE TABLE IF NOT EXISTS __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY NOT NULL,
                run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP)",
        record: |number, _| format!("INSERT INTO __diesel_schema_migrations (version) VALUES ('2026010{number}000000')"),
        drop: "DROP TABLE __diesel_schema_migrations",
        grant: "public.__diesel_schema_migrations",
        tells_edits: false,
    },
    Written {
        name: "dbmate",
        beside: &[],
        with_fourth: &[],
        path: |number| format!("db/migrations/2026010{number}000000_m.sql"),
        text: |sql| format!("-- migrate:up\n{sql}\n-- migrate:down\n"),
        table: "CREATE TABLE IF NOT EXISTS schema_migrations (version varchar PRIMARY KEY)",
        record: |number, _| format!("INSERT INTO schema_migrations VALUES ('2026010{number}000000')"),
        drop: "DROP TABLE schema_migrations",
        grant: "public.schema_migrations",
        tells_edits: false,
    },
    Written {
        name: "golang-migrate",
        beside: &[("go.mod", "")],
        with_fourth: &[],
        path: |number| format!("migrations/00000{number}_m.up.sql"),
        text: str::to_owned,
        table: "CREATE TABLE IF NOT EXISTS schema_migrations (version bigint not null primary key, dirty boolean not null)",
        record: |number, _| format!("TRUNCATE schema_migrations; INSERT INTO schema_migrations VALUES ({number}, false)"),
        drop: "DROP TABLE schema_migrations",
        grant: "public.schema_migrations",
        tells_edits: false,
    },
    Written {
        name: "goose",
        beside: &[("go.mod", "")],
        with_fourth: &[],
        path: |number| format!("migrations/0000{number}_m.sql"),
        text: |sql| format!("-- +goose Up\n{sql}\n-- +goose Down\n"),
        table: "CREATE TABLE IF NOT EXISTS goose_db_version (id integer PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY,
                version_id bigint NOT NULL, is_applied boolean NOT NULL, tstamp timestamp NOT NULL DEFAULT now());
            INSERT INTO goose_db_version (version_id, is_applied)
            SELECT 0, true WHERE NOT EXISTS (SELECT FROM goose_db_version)",
        record: |number, _| format!("INSERT INTO goose_db_version (version_id, is_applied) VALUES ({number}, true)"),
        drop: "DROP TABLE goose_db_version",
        grant: "public.goose_db_version",
        tells_edits: false,
    },
    Written {
        name: "node-pg-migrate",
        beside: &[],
        with_fourth: &[],
        path: |number| format!("migrations/176722560000{number}_m.sql"),
        text: |sql| format!("-- Up Migration\n{sql}\n-- Down Migration\n"),
        table: "CREATE TABLE IF NOT EXISTS pgmigrations (id SERIAL PRIMARY KEY, name varchar(255) NOT NULL, run_on timestamp NOT NULL)",
        record: |number, _| format!("INSERT INTO pgmigrations (name, run_on) VALUES ('176722560000{number}_m', now())"),
        drop: "DROP TABLE pgmigrations",
        grant: "public.pgmigrations",
        tells_edits: false,
    },
    Written {
        name: "sql-migrate",
        beside: &[],
        with_fourth: &[],
        path: |number| format!("migrations/{number}_m.sql"),
        text: |sql| format!("-- +migrate Up\n{sql}\n-- +migrate Down\n"),
        table: "CREATE TABLE IF NOT EXISTS gorp_migrations (id text NOT NULL PRIMARY KEY, applied_at timestamp with time zone)",
        record: |number, _| format!("INSERT INTO gorp_migrations VALUES ('{number}_m.sql', now())"),
        drop: "DROP TABLE gorp_migrations",
        grant: "public.gorp_migrations",
        tells_edits: false,
    },
];

/// CRC-32 by its definition, one bit at a time.
pub(super) fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
        }
    }
    !crc
}
