-- =====================================================================================================================
-- sqlgen downgrade fa0b16d4e85c:base --sql --dialect sqlite@3.40, for SQLite 3.40
--
--   fa0b16d4e85c -> base, 15 revisions undone:
--     fa0b16d4e85c  keep old tickets apart, and show the channel to the people who plan
--     e9fa05c3d74b  nobody sends a fax, and members are never inactive
--     d8e9f4b2c63a  say viewer instead of guest, and let agents see bills
--     c7d8e3a1b529  let an account have an owner
--     b6c7d2f0a418  allow priorities up to 100, and let 50 be the usual one
--     a5b8c3e19f07  bring reporting and the desk together
--     72d4c05e9ab3  call things what people call them
--     61f29b0c7d8a  note through which channel a ticket came
--     94a0f7d25e6b  count the tickets of each account as they come in
--     83e6b1f740c2  show open tickets to the people who plan
--     5c3a81e7f046  say what tables and columns are for
--     4be907d63f15  find open tickets quickly
--     38d15f02ac9e  put labels on tickets
--     2a7be4c815d0  create tickets and what is said about them
--     1f0c6a9d3b72  create accounts, their members and what a member may do
--
--   Run      sqlite3 -init /dev/null -bail DATABASE < FILE        (copy the database file first)
--   Stops    at the first error. Each revision is one transaction: the one that fails stays applied, those before it are gone.
--            From a prompt (.read), type ROLLBACK; and leave sqlite3 before trying again.
--   Undo     sqlgen upgrade base:fa0b16d4e85c --sql --dialect sqlite@3.40
--   Rewrites d8e9f4b2c63a: accounts, members written anew
--            c7d8e3a1b529: members written anew
--            b6c7d2f0a418: tickets written anew
--            72d4c05e9ab3: members written anew
--            61f29b0c7d8a: tickets written anew
--   Loses    fa0b16d4e85c: the rows of ticket_labels that depend on those it deletes from labels.
--            d8e9f4b2c63a: which members.role were billing (they become agent).
--            61f29b0c7d8a: every tickets.channel.
--            83e6b1f740c2: every row of ticket_counts.
--            38d15f02ac9e: every row of ticket_labels, labels.
--            2a7be4c815d0: every row of comments, tickets.
--            1f0c6a9d3b72: every row of members, accounts.
--   Fails    c7d8e3a1b529: if a members.role is owner. Look first:
--              SELECT count(*) FROM members WHERE role = 'owner';
--            b6c7d2f0a418: if a tickets.priority does not fit smallint. Look first:
--              SELECT count(*) FROM tickets WHERE priority NOT BETWEEN -32767 - 1 AND 32767;
--            b6c7d2f0a418: if a row of tickets does not fulfil ck_tickets_priority. Look first:
--              SELECT count(*) FROM tickets WHERE NOT (priority BETWEEN 1 AND 5);
--   Empty    e9fa05c3d74b: members.fax, members.active (the values are not brought back).
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
  revision     INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: the database is not at fa0b16d4e85c, nothing was changed" CHECK (revision = 1),
  version_row  INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: the version row did not move, this revision is still applied" CHECK (version_row = 1),
  foreign_keys INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: a row points at a row that is not there, this revision is still applied" CHECK (foreign_keys = 1)
);

