-- =====================================================================================================================
-- sqlgen upgrade base:fa0b16d4e85c --sql --dialect mariadb@10.11, for MariaDB 10.11
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
--   Run      mariadb --show-warnings DATABASE < FILE
--   Stops    at the first error, in every way of running it.
--            Changes of tables cannot be undone by MariaDB: what ran before the failure stays. Every statement is followed by
--              SET SESSION tx_read_only = @@tx_read_only OR @@error_count;
--            which makes the session read-only once a statement has failed, so that nothing after it takes effect, not even
--            the version row, and not even under --force or SOURCE. Connect again to leave that state.
--            To go on after a failure: repair the cause, then run the lines down to the lock, and the file from the failed
--            statement on.
--            Until then the comment of alembic_version names the revision that is half done, and every script refuses. To begin
--            that revision anew, take back by hand what it did, and run ALTER TABLE alembic_version COMMENT = '';
--   Undo     sqlgen downgrade fa0b16d4e85c:base --sql --dialect mariadb@10.11
--   Digest   sha256 e4030ab0be958dc9b7cab97fe205205c8b780b9e702e975e3e7ff34ebac8c5be
--            of the 15 revision files that were read, in order, and the options
-- =====================================================================================================================

SET NAMES utf8mb4;
SET sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION';
SET autocommit = 1, foreign_key_checks = 1, unique_checks = 1, sql_safe_updates = 0, check_constraint_checks = 1;
SET explicit_defaults_for_timestamp = 1;
SET lock_wait_timeout = 5, innodb_lock_wait_timeout = 5;
SET max_statement_time = 900;
SET group_concat_max_len = 1048576;

