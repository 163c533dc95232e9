-- =====================================================================================================================
-- sqlgen upgrade base:fa0b16d4e85c --sql --dialect sqlite@3.40, for SQLite 3.40
--
--   base -> fa0b16d4e85c, 15 revisions:
--     1f0c6a9d3b72  create accounts, their members and what a member may do
--     2a7be4c815d0  create tickets and what is said about them
--     38d15f02ac9e  put labels on tickets
--     4be907d63f15  find open tickets quickly
--     5c3a81e7f046  say what tables and columns are for
--     83e6b1f740c2  show open tickets to the people who plan
--     94a0f7d25e6b  count the tickets of each account as they come in
--     61f29b0c7d8a  note through which channel a ticket came
--     72d4c05e9ab3  call things what people call them
--     a5b8c3e19f07  bring reporting and the desk together
--     b6c7d2f0a418  allow priorities up to 100, and let 50 be the usual one
--     c7d8e3a1b529  let an account have an owner
--     d8e9f4b2c63a  say viewer instead of guest, and let agents see bills
--     e9fa05c3d74b  nobody sends a fax, and members are never inactive
--     fa0b16d4e85c  keep old tickets apart, and show the channel to the people who plan
--
--   Run      sqlite3 -init /dev/null -bail DATABASE < FILE        (copy the database file first)
--   Stops    at the first error. Each revision is one transaction: the one that fails is undone, those before it stay.
--            From a prompt (.read), type ROLLBACK; and leave sqlite3 before trying again.
--   Undo     sqlgen downgrade fa0b16d4e85c:base --sql --dialect sqlite@3.40
--   Rewrites 61f29b0c7d8a: tickets written anew
--            72d4c05e9ab3: members written anew
--            b6c7d2f0a418: tickets written anew
--            c7d8e3a1b529: members written anew
--            d8e9f4b2c63a: members, accounts written anew
--   Digest   sha256 3ef6b97f08d6546439574426e8d6a50a0e7bbc56360125ccaa294c123765e0f3
--            of the 15 revision files that were read, in order, and the options
-- =====================================================================================================================

.bail on
.timeout 5000
PRAGMA foreign_keys = ON;
PRAGMA ignore_check_constraints = OFF;
PRAGMA legacy_alter_table = OFF;

-- What has to be true is written into this table; its checks stop the script where it is not
DROP TABLE IF EXISTS temp.sqlgen_assert;
CREATE TEMP TABLE sqlgen_assert (
  revision     INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: the database is not at base, nothing was changed" CHECK (revision = 1),
  version_row  INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: the version row did not move, this revision is undone" CHECK (version_row = 1),
  foreign_keys INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: a row points at a row that is not there, this revision is undone" CHECK (foreign_keys = 1)
);

