-- =====================================================================================================================
-- sqlgen upgrade d8e9f4b2c63a:e9fa05c3d74b --sql, for SQLite 3.40
--
--   d8e9f4b2c63a -> e9fa05c3d74b, 1 revision:
--     e9fa05c3d74b  nobody sends a fax, and members are never inactive
--
--   Run      sqlite3 -init /dev/null -bail DATABASE < FILE        (copy the database file first)
--   Stops    at the first error. Each revision is one transaction: the one that fails is undone, those before it stay.
--            From a prompt (.read), type ROLLBACK; and leave sqlite3 before trying again.
--   Undo     sqlgen downgrade e9fa05c3d74b:d8e9f4b2c63a --sql
--   Loses    e9fa05c3d74b: the rows that it deletes from members.
--            e9fa05c3d74b: which tickets.author_id pointed at rows that it deletes from members (they become null).
--            e9fa05c3d74b: every members.active, members.fax.
--   Digest   sha256 2444af93340cbc23693b4b591db4aeed9491c9d8c56abf26d1c13dcb28767f34
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
  revision     INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: the database is not at d8e9f4b2c63a, nothing was changed" CHECK (revision = 1),
  version_row  INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: the version row did not move, this revision is undone" CHECK (version_row = 1),
  foreign_keys INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: a row points at a row that is not there, this revision is undone" CHECK (foreign_keys = 1)
);

-- Guard: only on a database at d8e9f4b2c63a
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS alembic_version (
  version_num varchar(32) NOT NULL,
  CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
SELECT 'this script starts at d8e9f4b2c63a, the database is at ' || found ||
  CASE found WHEN 'e9fa05c3d74b' THEN ': it has run already' ELSE '; from there: sqlgen upgrade ' || found || ':e9fa05c3d74b --sql' END
FROM (SELECT coalesce(group_concat(version_num), 'base') AS found FROM (SELECT version_num FROM alembic_version ORDER BY version_num))
WHERE found <> 'd8e9f4b2c63a';
INSERT INTO sqlgen_assert (revision)
SELECT coalesce(group_concat(version_num), 'base') = 'd8e9f4b2c63a' FROM (SELECT version_num FROM alembic_version ORDER BY version_num);
COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- e9fa05c3d74b: nobody sends a fax, and members are never inactive
-- revisions/e9fa05c3d74b_no_fax.yaml
-- ---------------------------------------------------------------------------------------------------------------------
.print 'e9fa05c3d74b: nobody sends a fax, and members are never inactive'
BEGIN IMMEDIATE;

-- line 7: delete from members
DELETE FROM members WHERE NOT active;

-- line 9: drop_column members.active
ALTER TABLE members DROP COLUMN active;

-- line 11: drop_column members.fax
ALTER TABLE members DROP COLUMN fax;

-- version row: d8e9f4b2c63a -> e9fa05c3d74b
UPDATE alembic_version SET version_num = 'e9fa05c3d74b' WHERE version_num = 'd8e9f4b2c63a';
INSERT INTO sqlgen_assert (version_row) SELECT changes() = 1;

COMMIT;

DROP TABLE temp.sqlgen_assert;
.print 'done: d8e9f4b2c63a -> e9fa05c3d74b'
