-- =====================================================================================================================
-- sqlgen upgrade base:1f0c6a9d3b72 --sql --dialect mysql@8.0, for MySQL 8.0
--
--   base -> 1f0c6a9d3b72, 1 revision:
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
--   Undo     sqlgen downgrade 1f0c6a9d3b72:base --sql --dialect mysql@8.0
--   Digest   sha256 5eff91dcb53b4f0d78eea33f78615eaed1f0ce6bf405a704cbec07ec24c403f4
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
  CONSTRAINT `sqlgen: database is not at base, nothing was changed` CHECK (revision = 1),
  CONSTRAINT `sqlgen: a table of the baseline is missing, nothing was changed` CHECK (baseline = 1),
  CONSTRAINT `sqlgen: the version row did not move` CHECK (version_row = 1)
);
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- Guard: one script at a time, and only on a database at base (no version table, or an empty one)
INSERT INTO sqlgen_assert (free) SELECT GET_LOCK(LEFT(CONCAT('alembic_version in ', DATABASE()), 64), 5);
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;
CREATE TABLE IF NOT EXISTS alembic_version (
  version_num varchar(32) NOT NULL,
  PRIMARY KEY (version_num)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
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

SELECT CONCAT('this script starts at base, the database is at ', found,
  IF(found = BINARY '1f0c6a9d3b72', ': it has run already', CONCAT('; from there: sqlgen upgrade ', found, ':1f0c6a9d3b72 --sql --dialect mysql@8.0'))) AS refused
FROM (SELECT COALESCE(GROUP_CONCAT(version_num ORDER BY BINARY version_num), 'base') AS found FROM alembic_version) AS at
WHERE found <> BINARY 'base';
INSERT INTO sqlgen_assert (revision)
SELECT COALESCE(GROUP_CONCAT(version_num ORDER BY BINARY version_num), 'base') = BINARY 'base' FROM alembic_version;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;


-- ---------------------------------------------------------------------------------------------------------------------
-- 1f0c6a9d3b72: create accounts, their members and what a member may do
-- revisions/1f0c6a9d3b72_accounts_and_members.yaml
-- ---------------------------------------------------------------------------------------------------------------------
SELECT '1f0c6a9d3b72' AS revision;

-- until the version row has moved, this revision is half done
ALTER TABLE alembic_version COMMENT = 'sqlgen upgrade of 1f0c6a9d3b72';
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- line 7: create_enum member_role: MySQL writes the values into each column that uses them

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
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

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
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- version row: base -> 1f0c6a9d3b72
INSERT INTO alembic_version (version_num) VALUES ('1f0c6a9d3b72');
INSERT INTO sqlgen_assert (version_row) SELECT COUNT(*) = 1 FROM alembic_version;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

ALTER TABLE alembic_version COMMENT = '';
DO RELEASE_LOCK(LEFT(CONCAT('alembic_version in ', DATABASE()), 64));
DROP TEMPORARY TABLE sqlgen_assert;

-- verification: one line that names the first difference; the queries of --verify-sql name all
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN 'verified: 14 of 14 as expected'
  ELSE CONCAT('NOT AS EXPECTED: ', MIN(CASE WHEN f.n <> f.found THEN CONCAT(f.kind, ' ', f.owner, ': ', f.expected) END)) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT 'column' AS kind, '.' AS s, 'accounts' AS owner, 4 AS n, 'id not null; name not null; email not null; created_at not null' AS expected
    UNION ALL SELECT 'constraint', '.', 'accounts', 1, 'primary key'
    UNION ALL SELECT 'column', '.', 'members', 4, 'id not null; account_id not null; display_name not null; role not null'
    UNION ALL SELECT 'column', '.', 'members', 2, 'active not null; fax null'
    UNION ALL SELECT 'constraint', '.', 'members', 2, 'primary key; uq_members_account_id_display_name unique'
    UNION ALL SELECT 'constraint', '.', 'members', 1, 'fk_members_account_id_accounts foreign key'
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

SELECT IF(@@transaction_read_only, 'FAILED: read the first error above', 'done: base -> 1f0c6a9d3b72') AS result;
