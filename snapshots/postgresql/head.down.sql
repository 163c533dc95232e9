-- =====================================================================================================================
-- sqlgen downgrade fa0b16d4e85c:base --sql, for PostgreSQL 15
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
--   * 4be907d63f15  find open tickets quickly
--     38d15f02ac9e  put labels on tickets
--     2a7be4c815d0  create tickets and what is said about them
--     1f0c6a9d3b72  create accounts, their members and what a member may do
--
--   Run      psql -X -v ON_ERROR_STOP=1 -d DATABASE -f FILE        (a direct connection, no pooler; not with -1)
--   Stops    at the first error. Each revision is one transaction: the one that fails stays applied, those before it are gone.
--            Not so the revisions marked *, which leave it: what ran before the error stays, and the version row has not moved.
--            To go on then: repair the cause, print a script that starts where the database is, and leave out of its first
--            block what has run.
--            An index whose concurrent build failed is still there, INVALID: DROP INDEX CONCURRENTLY it. Indexes are built and
--            dropped concurrently without a time limit: that waits for every older transaction.
--            From a prompt (\i), type ROLLBACK; and leave psql before trying again.
--   Undo     sqlgen upgrade base:fa0b16d4e85c --sql
--   Loses    fa0b16d4e85c: the rows of ticket_labels that depend on those it deletes from labels.
--            fa0b16d4e85c: every row of archive.tickets.
--            d8e9f4b2c63a: which members.role were billing (they become agent).
--            61f29b0c7d8a: every tickets.channel.
--            83e6b1f740c2: every row of ticket_counts.
--            38d15f02ac9e: every row of ticket_labels, labels.
--            2a7be4c815d0: every row of comments, tickets.
--            1f0c6a9d3b72: every row of members, accounts.
--            Privileges granted by hand on view open_tickets: dropped and created again.
--   Fails    c7d8e3a1b529: if a members.role is owner. Look first:
--              SELECT count(*) FROM members WHERE role = 'owner';
--            b6c7d2f0a418: if a tickets.priority does not fit smallint. Look first:
--              SELECT count(*) FROM tickets WHERE priority NOT BETWEEN -32767 - 1 AND 32767;
--            b6c7d2f0a418: if a row of tickets does not fulfil ck_tickets_priority. Look first:
--              SELECT count(*) FROM tickets WHERE NOT (priority BETWEEN 1 AND 5);
--   Empty    e9fa05c3d74b: members.fax, members.active (the values are not brought back).
--   Warns    type-change-rewrite: the change of members.role to other values of member_role writes the table and its
--              indexes anew, and nobody can read or write it until that is done
--              (revisions/c7d8e3a1b529_owner_role.yaml, line 7)
--            type-change-rewrite: the change of members.role to other values of member_role writes the table and its
--              indexes anew, and nobody can read or write it until that is done (revisions/d8e9f4b2c63a_viewers.yaml,
--              line 7)
--   Accepted type-change-rewrite: fewer than a million tickets: seconds, in the maintenance window
--              (revisions/b6c7d2f0a418_wider_priority.yaml, line 8)
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

-- Guard: one script at a time, and only on a database at fa0b16d4e85c
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
  IF at <> 'fa0b16d4e85c' THEN
    PERFORM pg_advisory_unlock(hashtext('public.alembic_version'));
    RAISE EXCEPTION 'sqlgen: this script starts at %, the database is at %', 'fa0b16d4e85c', at
      USING HINT = CASE at WHEN 'base' THEN 'Nothing was changed: the script has run already.'
        ELSE 'Nothing was changed. From where the database is: sqlgen downgrade ' || at || ':base --sql' END;
  END IF;
  PERFORM set_config('sqlgen.at', at, false);  -- where the script is: blocks after an error find another place and do nothing
END
$guard$;


-- ---------------------------------------------------------------------------------------------------------------------
-- fa0b16d4e85c, undone: keep old tickets apart, and show the channel to the people who plan
-- revisions/fa0b16d4e85c_archive.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo 'fa0b16d4e85c, undone: keep old tickets apart, and show the channel to the people who plan'
BEGIN;