-- What has to be true is written into this table; its checks stop the script where it is not
CREATE OR REPLACE TEMPORARY TABLE sqlgen_assert (
  free        tinyint NOT NULL DEFAULT 1,
  revision    tinyint NOT NULL DEFAULT 1,
  baseline    tinyint NOT NULL DEFAULT 1,
  version_row tinyint NOT NULL DEFAULT 1,
  half_done   varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
  UNIQUE KEY `sqlgen: this revision is half done, nothing was changed` (half_done),
  CONSTRAINT `sqlgen: another script is running, nothing was changed` CHECK (free = 1),
  CONSTRAINT `sqlgen: database is not at base, nothing was changed` CHECK (revision = 1),
  CONSTRAINT `sqlgen: a table of the baseline is missing, nothing was changed` CHECK (baseline = 1),
  CONSTRAINT `sqlgen: the version row did not move` CHECK (version_row = 1)
);
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- Guard: one script at a time, and only on a database at base (no version table, or an empty one)
INSERT INTO sqlgen_assert (free) SELECT GET_LOCK(LEFT(CONCAT('alembic_version in ', DATABASE()), 64), 5);
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;
CREATE TABLE IF NOT EXISTS alembic_version (
  version_num varchar(32) NOT NULL,
  PRIMARY KEY (version_num)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- While a revision runs, the comment of the version table names it: the last one has come to its end
INSERT INTO sqlgen_assert (half_done)
SELECT mark.id
FROM (
  SELECT SUBSTRING(table_comment, LOCATE(' of ', table_comment) + 4) AS id, table_comment LIKE 'sqlgen upgrade of %' AS up
  FROM information_schema.tables
  WHERE table_schema = DATABASE() AND table_name = 'alembic_version' AND table_comment LIKE 'sqlgen %grade of %'
) AS mark CROSS JOIN (SELECT 1 UNION ALL SELECT 2) AS twice
WHERE mark.up <> (CONVERT(mark.id USING utf8mb4) COLLATE utf8mb4_bin IN (SELECT version_num FROM alembic_version));
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

SELECT CONCAT('this script starts at base, the database is at ', found,
  IF(found = BINARY 'fa0b16d4e85c', ': it has run already', CONCAT('; from there: sqlgen upgrade ', found, ':fa0b16d4e85c --sql --dialect mariadb@10.11'))) AS refused
FROM (SELECT COALESCE(GROUP_CONCAT(version_num ORDER BY BINARY version_num), 'base') AS found FROM alembic_version) AS at
WHERE found <> BINARY 'base';
INSERT INTO sqlgen_assert (revision)
SELECT COALESCE(GROUP_CONCAT(version_num ORDER BY BINARY version_num), 'base') = BINARY 'base' FROM alembic_version;
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;


-- ---------------------------------------------------------------------------------------------------------------------
-- 1f0c6a9d3b72: create accounts, their members and what a member may do
-- revisions/1f0c6a9d3b72_accounts_and_members.yaml
-- ---------------------------------------------------------------------------------------------------------------------
SELECT '1f0c6a9d3b72' AS revision;

-- until the version row has moved, this revision is half done
ALTER TABLE alembic_version COMMENT = 'sqlgen upgrade of 1f0c6a9d3b72';
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- line 7: create_enum member_role: MariaDB writes the values into each column that uses them

-- line 9: create_table accounts
DELIMITER $$
CREATE TABLE accounts (
  id         bigint AUTO_INCREMENT NOT NULL,
  name       varchar(80) NOT NULL,
  email      varchar(254) NOT NULL COMMENT 'where the bill goes; not a member''s own address',
  created_at timestamp DEFAULT CURRENT_TIMESTAMP NOT NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin COMMENT 'who pays for the desk'$$
DELIMITER ;
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- line 19: create_table members
CREATE TABLE members (
  id           bigint AUTO_INCREMENT NOT NULL,
  account_id   bigint NOT NULL,
  display_name varchar(80) NOT NULL,
  role         enum('guest', 'agent', 'admin') DEFAULT 'guest' NOT NULL,
  active       boolean DEFAULT true NOT NULL,
  fax          varchar(40),
  PRIMARY KEY (id),
  CONSTRAINT uq_members_account_id_display_name UNIQUE (account_id, display_name),
  CONSTRAINT fk_members_account_id_accounts FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- version row: base -> 1f0c6a9d3b72
INSERT INTO alembic_version (version_num) VALUES ('1f0c6a9d3b72');
INSERT INTO sqlgen_assert (version_row) SELECT COUNT(*) = 1 FROM alembic_version;
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;


-- ---------------------------------------------------------------------------------------------------------------------
-- 2a7be4c815d0: create tickets and what is said about them
-- revisions/2a7be4c815d0_tickets.yaml
-- ---------------------------------------------------------------------------------------------------------------------
SELECT '2a7be4c815d0' AS revision;

-- until the version row has moved, this revision is half done
ALTER TABLE alembic_version COMMENT = 'sqlgen upgrade of 2a7be4c815d0';
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- line 7: create_table tickets
CREATE TABLE tickets (
  id         bigint AUTO_INCREMENT NOT NULL,
  account_id bigint NOT NULL,
  author_id  bigint,
  subject    varchar(200) NOT NULL,
  body       longtext DEFAULT ('') NOT NULL,
  priority   smallint DEFAULT 3 NOT NULL,
  details    json DEFAULT '{"source": "web", "tags": []}' NOT NULL,
  opened_at  timestamp DEFAULT CURRENT_TIMESTAMP NOT NULL,
  closed_at  timestamp NULL,
  PRIMARY KEY (id),
  CONSTRAINT fk_tickets_account_id_accounts FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE,
  CONSTRAINT fk_tickets_author_id_members FOREIGN KEY (author_id) REFERENCES members (id) ON DELETE SET NULL,
  CONSTRAINT ck_tickets_priority CHECK (priority BETWEEN 1 AND 5),
  INDEX ix_tickets_account_id_opened_at (account_id, opened_at DESC),
  INDEX ix_tickets_author_id (author_id)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- line 28: create_table comments
CREATE TABLE comments (
  id         bigint AUTO_INCREMENT NOT NULL,
  ticket_id  bigint NOT NULL,
  body       longtext NOT NULL,
  written_at timestamp DEFAULT CURRENT_TIMESTAMP NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT fk_comments_ticket_id_tickets FOREIGN KEY (ticket_id) REFERENCES tickets (id) ON DELETE CASCADE,
  INDEX ix_comments_ticket_id (ticket_id)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- version row: 1f0c6a9d3b72 -> 2a7be4c815d0
UPDATE alembic_version SET version_num = '2a7be4c815d0' WHERE version_num = '1f0c6a9d3b72';
INSERT INTO sqlgen_assert (version_row) SELECT ROW_COUNT() = 1;
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;


-- ---------------------------------------------------------------------------------------------------------------------
-- 38d15f02ac9e: put labels on tickets
-- revisions/38d15f02ac9e_labels.yaml
-- ---------------------------------------------------------------------------------------------------------------------
SELECT '38d15f02ac9e' AS revision;

-- until the version row has moved, this revision is half done
ALTER TABLE alembic_version COMMENT = 'sqlgen upgrade of 38d15f02ac9e';
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- line 7: create_table labels
CREATE TABLE labels (
  id     int NOT NULL,
  name   varchar(40) NOT NULL,
  colour char(7) DEFAULT '#808080' NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT uq_labels_name UNIQUE (name)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- line 16: create_table ticket_labels
CREATE TABLE ticket_labels (
  ticket_id bigint NOT NULL,
  label_id  int NOT NULL,
  PRIMARY KEY (ticket_id, label_id),
  CONSTRAINT fk_ticket_labels_ticket_id_tickets FOREIGN KEY (ticket_id) REFERENCES tickets (id) ON DELETE CASCADE,
  CONSTRAINT fk_ticket_labels_label_id_labels FOREIGN KEY (label_id) REFERENCES labels (id) ON DELETE CASCADE,
  INDEX ix_ticket_labels_label_id (label_id)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- line 27: bulk_insert into labels, 3 rows
INSERT INTO labels (id, name, colour) VALUES
  (1, 'bug', '#d73a4a'),
  (2, 'question', '#d876e3'),
  (3, 'it''s urgent', '#b60205');
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- version row: 2a7be4c815d0 -> 38d15f02ac9e
UPDATE alembic_version SET version_num = '38d15f02ac9e' WHERE version_num = '2a7be4c815d0';
INSERT INTO sqlgen_assert (version_row) SELECT ROW_COUNT() = 1;
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;


-- ---------------------------------------------------------------------------------------------------------------------
-- 4be907d63f15: find open tickets quickly
-- revisions/4be907d63f15_open_tickets_index.yaml
-- ---------------------------------------------------------------------------------------------------------------------
SELECT '4be907d63f15' AS revision;

-- until the version row has moved, this revision is half done
ALTER TABLE alembic_version COMMENT = 'sqlgen upgrade of 4be907d63f15';
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- line 15: create_index ix_tickets_open on tickets
CREATE INDEX ix_tickets_open ON tickets (priority, opened_at, closed_at);
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- version row: 38d15f02ac9e -> 4be907d63f15
UPDATE alembic_version SET version_num = '4be907d63f15' WHERE version_num = '38d15f02ac9e';
INSERT INTO sqlgen_assert (version_row) SELECT ROW_COUNT() = 1;
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;


-- ---------------------------------------------------------------------------------------------------------------------
-- 5c3a81e7f046: say what tables and columns are for
-- revisions/5c3a81e7f046_comments_on_tables.yaml
-- ---------------------------------------------------------------------------------------------------------------------
SELECT '5c3a81e7f046' AS revision;

-- until the version row has moved, this revision is half done
ALTER TABLE alembic_version COMMENT = 'sqlgen upgrade of 5c3a81e7f046';
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- line 7: create_table_comment tickets
-- line 8: alter_column tickets.priority, comment
-- line 9: alter_column tickets.author_id, comment (all in one change of the table)
ALTER TABLE tickets
  MODIFY COLUMN author_id bigint COMMENT 'empty when the member is gone',
  MODIFY COLUMN priority smallint DEFAULT 3 NOT NULL COMMENT '1 is the most urgent, 5 the least',
  COMMENT 'one request of a customer';
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- version row: 4be907d63f15 -> 5c3a81e7f046
UPDATE alembic_version SET version_num = '5c3a81e7f046' WHERE version_num = '4be907d63f15';
INSERT INTO sqlgen_assert (version_row) SELECT ROW_COUNT() = 1;
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;


-- ---------------------------------------------------------------------------------------------------------------------
-- 83e6b1f740c2: show open tickets to the people who plan
-- revisions/83e6b1f740c2_reporting_views.yaml
-- ---------------------------------------------------------------------------------------------------------------------
SELECT '83e6b1f740c2' AS revision;

-- until the version row has moved, this revision is half done
ALTER TABLE alembic_version COMMENT = 'sqlgen upgrade of 83e6b1f740c2';
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- line 8: create_view open_tickets
CREATE VIEW open_tickets AS
SELECT t.id, a.name AS account, t.subject, t.priority
FROM tickets t JOIN accounts a ON a.id = t.account_id
WHERE t.closed_at IS NULL;
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- line 14: create_table ticket_counts
CREATE TABLE ticket_counts (
  account_id bigint NOT NULL,
  opened     int DEFAULT 0 NOT NULL,
  PRIMARY KEY (account_id),
  CONSTRAINT fk_ticket_counts_account_id_accounts FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- version row: 5c3a81e7f046 -> 83e6b1f740c2
UPDATE alembic_version SET version_num = '83e6b1f740c2' WHERE version_num = '5c3a81e7f046';
INSERT INTO sqlgen_assert (version_row) SELECT ROW_COUNT() = 1;
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;


-- ---------------------------------------------------------------------------------------------------------------------
-- 94a0f7d25e6b: count the tickets of each account as they come in
-- revisions/94a0f7d25e6b_count_tickets.yaml
-- ---------------------------------------------------------------------------------------------------------------------
SELECT '94a0f7d25e6b' AS revision;

-- until the version row has moved, this revision is half done
ALTER TABLE alembic_version COMMENT = 'sqlgen upgrade of 94a0f7d25e6b';
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- line 16: create_trigger count_tickets on tickets
CREATE TRIGGER count_tickets AFTER INSERT ON tickets FOR EACH ROW
UPDATE ticket_counts SET opened = opened + 1 WHERE account_id = NEW.account_id;
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- version row: 83e6b1f740c2 -> 94a0f7d25e6b
UPDATE alembic_version SET version_num = '94a0f7d25e6b' WHERE version_num = '83e6b1f740c2';
INSERT INTO sqlgen_assert (version_row) SELECT ROW_COUNT() = 1;
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;


-- ---------------------------------------------------------------------------------------------------------------------
-- 61f29b0c7d8a: note through which channel a ticket came
-- revisions/61f29b0c7d8a_channel.yaml
-- ---------------------------------------------------------------------------------------------------------------------
SELECT '61f29b0c7d8a' AS revision;

-- until the version row has moved, this revision is half done
ALTER TABLE alembic_version COMMENT = 'sqlgen upgrade of 61f29b0c7d8a';
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- line 7: add_column tickets.channel
ALTER TABLE tickets ADD COLUMN channel varchar(20);
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- line 8: update tickets
UPDATE tickets SET channel = 'web' WHERE channel IS NULL;
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- line 9: alter_column tickets.channel, not null, default
-- line 10: add_column tickets.subject_length (all in one change of the table)
ALTER TABLE tickets
  MODIFY COLUMN channel varchar(20) DEFAULT 'web' NOT NULL,
  ADD COLUMN subject_length int GENERATED ALWAYS AS (char_length(subject)) STORED;
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- version row: 94a0f7d25e6b -> 61f29b0c7d8a,94a0f7d25e6b
INSERT INTO alembic_version (version_num) VALUES ('61f29b0c7d8a');
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;


-- ---------------------------------------------------------------------------------------------------------------------
-- 72d4c05e9ab3: call things what people call them
-- revisions/72d4c05e9ab3_clearer_names.yaml
-- ---------------------------------------------------------------------------------------------------------------------
SELECT '72d4c05e9ab3' AS revision;

-- until the version row has moved, this revision is half done
ALTER TABLE alembic_version COMMENT = 'sqlgen upgrade of 72d4c05e9ab3';
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- line 7: rename_column members.display_name to full_name
ALTER TABLE members RENAME COLUMN display_name TO full_name;
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- line 8: rename_constraint uq_members_account_id_display_name on members to uq_members_account_id_full_name
ALTER TABLE members RENAME INDEX uq_members_account_id_display_name TO uq_members_account_id_full_name;
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- line 9: rename_table comments to messages
RENAME TABLE comments TO messages;
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- line 10: rename_index ix_comments_ticket_id on messages to ix_messages_ticket_id
ALTER TABLE messages RENAME INDEX ix_comments_ticket_id TO ix_messages_ticket_id;
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- line 11: rename_column tickets.body to description
ALTER TABLE tickets RENAME COLUMN body TO description;
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- version row: 61f29b0c7d8a,94a0f7d25e6b -> 72d4c05e9ab3,94a0f7d25e6b
UPDATE alembic_version SET version_num = '72d4c05e9ab3' WHERE version_num = '61f29b0c7d8a';
INSERT INTO sqlgen_assert (version_row) SELECT ROW_COUNT() = 1;
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;


-- ---------------------------------------------------------------------------------------------------------------------
-- a5b8c3e19f07: bring reporting and the desk together
-- revisions/a5b8c3e19f07_merge_reporting.yaml
-- ---------------------------------------------------------------------------------------------------------------------
SELECT 'a5b8c3e19f07' AS revision;

ALTER TABLE alembic_version COMMENT = '';
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- no operations here: only the version table changes

-- version rows: 72d4c05e9ab3,94a0f7d25e6b -> a5b8c3e19f07
DELETE FROM alembic_version WHERE version_num = '72d4c05e9ab3';
INSERT INTO sqlgen_assert (version_row) SELECT ROW_COUNT() = 1;
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;
UPDATE alembic_version SET version_num = 'a5b8c3e19f07' WHERE version_num = '94a0f7d25e6b';
INSERT INTO sqlgen_assert (version_row) SELECT ROW_COUNT() = 1;
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;


-- ---------------------------------------------------------------------------------------------------------------------
-- b6c7d2f0a418: allow priorities up to 100, and let 50 be the usual one
-- revisions/b6c7d2f0a418_wider_priority.yaml
-- ---------------------------------------------------------------------------------------------------------------------
SELECT 'b6c7d2f0a418' AS revision;

-- until the version row has moved, this revision is half done
ALTER TABLE alembic_version COMMENT = 'sqlgen upgrade of b6c7d2f0a418';
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- line 7: drop_constraint ck_tickets_priority on tickets
-- line 8: alter_column tickets.priority, type integer, default (all in one change of the table)
ALTER TABLE tickets
  DROP CONSTRAINT ck_tickets_priority,
  MODIFY COLUMN priority int DEFAULT 50 NOT NULL COMMENT '1 is the most urgent, 5 the least';
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- line 10: update tickets, every row
UPDATE tickets SET priority = priority * 20;
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- line 12: create_check_constraint ck_tickets_priority on tickets
ALTER TABLE tickets ADD CONSTRAINT ck_tickets_priority CHECK (priority BETWEEN 1 AND 100);
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- version row: a5b8c3e19f07 -> b6c7d2f0a418
UPDATE alembic_version SET version_num = 'b6c7d2f0a418' WHERE version_num = 'a5b8c3e19f07';
INSERT INTO sqlgen_assert (version_row) SELECT ROW_COUNT() = 1;
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;


-- ---------------------------------------------------------------------------------------------------------------------
-- c7d8e3a1b529: let an account have an owner
-- revisions/c7d8e3a1b529_owner_role.yaml
-- ---------------------------------------------------------------------------------------------------------------------
SELECT 'c7d8e3a1b529' AS revision;

-- until the version row has moved, this revision is half done
ALTER TABLE alembic_version COMMENT = 'sqlgen upgrade of c7d8e3a1b529';
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- line 7: add_enum_value owner to member_role
ALTER TABLE members MODIFY COLUMN role enum('guest', 'agent', 'admin', 'owner') DEFAULT 'guest' NOT NULL;
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- version row: b6c7d2f0a418 -> c7d8e3a1b529
UPDATE alembic_version SET version_num = 'c7d8e3a1b529' WHERE version_num = 'b6c7d2f0a418';
INSERT INTO sqlgen_assert (version_row) SELECT ROW_COUNT() = 1;
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;


-- ---------------------------------------------------------------------------------------------------------------------
-- d8e9f4b2c63a: say viewer instead of guest, and let agents see bills
-- revisions/d8e9f4b2c63a_viewers.yaml
-- ---------------------------------------------------------------------------------------------------------------------
SELECT 'd8e9f4b2c63a' AS revision;

-- until the version row has moved, this revision is half done
ALTER TABLE alembic_version COMMENT = 'sqlgen upgrade of d8e9f4b2c63a';
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- line 7: replace_enum member_role
ALTER TABLE members MODIFY COLUMN role enum('guest', 'agent', 'admin', 'owner', 'viewer', 'billing') DEFAULT 'guest' NOT NULL;
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;
UPDATE members SET role = CASE role WHEN 'guest' THEN 'viewer' END WHERE role IN ('guest');
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;
ALTER TABLE members MODIFY COLUMN role enum('viewer', 'agent', 'billing', 'admin', 'owner') DEFAULT 'viewer' NOT NULL;
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- line 12: create_unique_constraint uq_accounts_email on accounts
ALTER TABLE accounts ADD CONSTRAINT uq_accounts_email UNIQUE (email);
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- line 13: create_index ix_members_role_full_name on members
CREATE INDEX ix_members_role_full_name ON members (role, full_name);
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- version row: c7d8e3a1b529 -> d8e9f4b2c63a
UPDATE alembic_version SET version_num = 'd8e9f4b2c63a' WHERE version_num = 'c7d8e3a1b529';
INSERT INTO sqlgen_assert (version_row) SELECT ROW_COUNT() = 1;
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;


-- ---------------------------------------------------------------------------------------------------------------------
-- e9fa05c3d74b: nobody sends a fax, and members are never inactive
-- revisions/e9fa05c3d74b_no_fax.yaml
-- ---------------------------------------------------------------------------------------------------------------------
SELECT 'e9fa05c3d74b' AS revision;

-- until the version row has moved, this revision is half done
ALTER TABLE alembic_version COMMENT = 'sqlgen upgrade of e9fa05c3d74b';
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- line 7: delete from members
DELETE FROM members WHERE NOT active;
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- line 9: drop_column members.active
-- line 11: drop_column members.fax (all in one change of the table)
ALTER TABLE members
  DROP COLUMN active,
  DROP COLUMN fax;
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- version row: d8e9f4b2c63a -> e9fa05c3d74b
UPDATE alembic_version SET version_num = 'e9fa05c3d74b' WHERE version_num = 'd8e9f4b2c63a';
INSERT INTO sqlgen_assert (version_row) SELECT ROW_COUNT() = 1;
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;


-- ---------------------------------------------------------------------------------------------------------------------
-- fa0b16d4e85c: keep old tickets apart, and show the channel to the people who plan
-- revisions/fa0b16d4e85c_archive.yaml
-- ---------------------------------------------------------------------------------------------------------------------
SELECT 'fa0b16d4e85c' AS revision;

-- until the version row has moved, this revision is half done
ALTER TABLE alembic_version COMMENT = 'sqlgen upgrade of fa0b16d4e85c';
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- line 18: insert into labels
INSERT INTO labels (id, name, colour) VALUES (4, 'archived', '#cfd3d7');
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- line 19: replace_view open_tickets
CREATE OR REPLACE VIEW open_tickets AS
SELECT t.id, a.name AS account, t.subject, t.channel, t.priority
FROM tickets t JOIN accounts a ON a.id = t.account_id
WHERE t.closed_at IS NULL;
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- version row: e9fa05c3d74b -> fa0b16d4e85c
UPDATE alembic_version SET version_num = 'fa0b16d4e85c' WHERE version_num = 'e9fa05c3d74b';
INSERT INTO sqlgen_assert (version_row) SELECT ROW_COUNT() = 1;
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

ALTER TABLE alembic_version COMMENT = '';
DO RELEASE_LOCK(LEFT(CONCAT('alembic_version in ', DATABASE()), 64));
DROP TEMPORARY TABLE sqlgen_assert;

-- verification: one line that names the first difference; the queries of --verify-sql name all
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN 'verified: 56 of 56 as expected'
  ELSE CONCAT('NOT AS EXPECTED: ', MIN(CASE WHEN f.n <> f.found THEN CONCAT(f.kind, ' ', f.owner, ': ', f.expected) END)) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT 'column' AS kind, '.' AS s, 'accounts' AS owner, 4 AS n, 'id not null; name not null; email not null; created_at not null' AS expected
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
    UNION ALL SELECT 'view', '.', 'open_tickets', 1, 'yes'
    UNION ALL SELECT 'trigger', '.', 'tickets', 1, 'count_tickets yes'
  ) e
  LEFT JOIN (
    SELECT CASE table_type WHEN 'BASE TABLE' THEN 'table' WHEN 'SEQUENCE' THEN 'sequence' ELSE 'view' END AS kind,
      IF(table_schema = DATABASE(), '.', table_schema) AS s, table_name AS owner, '.' AS name, 'yes' AS actual
    FROM information_schema.tables WHERE table_schema IN (DATABASE())
    UNION ALL
    SELECT 'column', IF(table_schema = DATABASE(), '.', table_schema), table_name, column_name, IF(is_nullable = 'YES', 'null', 'not null')
    FROM information_schema.columns WHERE table_schema IN (DATABASE())
    UNION ALL
    SELECT 'constraint', IF(table_schema = DATABASE(), '.', table_schema), table_name,
      IF(constraint_type = 'PRIMARY KEY', '.', constraint_name), LOWER(constraint_type)
    FROM information_schema.table_constraints WHERE table_schema IN (DATABASE())
    UNION ALL
    SELECT DISTINCT 'index', IF(table_schema = DATABASE(), '.', table_schema), table_name, index_name, IF(non_unique, 'not unique', 'unique')
    FROM information_schema.statistics WHERE table_schema IN (DATABASE())
    UNION ALL
    SELECT 'trigger', IF(event_object_schema = DATABASE(), '.', event_object_schema), event_object_table, trigger_name, 'yes'
    FROM information_schema.triggers WHERE event_object_schema IN (DATABASE())
  ) a ON a.kind = e.kind AND a.s = e.s AND a.owner = e.owner
    AND INSTR(CONCAT('; ', e.expected, '; '), CONCAT('; ', CASE WHEN e.n = 0 AND a.name = '.' THEN 'gone' WHEN e.n = 0 THEN CONCAT('no ', a.name) WHEN a.name = '.' THEN a.actual ELSE CONCAT(a.name, ' ', a.actual) END, '; ')) > 0
  GROUP BY e.kind, e.s, e.owner, e.n, e.expected
) f;

SELECT IF(@@tx_read_only, 'FAILED: read the first error above', 'done: base -> fa0b16d4e85c') AS result;
