-- =====================================================================================================================
-- sqlgen downgrade 38d15f02ac9e:2a7be4c815d0 --sql --dialect mariadb@10.11, for MariaDB 10.11
--
--   38d15f02ac9e -> 2a7be4c815d0, 1 revision undone:
--     38d15f02ac9e  put labels on tickets
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
--   Undo     sqlgen upgrade 2a7be4c815d0:38d15f02ac9e --sql --dialect mariadb@10.11
--   Loses    38d15f02ac9e: every row of ticket_labels, labels.
--   Digest   sha256 8234ccac45ebe3adc9a2ae5ad32b524de5955be08dfaeb8da182bf077c63e353
--            of the revision file that was read, and the options
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
  CONSTRAINT `sqlgen: database is not at 38d15f02ac9e, nothing was changed` CHECK (revision = 1),
  CONSTRAINT `sqlgen: a table of the baseline is missing, nothing was changed` CHECK (baseline = 1),
  CONSTRAINT `sqlgen: the version row did not move` CHECK (version_row = 1)
);
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- Guard: one script at a time, and only on a database at 38d15f02ac9e
INSERT INTO sqlgen_assert (free) SELECT GET_LOCK(LEFT(CONCAT('alembic_version in ', DATABASE()), 64), 5);
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;
INSERT INTO sqlgen_assert (revision)
SELECT COUNT(*) = 1 FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'alembic_version';
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

SELECT CONCAT('this script starts at 38d15f02ac9e, the database is at ', found,
  IF(found = BINARY '2a7be4c815d0', ': it has run already', CONCAT('; from there: sqlgen downgrade ', found, ':2a7be4c815d0 --sql --dialect mariadb@10.11'))) AS refused
FROM (SELECT COALESCE(GROUP_CONCAT(version_num ORDER BY BINARY version_num), 'base') AS found FROM alembic_version) AS at
WHERE found <> BINARY '38d15f02ac9e';
INSERT INTO sqlgen_assert (revision)
SELECT COALESCE(GROUP_CONCAT(version_num ORDER BY BINARY version_num), 'base') = BINARY '38d15f02ac9e' FROM alembic_version;
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;


-- ---------------------------------------------------------------------------------------------------------------------
-- 38d15f02ac9e, undone: put labels on tickets
-- revisions/38d15f02ac9e_labels.yaml
-- ---------------------------------------------------------------------------------------------------------------------
SELECT '38d15f02ac9e, undone' AS revision;

-- until the version row has moved, this revision is half done
ALTER TABLE alembic_version COMMENT = 'sqlgen downgrade of 38d15f02ac9e';
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- line 27, undone: nothing to do, line 7 drops the table

-- line 16, undone: drop_table ticket_labels
DROP TABLE ticket_labels;
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- line 7, undone: drop_table labels
DROP TABLE labels;
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- version row: 38d15f02ac9e -> 2a7be4c815d0
UPDATE alembic_version SET version_num = '2a7be4c815d0' WHERE version_num = '38d15f02ac9e';
INSERT INTO sqlgen_assert (version_row) SELECT ROW_COUNT() = 1;
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

ALTER TABLE alembic_version COMMENT = '';
DO RELEASE_LOCK(LEFT(CONCAT('alembic_version in ', DATABASE()), 64));
DROP TEMPORARY TABLE sqlgen_assert;

-- verification: one line that names the first difference; the queries of --verify-sql name all
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN 'verified: 2 of 2 as expected'
  ELSE CONCAT('NOT AS EXPECTED: ', MIN(CASE WHEN f.n <> f.found THEN CONCAT(f.kind, ' ', f.owner, ': ', f.expected) END)) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT 'table' AS kind, '.' AS s, 'labels' AS owner, 0 AS n, 'gone' AS expected
    UNION ALL SELECT 'table', '.', 'ticket_labels', 0, 'gone'
  ) e
  LEFT JOIN (
    SELECT CASE table_type WHEN 'BASE TABLE' THEN 'table' WHEN 'SEQUENCE' THEN 'sequence' ELSE 'view' END AS kind,
      IF(table_schema = DATABASE(), '.', table_schema) AS s, table_name AS owner, '.' AS name, 'yes' AS actual
    FROM information_schema.tables WHERE table_schema IN (DATABASE())
  ) a ON a.kind = e.kind AND a.s = e.s AND a.owner = e.owner
    AND INSTR(CONCAT('; ', e.expected, '; '), CONCAT('; ', CASE WHEN e.n = 0 AND a.name = '.' THEN 'gone' WHEN e.n = 0 THEN CONCAT('no ', a.name) WHEN a.name = '.' THEN a.actual ELSE CONCAT(a.name, ' ', a.actual) END, '; ')) > 0
  GROUP BY e.kind, e.s, e.owner, e.n, e.expected
) f;

SELECT IF(@@tx_read_only, 'FAILED: read the first error above', 'done: 38d15f02ac9e -> 2a7be4c815d0') AS result;