-- line 19, undone: replace_view open_tickets
DROP VIEW open_tickets;
CREATE VIEW open_tickets AS
SELECT t.id, a.name AS account, t.subject, t.priority
FROM tickets t JOIN accounts a ON a.id = t.account_id
WHERE t.closed_at IS NULL;

-- line 18, undone: delete from labels
DELETE FROM labels WHERE id = 4;

-- line 9, undone: drop_table archive.tickets
DROP TABLE archive.tickets;

-- line 7, undone: drop_schema archive
DROP SCHEMA archive;

-- version row: fa0b16d4e85c -> e9fa05c3d74b
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> 'fa0b16d4e85c' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  UPDATE public.alembic_version SET version_num = 'e9fa05c3d74b' WHERE version_num = 'fa0b16d4e85c';
  IF NOT FOUND THEN RAISE EXCEPTION 'sqlgen: no version row %', 'fa0b16d4e85c' USING HINT = 'This revision is still applied.'; END IF;
  PERFORM set_config('sqlgen.at', 'e9fa05c3d74b', false);
END
$version$;

COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- e9fa05c3d74b, undone: nobody sends a fax, and members are never inactive
-- revisions/e9fa05c3d74b_no_fax.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo 'e9fa05c3d74b, undone: nobody sends a fax, and members are never inactive'
BEGIN;

-- line 11, undone: add_column members.fax
ALTER TABLE members ADD COLUMN fax varchar(40);

-- line 9, undone: add_column members.active
ALTER TABLE members ADD COLUMN active boolean DEFAULT true NOT NULL;

-- line 7, undone: the inactive members are in the backup of 2025-05-05

-- version row: e9fa05c3d74b -> d8e9f4b2c63a
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> 'e9fa05c3d74b' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  UPDATE public.alembic_version SET version_num = 'd8e9f4b2c63a' WHERE version_num = 'e9fa05c3d74b';
  IF NOT FOUND THEN RAISE EXCEPTION 'sqlgen: no version row %', 'e9fa05c3d74b' USING HINT = 'This revision is still applied.'; END IF;
  PERFORM set_config('sqlgen.at', 'd8e9f4b2c63a', false);
END
$version$;

COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- d8e9f4b2c63a, undone: say viewer instead of guest, and let agents see bills
-- revisions/d8e9f4b2c63a_viewers.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo 'd8e9f4b2c63a, undone: say viewer instead of guest, and let agents see bills'
BEGIN;

-- line 13, undone: drop_index ix_members_role_full_name on members
DROP INDEX ix_members_role_full_name;

-- line 12, undone: drop_constraint uq_accounts_email on accounts
ALTER TABLE accounts DROP CONSTRAINT uq_accounts_email;

-- line 7, undone: replace_enum member_role
ALTER TYPE member_role RENAME TO member_role_old;
CREATE TYPE member_role AS ENUM ('guest', 'agent', 'admin', 'owner');
ALTER TABLE members
  ALTER COLUMN role DROP DEFAULT,
  ALTER COLUMN role TYPE member_role USING CAST(CASE CAST(role AS text) WHEN 'billing' THEN 'agent' WHEN 'viewer' THEN 'guest' ELSE CAST(role AS text) END AS member_role),
  ALTER COLUMN role SET DEFAULT 'guest';
DROP TYPE member_role_old;

-- version row: d8e9f4b2c63a -> c7d8e3a1b529
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> 'd8e9f4b2c63a' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  UPDATE public.alembic_version SET version_num = 'c7d8e3a1b529' WHERE version_num = 'd8e9f4b2c63a';
  IF NOT FOUND THEN RAISE EXCEPTION 'sqlgen: no version row %', 'd8e9f4b2c63a' USING HINT = 'This revision is still applied.'; END IF;
  PERFORM set_config('sqlgen.at', 'c7d8e3a1b529', false);
END
$version$;

COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- c7d8e3a1b529, undone: let an account have an owner
-- revisions/c7d8e3a1b529_owner_role.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo 'c7d8e3a1b529, undone: let an account have an owner'
BEGIN;

-- line 7, undone: replace_enum member_role
ALTER TYPE member_role RENAME TO member_role_old;
CREATE TYPE member_role AS ENUM ('guest', 'agent', 'admin');
ALTER TABLE members
  ALTER COLUMN role DROP DEFAULT,
  ALTER COLUMN role TYPE member_role USING CAST(CAST(role AS text) AS member_role),
  ALTER COLUMN role SET DEFAULT 'guest';
DROP TYPE member_role_old;

-- version row: c7d8e3a1b529 -> b6c7d2f0a418
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> 'c7d8e3a1b529' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  UPDATE public.alembic_version SET version_num = 'b6c7d2f0a418' WHERE version_num = 'c7d8e3a1b529';
  IF NOT FOUND THEN RAISE EXCEPTION 'sqlgen: no version row %', 'c7d8e3a1b529' USING HINT = 'This revision is still applied.'; END IF;
  PERFORM set_config('sqlgen.at', 'b6c7d2f0a418', false);
END
$version$;

COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- b6c7d2f0a418, undone: allow priorities up to 100, and let 50 be the usual one
-- revisions/b6c7d2f0a418_wider_priority.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo 'b6c7d2f0a418, undone: allow priorities up to 100, and let 50 be the usual one'
BEGIN;

-- line 12, undone: drop_constraint ck_tickets_priority on tickets
ALTER TABLE tickets DROP CONSTRAINT ck_tickets_priority;

-- line 11: update tickets, every row
UPDATE tickets SET priority = priority / 20;

-- line 8: view open_tickets reads tickets.priority; put back below
DROP VIEW open_tickets;

-- line 8, undone: alter_column tickets.priority, type smallint, default
ALTER TABLE tickets
  ALTER COLUMN priority DROP DEFAULT,
  ALTER COLUMN priority TYPE smallint,
  ALTER COLUMN priority SET DEFAULT 3;

-- line 7, undone: create_check_constraint ck_tickets_priority on tickets
ALTER TABLE tickets ADD CONSTRAINT ck_tickets_priority CHECK (priority BETWEEN 1 AND 5);

-- line 7: view open_tickets is put back
CREATE VIEW open_tickets AS
SELECT t.id, a.name AS account, t.subject, t.priority
FROM tickets t JOIN accounts a ON a.id = t.account_id
WHERE t.closed_at IS NULL;

-- version row: b6c7d2f0a418 -> a5b8c3e19f07
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> 'b6c7d2f0a418' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  UPDATE public.alembic_version SET version_num = 'a5b8c3e19f07' WHERE version_num = 'b6c7d2f0a418';
  IF NOT FOUND THEN RAISE EXCEPTION 'sqlgen: no version row %', 'b6c7d2f0a418' USING HINT = 'This revision is still applied.'; END IF;
  PERFORM set_config('sqlgen.at', 'a5b8c3e19f07', false);
END
$version$;

COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- a5b8c3e19f07, undone: bring reporting and the desk together
-- revisions/a5b8c3e19f07_merge_reporting.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo 'a5b8c3e19f07, undone: bring reporting and the desk together'
-- no operations here: only the version table changes

BEGIN;

-- version rows: a5b8c3e19f07 -> 72d4c05e9ab3,94a0f7d25e6b
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> 'a5b8c3e19f07' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  INSERT INTO public.alembic_version (version_num) VALUES ('72d4c05e9ab3');
  UPDATE public.alembic_version SET version_num = '94a0f7d25e6b' WHERE version_num = 'a5b8c3e19f07';
  IF NOT FOUND THEN RAISE EXCEPTION 'sqlgen: no version row %', 'a5b8c3e19f07' USING HINT = 'This revision is still applied.'; END IF;
  PERFORM set_config('sqlgen.at', '72d4c05e9ab3,94a0f7d25e6b', false);
END
$version$;

COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- 72d4c05e9ab3, undone: call things what people call them
-- revisions/72d4c05e9ab3_clearer_names.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo '72d4c05e9ab3, undone: call things what people call them'
BEGIN;

-- line 11, undone: rename_column tickets.description to body
ALTER TABLE tickets RENAME COLUMN description TO body;

-- line 10, undone: rename_index ix_messages_ticket_id on messages to ix_comments_ticket_id
ALTER INDEX ix_messages_ticket_id RENAME TO ix_comments_ticket_id;

-- line 9, undone: rename_table messages to comments
ALTER TABLE messages RENAME TO comments;

-- line 8, undone: rename_constraint uq_members_account_id_full_name on members to uq_members_account_id_display_name
ALTER TABLE members RENAME CONSTRAINT uq_members_account_id_full_name TO uq_members_account_id_display_name;

-- line 7, undone: rename_column members.full_name to display_name
ALTER TABLE members RENAME COLUMN full_name TO display_name;

-- version row: 72d4c05e9ab3,94a0f7d25e6b -> 61f29b0c7d8a,94a0f7d25e6b
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> '72d4c05e9ab3,94a0f7d25e6b' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  UPDATE public.alembic_version SET version_num = '61f29b0c7d8a' WHERE version_num = '72d4c05e9ab3';
  IF NOT FOUND THEN RAISE EXCEPTION 'sqlgen: no version row %', '72d4c05e9ab3' USING HINT = 'This revision is still applied.'; END IF;
  PERFORM set_config('sqlgen.at', '61f29b0c7d8a,94a0f7d25e6b', false);
END
$version$;

COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- 61f29b0c7d8a, undone: note through which channel a ticket came
-- revisions/61f29b0c7d8a_channel.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo '61f29b0c7d8a, undone: note through which channel a ticket came'
BEGIN;

-- line 10, undone: drop_column tickets.subject_length
ALTER TABLE tickets DROP COLUMN subject_length;

-- line 9, undone: alter_column tickets.channel, nullable, no default
ALTER TABLE tickets
  ALTER COLUMN channel DROP NOT NULL,
  ALTER COLUMN channel DROP DEFAULT;

-- line 8, undone: nothing to do, line 7 drops what it wrote

-- line 7, undone: drop_column tickets.channel
ALTER TABLE tickets DROP COLUMN channel;

-- version row: 61f29b0c7d8a,94a0f7d25e6b -> 94a0f7d25e6b
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> '61f29b0c7d8a,94a0f7d25e6b' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  DELETE FROM public.alembic_version WHERE version_num = '61f29b0c7d8a';
  IF NOT FOUND THEN RAISE EXCEPTION 'sqlgen: no version row %', '61f29b0c7d8a' USING HINT = 'This revision is still applied.'; END IF;
  PERFORM set_config('sqlgen.at', '94a0f7d25e6b', false);
END
$version$;

COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- 94a0f7d25e6b, undone: count the tickets of each account as they come in
-- revisions/94a0f7d25e6b_count_tickets.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo '94a0f7d25e6b, undone: count the tickets of each account as they come in'
BEGIN;

-- line 16, undone: drop_trigger count_tickets on tickets
DROP TRIGGER count_tickets ON tickets;

-- line 15: sql
DROP FUNCTION count_tickets();

-- version row: 94a0f7d25e6b -> 83e6b1f740c2
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> '94a0f7d25e6b' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  UPDATE public.alembic_version SET version_num = '83e6b1f740c2' WHERE version_num = '94a0f7d25e6b';
  IF NOT FOUND THEN RAISE EXCEPTION 'sqlgen: no version row %', '94a0f7d25e6b' USING HINT = 'This revision is still applied.'; END IF;
  PERFORM set_config('sqlgen.at', '83e6b1f740c2', false);
END
$version$;

COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- 83e6b1f740c2, undone: show open tickets to the people who plan
-- revisions/83e6b1f740c2_reporting_views.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo '83e6b1f740c2, undone: show open tickets to the people who plan'
BEGIN;

