-- =====================================================================================================================
-- sqlgen downgrade fa0b16d4e85c:base --sql --dialect mysql@8.0, for MySQL 8.0
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
--   Run      mysql --show-warnings DATABASE < FILE
--   Stops    at the first error, in every way of running it.
--            Changes of tables cannot be undone by MySQL: what ran before the failure stays. Every statement is followed by
--              SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;
--            which makes the session read-only once a statement has failed, so that nothing after it takes effect, not even
--            the version row, and not even under --force or SOURCE. Connect again to leave that state.
--            To go on after a failure: repair the cause, then run the lines down to the lock, and the file from the failed
--            statement on.
--            Until then the comment of alembic_version names the revision that is half done, and every script refuses. To begin
--            that revision anew, take back by hand what it did, and run ALTER TABLE alembic_version COMMENT = '';
--   Undo     sqlgen upgrade base:fa0b16d4e85c --sql --dialect mysql@8.0
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
--   Warns    type-change-rewrite: the change of members.role to other values of member_role copies the table, and
--              nobody can write to it until that is done (revisions/c7d8e3a1b529_owner_role.yaml, line 7)
--            type-change-rewrite: the change of members.role to other values of member_role copies the table, and
--              nobody can write to it until that is done (revisions/d8e9f4b2c63a_viewers.yaml, line 7)
--   Accepted type-change-rewrite: fewer than a million tickets: seconds, in the maintenance window
--              (revisions/b6c7d2f0a418_wider_priority.yaml, line 8)
--   Digest   sha256 869a127af189a0df86c11cf0acdad4eb8f3ceb6efee7481ac456460f3a1f8b8d
--            of the 15 revision files that were read, in order, and the options
-- =====================================================================================================================

SET NAMES utf8mb4;
SET sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION';
SET autocommit = 1, foreign_key_checks = 1, unique_checks = 1, sql_safe_updates = 0;
SET lock_wait_timeout = 5, innodb_lock_wait_timeout = 5;
SET group_concat_max_len = 1048576;

-- What has to be true is written into this table; its checks stop the script where it is not
DROP TEMPORARY TABLE IF EXISTS sqlgen_assert;
CREATE TEMPORARY TABLE sqlgen_assert (
  free        tinyint NOT NULL DEFAULT 1,
  revision    tinyint NOT NULL DEFAULT 1,
  baseline    tinyint NOT NULL DEFAULT 1,
  version_row tinyint NOT NULL DEFAULT 1,
  half_done   varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
  UNIQUE KEY `sqlgen: this revision is half done, nothing was changed` (half_done),
  CONSTRAINT `sqlgen: another script is running, nothing was changed` CHECK (free = 1),
  CONSTRAINT `sqlgen: database is not at fa0b16d4e85c, nothing was changed` CHECK (revision = 1),
  CONSTRAINT `sqlgen: a table of the baseline is missing, nothing was changed` CHECK (baseline = 1),
  CONSTRAINT `sqlgen: the version row did not move` CHECK (version_row = 1)
);
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- Guard: one script at a time, and only on a database at fa0b16d4e85c
INSERT INTO sqlgen_assert (free) SELECT GET_LOCK(LEFT(CONCAT('alembic_version in ', DATABASE()), 64), 5);
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;
INSERT INTO sqlgen_assert (revision)
SELECT COUNT(*) = 1 FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'alembic_version';
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- While a revision runs, the comment of the version table names it: the last one has come to its end
INSERT INTO sqlgen_assert (half_done)
SELECT mark.id
FROM (
  SELECT SUBSTRING(table_comment, LOCATE(' of ', table_comment) + 4) AS id, table_comment LIKE 'sqlgen upgrade of %' AS up
  FROM information_schema.tables
  WHERE table_schema = DATABASE() AND table_name = 'alembic_version' AND table_comment LIKE 'sqlgen %grade of %'
) AS mark CROSS JOIN (SELECT 1 UNION ALL SELECT 2) AS twice
WHERE mark.up <> (CONVERT(mark.id USING utf8mb4) COLLATE utf8mb4_bin IN (SELECT version_num FROM alembic_version));
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

SELECT CONCAT('this script starts at fa0b16d4e85c, the database is at ', found,
  IF(found = BINARY 'base', ': it has run already', CONCAT('; from there: sqlgen downgrade ', found, ':base --sql --dialect mysql@8.0'))) AS refused