-- Guard: only on a database at base (no version table, or an empty one)
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS alembic_version (
  version_num varchar(32) NOT NULL,
  CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
SELECT 'this script starts at base, the database is at ' || found ||
  CASE found WHEN 'fa0b16d4e85c' THEN ': it has run already' ELSE '; from there: sqlgen upgrade ' || found || ':fa0b16d4e85c --sql --dialect sqlite@3.40' END
FROM (SELECT coalesce(group_concat(version_num), 'base') AS found FROM (SELECT version_num FROM alembic_version ORDER BY version_num))
WHERE found <> 'base';
INSERT INTO sqlgen_assert (revision)
SELECT coalesce(group_concat(version_num), 'base') = 'base' FROM (SELECT version_num FROM alembic_version ORDER BY version_num);
COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- 1f0c6a9d3b72: create accounts, their members and what a member may do
-- revisions/1f0c6a9d3b72_accounts_and_members.yaml
-- ---------------------------------------------------------------------------------------------------------------------
.print '1f0c6a9d3b72: create accounts, their members and what a member may do'
BEGIN IMMEDIATE;

-- line 7: create_enum member_role: SQLite has no enums, each column that uses it gets a check

-- line 9: create_table accounts
CREATE TABLE accounts (  -- who pays for the desk
  id         INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  name       varchar(80) NOT NULL,
  email      varchar(254) NOT NULL,  -- where the bill goes; not a member's own address
  created_at timestamp DEFAULT CURRENT_TIMESTAMP NOT NULL
);

-- line 19: create_table members
CREATE TABLE members (
  id           INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  account_id   bigint NOT NULL,
  display_name varchar(80) NOT NULL,
  role         varchar(5) DEFAULT 'guest' NOT NULL CHECK (role IN ('guest', 'agent', 'admin')),
  active       boolean DEFAULT true NOT NULL,
  fax          varchar(40),
  CONSTRAINT uq_members_account_id_display_name UNIQUE (account_id, display_name),
  CONSTRAINT fk_members_account_id_accounts FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
);

-- version row: base -> 1f0c6a9d3b72
INSERT INTO alembic_version (version_num) VALUES ('1f0c6a9d3b72');
INSERT INTO sqlgen_assert (version_row) SELECT count(*) = 1 FROM alembic_version;

COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- 2a7be4c815d0: create tickets and what is said about them
-- revisions/2a7be4c815d0_tickets.yaml
-- ---------------------------------------------------------------------------------------------------------------------
.print '2a7be4c815d0: create tickets and what is said about them'
BEGIN IMMEDIATE;

-- line 7: create_table tickets
CREATE TABLE tickets (
  id         INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  account_id bigint NOT NULL,
  author_id  bigint,
  subject    varchar(200) NOT NULL,
  body       text DEFAULT ('') NOT NULL,
  priority   smallint DEFAULT 3 NOT NULL,
  details    text DEFAULT '{"source": "web", "tags": []}' NOT NULL CHECK (json_valid(details)),
  opened_at  timestamp DEFAULT CURRENT_TIMESTAMP NOT NULL,
  closed_at  timestamp,
  CONSTRAINT fk_tickets_account_id_accounts FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE,
  CONSTRAINT fk_tickets_author_id_members FOREIGN KEY (author_id) REFERENCES members (id) ON DELETE SET NULL,
  CONSTRAINT ck_tickets_priority CHECK (priority BETWEEN 1 AND 5)
);
CREATE INDEX ix_tickets_account_id_opened_at ON tickets (account_id, opened_at DESC);
CREATE INDEX ix_tickets_author_id ON tickets (author_id);

-- line 28: create_table comments
CREATE TABLE comments (
  id         INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  ticket_id  bigint NOT NULL,
  body       text NOT NULL,
  written_at timestamp DEFAULT CURRENT_TIMESTAMP NOT NULL,
  CONSTRAINT fk_comments_ticket_id_tickets FOREIGN KEY (ticket_id) REFERENCES tickets (id) ON DELETE CASCADE
);
CREATE INDEX ix_comments_ticket_id ON comments (ticket_id);

-- version row: 1f0c6a9d3b72 -> 2a7be4c815d0
UPDATE alembic_version SET version_num = '2a7be4c815d0' WHERE version_num = '1f0c6a9d3b72';
INSERT INTO sqlgen_assert (version_row) SELECT changes() = 1;

COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- 38d15f02ac9e: put labels on tickets
-- revisions/38d15f02ac9e_labels.yaml
-- ---------------------------------------------------------------------------------------------------------------------
.print '38d15f02ac9e: put labels on tickets'
BEGIN IMMEDIATE;

-- line 7: create_table labels
CREATE TABLE labels (
  id     integer NOT NULL,
  name   varchar(40) NOT NULL,
  colour char(7) DEFAULT '#808080' NOT NULL,
  CONSTRAINT pk_labels PRIMARY KEY (id),
  CONSTRAINT uq_labels_name UNIQUE (name)
);

-- line 16: create_table ticket_labels
CREATE TABLE ticket_labels (
  ticket_id bigint NOT NULL,
  label_id  integer NOT NULL,
  CONSTRAINT pk_ticket_labels PRIMARY KEY (ticket_id, label_id),
  CONSTRAINT fk_ticket_labels_ticket_id_tickets FOREIGN KEY (ticket_id) REFERENCES tickets (id) ON DELETE CASCADE,
  CONSTRAINT fk_ticket_labels_label_id_labels FOREIGN KEY (label_id) REFERENCES labels (id) ON DELETE CASCADE
);
CREATE INDEX ix_ticket_labels_label_id ON ticket_labels (label_id);

-- line 27: bulk_insert into labels, 3 rows
INSERT INTO labels (id, name, colour) VALUES
  (1, 'bug', '#d73a4a'),
  (2, 'question', '#d876e3'),
  (3, 'it''s urgent', '#b60205');

-- version row: 2a7be4c815d0 -> 38d15f02ac9e
UPDATE alembic_version SET version_num = '38d15f02ac9e' WHERE version_num = '2a7be4c815d0';
INSERT INTO sqlgen_assert (version_row) SELECT changes() = 1;

COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- 4be907d63f15: find open tickets quickly
-- revisions/4be907d63f15_open_tickets_index.yaml
-- ---------------------------------------------------------------------------------------------------------------------
.print '4be907d63f15: find open tickets quickly'
BEGIN IMMEDIATE;

-- MySQL, MariaDB and Oracle have no partial indexes: there the whole table is in it
-- line 7: create_index ix_tickets_open on tickets
CREATE INDEX ix_tickets_open ON tickets (priority, opened_at) WHERE closed_at IS NULL;

-- version row: 38d15f02ac9e -> 4be907d63f15
UPDATE alembic_version SET version_num = '4be907d63f15' WHERE version_num = '38d15f02ac9e';
INSERT INTO sqlgen_assert (version_row) SELECT changes() = 1;

COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- 5c3a81e7f046: say what tables and columns are for
-- revisions/5c3a81e7f046_comments_on_tables.yaml
-- ---------------------------------------------------------------------------------------------------------------------
.print '5c3a81e7f046: say what tables and columns are for'
BEGIN IMMEDIATE;

-- line 7: create_table_comment tickets: SQLite keeps no comments outside of CREATE TABLE

-- line 8: alter_column tickets.priority, comment: SQLite keeps comments in CREATE TABLE only, it comes with the next rebuild

-- line 9: alter_column tickets.author_id, comment: SQLite keeps comments in CREATE TABLE only, it comes with the next rebuild

-- version row: 4be907d63f15 -> 5c3a81e7f046
UPDATE alembic_version SET version_num = '5c3a81e7f046' WHERE version_num = '4be907d63f15';
INSERT INTO sqlgen_assert (version_row) SELECT changes() = 1;

COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- 83e6b1f740c2: show open tickets to the people who plan
-- revisions/83e6b1f740c2_reporting_views.yaml
-- ---------------------------------------------------------------------------------------------------------------------
.print '83e6b1f740c2: show open tickets to the people who plan'
BEGIN IMMEDIATE;

-- line 8: create_view open_tickets
CREATE VIEW open_tickets AS
SELECT t.id, a.name AS account, t.subject, t.priority
FROM tickets t JOIN accounts a ON a.id = t.account_id
WHERE t.closed_at IS NULL;

-- line 14: create_table ticket_counts
CREATE TABLE ticket_counts (
  account_id bigint NOT NULL,
  opened     integer DEFAULT 0 NOT NULL,
  CONSTRAINT pk_ticket_counts PRIMARY KEY (account_id),
  CONSTRAINT fk_ticket_counts_account_id_accounts FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
);

-- version row: 5c3a81e7f046 -> 83e6b1f740c2
UPDATE alembic_version SET version_num = '83e6b1f740c2' WHERE version_num = '5c3a81e7f046';
INSERT INTO sqlgen_assert (version_row) SELECT changes() = 1;

COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- 94a0f7d25e6b: count the tickets of each account as they come in
-- revisions/94a0f7d25e6b_count_tickets.yaml
-- ---------------------------------------------------------------------------------------------------------------------
.print '94a0f7d25e6b: count the tickets of each account as they come in'
BEGIN IMMEDIATE;

-- line 16: create_trigger count_tickets on tickets
CREATE TRIGGER count_tickets AFTER INSERT ON tickets FOR EACH ROW
BEGIN
  UPDATE ticket_counts SET opened = opened + 1 WHERE account_id = NEW.account_id;
END;

-- version row: 83e6b1f740c2 -> 94a0f7d25e6b
UPDATE alembic_version SET version_num = '94a0f7d25e6b' WHERE version_num = '83e6b1f740c2';
INSERT INTO sqlgen_assert (version_row) SELECT changes() = 1;

COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- 61f29b0c7d8a: note through which channel a ticket came
-- revisions/61f29b0c7d8a_channel.yaml
-- ---------------------------------------------------------------------------------------------------------------------
.print '61f29b0c7d8a: note through which channel a ticket came'
PRAGMA foreign_keys = OFF;  -- a table is rebuilt: its rows must not cascade
BEGIN IMMEDIATE;

-- line 7: add_column tickets.channel
ALTER TABLE tickets ADD COLUMN channel varchar(20);

-- line 8: update tickets
UPDATE tickets SET channel = 'web' WHERE channel IS NULL;

-- line 9: view open_tickets reads tickets; put back below
DROP VIEW open_tickets;

-- line 9: alter_column tickets.channel, not null, default
-- line 10: add_column tickets.subject_length (all in one rebuild of the table)
CREATE TABLE tickets_new (  -- one request of a customer
  id             INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  account_id     bigint NOT NULL,
  author_id      bigint,  -- empty when the member is gone
  subject        varchar(200) NOT NULL,
  body           text DEFAULT ('') NOT NULL,
  priority       smallint DEFAULT 3 NOT NULL,  -- 1 is the most urgent, 5 the least
  details        text DEFAULT '{"source": "web", "tags": []}' NOT NULL CHECK (json_valid(details)),
  opened_at      timestamp DEFAULT CURRENT_TIMESTAMP NOT NULL,
  closed_at      timestamp,
  channel        varchar(20) DEFAULT 'web' NOT NULL,
  subject_length integer GENERATED ALWAYS AS (length(subject)) STORED,
  CONSTRAINT fk_tickets_account_id_accounts FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE,
  CONSTRAINT fk_tickets_author_id_members FOREIGN KEY (author_id) REFERENCES members (id) ON DELETE SET NULL,
  CONSTRAINT ck_tickets_priority CHECK (priority BETWEEN 1 AND 5)
);
INSERT INTO sqlite_sequence (name, seq) SELECT 'tickets_new', seq FROM sqlite_sequence WHERE name = 'tickets';
INSERT INTO tickets_new (id, account_id, author_id, subject, body, priority, details, opened_at, closed_at, channel)
SELECT id, account_id, author_id, subject, body, priority, details, opened_at, closed_at, channel FROM tickets;
DROP TABLE tickets;
ALTER TABLE tickets_new RENAME TO tickets;
CREATE INDEX ix_tickets_account_id_opened_at ON tickets (account_id, opened_at DESC);
CREATE INDEX ix_tickets_author_id ON tickets (author_id);
CREATE INDEX ix_tickets_open ON tickets (priority, opened_at) WHERE closed_at IS NULL;

-- line 9: view open_tickets is put back
CREATE VIEW open_tickets AS
SELECT t.id, a.name AS account, t.subject, t.priority
FROM tickets t JOIN accounts a ON a.id = t.account_id
WHERE t.closed_at IS NULL;

-- line 9: trigger count_tickets is put back
CREATE TRIGGER count_tickets AFTER INSERT ON tickets FOR EACH ROW
BEGIN
  UPDATE ticket_counts SET opened = opened + 1 WHERE account_id = NEW.account_id;
END;

-- no row of a rebuilt table, or of a table that points at one, may point at a row that is not there
INSERT INTO sqlgen_assert (foreign_keys)
SELECT count(*) = 0 FROM sqlite_master t JOIN pragma_foreign_key_check(t.name) WHERE t.type = 'table' AND t.name IN ('tickets', 'comments', 'ticket_labels');

-- version row: 94a0f7d25e6b -> 61f29b0c7d8a,94a0f7d25e6b
INSERT INTO alembic_version (version_num) VALUES ('61f29b0c7d8a');

COMMIT;
PRAGMA foreign_keys = ON;


-- ---------------------------------------------------------------------------------------------------------------------
-- 72d4c05e9ab3: call things what people call them
-- revisions/72d4c05e9ab3_clearer_names.yaml
-- ---------------------------------------------------------------------------------------------------------------------
.print '72d4c05e9ab3: call things what people call them'
PRAGMA foreign_keys = OFF;  -- a table is rebuilt: its rows must not cascade
BEGIN IMMEDIATE;

-- line 7: rename_column members.display_name to full_name
-- line 8: rename_constraint uq_members_account_id_display_name on members to uq_members_account_id_full_name (all in one rebuild of the table)
CREATE TABLE members_new (
  id         INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  account_id bigint NOT NULL,
  full_name  varchar(80) NOT NULL,
  role       varchar(5) DEFAULT 'guest' NOT NULL CHECK (role IN ('guest', 'agent', 'admin')),
  active     boolean DEFAULT true NOT NULL,
  fax        varchar(40),
  CONSTRAINT uq_members_account_id_full_name UNIQUE (account_id, full_name),
  CONSTRAINT fk_members_account_id_accounts FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
);
INSERT INTO sqlite_sequence (name, seq) SELECT 'members_new', seq FROM sqlite_sequence WHERE name = 'members';
INSERT INTO members_new (id, account_id, full_name, role, active, fax)
SELECT id, account_id, display_name, role, active, fax FROM members;
DROP TABLE members;
ALTER TABLE members_new RENAME TO members;

-- line 9: rename_table comments to messages
ALTER TABLE comments RENAME TO messages;

-- line 10: rename_index ix_comments_ticket_id on messages to ix_messages_ticket_id
DROP INDEX ix_comments_ticket_id;
CREATE INDEX ix_messages_ticket_id ON messages (ticket_id);

-- line 11: rename_column tickets.body to description
ALTER TABLE tickets RENAME COLUMN body TO description;

-- no row of a rebuilt table, or of a table that points at one, may point at a row that is not there
INSERT INTO sqlgen_assert (foreign_keys)
SELECT count(*) = 0 FROM sqlite_master t JOIN pragma_foreign_key_check(t.name) WHERE t.type = 'table' AND t.name IN ('members', 'tickets');

-- version row: 61f29b0c7d8a,94a0f7d25e6b -> 72d4c05e9ab3,94a0f7d25e6b
UPDATE alembic_version SET version_num = '72d4c05e9ab3' WHERE version_num = '61f29b0c7d8a';
INSERT INTO sqlgen_assert (version_row) SELECT changes() = 1;

COMMIT;
PRAGMA foreign_keys = ON;


-- ---------------------------------------------------------------------------------------------------------------------
-- a5b8c3e19f07: bring reporting and the desk together
-- revisions/a5b8c3e19f07_merge_reporting.yaml
-- ---------------------------------------------------------------------------------------------------------------------
.print 'a5b8c3e19f07: bring reporting and the desk together'
-- no operations here: only the version table changes

BEGIN IMMEDIATE;

-- version rows: 72d4c05e9ab3,94a0f7d25e6b -> a5b8c3e19f07
DELETE FROM alembic_version WHERE version_num = '72d4c05e9ab3';
INSERT INTO sqlgen_assert (version_row) SELECT changes() = 1;
UPDATE alembic_version SET version_num = 'a5b8c3e19f07' WHERE version_num = '94a0f7d25e6b';
INSERT INTO sqlgen_assert (version_row) SELECT changes() = 1;

COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- b6c7d2f0a418: allow priorities up to 100, and let 50 be the usual one
-- revisions/b6c7d2f0a418_wider_priority.yaml
-- ---------------------------------------------------------------------------------------------------------------------
.print 'b6c7d2f0a418: allow priorities up to 100, and let 50 be the usual one'
PRAGMA foreign_keys = OFF;  -- a table is rebuilt: its rows must not cascade
BEGIN IMMEDIATE;

-- line 7: view open_tickets reads tickets; put back below
DROP VIEW open_tickets;

-- line 7: drop_constraint ck_tickets_priority on tickets
-- line 8: alter_column tickets.priority, type integer, default (all in one rebuild of the table)
CREATE TABLE tickets_new (  -- one request of a customer
  id             INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  account_id     bigint NOT NULL,
  author_id      bigint,  -- empty when the member is gone
  subject        varchar(200) NOT NULL,
  description    text DEFAULT ('') NOT NULL,
  priority       integer DEFAULT 50 NOT NULL,  -- 1 is the most urgent, 5 the least
  details        text DEFAULT '{"source": "web", "tags": []}' NOT NULL CHECK (json_valid(details)),
  opened_at      timestamp DEFAULT CURRENT_TIMESTAMP NOT NULL,
  closed_at      timestamp,
  channel        varchar(20) DEFAULT 'web' NOT NULL,
  subject_length integer GENERATED ALWAYS AS (length(subject)) STORED,
  CONSTRAINT fk_tickets_account_id_accounts FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE,
  CONSTRAINT fk_tickets_author_id_members FOREIGN KEY (author_id) REFERENCES members (id) ON DELETE SET NULL
);
INSERT INTO sqlite_sequence (name, seq) SELECT 'tickets_new', seq FROM sqlite_sequence WHERE name = 'tickets';
INSERT INTO tickets_new (id, account_id, author_id, subject, description, priority, details, opened_at, closed_at, channel)
SELECT id, account_id, author_id, subject, description, priority, details, opened_at, closed_at, channel FROM tickets;
DROP TABLE tickets;
ALTER TABLE tickets_new RENAME TO tickets;
CREATE INDEX ix_tickets_account_id_opened_at ON tickets (account_id, opened_at DESC);
CREATE INDEX ix_tickets_author_id ON tickets (author_id);
CREATE INDEX ix_tickets_open ON tickets (priority, opened_at) WHERE closed_at IS NULL;

-- line 7: view open_tickets is put back
CREATE VIEW open_tickets AS
SELECT t.id, a.name AS account, t.subject, t.priority
FROM tickets t JOIN accounts a ON a.id = t.account_id
WHERE t.closed_at IS NULL;

-- line 7: trigger count_tickets is put back
CREATE TRIGGER count_tickets AFTER INSERT ON tickets FOR EACH ROW
BEGIN
  UPDATE ticket_counts SET opened = opened + 1 WHERE account_id = NEW.account_id;
END;

-- line 10: update tickets, every row
UPDATE tickets SET priority = priority * 20;

-- line 12: view open_tickets reads tickets; put back below
DROP VIEW open_tickets;

-- line 12: create_check_constraint ck_tickets_priority on tickets (rebuilds the table)
CREATE TABLE tickets_new (  -- one request of a customer
  id             INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  account_id     bigint NOT NULL,
  author_id      bigint,  -- empty when the member is gone
  subject        varchar(200) NOT NULL,
  description    text DEFAULT ('') NOT NULL,
  priority       integer DEFAULT 50 NOT NULL,  -- 1 is the most urgent, 5 the least
  details        text DEFAULT '{"source": "web", "tags": []}' NOT NULL CHECK (json_valid(details)),
  opened_at      timestamp DEFAULT CURRENT_TIMESTAMP NOT NULL,
  closed_at      timestamp,
  channel        varchar(20) DEFAULT 'web' NOT NULL,
  subject_length integer GENERATED ALWAYS AS (length(subject)) STORED,
  CONSTRAINT fk_tickets_account_id_accounts FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE,
  CONSTRAINT fk_tickets_author_id_members FOREIGN KEY (author_id) REFERENCES members (id) ON DELETE SET NULL,
  CONSTRAINT ck_tickets_priority CHECK (priority BETWEEN 1 AND 100)
);
INSERT INTO sqlite_sequence (name, seq) SELECT 'tickets_new', seq FROM sqlite_sequence WHERE name = 'tickets';
INSERT INTO tickets_new (id, account_id, author_id, subject, description, priority, details, opened_at, closed_at, channel)
SELECT id, account_id, author_id, subject, description, priority, details, opened_at, closed_at, channel FROM tickets;
DROP TABLE tickets;
ALTER TABLE tickets_new RENAME TO tickets;
CREATE INDEX ix_tickets_account_id_opened_at ON tickets (account_id, opened_at DESC);
CREATE INDEX ix_tickets_author_id ON tickets (author_id);
CREATE INDEX ix_tickets_open ON tickets (priority, opened_at) WHERE closed_at IS NULL;

-- line 12: view open_tickets is put back
CREATE VIEW open_tickets AS
SELECT t.id, a.name AS account, t.subject, t.priority
FROM tickets t JOIN accounts a ON a.id = t.account_id
WHERE t.closed_at IS NULL;

-- line 12: trigger count_tickets is put back
CREATE TRIGGER count_tickets AFTER INSERT ON tickets FOR EACH ROW
BEGIN
  UPDATE ticket_counts SET opened = opened + 1 WHERE account_id = NEW.account_id;
END;

-- no row of a rebuilt table, or of a table that points at one, may point at a row that is not there
INSERT INTO sqlgen_assert (foreign_keys)
SELECT count(*) = 0 FROM sqlite_master t JOIN pragma_foreign_key_check(t.name) WHERE t.type = 'table' AND t.name IN ('tickets', 'messages', 'ticket_labels');

-- version row: a5b8c3e19f07 -> b6c7d2f0a418
UPDATE alembic_version SET version_num = 'b6c7d2f0a418' WHERE version_num = 'a5b8c3e19f07';
INSERT INTO sqlgen_assert (version_row) SELECT changes() = 1;

COMMIT;
PRAGMA foreign_keys = ON;


-- ---------------------------------------------------------------------------------------------------------------------
-- c7d8e3a1b529: let an account have an owner
-- revisions/c7d8e3a1b529_owner_role.yaml
-- ---------------------------------------------------------------------------------------------------------------------
.print 'c7d8e3a1b529: let an account have an owner'
PRAGMA foreign_keys = OFF;  -- a table is rebuilt: its rows must not cascade
BEGIN IMMEDIATE;

-- line 7: add_enum_value owner to member_role
CREATE TABLE members_new (
  id         INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  account_id bigint NOT NULL,
  full_name  varchar(80) NOT NULL,
  role       varchar(5) DEFAULT 'guest' NOT NULL CHECK (role IN ('guest', 'agent', 'admin', 'owner')),
  active     boolean DEFAULT true NOT NULL,
  fax        varchar(40),
  CONSTRAINT uq_members_account_id_full_name UNIQUE (account_id, full_name),
  CONSTRAINT fk_members_account_id_accounts FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
);
INSERT INTO sqlite_sequence (name, seq) SELECT 'members_new', seq FROM sqlite_sequence WHERE name = 'members';
INSERT INTO members_new (id, account_id, full_name, role, active, fax)
SELECT id, account_id, full_name, role, active, fax FROM members;
DROP TABLE members;
ALTER TABLE members_new RENAME TO members;

-- no row of a rebuilt table, or of a table that points at one, may point at a row that is not there
INSERT INTO sqlgen_assert (foreign_keys)
SELECT count(*) = 0 FROM sqlite_master t JOIN pragma_foreign_key_check(t.name) WHERE t.type = 'table' AND t.name IN ('members', 'tickets');

-- version row: b6c7d2f0a418 -> c7d8e3a1b529
UPDATE alembic_version SET version_num = 'c7d8e3a1b529' WHERE version_num = 'b6c7d2f0a418';
INSERT INTO sqlgen_assert (version_row) SELECT changes() = 1;

COMMIT;
PRAGMA foreign_keys = ON;


-- ---------------------------------------------------------------------------------------------------------------------
-- d8e9f4b2c63a: say viewer instead of guest, and let agents see bills
-- revisions/d8e9f4b2c63a_viewers.yaml
-- ---------------------------------------------------------------------------------------------------------------------
.print 'd8e9f4b2c63a: say viewer instead of guest, and let agents see bills'
PRAGMA foreign_keys = OFF;  -- a table is rebuilt: its rows must not cascade
BEGIN IMMEDIATE;

-- line 7: replace_enum member_role
CREATE TABLE members_new (
  id         INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  account_id bigint NOT NULL,
  full_name  varchar(80) NOT NULL,
  role       varchar(7) DEFAULT 'viewer' NOT NULL CHECK (role IN ('viewer', 'agent', 'billing', 'admin', 'owner')),
  active     boolean DEFAULT true NOT NULL,
  fax        varchar(40),
  CONSTRAINT uq_members_account_id_full_name UNIQUE (account_id, full_name),
  CONSTRAINT fk_members_account_id_accounts FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
);
INSERT INTO sqlite_sequence (name, seq) SELECT 'members_new', seq FROM sqlite_sequence WHERE name = 'members';
INSERT INTO members_new (id, account_id, full_name, role, active, fax)
SELECT id, account_id, full_name, CASE role WHEN 'guest' THEN 'viewer' ELSE role END, active, fax FROM members;
DROP TABLE members;
ALTER TABLE members_new RENAME TO members;

-- line 12: view open_tickets reads accounts; put back below
DROP VIEW open_tickets;

-- line 12: create_unique_constraint uq_accounts_email on accounts (rebuilds the table)
CREATE TABLE accounts_new (  -- who pays for the desk
  id         INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  name       varchar(80) NOT NULL,
  email      varchar(254) NOT NULL,  -- where the bill goes; not a member's own address
  created_at timestamp DEFAULT CURRENT_TIMESTAMP NOT NULL,
  CONSTRAINT uq_accounts_email UNIQUE (email)
);
INSERT INTO sqlite_sequence (name, seq) SELECT 'accounts_new', seq FROM sqlite_sequence WHERE name = 'accounts';
INSERT INTO accounts_new (id, name, email, created_at)
SELECT id, name, email, created_at FROM accounts;
DROP TABLE accounts;
ALTER TABLE accounts_new RENAME TO accounts;

-- line 12: view open_tickets is put back
CREATE VIEW open_tickets AS
SELECT t.id, a.name AS account, t.subject, t.priority
FROM tickets t JOIN accounts a ON a.id = t.account_id
WHERE t.closed_at IS NULL;

-- line 13: create_index ix_members_role_full_name on members
CREATE INDEX ix_members_role_full_name ON members (role, full_name);

-- no row of a rebuilt table, or of a table that points at one, may point at a row that is not there
INSERT INTO sqlgen_assert (foreign_keys)
SELECT count(*) = 0 FROM sqlite_master t JOIN pragma_foreign_key_check(t.name) WHERE t.type = 'table' AND t.name IN ('members', 'tickets', 'accounts', 'ticket_counts');

-- version row: c7d8e3a1b529 -> d8e9f4b2c63a
UPDATE alembic_version SET version_num = 'd8e9f4b2c63a' WHERE version_num = 'c7d8e3a1b529';
INSERT INTO sqlgen_assert (version_row) SELECT changes() = 1;

COMMIT;
PRAGMA foreign_keys = ON;


-- ---------------------------------------------------------------------------------------------------------------------
-- e9fa05c3d74b: nobody sends a fax, and members are never inactive
-- revisions/e9fa05c3d74b_no_fax.yaml
-- ---------------------------------------------------------------------------------------------------------------------
.print 'e9fa05c3d74b: nobody sends a fax, and members are never inactive'
BEGIN IMMEDIATE;

-- line 7: delete from members
DELETE FROM members WHERE NOT active;

-- line 9: drop_column members.active
ALTER TABLE members DROP COLUMN active;

-- line 11: drop_column members.fax
ALTER TABLE members DROP COLUMN fax;

-- version row: d8e9f4b2c63a -> e9fa05c3d74b
UPDATE alembic_version SET version_num = 'e9fa05c3d74b' WHERE version_num = 'd8e9f4b2c63a';
INSERT INTO sqlgen_assert (version_row) SELECT changes() = 1;

COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- fa0b16d4e85c: keep old tickets apart, and show the channel to the people who plan
-- revisions/fa0b16d4e85c_archive.yaml
-- ---------------------------------------------------------------------------------------------------------------------
.print 'fa0b16d4e85c: keep old tickets apart, and show the channel to the people who plan'
BEGIN IMMEDIATE;

-- line 18: insert into labels
INSERT INTO labels (id, name, colour) VALUES (4, 'archived', '#cfd3d7');

-- line 19: replace_view open_tickets
DROP VIEW open_tickets;
CREATE VIEW open_tickets AS
SELECT t.id, a.name AS account, t.subject, t.channel, t.priority
FROM tickets t JOIN accounts a ON a.id = t.account_id
WHERE t.closed_at IS NULL;

-- version row: e9fa05c3d74b -> fa0b16d4e85c
UPDATE alembic_version SET version_num = 'fa0b16d4e85c' WHERE version_num = 'e9fa05c3d74b';
INSERT INTO sqlgen_assert (version_row) SELECT changes() = 1;

COMMIT;

-- verification: one line that names the first difference; the queries of --verify-sql name all
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN 'verified: 45 of 45 as expected'
  ELSE 'NOT AS EXPECTED: ' || MIN(CASE WHEN f.n <> f.found THEN f.kind || ' ' || f.owner || ': ' || f.expected END) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT 'column' AS kind, '.' AS s, 'accounts' AS owner, 4 AS n, 'id not null; name not null; email not null; created_at not null' AS expected
    UNION ALL SELECT 'constraint', '.', 'accounts', 1, 'primary key'
    UNION ALL SELECT 'column', '.', 'labels', 3, 'id not null; name not null; colour not null'
    UNION ALL SELECT 'constraint', '.', 'labels', 1, 'primary key'
    UNION ALL SELECT 'column', '.', 'members', 4, 'id not null; account_id not null; full_name not null; role not null'
    UNION ALL SELECT 'constraint', '.', 'members', 1, 'primary key'
    UNION ALL SELECT 'index', '.', 'members', 1, 'ix_members_role_full_name not unique'
    UNION ALL SELECT 'column', '.', 'messages', 4, 'id not null; ticket_id not null; body not null; written_at not null'
    UNION ALL SELECT 'constraint', '.', 'messages', 1, 'primary key'
    UNION ALL SELECT 'index', '.', 'messages', 1, 'ix_messages_ticket_id not unique'
    UNION ALL SELECT 'column', '.', 'ticket_counts', 2, 'account_id not null; opened not null'
    UNION ALL SELECT 'constraint', '.', 'ticket_counts', 1, 'primary key'
    UNION ALL SELECT 'column', '.', 'ticket_labels', 2, 'ticket_id not null; label_id not null'
    UNION ALL SELECT 'constraint', '.', 'ticket_labels', 1, 'primary key'
    UNION ALL SELECT 'index', '.', 'ticket_labels', 1, 'ix_ticket_labels_label_id not unique'
    UNION ALL SELECT 'column', '.', 'tickets', 4, 'id not null; account_id not null; author_id null; subject not null'
    UNION ALL SELECT 'column', '.', 'tickets', 4, 'description not null; priority not null; details not null; opened_at not null'
    UNION ALL SELECT 'column', '.', 'tickets', 3, 'closed_at null; channel not null; subject_length null'
    UNION ALL SELECT 'constraint', '.', 'tickets', 1, 'primary key'
    UNION ALL SELECT 'index', '.', 'tickets', 2, 'ix_tickets_account_id_opened_at not unique; ix_tickets_author_id not unique'
    UNION ALL SELECT 'index', '.', 'tickets', 1, 'ix_tickets_open not unique'
    UNION ALL SELECT 'view', '.', 'open_tickets', 1, 'yes'
    UNION ALL SELECT 'trigger', '.', 'tickets', 1, 'count_tickets yes'
  ) e
  LEFT JOIN (
    SELECT type AS kind, '.' AS s, name AS owner, '.' AS name, 'yes' AS actual FROM sqlite_master WHERE type IN ('table', 'view')
    UNION ALL
    SELECT 'column', '.', t.name, c.name, CASE WHEN c."notnull" THEN 'not null' ELSE 'null' END
    FROM sqlite_master t JOIN pragma_table_xinfo(t.name) c WHERE t.type = 'table'
    UNION ALL
    SELECT DISTINCT 'constraint', '.', t.name, '.', 'primary key'
    FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' AND c.pk > 0
    UNION ALL
    SELECT 'index', '.', t.name, i.name, CASE WHEN i."unique" THEN 'unique' ELSE 'not unique' END
    FROM sqlite_master t JOIN pragma_index_list(t.name) i WHERE t.type = 'table' AND i.origin = 'c'
    UNION ALL
    SELECT 'trigger', '.', tbl_name, name, 'yes' FROM sqlite_master WHERE type = 'trigger'
  ) a ON a.kind = e.kind AND a.s = e.s AND a.owner = e.owner
    AND instr('; ' || e.expected || '; ', '; ' || CASE WHEN e.n = 0 AND a.name = '.' THEN 'gone' WHEN e.n = 0 THEN 'no ' || a.name WHEN a.name = '.' THEN a.actual ELSE a.name || ' ' || a.actual END || '; ') > 0
  GROUP BY e.kind, e.s, e.owner, e.n, e.expected
) f;

DROP TABLE temp.sqlgen_assert;
.print 'done: base -> fa0b16d4e85c'
