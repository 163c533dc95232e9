-- =====================================================================================================================
-- sqlgen upgrade 38d15f02ac9e:4be907d63f15 --sql, for SQLite 3.40
--
--   38d15f02ac9e -> 4be907d63f15, 1 revision:
--     4be907d63f15  find open tickets quickly
--
--   Run      sqlite3 -init /dev/null -bail DATABASE < FILE        (copy the database file first)
--   Stops    at the first error. Each revision is one transaction: the one that fails is undone, those before it stay.
--            From a prompt (.read), type ROLLBACK; and leave sqlite3 before trying again.
--   Undo     sqlgen downgrade 4be907d63f15:38d15f02ac9e --sql
--   Digest   sha256 16d7d6319e84e7c9568d096cf4da8691425b690e5d2c35d6da44c301ddc65864
--            of the revision file that was read, and the options
-- =====================================================================================================================

.bail on
.timeout 5000
PRAGMA foreign_keys = ON;
PRAGMA ignore_check_constraints = OFF;
PRAGMA legacy_alter_table = OFF;

-- What has to be true is written into this table; its checks stop the script where it is not
DROP TABLE IF EXISTS temp.sqlgen_assert;
CREATE TEMP TABLE sqlgen_assert (
  revision     INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: the database is not at 38d15f02ac9e, nothing was changed" CHECK (revision = 1),
  version_row  INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: the version row did not move, this revision is undone" CHECK (version_row = 1),
  foreign_keys INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: a row points at a row that is not there, this revision is undone" CHECK (foreign_keys = 1)
);

-- Guard: only on a database at 38d15f02ac9e
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS alembic_version (
  version_num varchar(32) NOT NULL,
  CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
SELECT 'this script starts at 38d15f02ac9e, the database is at ' || found ||
  CASE found WHEN '4be907d63f15' THEN ': it has run already' ELSE '; from there: sqlgen upgrade ' || found || ':4be907d63f15 --sql' END
FROM (SELECT coalesce(group_concat(version_num), 'base') AS found FROM (SELECT version_num FROM alembic_version ORDER BY version_num))
WHERE found <> '38d15f02ac9e';
INSERT INTO sqlgen_assert (revision)
SELECT coalesce(group_concat(version_num), 'base') = '38d15f02ac9e' FROM (SELECT version_num FROM alembic_version ORDER BY version_num);
COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- 4be907d63f15: find open tickets quickly
-- revisions/4be907d63f15_open_tickets_index.yaml
-- ---------------------------------------------------------------------------------------------------------------------
.print '4be907d63f15: find open tickets quickly'
BEGIN IMMEDIATE;

-- MySQL, MariaDB and Oracle have no partial indexes: there the whole table is in it
-- line 7: create_index ix_tickets_open on tickets
CREATE INDEX ix_tickets_open ON tickets (priority, opened_at) WHERE closed_at IS NULL;

-- version row: 38d15f02ac9e -> 4be907d63f15
UPDATE alembic_version SET version_num = '4be907d63f15' WHERE version_num = '38d15f02ac9e';
INSERT INTO sqlgen_assert (version_row) SELECT changes() = 1;

COMMIT;

DROP TABLE temp.sqlgen_assert;
.print 'done: 38d15f02ac9e -> 4be907d63f15'
