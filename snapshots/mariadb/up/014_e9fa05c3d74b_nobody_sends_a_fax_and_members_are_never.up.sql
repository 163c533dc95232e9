-- =====================================================================================================================
-- sqlgen upgrade d8e9f4b2c63a:e9fa05c3d74b --sql --dialect mariadb@10.11, for MariaDB 10.11
--
--   d8e9f4b2c63a -> e9fa05c3d74b, 1 revision:
--     e9fa05c3d74b  nobody sends a fax, and members are never inactive
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
--   Undo     sqlgen downgrade e9fa05c3d74b:d8e9f4b2c63a --sql --dialect mariadb@10.11
--   Loses    e9fa05c3d74b: the rows that it deletes from members.
--            e9fa05c3d74b: which tickets.author_id pointed at rows that it deletes from members (they become null).
--            e9fa05c3d74b: every members.active, members.fax.
--   Digest   sha256 753b1d90060c0d1d8b26639adcab257121d1389e8a87cbc4babd5b37d7dde81d
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
  CONSTRAINT `sqlgen: database is not at d8e9f4b2c63a, nothing was changed` CHECK (revision = 1),
  CONSTRAINT `sqlgen: a table of the baseline is missing, nothing was changed` CHECK (baseline = 1),
  CONSTRAINT `sqlgen: the version row did not move` CHECK (version_row = 1)
);
SET SESSION tx_read_only = @@tx_read_only OR @@error_count;

-- Guard: one script at a time, and only on a database at d8e9f4b2c63a
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

SELECT CONCAT('this script starts at d8e9f4b2c63a, the database is at ', found,
  IF(found = BINARY 'e9fa05c3d74b', ': it has run already', CONCAT('; from there: sqlgen upgrade ', found, ':e9fa05c3d74b --sql --dialect mariadb@10.11'))) AS refused
FROM (SELECT COALESCE(GROUP_CONCAT(version_num ORDER BY BINARY version_num), 'base') AS found FROM alembic_version) AS at
WHERE found <> BINARY 'd8e9f4b2c63a';
INSERT INTO sqlgen_assert (revision)
SELECT COALESCE(GROUP_CONCAT(version_num ORDER BY BINARY version_num), 'base') = BINARY 'd8e9f4b2c63a' FROM alembic_version;
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

ALTER TABLE alembic_version COMMENT = '';
DO RELEASE_LOCK(LEFT(CONCAT('alembic_version in ', DATABASE()), 64));
DROP TEMPORARY TABLE sqlgen_assert;

-- verification: one line that names the first difference; the queries of --verify-sql name all
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN 'verified: 10 of 10 as expected'
  ELSE CONCAT('NOT AS EXPECTED: ', MIN(CASE WHEN f.n <> f.found THEN CONCAT(f.kind, ' ', f.owner, ': ', f.expected) END)) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT 'column' AS kind, '.' AS s, 'members' AS owner, 4 AS n, 'id not null; account_id not null; full_name not null; role not null' AS expected
    UNION ALL SELECT 'constraint', '.', 'members', 2, 'primary key; uq_members_account_id_full_name unique'
    UNION ALL SELECT 'constraint', '.', 'members', 1, 'fk_members_account_id_accounts foreign key'
    UNION ALL SELECT 'index', '.', 'members', 1, 'ix_members_role_full_name not unique'
    UNION ALL SELECT 'column', '.', 'members', 0, 'no active; no fax'
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

SELECT IF(@@tx_read_only, 'FAILED: read the first error above', 'done: d8e9f4b2c63a -> e9fa05c3d74b') AS result;
