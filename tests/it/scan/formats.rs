//! Every format in which commands live: each is found, at its place, and at the level of its context.

use super::{repository, scan, told};

/// A file, and the places at which a reset is found in it: the level, then the line and column.
type Case = (&'static str, &'static str, &'static [(&'static str, usize, usize)]);

const CASES: &[Case] = &[
    (
        "package.json",
        "{\n  \"scripts\": {\n    \"build\": \"tsc && prisma migrate reset -f\",\n    \"db:reset\": \"prisma migrate reset\"\n  }\n}\n",
        &[("block", 3, 22), ("warn", 4, 18)],
    ),
    ("reset.sh", "#!/bin/sh\nset -e\n\nif true; then\n  npx prisma migrate reset --force\nfi\n", &[("warn", 5, 3)]),
    ("deploy.sh", "cd app && prisma migrate reset\n", &[("block", 1, 11)]),
    ("bin/release", "#!/usr/bin/env bash\nprisma migrate reset\n", &[("block", 2, 1)]),
    ("reset.ps1", "if ($true) {\n  npx prisma migrate reset --force\n}\n", &[("warn", 2, 3)]),
    (
        "Makefile",
        "P = npx prisma\n\nreset:\n\t@$(P) migrate reset --force\n\ndeploy: reset\n\tprisma migrate reset \\\n\t  --force\n",
        &[("warn", 4, 3), ("block", 7, 2)],
    ),
    (
        "justfile",
        "reset db=\"x\":\n    @prisma migrate reset\n\ndeploy:\n  prisma migrate reset\n",
        &[("warn", 2, 6), ("block", 5, 3)],
    ),
    (
        "Taskfile.yml",
        "version: '3'\ntasks:\n  reset:\n    cmds:\n      - echo hi\n      - cmd: prisma migrate reset\n  deploy: prisma migrate reset\n",
        &[("warn", 6, 14), ("block", 7, 11)],
    ),
    (
        "Dockerfile",
        "FROM node\nRUN npm ci \\\n && prisma migrate reset\nCMD [\"npx\", \"prisma\", \"migrate\", \"reset\"]\n",
        &[("block", 3, 5), ("block", 4, 7)],
    ),
    (
        "Dockerfile.documents",
        "FROM node\nRUN cat <<EOF > /a && npx prisma migrate reset\nFROM nothing\nEOF\nRUN bash <<-'A' && npm ci\n\tprisma migrate reset\n\tA\nCOPY <<B 3<<\"C\" /\nB\nC\nONBUILD RUN <<-A\n\tif true; then prisma migrate reset; fi\n\tA\nCOPY <<EOF /b\nprisma migrate reset\nEOF\nRUN <<EOF\n#!/usr/bin/env python3\nprint(1 << 2)\nEOF\nRUN prisma migrate \\\n  # why\n\n  reset\n",
        &[("block", 2, 23), ("block", 6, 2), ("block", 12, 16), ("block", 21, 5)],
    ),
    ("windows.Dockerfile", "# escape=`\nFROM node\nRUN npm ci && `\n  prisma migrate reset\n", &[("block", 4, 3)]),
    ("Dockerfile.dev", "FROM node\nCMD prisma migrate reset\n", &[("warn", 2, 5)]),
    (
        "docker/app.Dockerfile",
        "FROM node\nRUN <<EOF\nnpm ci\nprisma migrate reset\nEOF\nENTRYPOINT prisma migrate reset\n",
        &[("block", 4, 1), ("block", 6, 12)],
    ),
    (
        "compose.prod.yml",
        "services:\n  web:\n    command: sh -c \"prisma migrate reset && node .\"\n",
        &[("block", 3, 21)],
    ),
    (
        "docker-compose.yml",
        "services:\n  web:\n    image: node\n    entrypoint: [prisma, migrate, reset]\n",
        &[("warn", 4, 18)],
    ),
    (
        ".github/workflows/a.yml",
        "on: push\njobs:\n  deploy:\n    environment: production\n    steps:\n      - run: |\n          npm ci\n          prisma migrate reset\n",
        &[("block", 8, 11)],
    ),
    (
        ".github/workflows/b.yml",
        "jobs:\n  go:\n    steps:\n      - env:\n          DATABASE_URL: ${{ secrets.PROD_DATABASE_URL }}\n        run: prisma migrate reset\n",
        &[("block", 6, 14)],
    ),
    (
        ".github/workflows/c.yml",
        "jobs:\n  test:\n    services:\n      db:\n        image: postgres:16\n    steps:\n      - run: prisma migrate reset\n        env: { DATABASE_URL: 'postgres://postgres:postgres@localhost/x' }\n",
        &[],
    ),
    (".github/workflows/d.yml", "jobs:\n  go:\n    steps:\n      - run: prisma migrate reset\n", &[("warn", 4, 14)]),
    (
        ".gitlab-ci.yml",
        "reset:\n  stage: deploy\n  script:\n    - prisma migrate reset\nother:\n  script: [prisma migrate reset]\n",
        &[("block", 4, 7), ("warn", 6, 12)],
    ),
    (
        ".circleci/config.yml",
        "jobs:\n  deploy:\n    steps:\n      - checkout\n      - run:\n          command: prisma migrate reset\n      - run: prisma migrate reset\n",
        &[("block", 6, 20), ("block", 7, 14)],
    ),
    ("vercel.json", "{ \"buildCommand\": \"prisma migrate reset && next build\" }\n", &[("block", 1, 20)]),
    (
        "netlify.toml",
        "[build]\ncommand = \"prisma migrate reset\"\n[context.production]\ncommand = 'prisma migrate reset'\n",
        &[("block", 2, 12), ("block", 4, 12)],
    ),
    ("render.yaml", "services:\n  - name: web\n    preDeployCommand: prisma migrate reset\n", &[("block", 3, 23)]),
    ("railway.json", "{ \"deploy\": { \"preDeployCommand\": [\"prisma migrate reset\"] } }\n", &[("block", 1, 37)]),
    ("railway.toml", "[deploy]\nstartCommand = \"prisma migrate reset && node .\"\n", &[("block", 2, 17)]),
    (
        "fly.toml",
        "[deploy]\n  release_command = \"npx prisma migrate reset\"\n[processes]\n  web = \"prisma migrate reset\"\n",
        &[("block", 2, 22), ("block", 4, 10)],
    ),
    ("Procfile", "# a comment: x\nweb: node .\nrelease: prisma migrate reset\n", &[("block", 3, 10)]),
    ("app.json", "{ \"scripts\": { \"postdeploy\": \"prisma migrate reset\" } }\n", &[("block", 1, 31)]),
    (
        "nixpacks.toml",
        "[phases.build]\ncmds = [\"npm ci\", \"prisma migrate reset\"]\n[start]\ncmd = \"prisma migrate reset\"\n",
        &[("block", 2, 20), ("block", 4, 8)],
    ),
    (".husky/pre-push", "prisma migrate reset\n", &[("warn", 1, 1)]),
    ("lefthook.yml", "pre-commit:\n  commands:\n    db:\n      run: prisma migrate reset\n", &[("warn", 4, 12)]),
    (
        "prisma.config.ts",
        "export default defineConfig({\n  migrations: { seed: 'prisma migrate reset' },\n});\n",
        &[("warn", 2, 24)],
    ),
    (
        "src/boot.ts",
        "import { execSync } from 'node:child_process';\nexecSync('npx prisma migrate reset');\n",
        &[("block", 2, 11)],
    ),
];

