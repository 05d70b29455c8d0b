CREATE TYPE "Mood" AS ENUM ('SAD', 'HAPPY');
ALTER TYPE "Mood" ADD VALUE 'OK' BEFORE 'HAPPY';
CREATE SCHEMA app;
CREATE EXTENSION citext;
CREATE TABLE "Owner" (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email citext NOT NULL UNIQUE
);
CREATE TABLE app.pet (
    id serial,
    dropped int,
    name varchar(20) COLLATE "C" NOT NULL DEFAULT 'Rex',
    name_length int GENERATED ALWAYS AS (length(name)) STORED,
    mood "Mood"[],
    weight numeric(10, 2),
    owner_id bigint,
    room int4range,
    CONSTRAINT pet_weighs CHECK (weight > 0),
    EXCLUDE USING gist (room WITH &&)
);
ALTER TABLE app.pet DROP COLUMN dropped;
ALTER TABLE app.pet ADD CONSTRAINT pet_owner FOREIGN KEY (owner_id) REFERENCES "Owner" (id)
    ON UPDATE CASCADE ON DELETE SET NULL NOT VALID;
CREATE UNIQUE INDEX pet_name ON app.pet (lower(name), weight DESC) INCLUDE (mood) WHERE weight > 1;
CREATE INDEX pet_mood ON app.pet USING gin (mood);
CREATE VIEW heavy AS SELECT id FROM app.pet WHERE weight > 100;
