CREATE TABLE people ( -- who we know
  id integer PRIMARY KEY AUTOINCREMENT,
  name varchar(64) NOT NULL, -- what we call them
  mail text COLLATE nocase DEFAULT 'none',
  born date,
  born_year integer GENERATED ALWAYS AS (substr(born, 1, 4)) VIRTUAL,
  feels varchar(5) DEFAULT 'ok' NOT NULL,
  CONSTRAINT uq_people UNIQUE (name, born),
  CONSTRAINT ck_people CHECK (length(name) > 1)
);
CREATE TABLE pets (
  id integer,
  keeper bigint,
  CONSTRAINT pk_pets PRIMARY KEY (id, keeper),
  CONSTRAINT fk_pets FOREIGN KEY (keeper) REFERENCES people (id) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX ix_people ON people (lower(name), born DESC) WHERE mail IS NOT NULL;
CREATE VIEW adults AS SELECT id, name FROM people WHERE born_year < 2000;
CREATE TRIGGER shout AFTER INSERT ON people BEGIN UPDATE people SET name = upper(name) WHERE id = NEW.id; END;
