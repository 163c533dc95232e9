-- =====================================================================================================================
-- sqlgen upgrade base:fa0b16d4e85c --sql, for PostgreSQL 15
--
--   base -> fa0b16d4e85c, 15 revisions:
--     1f0c6a9d3b72  create accounts, their members and what a member may do
--     2a7be4c815d0  create tickets and what is said about them
--     38d15f02ac9e  put labels on tickets
--   * 4be907d63f15  find open tickets quickly
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
--   Run      psql -X -v ON_ERROR_STOP=1 -d DATABASE -f FILE        (a direct connection, no pooler; not with -1)
--   Stops    at the first error. Each revision is one transaction: the one that fails is undone, those before it stay.
--            Not so the revisions marked *, which leave it: what ran before the error stays, and the version row has not moved.
--            To go on then: repair the cause, print a script that starts where the database is, and leave out of its first
--            block what has run.
--            An index whose concurrent build failed is still there, INVALID: DROP INDEX CONCURRENTLY it. Indexes are built and
--            dropped concurrently without a time limit: that waits for every older transaction.
--            From a prompt (\i), type ROLLBACK; and leave psql before trying again.
--   Undo     sqlgen downgrade fa0b16d4e85c:base --sql
--   Loses    Privileges granted by hand on view open_tickets: dropped and created again.
--   Digest   sha256 daf1c8a50769f32f99f95794a7c637e5967b4fcf9a31f05e9c37e4def171eac7
--            of the 15 revision files that were read, in order, and the options
-- =====================================================================================================================

\set ON_ERROR_STOP on
\pset pager off
SET client_encoding = 'UTF8';
SET client_min_messages = warning;
SET standard_conforming_strings = on;
SET default_transaction_isolation = 'read committed';
SET search_path = public, pg_temp;
SET lock_timeout = '5s';
SET statement_timeout = '900s';
SET idle_in_transaction_session_timeout = '5min';

-- Guard: one script at a time, and only on a database at base (no version table, or an empty one)
SET sqlgen.at = '';
DO $guard$
DECLARE
  at text := 'base';
BEGIN
  -- not to be waited for: an index that is built concurrently waits for those who wait
  IF NOT pg_try_advisory_lock(hashtext('public.alembic_version')) THEN
    RAISE EXCEPTION 'sqlgen: another script is running' USING HINT = 'Nothing was changed.';
  END IF;
  IF to_regclass('public.alembic_version') IS NOT NULL THEN
    SELECT coalesce(string_agg(version_num, ',' ORDER BY version_num COLLATE "C"), 'base') INTO at FROM public.alembic_version;
  END IF;
  IF at <> 'base' THEN
    PERFORM pg_advisory_unlock(hashtext('public.alembic_version'));
    RAISE EXCEPTION 'sqlgen: this script starts at %, the database is at %', 'base', at
      USING HINT = CASE at WHEN 'fa0b16d4e85c' THEN 'Nothing was changed: the script has run already.'
        ELSE 'Nothing was changed. From where the database is: sqlgen upgrade ' || at || ':fa0b16d4e85c --sql' END;
  END IF;
  PERFORM set_config('sqlgen.at', at, false);  -- where the script is: blocks after an error find another place and do nothing
END
$guard$;


-- ---------------------------------------------------------------------------------------------------------------------
-- 1f0c6a9d3b72: create accounts, their members and what a member may do
-- revisions/1f0c6a9d3b72_accounts_and_members.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo '1f0c6a9d3b72: create accounts, their members and what a member may do'
BEGIN;

