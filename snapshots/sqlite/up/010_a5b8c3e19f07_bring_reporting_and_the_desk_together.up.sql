-- =====================================================================================================================
-- sqlgen upgrade 72d4c05e9ab3,94a0f7d25e6b:a5b8c3e19f07 --sql --dialect sqlite@3.40, for SQLite 3.40
--
--   72d4c05e9ab3,94a0f7d25e6b -> a5b8c3e19f07, 1 revision:
--     a5b8c3e19f07  bring reporting and the desk together
--
--   Run      sqlite3 -init /dev/null -bail DATABASE < FILE        (copy the database file first)
--   Stops    at the first error. Each revision is one transaction: the one that fails is undone, those before it stay.
--            From a prompt (.read), type ROLLBACK; and leave sqlite3 before trying again.
--   Undo     sqlgen downgrade a5b8c3e19f07:72d4c05e9ab3,94a0f7d25e6b --sql --dialect sqlite@3.40
--   Digest   sha256 4154dce6cd624afb37b1ea3f8d0f5035868c29e1a36b2a4d6af67316d6f64b91
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
  revision     INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: the database is not at 72d4c05e9ab3,94a0f7d25e6b, nothing was changed" CHECK (revision = 1),
  version_row  INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: the version row did not move, this revision is undone" CHECK (version_row = 1),
  foreign_keys INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: a row points at a row that is not there, this revision is undone" CHECK (foreign_keys = 1)
);

-- Guard: only on a database at 72d4c05e9ab3,94a0f7d25e6b
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS alembic_version (
  version_num varchar(32) NOT NULL,
  CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
SELECT 'this script starts at 72d4c05e9ab3,94a0f7d25e6b, the database is at ' || found ||
  CASE found WHEN 'a5b8c3e19f07' THEN ': it has run already' ELSE '; from there: sqlgen upgrade ' || found || ':a5b8c3e19f07 --sql --dialect sqlite@3.40' END
FROM (SELECT coalesce(group_concat(version_num), 'base') AS found FROM (SELECT version_num FROM alembic_version ORDER BY version_num))
WHERE found <> '72d4c05e9ab3,94a0f7d25e6b';
INSERT INTO sqlgen_assert (revision)
SELECT coalesce(group_concat(version_num), 'base') = '72d4c05e9ab3,94a0f7d25e6b' FROM (SELECT version_num FROM alembic_version ORDER BY version_num);
COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- a5b8c3e19f07: bring reporting and the desk together
-- revisions/a5b8c3e19f07_merge_reporting.yaml
-- ---------------------------------------------------------------------------------------------------------------------
.print 'a5b8c3e19f07: bring reporting and the desk together'
-- no operations here: only the version table changes

BEGIN IMMEDIATE;

-- version rows: 72d4c05e9ab3,94a0f7d25e6b -> a5b8c3e19f07
DELETE FROM alembic_version WHERE version_num = '72d4c05e9ab3';
INSERT INTO sqlgen_assert (version_row) SELECT changes() = 1;
UPDATE alembic_version SET version_num = 'a5b8c3e19f07' WHERE version_num = '94a0f7d25e6b';
INSERT INTO sqlgen_assert (version_row) SELECT changes() = 1;

COMMIT;

DROP TABLE temp.sqlgen_assert;
.print 'done: 72d4c05e9ab3,94a0f7d25e6b -> a5b8c3e19f07'
