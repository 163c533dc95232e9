-- =====================================================================================================================
-- sqlgen downgrade a5b8c3e19f07:72d4c05e9ab3,94a0f7d25e6b --sql --dialect sqlite@3.40, for SQLite 3.40
--
--   a5b8c3e19f07 -> 72d4c05e9ab3,94a0f7d25e6b, 1 revision undone:
--     a5b8c3e19f07  bring reporting and the desk together
--
--   Run      sqlite3 -init /dev/null -bail DATABASE < FILE        (copy the database file first)
--   Stops    at the first error. Each revision is one transaction: the one that fails stays applied, those before it are gone.
--            From a prompt (.read), type ROLLBACK; and leave sqlite3 before trying again.
--   Undo     sqlgen upgrade 72d4c05e9ab3,94a0f7d25e6b:a5b8c3e19f07 --sql --dialect sqlite@3.40
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
  revision     INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: the database is not at a5b8c3e19f07, nothing was changed" CHECK (revision = 1),
  version_row  INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: the version row did not move, this revision is still applied" CHECK (version_row = 1),
  foreign_keys INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: a row points at a row that is not there, this revision is still applied" CHECK (foreign_keys = 1)
);

-- Guard: only on a database at a5b8c3e19f07
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS alembic_version (
  version_num varchar(32) NOT NULL,
  CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
SELECT 'this script starts at a5b8c3e19f07, the database is at ' || found ||
  CASE found WHEN '72d4c05e9ab3,94a0f7d25e6b' THEN ': it has run already' ELSE '; from there: sqlgen downgrade ' || found || ':72d4c05e9ab3,94a0f7d25e6b --sql --dialect sqlite@3.40' END
FROM (SELECT coalesce(group_concat(version_num), 'base') AS found FROM (SELECT version_num FROM alembic_version ORDER BY version_num))
WHERE found <> 'a5b8c3e19f07';
INSERT INTO sqlgen_assert (revision)
SELECT coalesce(group_concat(version_num), 'base') = 'a5b8c3e19f07' FROM (SELECT version_num FROM alembic_version ORDER BY version_num);
COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- a5b8c3e19f07, undone: bring reporting and the desk together
-- revisions/a5b8c3e19f07_merge_reporting.yaml
-- ---------------------------------------------------------------------------------------------------------------------
.print 'a5b8c3e19f07, undone: bring reporting and the desk together'
-- no operations here: only the version table changes

BEGIN IMMEDIATE;

-- version rows: a5b8c3e19f07 -> 72d4c05e9ab3,94a0f7d25e6b
INSERT INTO alembic_version (version_num) VALUES ('72d4c05e9ab3');
UPDATE alembic_version SET version_num = '94a0f7d25e6b' WHERE version_num = 'a5b8c3e19f07';
INSERT INTO sqlgen_assert (version_row) SELECT changes() = 1;

COMMIT;

DROP TABLE temp.sqlgen_assert;
.print 'done: a5b8c3e19f07 -> 72d4c05e9ab3,94a0f7d25e6b'
