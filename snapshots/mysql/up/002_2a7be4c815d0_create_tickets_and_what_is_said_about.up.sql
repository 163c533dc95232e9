-- =====================================================================================================================
-- sqlgen upgrade 1f0c6a9d3b72:2a7be4c815d0 --sql --dialect mysql@8.0, for MySQL 8.0
--
--   1f0c6a9d3b72 -> 2a7be4c815d0, 1 revision:
--     2a7be4c815d0  create tickets and what is said about them
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
--   Undo     sqlgen downgrade 2a7be4c815d0:1f0c6a9d3b72 --sql --dialect mysql@8.0
--   Digest   sha256 98e1d79eb21e70937c7f90e5dc2aa53830e74c2826948457f697e1f027b8227f
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
  CONSTRAINT `sqlgen: database is not at 1f0c6a9d3b72, nothing was changed` CHECK (revision = 1),
  CONSTRAINT `sqlgen: a table of the baseline is missing, nothing was changed` CHECK (baseline = 1),
  CONSTRAINT `sqlgen: the version row did not move` CHECK (version_row = 1)
);
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- Guard: one script at a time, and only on a database at 1f0c6a9d3b72
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

SELECT CONCAT('this script starts at 1f0c6a9d3b72, the database is at ', found,
  IF(found = BINARY '2a7be4c815d0', ': it has run already', CONCAT('; from there: sqlgen upgrade ', found, ':2a7be4c815d0 --sql --dialect mysql@8.0'))) AS refused
FROM (SELECT COALESCE(GROUP_CONCAT(version_num ORDER BY BINARY version_num), 'base') AS found FROM alembic_version) AS at
WHERE found <> BINARY '1f0c6a9d3b72';
INSERT INTO sqlgen_assert (revision)
SELECT COALESCE(GROUP_CONCAT(version_num ORDER BY BINARY version_num), 'base') = BINARY '1f0c6a9d3b72' FROM alembic_version;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;


-- ---------------------------------------------------------------------------------------------------------------------
-- 2a7be4c815d0: create tickets and what is said about them
-- revisions/2a7be4c815d0_tickets.yaml
-- ---------------------------------------------------------------------------------------------------------------------
SELECT '2a7be4c815d0' AS revision;

-- until the version row has moved, this revision is half done
ALTER TABLE alembic_version COMMENT = 'sqlgen upgrade of 2a7be4c815d0';
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- line 7: create_table tickets
CREATE TABLE tickets (
  id         bigint AUTO_INCREMENT NOT NULL,
  account_id bigint NOT NULL,
  author_id  bigint,
  subject    varchar(200) NOT NULL,
  body       longtext DEFAULT ('') NOT NULL,
  priority   smallint DEFAULT 3 NOT NULL,
  details    json DEFAULT ('{"source": "web", "tags": []}') NOT NULL,
  opened_at  timestamp DEFAULT CURRENT_TIMESTAMP NOT NULL,
  closed_at  timestamp NULL,
  PRIMARY KEY (id),
  CONSTRAINT fk_tickets_account_id_accounts FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE,
  CONSTRAINT fk_tickets_author_id_members FOREIGN KEY (author_id) REFERENCES members (id) ON DELETE SET NULL,
  CONSTRAINT ck_tickets_priority CHECK (priority BETWEEN 1 AND 5),
  INDEX ix_tickets_account_id_opened_at (account_id, opened_at DESC),
  INDEX ix_tickets_author_id (author_id)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

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
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

-- version row: 1f0c6a9d3b72 -> 2a7be4c815d0
UPDATE alembic_version SET version_num = '2a7be4c815d0' WHERE version_num = '1f0c6a9d3b72';
INSERT INTO sqlgen_assert (version_row) SELECT ROW_COUNT() = 1;
SET SESSION transaction_read_only = @@transaction_read_only OR @@error_count;

ALTER TABLE alembic_version COMMENT = '';
DO RELEASE_LOCK(LEFT(CONCAT('alembic_version in ', DATABASE()), 64));
DROP TEMPORARY TABLE sqlgen_assert;

-- verification: one line that names the first difference; the queries of --verify-sql name all
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN 'verified: 22 of 22 as expected'
  ELSE CONCAT('NOT AS EXPECTED: ', MIN(CASE WHEN f.n <> f.found THEN CONCAT(f.kind, ' ', f.owner, ': ', f.expected) END)) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT 'column' AS kind, '.' AS s, 'comments' AS owner, 4 AS n, 'id not null; ticket_id not null; body not null; written_at not null' AS expected
    UNION ALL SELECT 'constraint', '.', 'comments', 2, 'primary key; fk_comments_ticket_id_tickets foreign key'
    UNION ALL SELECT 'index', '.', 'comments', 1, 'ix_comments_ticket_id not unique'
    UNION ALL SELECT 'column', '.', 'tickets', 4, 'id not null; account_id not null; author_id null; subject not null'
    UNION ALL SELECT 'column', '.', 'tickets', 4, 'body not null; priority not null; details not null; opened_at not null'
    UNION ALL SELECT 'column', '.', 'tickets', 1, 'closed_at null'
    UNION ALL SELECT 'constraint', '.', 'tickets', 2, 'primary key; fk_tickets_account_id_accounts foreign key'
    UNION ALL SELECT 'constraint', '.', 'tickets', 2, 'fk_tickets_author_id_members foreign key; ck_tickets_priority check'
    UNION ALL SELECT 'index', '.', 'tickets', 2, 'ix_tickets_account_id_opened_at not unique; ix_tickets_author_id not unique'
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

SELECT IF(@@transaction_read_only, 'FAILED: read the first error above', 'done: 1f0c6a9d3b72 -> 2a7be4c815d0') AS result;
