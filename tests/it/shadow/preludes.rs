//! The preludes that ship with Seawall.

use super::installation::Installations;
use super::{script, shop};
use crate::{shared, skip};
use seawall::live::block_on;
use seawall::live::shadow::{self, Prelude, Script, ShadowRequest};
use seawall::project::{Selector, Sending, Workspace, select};

#[test]
fn each_runs_twice_and_with_the_live_roles_there() {
    let roles = ["anon", "supabase_admin", "neon_superuser", "rds_superuser"].map(str::to_owned);
    for major in [12, 18] {
        if crate::postgres::server(Some(major)).is_none() {
            return;
        }
        let bin = crate::postgres::server(Some(major)).unwrap().bin();
        for prelude in Prelude::ALL {
            let request = ShadowRequest { bin: Some(bin), roles: &roles, ..shop(major) };
            block_on(async {
                let mut shadow = shadow::open(&request).await.unwrap();
                for _ in 0..2 {
                    let outcome = shadow.prelude(prelude.name, prelude.sql).await;
                    outcome.unwrap_or_else(|error| panic!("PostgreSQL {major}: {error}"));
                }
                shadow.drop().await.unwrap();
            })
            .unwrap();
        }
    }
}

#[test]
fn a_supabase_project_finds_what_it_names() {
    let migration =
        "CREATE TABLE notes (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), owner uuid REFERENCES auth.users);
        ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
        CREATE POLICY own ON notes TO authenticated USING (auth.uid() = owner AND auth.jwt() ->> 'aal' = 'aal2');
        CREATE POLICY files ON storage.objects FOR SELECT TO anon
            USING (bucket_id = 'public' AND (storage.foldername(name))[1] = 'a' AND storage.extension(name) = 'png');
        INSERT INTO storage.buckets (id, name, public) VALUES ('public', 'public', true);
        ALTER PUBLICATION supabase_realtime ADD TABLE notes;
        CREATE FUNCTION on_user() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;
        CREATE TRIGGER made AFTER INSERT ON auth.users FOR EACH ROW EXECUTE FUNCTION on_user()";
    block_on(async {
        let mut shadow = shadow::open(&ShadowRequest { owner: "postgres", ..shop(15) }).await.unwrap();
        shadow.prelude("builtin:supabase", Prelude::builtin("builtin:supabase").unwrap().sql).await.unwrap();
        shadow.replay(&[script(migration)]).await.unwrap();
        let granted = super::value(&shadow, "SELECT has_table_privilege('anon', 'public.notes', 'INSERT')").await;
        assert_eq!(granted.as_deref(), Some("t"), "default privileges");
        shadow.drop().await.unwrap();
    })
    .unwrap();
}

#[test]
fn real_supabase_projects_replay_on_it() {
    let Some(shared) = shared::folder() else { return };
    let Some(installations) = Installations::of(&shared) else { return };
    let supabase = |history: &&shared::History| history.tool == "supabase" && history.status == shared::Status::Clean;
    let histories = shared::histories(&shared);
    let mut replayed = 0;
    for history in histories.iter().filter(supabase) {
        let installation = match installations.for_history(history) {
            Ok(installation) => installation,
            Err(why) => {
                skip::say_skipped(&why);
                continue;
            }
        };
        let root = shared.join("corpus").join(&history.path);
        let folder = root.join(&history.migrations_path);
        let selection = select(&Workspace::new(&root), &Selector::All, &[folder.into()]).unwrap().remove(0);
        let scripts: Vec<Script<'_>> = selection
            .history
            .migrations
            .iter()
            .map(|migration| Script {
                name: &migration.name,
                path: migration.source.path(),
                sql: migration.source.sql(),
                sending: Sending::OneQuery,
            })
            .collect();
        block_on(async {
            let request =
                ShadowRequest { bin: Some(installation.bin()), owner: "postgres", ..shop(installation.major()) };
            let mut shadow = shadow::open(&request).await.unwrap();
            shadow.prelude("builtin:supabase", Prelude::builtin("builtin:supabase").unwrap().sql).await.unwrap();
            let outcome = shadow.replay(&scripts).await;
            outcome.unwrap_or_else(|error| panic!("{}: {error} ({:?})", history.path, error.help));
            shadow.drop().await.unwrap();
        })
        .unwrap();
        replayed += 1;
    }
    assert!(replayed >= 4, "{replayed} projects");
}