FROM (SELECT COALESCE(GROUP_CONCAT(version_num ORDER BY BINARY version_num), 'base') AS found FROM alembic_version) AS at
WHERE found <> BINARY 'fa0b16d4e85c';
INSERT INTO sqlgen_assert (revision)
SELECT COALESCE(GROUP_CONCAT(version_num ORDER BY BINARY version_num), 'base') = BINARY 'fa0b16d4e85c' FROM alembic_version;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;


-- ---------------------------------------------------------------------------------------------------------------------
-- fa0b16d4e85c, undone: keep old tickets apart, and show the channel to the people who plan
-- revisions/fa0b16d4e85c_archive.yaml
-- ---------------------------------------------------------------------------------------------------------------------
SELECT 'fa0b16d4e85c, undone' AS revision;

-- until the version row has moved, this revision is half done
ALTER TABLE alembic_version COMMENT = 'sqlgen downgrade of fa0b16d4e85c';
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- line 19, undone: replace_view open_tickets
CREATE OR REPLACE VIEW open_tickets AS
SELECT t.id, a.name AS account, t.subject, t.priority
FROM tickets t JOIN accounts a ON a.id = t.account_id
WHERE t.closed_at IS NULL;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- line 18, undone: delete from labels
DELETE FROM labels WHERE id = 4;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- version row: fa0b16d4e85c -> e9fa05c3d74b
UPDATE alembic_version SET version_num = 'e9fa05c3d74b' WHERE version_num = 'fa0b16d4e85c';
INSERT INTO sqlgen_assert (version_row) SELECT ROW_COUNT() = 1;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;


-- ---------------------------------------------------------------------------------------------------------------------
-- e9fa05c3d74b, undone: nobody sends a fax, and members are never inactive
-- revisions/e9fa05c3d74b_no_fax.yaml
-- ---------------------------------------------------------------------------------------------------------------------
SELECT 'e9fa05c3d74b, undone' AS revision;

-- until the version row has moved, this revision is half done
ALTER TABLE alembic_version COMMENT = 'sqlgen downgrade of e9fa05c3d74b';
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- line 11, undone: add_column members.fax
-- line 9, undone: add_column members.active (all in one change of the table)
ALTER TABLE members
  ADD COLUMN active boolean DEFAULT true NOT NULL AFTER role,
  ADD COLUMN fax varchar(40);
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- line 7, undone: the inactive members are in the backup of 2025-05-05

-- version row: e9fa05c3d74b -> d8e9f4b2c63a
UPDATE alembic_version SET version_num = 'd8e9f4b2c63a' WHERE version_num = 'e9fa05c3d74b';
INSERT INTO sqlgen_assert (version_row) SELECT ROW_COUNT() = 1;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;


-- ---------------------------------------------------------------------------------------------------------------------
-- d8e9f4b2c63a, undone: say viewer instead of guest, and let agents see bills
-- revisions/d8e9f4b2c63a_viewers.yaml
-- ---------------------------------------------------------------------------------------------------------------------
SELECT 'd8e9f4b2c63a, undone' AS revision;

-- until the version row has moved, this revision is half done
ALTER TABLE alembic_version COMMENT = 'sqlgen downgrade of d8e9f4b2c63a';
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- line 13, undone: drop_index ix_members_role_full_name on members
DROP INDEX ix_members_role_full_name ON members;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- line 12, undone: drop_constraint uq_accounts_email on accounts
ALTER TABLE accounts DROP INDEX uq_accounts_email;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- line 7, undone: replace_enum member_role
ALTER TABLE members MODIFY COLUMN role enum('viewer', 'agent', 'billing', 'admin', 'owner', 'guest') DEFAULT 'viewer' NOT NULL;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;
UPDATE members SET role = CASE role WHEN 'billing' THEN 'agent' WHEN 'viewer' THEN 'guest' END WHERE role IN ('billing', 'viewer');
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;
ALTER TABLE members MODIFY COLUMN role enum('guest', 'agent', 'admin', 'owner') DEFAULT 'guest' NOT NULL;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- version row: d8e9f4b2c63a -> c7d8e3a1b529
UPDATE alembic_version SET version_num = 'c7d8e3a1b529' WHERE version_num = 'd8e9f4b2c63a';
INSERT INTO sqlgen_assert (version_row) SELECT ROW_COUNT() = 1;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;


-- ---------------------------------------------------------------------------------------------------------------------
-- c7d8e3a1b529, undone: let an account have an owner
-- revisions/c7d8e3a1b529_owner_role.yaml
-- ---------------------------------------------------------------------------------------------------------------------
SELECT 'c7d8e3a1b529, undone' AS revision;

