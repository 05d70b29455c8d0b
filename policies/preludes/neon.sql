-- What a Neon project brings before the first migration: the role that its console gives to every owner, the roles of the
-- Data API, and the schema of Neon Auth with the table that it keeps in step with the users.
--
-- Every statement looks first whether its object is there, so that it also runs on a server that has some of it.

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['neon_superuser', 'neon_service', 'neon_auth', 'authenticator', 'authenticated', 'anonymous'] LOOP
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = name) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', name);
    END IF;
  END LOOP;
END
$$;

CREATE SCHEMA IF NOT EXISTS neon_auth;
CREATE TABLE IF NOT EXISTS neon_auth.users_sync (
  raw_json jsonb NOT NULL,
  id text NOT NULL GENERATED ALWAYS AS (raw_json ->> 'id') STORED PRIMARY KEY,
  name text GENERATED ALWAYS AS (raw_json ->> 'display_name') STORED,
  email text GENERATED ALWAYS AS (raw_json ->> 'primary_email') STORED,
  created_at timestamptz GENERATED ALWAYS AS (
    to_timestamp(trunc(((raw_json ->> 'signed_up_at_millis')::bigint)::double precision / 1000))
  ) STORED,
  updated_at timestamptz,
  deleted_at timestamptz
);
CREATE INDEX IF NOT EXISTS users_sync_deleted_at_idx ON neon_auth.users_sync (deleted_at);