-- Guard: only on a database at fa0b16d4e85c
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS alembic_version (
  version_num varchar(32) NOT NULL,
  CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
SELECT 'this script starts at fa0b16d4e85c, the database is at ' || found ||
  CASE found WHEN 'base' THEN ': it has run already' ELSE '; from there: sqlgen downgrade ' || found || ':base --sql --dialect sqlite@3.40' END
FROM (SELECT coalesce(group_concat(version_num), 'base') AS found FROM (SELECT version_num FROM alembic_version ORDER BY version_num))
WHERE found <> 'fa0b16d4e85c';
INSERT INTO sqlgen_assert (revision)
SELECT coalesce(group_concat(version_num), 'base') = 'fa0b16d4e85c' FROM (SELECT version_num FROM alembic_version ORDER BY version_num);
COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- fa0b16d4e85c, undone: keep old tickets apart, and show the channel to the people who plan
-- revisions/fa0b16d4e85c_archive.yaml
-- ---------------------------------------------------------------------------------------------------------------------
.print 'fa0b16d4e85c, undone: keep old tickets apart, and show the channel to the people who plan'
BEGIN IMMEDIATE;

-- line 19, undone: replace_view open_tickets
DROP VIEW open_tickets;
CREATE VIEW open_tickets AS
SELECT t.id, a.name AS account, t.subject, t.priority
FROM tickets t JOIN accounts a ON a.id = t.account_id
WHERE t.closed_at IS NULL;

-- line 18, undone: delete from labels
DELETE FROM labels WHERE id = 4;

-- version row: fa0b16d4e85c -> e9fa05c3d74b
UPDATE alembic_version SET version_num = 'e9fa05c3d74b' WHERE version_num = 'fa0b16d4e85c';
INSERT INTO sqlgen_assert (version_row) SELECT changes() = 1;

COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- e9fa05c3d74b, undone: nobody sends a fax, and members are never inactive
-- revisions/e9fa05c3d74b_no_fax.yaml
-- ---------------------------------------------------------------------------------------------------------------------
.print 'e9fa05c3d74b, undone: nobody sends a fax, and members are never inactive'
BEGIN IMMEDIATE;

-- line 11, undone: add_column members.fax
ALTER TABLE members ADD COLUMN fax varchar(40);

-- line 9, undone: add_column members.active
ALTER TABLE members ADD COLUMN active boolean DEFAULT true NOT NULL;

-- line 7, undone: the inactive members are in the backup of 2025-05-05

-- version row: e9fa05c3d74b -> d8e9f4b2c63a
UPDATE alembic_version SET version_num = 'd8e9f4b2c63a' WHERE version_num = 'e9fa05c3d74b';
INSERT INTO sqlgen_assert (version_row) SELECT changes() = 1;

COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- d8e9f4b2c63a, undone: say viewer instead of guest, and let agents see bills
-- revisions/d8e9f4b2c63a_viewers.yaml
-- ---------------------------------------------------------------------------------------------------------------------
.print 'd8e9f4b2c63a, undone: say viewer instead of guest, and let agents see bills'
PRAGMA foreign_keys = OFF;  -- a table is rebuilt: its rows must not cascade
BEGIN IMMEDIATE;

-- line 13, undone: drop_index ix_members_role_full_name on members
DROP INDEX ix_members_role_full_name;

-- line 12: view open_tickets reads accounts; put back below
DROP VIEW open_tickets;

-- line 12, undone: drop_constraint uq_accounts_email on accounts (rebuilds the table)
CREATE TABLE accounts_new (  -- who pays for the desk
  id         INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  name       varchar(80) NOT NULL,
  email      varchar(254) NOT NULL,  -- where the bill goes; not a member's own address
  created_at timestamp DEFAULT CURRENT_TIMESTAMP NOT NULL
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

-- line 7, undone: replace_enum member_role
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
SELECT
  id, account_id, full_name,
  CASE role WHEN 'billing' THEN 'agent' WHEN 'viewer' THEN 'guest' ELSE role END, active, fax
FROM members;
DROP TABLE members;
ALTER TABLE members_new RENAME TO members;

-- no row of a rebuilt table, or of a table that points at one, may point at a row that is not there
INSERT INTO sqlgen_assert (foreign_keys)
SELECT count(*) = 0 FROM sqlite_master t JOIN pragma_foreign_key_check(t.name) WHERE t.type = 'table' AND t.name IN ('accounts', 'members', 'ticket_counts', 'tickets');

-- version row: d8e9f4b2c63a -> c7d8e3a1b529
UPDATE alembic_version SET version_num = 'c7d8e3a1b529' WHERE version_num = 'd8e9f4b2c63a';
INSERT INTO sqlgen_assert (version_row) SELECT changes() = 1;

COMMIT;
PRAGMA foreign_keys = ON;


-- ---------------------------------------------------------------------------------------------------------------------
-- c7d8e3a1b529, undone: let an account have an owner
-- revisions/c7d8e3a1b529_owner_role.yaml
-- ---------------------------------------------------------------------------------------------------------------------
.print 'c7d8e3a1b529, undone: let an account have an owner'
PRAGMA foreign_keys = OFF;  -- a table is rebuilt: its rows must not cascade
BEGIN IMMEDIATE;

-- line 7, undone: replace_enum member_role
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
SELECT id, account_id, full_name, role, active, fax FROM members;
DROP TABLE members;
ALTER TABLE members_new RENAME TO members;

-- no row of a rebuilt table, or of a table that points at one, may point at a row that is not there
INSERT INTO sqlgen_assert (foreign_keys)
SELECT count(*) = 0 FROM sqlite_master t JOIN pragma_foreign_key_check(t.name) WHERE t.type = 'table' AND t.name IN ('members', 'tickets');

-- version row: c7d8e3a1b529 -> b6c7d2f0a418
UPDATE alembic_version SET version_num = 'b6c7d2f0a418' WHERE version_num = 'c7d8e3a1b529';
INSERT INTO sqlgen_assert (version_row) SELECT changes() = 1;

COMMIT;
PRAGMA foreign_keys = ON;


-- ---------------------------------------------------------------------------------------------------------------------
-- b6c7d2f0a418, undone: allow priorities up to 100, and let 50 be the usual one
-- revisions/b6c7d2f0a418_wider_priority.yaml
-- ---------------------------------------------------------------------------------------------------------------------
.print 'b6c7d2f0a418, undone: allow priorities up to 100, and let 50 be the usual one'
PRAGMA foreign_keys = OFF;  -- a table is rebuilt: its rows must not cascade
BEGIN IMMEDIATE;

-- line 12: view open_tickets reads tickets; put back below
DROP VIEW open_tickets;

-- line 12, undone: drop_constraint ck_tickets_priority on tickets (rebuilds the table)
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

-- line 11: update tickets, every row
UPDATE tickets SET priority = priority / 20;

-- line 8: view open_tickets reads tickets; put back below
DROP VIEW open_tickets;

-- line 8, undone: alter_column tickets.priority, type smallint, default
-- line 7, undone: create_check_constraint ck_tickets_priority on tickets (all in one rebuild of the table)
CREATE TABLE tickets_new (  -- one request of a customer
  id             INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  account_id     bigint NOT NULL,
  author_id      bigint,  -- empty when the member is gone
  subject        varchar(200) NOT NULL,
  description    text DEFAULT ('') NOT NULL,
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
INSERT INTO tickets_new (id, account_id, author_id, subject, description, priority, details, opened_at, closed_at, channel)
SELECT id, account_id, author_id, subject, description, priority, details, opened_at, closed_at, channel FROM tickets;
DROP TABLE tickets;
ALTER TABLE tickets_new RENAME TO tickets;
CREATE INDEX ix_tickets_account_id_opened_at ON tickets (account_id, opened_at DESC);
CREATE INDEX ix_tickets_author_id ON tickets (author_id);
CREATE INDEX ix_tickets_open ON tickets (priority, opened_at) WHERE closed_at IS NULL;

-- line 8: view open_tickets is put back
CREATE VIEW open_tickets AS
SELECT t.id, a.name AS account, t.subject, t.priority
FROM tickets t JOIN accounts a ON a.id = t.account_id
WHERE t.closed_at IS NULL;

-- line 8: trigger count_tickets is put back
CREATE TRIGGER count_tickets AFTER INSERT ON tickets FOR EACH ROW
BEGIN
  UPDATE ticket_counts SET opened = opened + 1 WHERE account_id = NEW.account_id;
END;

-- no row of a rebuilt table, or of a table that points at one, may point at a row that is not there
INSERT INTO sqlgen_assert (foreign_keys)
SELECT count(*) = 0 FROM sqlite_master t JOIN pragma_foreign_key_check(t.name) WHERE t.type = 'table' AND t.name IN ('tickets', 'messages', 'ticket_labels');

-- version row: b6c7d2f0a418 -> a5b8c3e19f07
UPDATE alembic_version SET version_num = 'a5b8c3e19f07' WHERE version_num = 'b6c7d2f0a418';
INSERT INTO sqlgen_assert (version_row) SELECT changes() = 1;

COMMIT;
PRAGMA foreign_keys = ON;


-- ---------------------------------------------------------------------------------------------------------------------
-- a5b8c3e19f07, undone: bring reporting and the desk together
-- revisions/a5b8c3e19f07_merge_reporting.yaml
-- ---------------------------------------------------------------------------------------------------------------------
.print 'a5b8c3e19f07, undone: bring reporting and the desk together'
-- no operations here: only the version table changes

BEGIN IMMEDIATE;

-- version rows: a5b8c3e19f07 -> 72d4c05e9ab3,94a0f7d25e6b
INSERT INTO alembic_version (version_num) VALUES ('72d4c05e9ab3');
UPDATE alembic_version SET version_num = '94a0f7d25e6b' WHERE version_num = 'a5b8c3e19f07';
INSERT INTO sqlgen_assert (version_row) SELECT changes() = 1;

COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- 72d4c05e9ab3, undone: call things what people call them
-- revisions/72d4c05e9ab3_clearer_names.yaml
-- ---------------------------------------------------------------------------------------------------------------------
.print '72d4c05e9ab3, undone: call things what people call them'
PRAGMA foreign_keys = OFF;  -- a table is rebuilt: its rows must not cascade
BEGIN IMMEDIATE;

-- line 11, undone: rename_column tickets.description to body
ALTER TABLE tickets RENAME COLUMN description TO body;

-- line 10, undone: rename_index ix_messages_ticket_id on messages to ix_comments_ticket_id
DROP INDEX ix_messages_ticket_id;
CREATE INDEX ix_comments_ticket_id ON messages (ticket_id);

-- line 9, undone: rename_table messages to comments
ALTER TABLE messages RENAME TO comments;

-- line 8, undone: rename_constraint uq_members_account_id_full_name on members to uq_members_account_id_display_name
-- line 7, undone: rename_column members.full_name to display_name (all in one rebuild of the table)
CREATE TABLE members_new (
  id           INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  account_id   bigint NOT NULL,
  display_name varchar(80) NOT NULL,
  role         varchar(5) DEFAULT 'guest' NOT NULL CHECK (role IN ('guest', 'agent', 'admin')),
  active       boolean DEFAULT true NOT NULL,
  fax          varchar(40),
  CONSTRAINT uq_members_account_id_display_name UNIQUE (account_id, display_name),
  CONSTRAINT fk_members_account_id_accounts FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
);
INSERT INTO sqlite_sequence (name, seq) SELECT 'members_new', seq FROM sqlite_sequence WHERE name = 'members';
INSERT INTO members_new (id, account_id, display_name, role, active, fax)
SELECT id, account_id, full_name, role, active, fax FROM members;
DROP TABLE members;
ALTER TABLE members_new RENAME TO members;

-- no row of a rebuilt table, or of a table that points at one, may point at a row that is not there
INSERT INTO sqlgen_assert (foreign_keys)
SELECT count(*) = 0 FROM sqlite_master t JOIN pragma_foreign_key_check(t.name) WHERE t.type = 'table' AND t.name IN ('members', 'tickets');

-- version row: 72d4c05e9ab3,94a0f7d25e6b -> 61f29b0c7d8a,94a0f7d25e6b
UPDATE alembic_version SET version_num = '61f29b0c7d8a' WHERE version_num = '72d4c05e9ab3';
INSERT INTO sqlgen_assert (version_row) SELECT changes() = 1;

COMMIT;
PRAGMA foreign_keys = ON;


-- ---------------------------------------------------------------------------------------------------------------------
-- 61f29b0c7d8a, undone: note through which channel a ticket came
-- revisions/61f29b0c7d8a_channel.yaml
-- ---------------------------------------------------------------------------------------------------------------------
.print '61f29b0c7d8a, undone: note through which channel a ticket came'
PRAGMA foreign_keys = OFF;  -- a table is rebuilt: its rows must not cascade
BEGIN IMMEDIATE;

-- line 10: view open_tickets reads tickets; put back below
DROP VIEW open_tickets;

-- line 10, undone: drop_column tickets.subject_length
-- line 9, undone: alter_column tickets.channel, nullable, no default
-- line 7, undone: drop_column tickets.channel (all in one rebuild of the table)
CREATE TABLE tickets_new (  -- one request of a customer
  id         INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  account_id bigint NOT NULL,
  author_id  bigint,  -- empty when the member is gone
  subject    varchar(200) NOT NULL,
  body       text DEFAULT ('') NOT NULL,
  priority   smallint DEFAULT 3 NOT NULL,  -- 1 is the most urgent, 5 the least
  details    text DEFAULT '{"source": "web", "tags": []}' NOT NULL CHECK (json_valid(details)),
  opened_at  timestamp DEFAULT CURRENT_TIMESTAMP NOT NULL,
  closed_at  timestamp,
  CONSTRAINT fk_tickets_account_id_accounts FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE,
  CONSTRAINT fk_tickets_author_id_members FOREIGN KEY (author_id) REFERENCES members (id) ON DELETE SET NULL,
  CONSTRAINT ck_tickets_priority CHECK (priority BETWEEN 1 AND 5)
);
INSERT INTO sqlite_sequence (name, seq) SELECT 'tickets_new', seq FROM sqlite_sequence WHERE name = 'tickets';
INSERT INTO tickets_new (id, account_id, author_id, subject, body, priority, details, opened_at, closed_at)
SELECT id, account_id, author_id, subject, body, priority, details, opened_at, closed_at FROM tickets;
DROP TABLE tickets;
ALTER TABLE tickets_new RENAME TO tickets;
CREATE INDEX ix_tickets_account_id_opened_at ON tickets (account_id, opened_at DESC);
CREATE INDEX ix_tickets_author_id ON tickets (author_id);
CREATE INDEX ix_tickets_open ON tickets (priority, opened_at) WHERE closed_at IS NULL;

-- line 10: view open_tickets is put back
CREATE VIEW open_tickets AS
SELECT t.id, a.name AS account, t.subject, t.priority
FROM tickets t JOIN accounts a ON a.id = t.account_id
WHERE t.closed_at IS NULL;

-- line 10: trigger count_tickets is put back
CREATE TRIGGER count_tickets AFTER INSERT ON tickets FOR EACH ROW
BEGIN
  UPDATE ticket_counts SET opened = opened + 1 WHERE account_id = NEW.account_id;
END;

-- line 8, undone: nothing to do, line 7 drops what it wrote

-- no row of a rebuilt table, or of a table that points at one, may point at a row that is not there
INSERT INTO sqlgen_assert (foreign_keys)
SELECT count(*) = 0 FROM sqlite_master t JOIN pragma_foreign_key_check(t.name) WHERE t.type = 'table' AND t.name IN ('tickets', 'comments', 'ticket_labels');

-- version row: 61f29b0c7d8a,94a0f7d25e6b -> 94a0f7d25e6b
DELETE FROM alembic_version WHERE version_num = '61f29b0c7d8a';
INSERT INTO sqlgen_assert (version_row) SELECT changes() = 1;

COMMIT;
PRAGMA foreign_keys = ON;


-- ---------------------------------------------------------------------------------------------------------------------
-- 94a0f7d25e6b, undone: count the tickets of each account as they come in
-- revisions/94a0f7d25e6b_count_tickets.yaml
-- ---------------------------------------------------------------------------------------------------------------------
.print '94a0f7d25e6b, undone: count the tickets of each account as they come in'
BEGIN IMMEDIATE;

-- line 16, undone: drop_trigger count_tickets on tickets
DROP TRIGGER count_tickets;

-- version row: 94a0f7d25e6b -> 83e6b1f740c2
UPDATE alembic_version SET version_num = '83e6b1f740c2' WHERE version_num = '94a0f7d25e6b';
INSERT INTO sqlgen_assert (version_row) SELECT changes() = 1;

COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- 83e6b1f740c2, undone: show open tickets to the people who plan
-- revisions/83e6b1f740c2_reporting_views.yaml
-- ---------------------------------------------------------------------------------------------------------------------
.print '83e6b1f740c2, undone: show open tickets to the people who plan'
BEGIN IMMEDIATE;

-- line 14, undone: drop_table ticket_counts
DROP TABLE ticket_counts;

-- line 8, undone: drop_view open_tickets
DROP VIEW open_tickets;

-- version row: 83e6b1f740c2 -> 5c3a81e7f046
UPDATE alembic_version SET version_num = '5c3a81e7f046' WHERE version_num = '83e6b1f740c2';
INSERT INTO sqlgen_assert (version_row) SELECT changes() = 1;

COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- 5c3a81e7f046, undone: say what tables and columns are for
-- revisions/5c3a81e7f046_comments_on_tables.yaml
-- ---------------------------------------------------------------------------------------------------------------------
.print '5c3a81e7f046, undone: say what tables and columns are for'
BEGIN IMMEDIATE;

-- line 9, undone: alter_column tickets.author_id, no comment: SQLite keeps comments in CREATE TABLE only, it comes with the next rebuild

-- line 8, undone: alter_column tickets.priority, no comment: SQLite keeps comments in CREATE TABLE only, it comes with the next rebuild

-- line 7, undone: drop_table_comment tickets: SQLite keeps no comments outside of CREATE TABLE

-- version row: 5c3a81e7f046 -> 4be907d63f15
UPDATE alembic_version SET version_num = '4be907d63f15' WHERE version_num = '5c3a81e7f046';
INSERT INTO sqlgen_assert (version_row) SELECT changes() = 1;

COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- 4be907d63f15, undone: find open tickets quickly
-- revisions/4be907d63f15_open_tickets_index.yaml
-- ---------------------------------------------------------------------------------------------------------------------
.print '4be907d63f15, undone: find open tickets quickly'
BEGIN IMMEDIATE;

-- line 7, undone: drop_index ix_tickets_open on tickets
DROP INDEX ix_tickets_open;

-- version row: 4be907d63f15 -> 38d15f02ac9e
UPDATE alembic_version SET version_num = '38d15f02ac9e' WHERE version_num = '4be907d63f15';
INSERT INTO sqlgen_assert (version_row) SELECT changes() = 1;

COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- 38d15f02ac9e, undone: put labels on tickets
-- revisions/38d15f02ac9e_labels.yaml
-- ---------------------------------------------------------------------------------------------------------------------
.print '38d15f02ac9e, undone: put labels on tickets'
BEGIN IMMEDIATE;

-- line 27, undone: nothing to do, line 7 drops the table

-- line 16, undone: drop_table ticket_labels
DROP TABLE ticket_labels;

-- line 7, undone: drop_table labels
DROP TABLE labels;

-- version row: 38d15f02ac9e -> 2a7be4c815d0
UPDATE alembic_version SET version_num = '2a7be4c815d0' WHERE version_num = '38d15f02ac9e';
INSERT INTO sqlgen_assert (version_row) SELECT changes() = 1;

COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- 2a7be4c815d0, undone: create tickets and what is said about them
-- revisions/2a7be4c815d0_tickets.yaml
-- ---------------------------------------------------------------------------------------------------------------------
.print '2a7be4c815d0, undone: create tickets and what is said about them'
BEGIN IMMEDIATE;

-- line 28, undone: drop_table comments
DROP TABLE comments;

-- line 7, undone: drop_table tickets
DROP TABLE tickets;

-- version row: 2a7be4c815d0 -> 1f0c6a9d3b72
UPDATE alembic_version SET version_num = '1f0c6a9d3b72' WHERE version_num = '2a7be4c815d0';
INSERT INTO sqlgen_assert (version_row) SELECT changes() = 1;

COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- 1f0c6a9d3b72, undone: create accounts, their members and what a member may do
-- revisions/1f0c6a9d3b72_accounts_and_members.yaml
-- ---------------------------------------------------------------------------------------------------------------------
.print '1f0c6a9d3b72, undone: create accounts, their members and what a member may do'
BEGIN IMMEDIATE;

-- line 19, undone: drop_table members
DROP TABLE members;

-- line 9, undone: drop_table accounts
DROP TABLE accounts;

-- line 7, undone: drop_enum member_role: SQLite has no enums, the check goes with each column

-- version row: 1f0c6a9d3b72 -> base
DELETE FROM alembic_version WHERE version_num = '1f0c6a9d3b72';
INSERT INTO sqlgen_assert (version_row) SELECT changes() = 1;

COMMIT;

-- verification: one line that names the first difference; the queries of --verify-sql name all
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN 'verified: 8 of 8 as expected'
  ELSE 'NOT AS EXPECTED: ' || MIN(CASE WHEN f.n <> f.found THEN f.kind || ' ' || f.owner || ': ' || f.expected END) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT 'table' AS kind, '.' AS s, 'accounts' AS owner, 0 AS n, 'gone' AS expected
    UNION ALL SELECT 'table', '.', 'labels', 0, 'gone'
    UNION ALL SELECT 'table', '.', 'members', 0, 'gone'
    UNION ALL SELECT 'table', '.', 'messages', 0, 'gone'
    UNION ALL SELECT 'table', '.', 'ticket_counts', 0, 'gone'
    UNION ALL SELECT 'table', '.', 'ticket_labels', 0, 'gone'
    UNION ALL SELECT 'table', '.', 'tickets', 0, 'gone'
    UNION ALL SELECT 'view', '.', 'open_tickets', 0, 'gone'
  ) e
  LEFT JOIN (
    SELECT type AS kind, '.' AS s, name AS owner, '.' AS name, 'yes' AS actual FROM sqlite_master WHERE type IN ('table', 'view')
  ) a ON a.kind = e.kind AND a.s = e.s AND a.owner = e.owner
    AND instr('; ' || e.expected || '; ', '; ' || CASE WHEN e.n = 0 AND a.name = '.' THEN 'gone' WHEN e.n = 0 THEN 'no ' || a.name WHEN a.name = '.' THEN a.actual ELSE a.name || ' ' || a.actual END || '; ') > 0
  GROUP BY e.kind, e.s, e.owner, e.n, e.expected
) f;

DROP TABLE temp.sqlgen_assert;
.print 'done: fa0b16d4e85c -> base'