-- until the version row has moved, this revision is half done
ALTER TABLE alembic_version COMMENT = 'sqlgen downgrade of c7d8e3a1b529';
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- line 7, undone: replace_enum member_role
ALTER TABLE members MODIFY COLUMN role enum('guest', 'agent', 'admin', 'owner') DEFAULT 'guest' NOT NULL;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;
ALTER TABLE members MODIFY COLUMN role enum('guest', 'agent', 'admin') DEFAULT 'guest' NOT NULL;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- version row: c7d8e3a1b529 -> b6c7d2f0a418
UPDATE alembic_version SET version_num = 'b6c7d2f0a418' WHERE version_num = 'c7d8e3a1b529';
INSERT INTO sqlgen_assert (version_row) SELECT ROW_COUNT() = 1;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;


-- ---------------------------------------------------------------------------------------------------------------------
-- b6c7d2f0a418, undone: allow priorities up to 100, and let 50 be the usual one
-- revisions/b6c7d2f0a418_wider_priority.yaml
-- ---------------------------------------------------------------------------------------------------------------------
SELECT 'b6c7d2f0a418, undone' AS revision;

-- until the version row has moved, this revision is half done
ALTER TABLE alembic_version COMMENT = 'sqlgen downgrade of b6c7d2f0a418';
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- line 12, undone: drop_constraint ck_tickets_priority on tickets
ALTER TABLE tickets DROP CHECK ck_tickets_priority;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- line 11: update tickets, every row
UPDATE tickets SET priority = priority DIV 20;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- line 8, undone: alter_column tickets.priority, type smallint, default
-- line 7, undone: create_check_constraint ck_tickets_priority on tickets (all in one change of the table)
ALTER TABLE tickets
  MODIFY COLUMN priority smallint DEFAULT 3 NOT NULL COMMENT '1 is the most urgent, 5 the least',
  ADD CONSTRAINT ck_tickets_priority CHECK (priority BETWEEN 1 AND 5);
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- version row: b6c7d2f0a418 -> a5b8c3e19f07
UPDATE alembic_version SET version_num = 'a5b8c3e19f07' WHERE version_num = 'b6c7d2f0a418';
INSERT INTO sqlgen_assert (version_row) SELECT ROW_COUNT() = 1;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;


-- ---------------------------------------------------------------------------------------------------------------------
-- a5b8c3e19f07, undone: bring reporting and the desk together
-- revisions/a5b8c3e19f07_merge_reporting.yaml
-- ---------------------------------------------------------------------------------------------------------------------
SELECT 'a5b8c3e19f07, undone' AS revision;

ALTER TABLE alembic_version COMMENT = '';
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- no operations here: only the version table changes

-- version rows: a5b8c3e19f07 -> 72d4c05e9ab3,94a0f7d25e6b
INSERT INTO alembic_version (version_num) VALUES ('72d4c05e9ab3');
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;
UPDATE alembic_version SET version_num = '94a0f7d25e6b' WHERE version_num = 'a5b8c3e19f07';
INSERT INTO sqlgen_assert (version_row) SELECT ROW_COUNT() = 1;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;


-- ---------------------------------------------------------------------------------------------------------------------
-- 72d4c05e9ab3, undone: call things what people call them
-- revisions/72d4c05e9ab3_clearer_names.yaml
-- ---------------------------------------------------------------------------------------------------------------------
SELECT '72d4c05e9ab3, undone' AS revision;

-- until the version row has moved, this revision is half done
ALTER TABLE alembic_version COMMENT = 'sqlgen downgrade of 72d4c05e9ab3';
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- line 11, undone: rename_column tickets.description to body
ALTER TABLE tickets RENAME COLUMN description TO body;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- line 10, undone: rename_index ix_messages_ticket_id on messages to ix_comments_ticket_id
ALTER TABLE messages RENAME INDEX ix_messages_ticket_id TO ix_comments_ticket_id;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- line 9, undone: rename_table messages to comments
RENAME TABLE messages TO comments;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- line 8, undone: rename_constraint uq_members_account_id_full_name on members to uq_members_account_id_display_name
ALTER TABLE members RENAME INDEX uq_members_account_id_full_name TO uq_members_account_id_display_name;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- line 7, undone: rename_column members.full_name to display_name
ALTER TABLE members RENAME COLUMN full_name TO display_name;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- version row: 72d4c05e9ab3,94a0f7d25e6b -> 61f29b0c7d8a,94a0f7d25e6b
UPDATE alembic_version SET version_num = '61f29b0c7d8a' WHERE version_num = '72d4c05e9ab3';
INSERT INTO sqlgen_assert (version_row) SELECT ROW_COUNT() = 1;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;


