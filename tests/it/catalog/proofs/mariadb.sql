CREATE SEQUENCE tickets START WITH 10;
CREATE TABLE people (
  id bigint AUTO_INCREMENT,
  name varchar(64) NOT NULL,
  mail varchar(200) COLLATE utf8mb4_bin DEFAULT 'none' COMMENT 'where they
read',
  born date,
  born_year integer AS (year(born)) STORED,
  feels enum('sad', 'ok', 'happy') DEFAULT 'ok' NOT NULL,
  seen timestamp DEFAULT current_timestamp() ON UPDATE current_timestamp(),
  PRIMARY KEY (id),
  CONSTRAINT uq_people UNIQUE (name, born),
  CONSTRAINT ck_people CHECK (length(name) > 1),
  INDEX ix_people (name(10), born DESC)
) ENGINE=InnoDB COMMENT 'who we know';
CREATE TABLE pets (
  id integer,
  keeper bigint,
  data json CHECK (json_valid(data)),
  CONSTRAINT fk_pets FOREIGN KEY (keeper) REFERENCES people (id) ON DELETE CASCADE
);
CREATE VIEW adults AS SELECT id, name FROM people WHERE born_year < 2000;
CREATE TRIGGER shout BEFORE INSERT ON people FOR EACH ROW SET NEW.name = upper(NEW.name);
CREATE FUNCTION twice(x integer) RETURNS integer DETERMINISTIC RETURN x * 2;
