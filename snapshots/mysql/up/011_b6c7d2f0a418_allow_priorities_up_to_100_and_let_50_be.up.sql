-- =====================================================================================================================
-- sqlgen upgrade a5b8c3e19f07:b6c7d2f0a418 --sql --dialect mysql@8.0, for MySQL 8.0
--
--   a5b8c3e19f07 -> b6c7d2f0a418, 1 revision:
--     b6c7d2f0a418  allow priorities up to 100, and let 50 be the usual one
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
--   Undo     sqlgen downgrade b6c7d2f0a418:a5b8c3e19f07 --sql --dialect mysql@8.0
--   Fails    b6c7d2f0a418: if a row of tickets does not fulfil ck_tickets_priority. Look first:
--              SELECT count(*) FROM tickets WHERE NOT (priority BETWEEN 1 AND 100);
--   Digest   sha256 9595f5fd62d1391d5d2024753b7b331c29eb796050ee5deb24749a668f543ba8
--            of the revision file that was read, and the options
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
  CONSTRAINT `sqlgen: database is not at a5b8c3e19f07, nothing was changed` CHECK (revision = 1),
  CONSTRAINT `sqlgen: a table of the baseline is missing, nothing was changed` CHECK (baseline = 1),
  CONSTRAINT `sqlgen: the version row did not move` CHECK (version_row = 1)
);
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- Guard: one script at a time, and only on a database at a5b8c3e19f07
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

SELECT CONCAT('this script starts at a5b8c3e19f07, the database is at ', found,
  IF(found = BINARY 'b6c7d2f0a418', ': it has run already', CONCAT('; from there: sqlgen upgrade ', found, ':b6c7d2f0a418 --sql --dialect mysql@8.0'))) AS refused
FROM (SELECT COALESCE(GROUP_CONCAT(version_num ORDER BY BINARY version_num), 'base') AS found FROM alembic_version) AS at
WHERE found <> BINARY 'a5b8c3e19f07';
INSERT INTO sqlgen_assert (revision)
SELECT COALESCE(GROUP_CONCAT(version_num ORDER BY BINARY version_num), 'base') = BINARY 'a5b8c3e19f07' FROM alembic_version;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;


-- ---------------------------------------------------------------------------------------------------------------------
-- b6c7d2f0a418: allow priorities up to 100, and let 50 be the usual one
-- revisions/b6c7d2f0a418_wider_priority.yaml
-- ---------------------------------------------------------------------------------------------------------------------
SELECT 'b6c7d2f0a418' AS revision;

-- until the version row has moved, this revision is half done
ALTER TABLE alembic_version COMMENT = 'sqlgen upgrade of b6c7d2f0a418';
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- line 7: drop_constraint ck_tickets_priority on tickets
-- line 8: alter_column tickets.priority, type integer, default (all in one change of the table)
ALTER TABLE tickets
  DROP CHECK ck_tickets_priority,
  MODIFY COLUMN priority int DEFAULT 50 NOT NULL COMMENT '1 is the most urgent, 5 the least';
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- line 10: update tickets, every row
UPDATE tickets SET priority = priority * 20;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- line 12: create_check_constraint ck_tickets_priority on tickets
ALTER TABLE tickets ADD CONSTRAINT ck_tickets_priority CHECK (priority BETWEEN 1 AND 100);
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- version row: a5b8c3e19f07 -> b6c7d2f0a418
UPDATE alembic_version SET version_num = 'b6c7d2f0a418' WHERE version_num = 'a5b8c3e19f07';
INSERT INTO sqlgen_assert (version_row) SELECT ROW_COUNT() = 1;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

ALTER TABLE alembic_version COMMENT = '';
DO RELEASE_LOCK(LEFT(CONCAT('alembic_version in ', DATABASE()), 64));
DROP TEMPORARY TABLE sqlgen_assert;

-- verification: one line that names the first difference; the queries of --verify-sql name all
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN 'verified: 18 of 18 as expected'
  ELSE CONCAT('NOT AS EXPECTED: ', MIN(CASE WHEN f.n <> f.found THEN CONCAT(f.kind, ' ', f.owner, ': ', f.expected) END)) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT 'column' AS kind, '.' AS s, 'tickets' AS owner, 4 AS n, 'id not null; account_id not null; author_id null; subject not null' AS expected
    UNION ALL SELECT 'column', '.', 'tickets', 4, 'description not null; priority not null; details not null; opened_at not null'
    UNION ALL SELECT 'column', '.', 'tickets', 3, 'closed_at null; channel not null; subject_length null'
    UNION ALL SELECT 'constraint', '.', 'tickets', 2, 'primary key; fk_tickets_account_id_accounts foreign key'
    UNION ALL SELECT 'constraint', '.', 'tickets', 2, 'fk_tickets_author_id_members foreign key; ck_tickets_priority check'
    UNION ALL SELECT 'index', '.', 'tickets', 2, 'ix_tickets_account_id_opened_at not unique; ix_tickets_author_id not unique'
    UNION ALL SELECT 'index', '.', 'tickets', 1, 'ix_tickets_open not unique'
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
  ) a ON a.kind = e.kind AND a.s = e.s AND a.owner = e.owner
    AND INSTR(CONCAT('; ', e.expected, '; '), CONCAT('; ', CASE WHEN e.n = 0 AND a.name = '.' THEN 'gone' WHEN e.n = 0 THEN CONCAT('no ', a.name) WHEN a.name = '.' THEN a.actual ELSE CONCAT(a.name, ' ', a.actual) END, '; ')) > 0
  GROUP BY e.kind, e.s, e.owner, e.n, e.expected
) f;

SELECT IF(@@transaction_read_only, 'FAILED: read the first error above', 'done: a5b8c3e19f07 -> b6c7d2f0a418') AS result;