-- ---------------------------------------------------------------------------------------------------------------------
-- 61f29b0c7d8a, undone: note through which channel a ticket came
-- revisions/61f29b0c7d8a_channel.yaml
-- ---------------------------------------------------------------------------------------------------------------------
SELECT '61f29b0c7d8a, undone' AS revision;

-- until the version row has moved, this revision is half done
ALTER TABLE alembic_version COMMENT = 'sqlgen downgrade of 61f29b0c7d8a';
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- line 10, undone: drop_column tickets.subject_length
-- line 9, undone: alter_column tickets.channel, nullable, no default
-- line 7, undone: drop_column tickets.channel (all in one change of the table)
ALTER TABLE tickets
  DROP COLUMN channel,
  DROP COLUMN subject_length;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- line 8, undone: nothing to do, line 7 drops what it wrote

-- version row: 61f29b0c7d8a,94a0f7d25e6b -> 94a0f7d25e6b
DELETE FROM alembic_version WHERE version_num = '61f29b0c7d8a';
INSERT INTO sqlgen_assert (version_row) SELECT ROW_COUNT() = 1;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;


-- ---------------------------------------------------------------------------------------------------------------------
-- 94a0f7d25e6b, undone: count the tickets of each account as they come in
-- revisions/94a0f7d25e6b_count_tickets.yaml
-- ---------------------------------------------------------------------------------------------------------------------
SELECT '94a0f7d25e6b, undone' AS revision;

-- until the version row has moved, this revision is half done
ALTER TABLE alembic_version COMMENT = 'sqlgen downgrade of 94a0f7d25e6b';
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- line 16, undone: drop_trigger count_tickets on tickets
DROP TRIGGER count_tickets;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- version row: 94a0f7d25e6b -> 83e6b1f740c2
UPDATE alembic_version SET version_num = '83e6b1f740c2' WHERE version_num = '94a0f7d25e6b';
INSERT INTO sqlgen_assert (version_row) SELECT ROW_COUNT() = 1;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;


-- ---------------------------------------------------------------------------------------------------------------------
-- 83e6b1f740c2, undone: show open tickets to the people who plan
-- revisions/83e6b1f740c2_reporting_views.yaml
-- ---------------------------------------------------------------------------------------------------------------------
SELECT '83e6b1f740c2, undone' AS revision;

-- until the version row has moved, this revision is half done
ALTER TABLE alembic_version COMMENT = 'sqlgen downgrade of 83e6b1f740c2';
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- line 14, undone: drop_table ticket_counts
DROP TABLE ticket_counts;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- line 8, undone: drop_view open_tickets
DROP VIEW open_tickets;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- version row: 83e6b1f740c2 -> 5c3a81e7f046
UPDATE alembic_version SET version_num = '5c3a81e7f046' WHERE version_num = '83e6b1f740c2';
INSERT INTO sqlgen_assert (version_row) SELECT ROW_COUNT() = 1;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;


-- ---------------------------------------------------------------------------------------------------------------------
-- 5c3a81e7f046, undone: say what tables and columns are for
-- revisions/5c3a81e7f046_comments_on_tables.yaml
-- ---------------------------------------------------------------------------------------------------------------------
SELECT '5c3a81e7f046, undone' AS revision;

-- until the version row has moved, this revision is half done
ALTER TABLE alembic_version COMMENT = 'sqlgen downgrade of 5c3a81e7f046';
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- line 9, undone: alter_column tickets.author_id, no comment
-- line 8, undone: alter_column tickets.priority, no comment
-- line 7, undone: drop_table_comment tickets (all in one change of the table)
ALTER TABLE tickets
  MODIFY COLUMN author_id bigint,
  MODIFY COLUMN priority smallint DEFAULT 3 NOT NULL,
  COMMENT '';
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- version row: 5c3a81e7f046 -> 4be907d63f15
UPDATE alembic_version SET version_num = '4be907d63f15' WHERE version_num = '5c3a81e7f046';
INSERT INTO sqlgen_assert (version_row) SELECT ROW_COUNT() = 1;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;


-- ---------------------------------------------------------------------------------------------------------------------
-- 4be907d63f15, undone: find open tickets quickly
-- revisions/4be907d63f15_open_tickets_index.yaml
-- ---------------------------------------------------------------------------------------------------------------------
SELECT '4be907d63f15, undone' AS revision;

-- until the version row has moved, this revision is half done
ALTER TABLE alembic_version COMMENT = 'sqlgen downgrade of 4be907d63f15';
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- line 15, undone: drop_index ix_tickets_open on tickets
DROP INDEX ix_tickets_open ON tickets;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- version row: 4be907d63f15 -> 38d15f02ac9e
UPDATE alembic_version SET version_num = '38d15f02ac9e' WHERE version_num = '4be907d63f15';
INSERT INTO sqlgen_assert (version_row) SELECT ROW_COUNT() = 1;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;