#[test]
fn every_format_is_read_at_its_place() {
    for (path, text, expected) in CASES {
        let project = repository();
        project.write(path, text);
        let (_, found) = scan(&project, &["--all", "--only", "commands"]);
        let found: Vec<String> = found.iter().map(|finding| told(&project, finding)).collect();
        let places: Vec<String> = expected
            .iter()
            .map(|(level, line, column)| format!("destructive-command {level} {path}:{line}:{column} "))
            .collect();
        assert_eq!(found.len(), places.len(), "{path}: {found:#?}");
        for (found, place) in found.iter().zip(&places) {
            assert!(found.starts_with(place), "{path}: {found} is not at {place}");
        }
    }
}

#[test]
fn code_that_acts_like_a_command() {
    let project = repository();
    project.write("src/db.ts", "import { Sequelize } from 'sequelize';\nawait sequelize.sync({ force: true });\n");
    project.write(
        "src/source.ts",
        "import { DataSource } from 'typeorm';\nexport default new DataSource({\n  synchronize: true,\n});\n",
    );
    project.write("test/db.ts", "await sequelize.sync({ force: true });\n");
    project.write("prisma/seed.ts", "await sequelize.drop();\n");
    project.write("Data/Program.cs", "// context.Database.EnsureDeleted();\ncontext.Database.EnsureDeleted();\n");
    let (code, found) = scan(&project, &["--all", "--only", "commands"]);
    let found: Vec<String> = found.iter().map(|finding| told(&project, finding)).collect();
    assert_eq!(code, Some(1));
    assert_eq!(
        found,
        [
            "schema-change-in-code block Data/Program.cs:2:18 EnsureDeleted();",
            "schema-change-in-code warn prisma/seed.ts:1:17 drop();",
            "schema-change-in-code block src/db.ts:2:17 sync({ force: true });",
            "schema-change-in-code block src/source.ts:3:3 synchronize: true,",
        ]
    );
}
