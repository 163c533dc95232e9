-- =====================================================================================================================
-- sqlgen upgrade 5c3a81e7f046:83e6b1f740c2 --sql --dialect mysql@8.0, for MySQL 8.0
--
--   5c3a81e7f046 -> 83e6b1f740c2, 1 revision:
--     83e6b1f740c2  show open tickets to the people who plan
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
--   Undo     sqlgen downgrade 83e6b1f740c2:5c3a81e7f046 --sql --dialect mysql@8.0
--   Digest   sha256 25d916b173bc7ec108f90eef69e9039ba7608b837c81b3a48ba6727f4e0e872c
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
  CONSTRAINT `sqlgen: database is not at 5c3a81e7f046, nothing was changed` CHECK (revision = 1),
  CONSTRAINT `sqlgen: a table of the baseline is missing, nothing was changed` CHECK (baseline = 1),
  CONSTRAINT `sqlgen: the version row did not move` CHECK (version_row = 1)
);
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- Guard: one script at a time, and only on a database at 5c3a81e7f046
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

SELECT CONCAT('this script starts at 5c3a81e7f046, the database is at ', found,
  IF(found = BINARY '83e6b1f740c2', ': it has run already', CONCAT('; from there: sqlgen upgrade ', found, ':83e6b1f740c2 --sql --dialect mysql@8.0'))) AS refused
FROM (SELECT COALESCE(GROUP_CONCAT(version_num ORDER BY BINARY version_num), 'base') AS found FROM alembic_version) AS at
WHERE found <> BINARY '5c3a81e7f046';
INSERT INTO sqlgen_assert (revision)
SELECT COALESCE(GROUP_CONCAT(version_num ORDER BY BINARY version_num), 'base') = BINARY '5c3a81e7f046' FROM alembic_version;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;


-- ---------------------------------------------------------------------------------------------------------------------
-- 83e6b1f740c2: show open tickets to the people who plan
-- revisions/83e6b1f740c2_reporting_views.yaml
-- ---------------------------------------------------------------------------------------------------------------------
SELECT '83e6b1f740c2' AS revision;

-- until the version row has moved, this revision is half done
ALTER TABLE alembic_version COMMENT = 'sqlgen upgrade of 83e6b1f740c2';
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- line 8: create_view open_tickets
CREATE VIEW open_tickets AS
SELECT t.id, a.name AS account, t.subject, t.priority
FROM tickets t JOIN accounts a ON a.id = t.account_id
WHERE t.closed_at IS NULL;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- line 14: create_table ticket_counts
CREATE TABLE ticket_counts (
  account_id bigint NOT NULL,
  opened     int DEFAULT 0 NOT NULL,
  PRIMARY KEY (account_id),
  CONSTRAINT fk_ticket_counts_account_id_accounts FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- version row: 5c3a81e7f046 -> 83e6b1f740c2
UPDATE alembic_version SET version_num = '83e6b1f740c2' WHERE version_num = '5c3a81e7f046';
INSERT INTO sqlgen_assert (version_row) SELECT ROW_COUNT() = 1;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

ALTER TABLE alembic_version COMMENT = '';
DO RELEASE_LOCK(LEFT(CONCAT('alembic_version in ', DATABASE()), 64));
DROP TEMPORARY TABLE sqlgen_assert;

-- verification: one line that names the first difference; the queries of --verify-sql name all
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN 'verified: 5 of 5 as expected'
  ELSE CONCAT('NOT AS EXPECTED: ', MIN(CASE WHEN f.n <> f.found THEN CONCAT(f.kind, ' ', f.owner, ': ', f.expected) END)) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT 'column' AS kind, '.' AS s, 'ticket_counts' AS owner, 2 AS n, 'account_id not null; opened not null' AS expected
    UNION ALL SELECT 'constraint', '.', 'ticket_counts', 2, 'primary key; fk_ticket_counts_account_id_accounts foreign key'
    UNION ALL SELECT 'view', '.', 'open_tickets', 1, 'yes'
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
  ) a ON a.kind = e.kind AND a.s = e.s AND a.owner = e.owner
    AND INSTR(CONCAT('; ', e.expected, '; '), CONCAT('; ', CASE WHEN e.n = 0 AND a.name = '.' THEN 'gone' WHEN e.n = 0 THEN CONCAT('no ', a.name) WHEN a.name = '.' THEN a.actual ELSE CONCAT(a.name, ' ', a.actual) END, '; ')) > 0
  GROUP BY e.kind, e.s, e.owner, e.n, e.expected
) f;

SELECT IF(@@transaction_read_only, 'FAILED: read the first error above', 'done: 5c3a81e7f046 -> 83e6b1f740c2') AS result;