-- ---------------------------------------------------------------------------------------------------------------------
-- 38d15f02ac9e, undone: put labels on tickets
-- revisions/38d15f02ac9e_labels.yaml
-- ---------------------------------------------------------------------------------------------------------------------
SELECT '38d15f02ac9e, undone' AS revision;

-- until the version row has moved, this revision is half done
ALTER TABLE alembic_version COMMENT = 'sqlgen downgrade of 38d15f02ac9e';
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- line 27, undone: nothing to do, line 7 drops the table

-- line 16, undone: drop_table ticket_labels
DROP TABLE ticket_labels;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- line 7, undone: drop_table labels
DROP TABLE labels;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- version row: 38d15f02ac9e -> 2a7be4c815d0
UPDATE alembic_version SET version_num = '2a7be4c815d0' WHERE version_num = '38d15f02ac9e';
INSERT INTO sqlgen_assert (version_row) SELECT ROW_COUNT() = 1;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;


-- ---------------------------------------------------------------------------------------------------------------------
-- 2a7be4c815d0, undone: create tickets and what is said about them
-- revisions/2a7be4c815d0_tickets.yaml
-- ---------------------------------------------------------------------------------------------------------------------
SELECT '2a7be4c815d0, undone' AS revision;

-- until the version row has moved, this revision is half done
ALTER TABLE alembic_version COMMENT = 'sqlgen downgrade of 2a7be4c815d0';
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- line 28, undone: drop_table comments
DROP TABLE comments;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- line 7, undone: drop_table tickets
DROP TABLE tickets;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- version row: 2a7be4c815d0 -> 1f0c6a9d3b72
UPDATE alembic_version SET version_num = '1f0c6a9d3b72' WHERE version_num = '2a7be4c815d0';
INSERT INTO sqlgen_assert (version_row) SELECT ROW_COUNT() = 1;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;


-- ---------------------------------------------------------------------------------------------------------------------
-- 1f0c6a9d3b72, undone: create accounts, their members and what a member may do
-- revisions/1f0c6a9d3b72_accounts_and_members.yaml
-- ---------------------------------------------------------------------------------------------------------------------
SELECT '1f0c6a9d3b72, undone' AS revision;

-- until the version row has moved, this revision is half done
ALTER TABLE alembic_version COMMENT = 'sqlgen downgrade of 1f0c6a9d3b72';
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- line 19, undone: drop_table members
DROP TABLE members;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- line 9, undone: drop_table accounts
DROP TABLE accounts;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- line 7, undone: drop_enum member_role: the values go with each column

-- version row: 1f0c6a9d3b72 -> base
DELETE FROM alembic_version WHERE version_num = '1f0c6a9d3b72';
INSERT INTO sqlgen_assert (version_row) SELECT ROW_COUNT() = 1;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

ALTER TABLE alembic_version COMMENT = '';
DO RELEASE_LOCK(LEFT(CONCAT('alembic_version in ', DATABASE()), 64));
DROP TEMPORARY TABLE sqlgen_assert;

-- verification: one line that names the first difference; the queries of --verify-sql name all
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN 'verified: 8 of 8 as expected'
  ELSE CONCAT('NOT AS EXPECTED: ', MIN(CASE WHEN f.n <> f.found THEN CONCAT(f.kind, ' ', f.owner, ': ', f.expected) END)) END AS verified
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
    SELECT CASE table_type WHEN 'BASE TABLE' THEN 'table' WHEN 'SEQUENCE' THEN 'sequence' ELSE 'view' END AS kind,
      IF(table_schema = DATABASE(), '.', table_schema) AS s, table_name AS owner, '.' AS name, 'yes' AS actual
    FROM information_schema.tables WHERE table_schema IN (DATABASE())
  ) a ON a.kind = e.kind AND a.s = e.s AND a.owner = e.owner
    AND INSTR(CONCAT('; ', e.expected, '; '), CONCAT('; ', CASE WHEN e.n = 0 AND a.name = '.' THEN 'gone' WHEN e.n = 0 THEN CONCAT('no ', a.name) WHEN a.name = '.' THEN a.actual ELSE CONCAT(a.name, ' ', a.actual) END, '; ')) > 0
  GROUP BY e.kind, e.s, e.owner, e.n, e.expected
) f;

SELECT IF(@@transaction_read_only, 'FAILED: read the first error above', 'done: fa0b16d4e85c -> base') AS result;