-- version table
CREATE TABLE IF NOT EXISTS public.alembic_version (
  version_num varchar(32) NOT NULL,
  CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- line 7: create_enum member_role
CREATE TYPE member_role AS ENUM ('guest', 'agent', 'admin');

-- line 9: create_table accounts
CREATE TABLE accounts (
  id         bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  name       varchar(80) NOT NULL,
  email      varchar(254) NOT NULL,
  created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
  CONSTRAINT pk_accounts PRIMARY KEY (id)
);
COMMENT ON TABLE accounts IS 'who pays for the desk';
COMMENT ON COLUMN accounts.email IS 'where the bill goes; not a member''s own address';

-- line 19: create_table members
CREATE TABLE members (
  id           bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  account_id   bigint NOT NULL,
  display_name varchar(80) NOT NULL,
  role         member_role DEFAULT 'guest' NOT NULL,
  active       boolean DEFAULT true NOT NULL,
  fax          varchar(40),
  CONSTRAINT pk_members PRIMARY KEY (id),
  CONSTRAINT uq_members_account_id_display_name UNIQUE (account_id, display_name),
  CONSTRAINT fk_members_account_id_accounts FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
);

-- version row: base -> 1f0c6a9d3b72
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> 'base' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  INSERT INTO public.alembic_version (version_num) VALUES ('1f0c6a9d3b72');
  IF (SELECT count(*) FROM public.alembic_version) <> 1 THEN
    RAISE EXCEPTION 'sqlgen: the version table was not empty' USING HINT = 'This revision is undone.';
  END IF;
  PERFORM set_config('sqlgen.at', '1f0c6a9d3b72', false);
END
$version$;

COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- 2a7be4c815d0: create tickets and what is said about them
-- revisions/2a7be4c815d0_tickets.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo '2a7be4c815d0: create tickets and what is said about them'
BEGIN;

-- line 7: create_table tickets
CREATE TABLE tickets (
  id         bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  account_id bigint NOT NULL,
  author_id  bigint,
  subject    varchar(200) NOT NULL,
  body       text DEFAULT '' NOT NULL,
  priority   smallint DEFAULT 3 NOT NULL,
  details    json DEFAULT '{"source": "web", "tags": []}' NOT NULL,
  opened_at  timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
  closed_at  timestamp with time zone,
  CONSTRAINT pk_tickets PRIMARY KEY (id),
  CONSTRAINT fk_tickets_account_id_accounts FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE,
  CONSTRAINT fk_tickets_author_id_members FOREIGN KEY (author_id) REFERENCES members (id) ON DELETE SET NULL,
  CONSTRAINT ck_tickets_priority CHECK (priority BETWEEN 1 AND 5)
);
CREATE INDEX ix_tickets_account_id_opened_at ON tickets (account_id, opened_at DESC);
CREATE INDEX ix_tickets_author_id ON tickets (author_id);

-- line 28: create_table comments
CREATE TABLE comments (
  id         bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  ticket_id  bigint NOT NULL,
  body       text NOT NULL,
  written_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
  CONSTRAINT pk_comments PRIMARY KEY (id),
  CONSTRAINT fk_comments_ticket_id_tickets FOREIGN KEY (ticket_id) REFERENCES tickets (id) ON DELETE CASCADE
);
CREATE INDEX ix_comments_ticket_id ON comments (ticket_id);

-- version row: 1f0c6a9d3b72 -> 2a7be4c815d0
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> '1f0c6a9d3b72' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  UPDATE public.alembic_version SET version_num = '2a7be4c815d0' WHERE version_num = '1f0c6a9d3b72';
  IF NOT FOUND THEN RAISE EXCEPTION 'sqlgen: no version row %', '1f0c6a9d3b72' USING HINT = 'This revision is undone.'; END IF;
  PERFORM set_config('sqlgen.at', '2a7be4c815d0', false);
END
$version$;

COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- 38d15f02ac9e: put labels on tickets
-- revisions/38d15f02ac9e_labels.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo '38d15f02ac9e: put labels on tickets'
BEGIN;

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
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> '2a7be4c815d0' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  UPDATE public.alembic_version SET version_num = '38d15f02ac9e' WHERE version_num = '2a7be4c815d0';
  IF NOT FOUND THEN RAISE EXCEPTION 'sqlgen: no version row %', '2a7be4c815d0' USING HINT = 'This revision is undone.'; END IF;
  PERFORM set_config('sqlgen.at', '38d15f02ac9e', false);
END
$version$;

COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- 4be907d63f15: find open tickets quickly
-- revisions/4be907d63f15_open_tickets_index.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo '4be907d63f15: find open tickets quickly'
SET exit_on_error = on;  -- a statement of this revision runs outside of a transaction
DO $guard$
BEGIN
  IF current_setting('sqlgen.at') <> '38d15f02ac9e' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
END
$guard$;

-- MySQL, MariaDB and Oracle have no partial indexes: there the whole table is in it
-- line 7: create_index ix_tickets_open on tickets
SET lock_timeout = 0;
SET statement_timeout = 0;
CREATE INDEX CONCURRENTLY ix_tickets_open ON tickets (priority, opened_at) WHERE closed_at IS NULL;
SET lock_timeout = '5s';
SET statement_timeout = '900s';

BEGIN;

-- version row: 38d15f02ac9e -> 4be907d63f15
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> '38d15f02ac9e' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  UPDATE public.alembic_version SET version_num = '4be907d63f15' WHERE version_num = '38d15f02ac9e';
  IF NOT FOUND THEN RAISE EXCEPTION 'sqlgen: no version row %', '38d15f02ac9e' USING HINT = 'What ran outside of the transaction stays.'; END IF;
  PERFORM set_config('sqlgen.at', '4be907d63f15', false);
END
$version$;

COMMIT;
RESET exit_on_error;


-- ---------------------------------------------------------------------------------------------------------------------
-- 5c3a81e7f046: say what tables and columns are for
-- revisions/5c3a81e7f046_comments_on_tables.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo '5c3a81e7f046: say what tables and columns are for'
BEGIN;

-- line 7: create_table_comment tickets
COMMENT ON TABLE tickets IS 'one request of a customer';

-- line 8: alter_column tickets.priority, comment
COMMENT ON COLUMN tickets.priority IS '1 is the most urgent, 5 the least';

-- line 9: alter_column tickets.author_id, comment
COMMENT ON COLUMN tickets.author_id IS 'empty when the member is gone';

-- version row: 4be907d63f15 -> 5c3a81e7f046
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> '4be907d63f15' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  UPDATE public.alembic_version SET version_num = '5c3a81e7f046' WHERE version_num = '4be907d63f15';
  IF NOT FOUND THEN RAISE EXCEPTION 'sqlgen: no version row %', '4be907d63f15' USING HINT = 'This revision is undone.'; END IF;
  PERFORM set_config('sqlgen.at', '5c3a81e7f046', false);
END
$version$;

COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- 83e6b1f740c2: show open tickets to the people who plan
-- revisions/83e6b1f740c2_reporting_views.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo '83e6b1f740c2: show open tickets to the people who plan'
BEGIN;

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
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> '5c3a81e7f046' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  UPDATE public.alembic_version SET version_num = '83e6b1f740c2' WHERE version_num = '5c3a81e7f046';
  IF NOT FOUND THEN RAISE EXCEPTION 'sqlgen: no version row %', '5c3a81e7f046' USING HINT = 'This revision is undone.'; END IF;
  PERFORM set_config('sqlgen.at', '83e6b1f740c2', false);
END
$version$;

COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- 94a0f7d25e6b: count the tickets of each account as they come in
-- revisions/94a0f7d25e6b_count_tickets.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo '94a0f7d25e6b: count the tickets of each account as they come in'
BEGIN;

-- line 7: sql
CREATE FUNCTION count_tickets() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  UPDATE ticket_counts SET opened = opened + 1 WHERE account_id = NEW.account_id;
  RETURN NULL;
END
$body$;

-- line 16: create_trigger count_tickets on tickets
CREATE TRIGGER count_tickets AFTER INSERT ON tickets FOR EACH ROW EXECUTE FUNCTION count_tickets();

-- version row: 83e6b1f740c2 -> 94a0f7d25e6b
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> '83e6b1f740c2' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  UPDATE public.alembic_version SET version_num = '94a0f7d25e6b' WHERE version_num = '83e6b1f740c2';
  IF NOT FOUND THEN RAISE EXCEPTION 'sqlgen: no version row %', '83e6b1f740c2' USING HINT = 'This revision is undone.'; END IF;
  PERFORM set_config('sqlgen.at', '94a0f7d25e6b', false);
END
$version$;

COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- 61f29b0c7d8a: note through which channel a ticket came
-- revisions/61f29b0c7d8a_channel.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo '61f29b0c7d8a: note through which channel a ticket came'
BEGIN;

-- line 7: add_column tickets.channel
ALTER TABLE tickets ADD COLUMN channel varchar(20);

-- line 8: update tickets
UPDATE tickets SET channel = 'web' WHERE channel IS NULL;

-- line 9: alter_column tickets.channel, not null, default
ALTER TABLE tickets
  ALTER COLUMN channel SET NOT NULL,
  ALTER COLUMN channel SET DEFAULT 'web';

-- line 10: add_column tickets.subject_length
ALTER TABLE tickets ADD COLUMN subject_length integer GENERATED ALWAYS AS (length(subject)) STORED;

-- version row: 94a0f7d25e6b -> 61f29b0c7d8a,94a0f7d25e6b
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> '94a0f7d25e6b' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  INSERT INTO public.alembic_version (version_num) VALUES ('61f29b0c7d8a');
  PERFORM set_config('sqlgen.at', '61f29b0c7d8a,94a0f7d25e6b', false);
END
$version$;

COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- 72d4c05e9ab3: call things what people call them
-- revisions/72d4c05e9ab3_clearer_names.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo '72d4c05e9ab3: call things what people call them'
BEGIN;

-- line 7: rename_column members.display_name to full_name
ALTER TABLE members RENAME COLUMN display_name TO full_name;

-- line 8: rename_constraint uq_members_account_id_display_name on members to uq_members_account_id_full_name
ALTER TABLE members RENAME CONSTRAINT uq_members_account_id_display_name TO uq_members_account_id_full_name;

-- line 9: rename_table comments to messages
ALTER TABLE comments RENAME TO messages;

-- line 10: rename_index ix_comments_ticket_id on messages to ix_messages_ticket_id
ALTER INDEX ix_comments_ticket_id RENAME TO ix_messages_ticket_id;

-- line 11: rename_column tickets.body to description
ALTER TABLE tickets RENAME COLUMN body TO description;

-- version row: 61f29b0c7d8a,94a0f7d25e6b -> 72d4c05e9ab3,94a0f7d25e6b
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> '61f29b0c7d8a,94a0f7d25e6b' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  UPDATE public.alembic_version SET version_num = '72d4c05e9ab3' WHERE version_num = '61f29b0c7d8a';
  IF NOT FOUND THEN RAISE EXCEPTION 'sqlgen: no version row %', '61f29b0c7d8a' USING HINT = 'This revision is undone.'; END IF;
  PERFORM set_config('sqlgen.at', '72d4c05e9ab3,94a0f7d25e6b', false);
END
$version$;

COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- a5b8c3e19f07: bring reporting and the desk together
-- revisions/a5b8c3e19f07_merge_reporting.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo 'a5b8c3e19f07: bring reporting and the desk together'
-- no operations here: only the version table changes

BEGIN;

-- version rows: 72d4c05e9ab3,94a0f7d25e6b -> a5b8c3e19f07
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> '72d4c05e9ab3,94a0f7d25e6b' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  DELETE FROM public.alembic_version WHERE version_num = '72d4c05e9ab3';
  IF NOT FOUND THEN RAISE EXCEPTION 'sqlgen: no version row %', '72d4c05e9ab3' USING HINT = 'This revision is undone.'; END IF;
  UPDATE public.alembic_version SET version_num = 'a5b8c3e19f07' WHERE version_num = '94a0f7d25e6b';
  IF NOT FOUND THEN RAISE EXCEPTION 'sqlgen: no version row %', '94a0f7d25e6b' USING HINT = 'This revision is undone.'; END IF;
  PERFORM set_config('sqlgen.at', 'a5b8c3e19f07', false);
END
$version$;

COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- b6c7d2f0a418: allow priorities up to 100, and let 50 be the usual one
-- revisions/b6c7d2f0a418_wider_priority.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo 'b6c7d2f0a418: allow priorities up to 100, and let 50 be the usual one'
BEGIN;

-- line 7: drop_constraint ck_tickets_priority on tickets
ALTER TABLE tickets DROP CONSTRAINT ck_tickets_priority;

-- line 8: view open_tickets reads tickets.priority; put back below
DROP VIEW open_tickets;

-- line 8: alter_column tickets.priority, type integer, default
ALTER TABLE tickets
  ALTER COLUMN priority DROP DEFAULT,
  ALTER COLUMN priority TYPE integer,
  ALTER COLUMN priority SET DEFAULT 50;

-- line 8: view open_tickets is put back
CREATE VIEW open_tickets AS
SELECT t.id, a.name AS account, t.subject, t.priority
FROM tickets t JOIN accounts a ON a.id = t.account_id
WHERE t.closed_at IS NULL;

-- line 10: update tickets, every row
UPDATE tickets SET priority = priority * 20;

-- line 12: create_check_constraint ck_tickets_priority on tickets
ALTER TABLE tickets ADD CONSTRAINT ck_tickets_priority CHECK (priority BETWEEN 1 AND 100);

-- version row: a5b8c3e19f07 -> b6c7d2f0a418
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> 'a5b8c3e19f07' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  UPDATE public.alembic_version SET version_num = 'b6c7d2f0a418' WHERE version_num = 'a5b8c3e19f07';
  IF NOT FOUND THEN RAISE EXCEPTION 'sqlgen: no version row %', 'a5b8c3e19f07' USING HINT = 'This revision is undone.'; END IF;
  PERFORM set_config('sqlgen.at', 'b6c7d2f0a418', false);
END
$version$;

COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- c7d8e3a1b529: let an account have an owner
-- revisions/c7d8e3a1b529_owner_role.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo 'c7d8e3a1b529: let an account have an owner'
BEGIN;

-- line 7: add_enum_value owner to member_role
ALTER TYPE member_role ADD VALUE 'owner' AFTER 'admin';

-- version row: b6c7d2f0a418 -> c7d8e3a1b529
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> 'b6c7d2f0a418' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  UPDATE public.alembic_version SET version_num = 'c7d8e3a1b529' WHERE version_num = 'b6c7d2f0a418';
  IF NOT FOUND THEN RAISE EXCEPTION 'sqlgen: no version row %', 'b6c7d2f0a418' USING HINT = 'This revision is undone.'; END IF;
  PERFORM set_config('sqlgen.at', 'c7d8e3a1b529', false);
END
$version$;

COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- d8e9f4b2c63a: say viewer instead of guest, and let agents see bills
-- revisions/d8e9f4b2c63a_viewers.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo 'd8e9f4b2c63a: say viewer instead of guest, and let agents see bills'
BEGIN;

-- line 7: replace_enum member_role
ALTER TYPE member_role RENAME TO member_role_old;
CREATE TYPE member_role AS ENUM ('viewer', 'agent', 'billing', 'admin', 'owner');
ALTER TABLE members
  ALTER COLUMN role DROP DEFAULT,
  ALTER COLUMN role TYPE member_role USING CAST(CASE CAST(role AS text) WHEN 'guest' THEN 'viewer' ELSE CAST(role AS text) END AS member_role),
  ALTER COLUMN role SET DEFAULT 'viewer';
DROP TYPE member_role_old;

-- line 12: create_unique_constraint uq_accounts_email on accounts
ALTER TABLE accounts ADD CONSTRAINT uq_accounts_email UNIQUE (email);

-- line 13: create_index ix_members_role_full_name on members
CREATE INDEX ix_members_role_full_name ON members (role, full_name);

-- version row: c7d8e3a1b529 -> d8e9f4b2c63a
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> 'c7d8e3a1b529' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  UPDATE public.alembic_version SET version_num = 'd8e9f4b2c63a' WHERE version_num = 'c7d8e3a1b529';
  IF NOT FOUND THEN RAISE EXCEPTION 'sqlgen: no version row %', 'c7d8e3a1b529' USING HINT = 'This revision is undone.'; END IF;
  PERFORM set_config('sqlgen.at', 'd8e9f4b2c63a', false);
END
$version$;

COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- e9fa05c3d74b: nobody sends a fax, and members are never inactive
-- revisions/e9fa05c3d74b_no_fax.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo 'e9fa05c3d74b: nobody sends a fax, and members are never inactive'
BEGIN;

-- line 7: delete from members
DELETE FROM members WHERE NOT active;

-- line 9: drop_column members.active
ALTER TABLE members DROP COLUMN active;

-- line 11: drop_column members.fax
ALTER TABLE members DROP COLUMN fax;

-- version row: d8e9f4b2c63a -> e9fa05c3d74b
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> 'd8e9f4b2c63a' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  UPDATE public.alembic_version SET version_num = 'e9fa05c3d74b' WHERE version_num = 'd8e9f4b2c63a';
  IF NOT FOUND THEN RAISE EXCEPTION 'sqlgen: no version row %', 'd8e9f4b2c63a' USING HINT = 'This revision is undone.'; END IF;
  PERFORM set_config('sqlgen.at', 'e9fa05c3d74b', false);
END
$version$;

COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- fa0b16d4e85c: keep old tickets apart, and show the channel to the people who plan
-- revisions/fa0b16d4e85c_archive.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo 'fa0b16d4e85c: keep old tickets apart, and show the channel to the people who plan'
BEGIN;

-- line 7: create_schema archive
CREATE SCHEMA archive;

-- line 9: create_table archive.tickets
CREATE TABLE archive.tickets (
  id          bigint NOT NULL,
  content     jsonb NOT NULL,
  archived_on date DEFAULT CURRENT_DATE NOT NULL,
  CONSTRAINT pk_tickets PRIMARY KEY (id)
);

-- line 18: insert into labels
INSERT INTO labels (id, name, colour) VALUES (4, 'archived', '#cfd3d7');

-- line 19: replace_view open_tickets
DROP VIEW open_tickets;
CREATE VIEW open_tickets AS
SELECT t.id, a.name AS account, t.subject, t.channel, t.priority
FROM tickets t JOIN accounts a ON a.id = t.account_id
WHERE t.closed_at IS NULL;

-- version row: e9fa05c3d74b -> fa0b16d4e85c
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> 'e9fa05c3d74b' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  UPDATE public.alembic_version SET version_num = 'fa0b16d4e85c' WHERE version_num = 'e9fa05c3d74b';
  IF NOT FOUND THEN RAISE EXCEPTION 'sqlgen: no version row %', 'e9fa05c3d74b' USING HINT = 'This revision is undone.'; END IF;
  PERFORM set_config('sqlgen.at', 'fa0b16d4e85c', false);
END
$version$;

COMMIT;

-- verification: one line that names the first difference; the queries of --verify-sql name all
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN 'verified: 61 of 61 as expected'
  ELSE 'NOT AS EXPECTED: ' || MIN(CASE WHEN f.n <> f.found THEN f.kind || ' ' || f.owner || ': ' || f.expected END) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT 'enum' AS kind, '.' AS s, 'member_role' AS owner, 1 AS n, 'viewer, agent, billing, admin, owner' AS expected
    UNION ALL SELECT 'column', '.', 'accounts', 4, 'id not null; name not null; email not null; created_at not null'
    UNION ALL SELECT 'constraint', '.', 'accounts', 2, 'primary key; uq_accounts_email unique'
    UNION ALL SELECT 'column', '.', 'labels', 3, 'id not null; name not null; colour not null'
    UNION ALL SELECT 'constraint', '.', 'labels', 2, 'primary key; uq_labels_name unique'
    UNION ALL SELECT 'column', '.', 'members', 4, 'id not null; account_id not null; full_name not null; role not null'
    UNION ALL SELECT 'constraint', '.', 'members', 2, 'primary key; uq_members_account_id_full_name unique'
    UNION ALL SELECT 'constraint', '.', 'members', 1, 'fk_members_account_id_accounts foreign key'
    UNION ALL SELECT 'index', '.', 'members', 1, 'ix_members_role_full_name not unique'
    UNION ALL SELECT 'column', '.', 'messages', 4, 'id not null; ticket_id not null; body not null; written_at not null'
    UNION ALL SELECT 'constraint', '.', 'messages', 2, 'primary key; fk_comments_ticket_id_tickets foreign key'
    UNION ALL SELECT 'index', '.', 'messages', 1, 'ix_messages_ticket_id not unique'
    UNION ALL SELECT 'column', '.', 'ticket_counts', 2, 'account_id not null; opened not null'
    UNION ALL SELECT 'constraint', '.', 'ticket_counts', 2, 'primary key; fk_ticket_counts_account_id_accounts foreign key'
    UNION ALL SELECT 'column', '.', 'ticket_labels', 2, 'ticket_id not null; label_id not null'
    UNION ALL SELECT 'constraint', '.', 'ticket_labels', 2, 'primary key; fk_ticket_labels_ticket_id_tickets foreign key'
    UNION ALL SELECT 'constraint', '.', 'ticket_labels', 1, 'fk_ticket_labels_label_id_labels foreign key'
    UNION ALL SELECT 'index', '.', 'ticket_labels', 1, 'ix_ticket_labels_label_id not unique'
    UNION ALL SELECT 'column', '.', 'tickets', 4, 'id not null; account_id not null; author_id null; subject not null'
    UNION ALL SELECT 'column', '.', 'tickets', 4, 'description not null; priority not null; details not null; opened_at not null'
    UNION ALL SELECT 'column', '.', 'tickets', 3, 'closed_at null; channel not null; subject_length null'
    UNION ALL SELECT 'constraint', '.', 'tickets', 2, 'primary key; fk_tickets_account_id_accounts foreign key'
    UNION ALL SELECT 'constraint', '.', 'tickets', 2, 'fk_tickets_author_id_members foreign key; ck_tickets_priority check'
    UNION ALL SELECT 'index', '.', 'tickets', 2, 'ix_tickets_account_id_opened_at not unique; ix_tickets_author_id not unique'
    UNION ALL SELECT 'index', '.', 'tickets', 1, 'ix_tickets_open not unique'
    UNION ALL SELECT 'column', 'archive', 'tickets', 3, 'id not null; content not null; archived_on not null'
    UNION ALL SELECT 'constraint', 'archive', 'tickets', 1, 'primary key'
    UNION ALL SELECT 'view', '.', 'open_tickets', 1, 'yes'
    UNION ALL SELECT 'trigger', '.', 'tickets', 1, 'count_tickets yes'
  ) e
  LEFT JOIN (
    WITH relations AS (
      SELECT r.oid, r.relname, r.relkind, CASE n.nspname WHEN 'public' THEN '.' ELSE n.nspname END AS s
      FROM pg_catalog.pg_class r JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace
      WHERE n.nspname IN ('public', 'archive')
    )
    SELECT CASE WHEN relkind IN ('r', 'p') THEN 'table' WHEN relkind = 'm' THEN 'materialized view' WHEN relkind = 'S' THEN 'sequence' ELSE 'view' END AS kind,
      s, relname AS owner, '.' AS name, 'yes' AS actual
    FROM relations WHERE relkind IN ('r', 'p', 'v', 'm', 'S')
    UNION ALL
    SELECT 'column', s, relname, attname, CASE WHEN attnotnull THEN 'not null' ELSE 'null' END
    FROM relations JOIN pg_catalog.pg_attribute ON attrelid = relations.oid WHERE attnum > 0 AND NOT attisdropped
    UNION ALL
    SELECT 'constraint', s, relname, CASE contype WHEN 'p' THEN '.' ELSE conname END,
      CASE contype WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique' WHEN 'f' THEN 'foreign key' WHEN 'c' THEN 'check' ELSE 'exclusion' END
    FROM relations JOIN pg_catalog.pg_constraint ON conrelid = relations.oid
    UNION ALL
    SELECT 'index', r.s, r.relname, i.relname, CASE WHEN indisunique THEN 'unique' ELSE 'not unique' END
    FROM relations r JOIN pg_catalog.pg_index ON indrelid = r.oid JOIN relations i ON i.oid = indexrelid
    UNION ALL
    SELECT 'trigger', s, relname, tgname, 'yes' FROM relations JOIN pg_catalog.pg_trigger ON tgrelid = relations.oid WHERE NOT tgisinternal
    UNION ALL
    SELECT 'enum', CASE n.nspname WHEN 'public' THEN '.' ELSE n.nspname END, typname, '.', string_agg(enumlabel, ', ' ORDER BY enumsortorder)
    FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = typnamespace JOIN pg_catalog.pg_enum ON enumtypid = t.oid
    GROUP BY n.nspname, typname
  ) a ON a.kind = e.kind AND a.s = e.s AND a.owner = e.owner
    AND strpos('; ' || e.expected || '; ', '; ' || CASE WHEN e.n = 0 AND a.name = '.' THEN 'gone' WHEN e.n = 0 THEN 'no ' || a.name WHEN a.name = '.' THEN a.actual ELSE a.name || ' ' || a.actual END || '; ') > 0
  GROUP BY e.kind, e.s, e.owner, e.n, e.expected
) f;

SELECT pg_advisory_unlock(hashtext('public.alembic_version')) AS unlocked;
SELECT CASE current_setting('sqlgen.at') WHEN 'fa0b16d4e85c' THEN 'done: base -> fa0b16d4e85c' ELSE 'FAILED: read the first error above' END AS result;