-- line 14, undone: drop_table ticket_counts
DROP TABLE ticket_counts;

-- line 8, undone: drop_view open_tickets
DROP VIEW open_tickets;

-- version row: 83e6b1f740c2 -> 5c3a81e7f046
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> '83e6b1f740c2' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  UPDATE public.alembic_version SET version_num = '5c3a81e7f046' WHERE version_num = '83e6b1f740c2';
  IF NOT FOUND THEN RAISE EXCEPTION 'sqlgen: no version row %', '83e6b1f740c2' USING HINT = 'This revision is still applied.'; END IF;
  PERFORM set_config('sqlgen.at', '5c3a81e7f046', false);
END
$version$;

COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- 5c3a81e7f046, undone: say what tables and columns are for
-- revisions/5c3a81e7f046_comments_on_tables.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo '5c3a81e7f046, undone: say what tables and columns are for'
BEGIN;

-- line 9, undone: alter_column tickets.author_id, no comment
COMMENT ON COLUMN tickets.author_id IS NULL;

-- line 8, undone: alter_column tickets.priority, no comment
COMMENT ON COLUMN tickets.priority IS NULL;

-- line 7, undone: drop_table_comment tickets
COMMENT ON TABLE tickets IS NULL;

-- version row: 5c3a81e7f046 -> 4be907d63f15
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> '5c3a81e7f046' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  UPDATE public.alembic_version SET version_num = '4be907d63f15' WHERE version_num = '5c3a81e7f046';
  IF NOT FOUND THEN RAISE EXCEPTION 'sqlgen: no version row %', '5c3a81e7f046' USING HINT = 'This revision is still applied.'; END IF;
  PERFORM set_config('sqlgen.at', '4be907d63f15', false);
END
$version$;

COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- 4be907d63f15, undone: find open tickets quickly
-- revisions/4be907d63f15_open_tickets_index.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo '4be907d63f15, undone: find open tickets quickly'
SET exit_on_error = on;  -- a statement of this revision runs outside of a transaction
DO $guard$
BEGIN
  IF current_setting('sqlgen.at') <> '4be907d63f15' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
END
$guard$;

-- line 7, undone: drop_index ix_tickets_open on tickets
SET lock_timeout = 0;
SET statement_timeout = 0;
DROP INDEX CONCURRENTLY ix_tickets_open;
SET lock_timeout = '5s';
SET statement_timeout = '900s';

BEGIN;

-- version row: 4be907d63f15 -> 38d15f02ac9e
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> '4be907d63f15' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  UPDATE public.alembic_version SET version_num = '38d15f02ac9e' WHERE version_num = '4be907d63f15';
  IF NOT FOUND THEN RAISE EXCEPTION 'sqlgen: no version row %', '4be907d63f15' USING HINT = 'What ran outside of the transaction stays.'; END IF;
  PERFORM set_config('sqlgen.at', '38d15f02ac9e', false);
END
$version$;

COMMIT;
RESET exit_on_error;


-- ---------------------------------------------------------------------------------------------------------------------
-- 38d15f02ac9e, undone: put labels on tickets
-- revisions/38d15f02ac9e_labels.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo '38d15f02ac9e, undone: put labels on tickets'
BEGIN;

-- line 27, undone: nothing to do, line 7 drops the table

-- line 16, undone: drop_table ticket_labels
DROP TABLE ticket_labels;

-- line 7, undone: drop_table labels
DROP TABLE labels;

-- version row: 38d15f02ac9e -> 2a7be4c815d0
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> '38d15f02ac9e' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  UPDATE public.alembic_version SET version_num = '2a7be4c815d0' WHERE version_num = '38d15f02ac9e';
  IF NOT FOUND THEN RAISE EXCEPTION 'sqlgen: no version row %', '38d15f02ac9e' USING HINT = 'This revision is still applied.'; END IF;
  PERFORM set_config('sqlgen.at', '2a7be4c815d0', false);
END
$version$;

COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- 2a7be4c815d0, undone: create tickets and what is said about them
-- revisions/2a7be4c815d0_tickets.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo '2a7be4c815d0, undone: create tickets and what is said about them'
BEGIN;

-- line 28, undone: drop_table comments
DROP TABLE comments;

-- line 7, undone: drop_table tickets
DROP TABLE tickets;

-- version row: 2a7be4c815d0 -> 1f0c6a9d3b72
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> '2a7be4c815d0' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  UPDATE public.alembic_version SET version_num = '1f0c6a9d3b72' WHERE version_num = '2a7be4c815d0';
  IF NOT FOUND THEN RAISE EXCEPTION 'sqlgen: no version row %', '2a7be4c815d0' USING HINT = 'This revision is still applied.'; END IF;
  PERFORM set_config('sqlgen.at', '1f0c6a9d3b72', false);
END
$version$;

COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- 1f0c6a9d3b72, undone: create accounts, their members and what a member may do
-- revisions/1f0c6a9d3b72_accounts_and_members.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo '1f0c6a9d3b72, undone: create accounts, their members and what a member may do'
BEGIN;

-- line 19, undone: drop_table members
DROP TABLE members;

-- line 9, undone: drop_table accounts
DROP TABLE accounts;

-- line 7, undone: drop_enum member_role
DROP TYPE member_role;

-- version row: 1f0c6a9d3b72 -> base
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> '1f0c6a9d3b72' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  DELETE FROM public.alembic_version WHERE version_num = '1f0c6a9d3b72';
  IF NOT FOUND THEN RAISE EXCEPTION 'sqlgen: no version row %', '1f0c6a9d3b72' USING HINT = 'This revision is still applied.'; END IF;
  PERFORM set_config('sqlgen.at', 'base', false);
END
$version$;

COMMIT;

-- verification: one line that names the first difference; the queries of --verify-sql name all
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN 'verified: 10 of 10 as expected'
  ELSE 'NOT AS EXPECTED: ' || MIN(CASE WHEN f.n <> f.found THEN f.kind || ' ' || f.owner || ': ' || f.expected END) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT 'enum' AS kind, '.' AS s, 'member_role' AS owner, 0 AS n, 'gone' AS expected
    UNION ALL SELECT 'table', '.', 'accounts', 0, 'gone'
    UNION ALL SELECT 'table', '.', 'labels', 0, 'gone'
    UNION ALL SELECT 'table', '.', 'members', 0, 'gone'
    UNION ALL SELECT 'table', '.', 'messages', 0, 'gone'
    UNION ALL SELECT 'table', '.', 'ticket_counts', 0, 'gone'
    UNION ALL SELECT 'table', '.', 'ticket_labels', 0, 'gone'
    UNION ALL SELECT 'table', '.', 'tickets', 0, 'gone'
    UNION ALL SELECT 'table', 'archive', 'tickets', 0, 'gone'
    UNION ALL SELECT 'view', '.', 'open_tickets', 0, 'gone'
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
    SELECT 'enum', CASE n.nspname WHEN 'public' THEN '.' ELSE n.nspname END, typname, '.', string_agg(enumlabel, ', ' ORDER BY enumsortorder)
    FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = typnamespace JOIN pg_catalog.pg_enum ON enumtypid = t.oid
    GROUP BY n.nspname, typname
  ) a ON a.kind = e.kind AND a.s = e.s AND a.owner = e.owner
    AND strpos('; ' || e.expected || '; ', '; ' || CASE WHEN e.n = 0 AND a.name = '.' THEN 'gone' WHEN e.n = 0 THEN 'no ' || a.name WHEN a.name = '.' THEN a.actual ELSE a.name || ' ' || a.actual END || '; ') > 0
  GROUP BY e.kind, e.s, e.owner, e.n, e.expected
) f;

SELECT pg_advisory_unlock(hashtext('public.alembic_version')) AS unlocked;
SELECT CASE current_setting('sqlgen.at') WHEN 'base' THEN 'done: fa0b16d4e85c -> base' ELSE 'FAILED: read the first error above' END AS result;
