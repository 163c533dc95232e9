CREATE SCHEMA app;
COMMENT ON SCHEMA app IS 'ours';
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE DOMAIN price AS numeric(10,2) NOT NULL CHECK (VALUE >= 0);
CREATE SEQUENCE tickets START 10;
CREATE TABLE people (
  id bigint GENERATED ALWAYS AS IDENTITY,
  name varchar(64) NOT NULL,
  mail text COLLATE "C" DEFAULT 'none',
  born date,
  born_year integer GENERATED ALWAYS AS (extract(year FROM born)) STORED,
  feels mood DEFAULT 'ok' NOT NULL,
  CONSTRAINT pk_people PRIMARY KEY (id),
  CONSTRAINT uq_people UNIQUE (name, born),
  CONSTRAINT ck_people CHECK (length(name) > 1)
);
COMMENT ON TABLE people IS 'who we know';
COMMENT ON COLUMN people.mail IS 'where they
read';
CREATE TABLE app.pets (
  id integer,
  keeper bigint,
  CONSTRAINT fk_pets FOREIGN KEY (keeper) REFERENCES people (id) ON DELETE CASCADE
);
CREATE INDEX ix_people ON people (lower(name), born DESC) INCLUDE (mail) WHERE mail IS NOT NULL;
CREATE VIEW adults AS SELECT id, name FROM people WHERE born_year < 2000;
CREATE MATERIALIZED VIEW counts AS SELECT born_year, count(*) AS people FROM people GROUP BY born_year;
CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER shout BEFORE INSERT OR UPDATE ON people FOR EACH ROW EXECUTE FUNCTION shout();
