-- =====================================================================================================================
-- sqlgen downgrade e9fa05c3d74b:d8e9f4b2c63a --sql --dialect sqlite@3.40, for SQLite 3.40
--
--   e9fa05c3d74b -> d8e9f4b2c63a, 1 revision undone:
--     e9fa05c3d74b  nobody sends a fax, and members are never inactive
--
--   Run      sqlite3 -init /dev/null -bail DATABASE < FILE        (copy the database file first)
--   Stops    at the first error. Each revision is one transaction: the one that fails stays applied, those before it are gone.
--            From a prompt (.read), type ROLLBACK; and leave sqlite3 before trying again.
--   Undo     sqlgen upgrade d8e9f4b2c63a:e9fa05c3d74b --sql --dialect sqlite@3.40
--   Empty    e9fa05c3d74b: members.fax, members.active (the values are not brought back).
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
  revision     INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: the database is not at e9fa05c3d74b, nothing was changed" CHECK (revision = 1),
  version_row  INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: the version row did not move, this revision is still applied" CHECK (version_row = 1),
  foreign_keys INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: a row points at a row that is not there, this revision is still applied" CHECK (foreign_keys = 1)
);

-- Guard: only on a database at e9fa05c3d74b
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS alembic_version (
  version_num varchar(32) NOT NULL,
  CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
SELECT 'this script starts at e9fa05c3d74b, the database is at ' || found ||
  CASE found WHEN 'd8e9f4b2c63a' THEN ': it has run already' ELSE '; from there: sqlgen downgrade ' || found || ':d8e9f4b2c63a --sql --dialect sqlite@3.40' END
FROM (SELECT coalesce(group_concat(version_num), 'base') AS found FROM (SELECT version_num FROM alembic_version ORDER BY version_num))
WHERE found <> 'e9fa05c3d74b';
INSERT INTO sqlgen_assert (revision)
SELECT coalesce(group_concat(version_num), 'base') = 'e9fa05c3d74b' FROM (SELECT version_num FROM alembic_version ORDER BY version_num);
COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- e9fa05c3d74b, undone: nobody sends a fax, and members are never inactive
-- revisions/e9fa05c3d74b_no_fax.yaml
-- ---------------------------------------------------------------------------------------------------------------------
.print 'e9fa05c3d74b, undone: nobody sends a fax, and members are never inactive'
BEGIN IMMEDIATE;

-- line 11, undone: add_column members.fax
ALTER TABLE members ADD COLUMN fax varchar(40);

-- line 9, undone: add_column members.active
ALTER TABLE members ADD COLUMN active boolean DEFAULT true NOT NULL;

-- line 7, undone: the inactive members are in the backup of 2025-05-05

-- version row: e9fa05c3d74b -> d8e9f4b2c63a
UPDATE alembic_version SET version_num = 'd8e9f4b2c63a' WHERE version_num = 'e9fa05c3d74b';
INSERT INTO sqlgen_assert (version_row) SELECT changes() = 1;

COMMIT;

-- verification: one line that names the first difference; the queries of --verify-sql name all
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN 'verified: 8 of 8 as expected'
  ELSE 'NOT AS EXPECTED: ' || MIN(CASE WHEN f.n <> f.found THEN f.kind || ' ' || f.owner || ': ' || f.expected END) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT 'column' AS kind, '.' AS s, 'members' AS owner, 4 AS n, 'id not null; account_id not null; full_name not null; role not null' AS expected
    UNION ALL SELECT 'column', '.', 'members', 2, 'active not null; fax null'
    UNION ALL SELECT 'constraint', '.', 'members', 1, 'primary key'
    UNION ALL SELECT 'index', '.', 'members', 1, 'ix_members_role_full_name not unique'
  ) e
  LEFT JOIN (
    SELECT type AS kind, '.' AS s, name AS owner, '.' AS name, 'yes' AS actual FROM sqlite_master WHERE type IN ('table', 'view')
    UNION ALL
    SELECT 'column', '.', t.name, c.name, CASE WHEN c."notnull" THEN 'not null' ELSE 'null' END
    FROM sqlite_master t JOIN pragma_table_xinfo(t.name) c WHERE t.type = 'table'
    UNION ALL
    SELECT DISTINCT 'constraint', '.', t.name, '.', 'primary key'
    FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' AND c.pk > 0
    UNION ALL
    SELECT 'index', '.', t.name, i.name, CASE WHEN i."unique" THEN 'unique' ELSE 'not unique' END
    FROM sqlite_master t JOIN pragma_index_list(t.name) i WHERE t.type = 'table' AND i.origin = 'c'
  ) a ON a.kind = e.kind AND a.s = e.s AND a.owner = e.owner
    AND instr('; ' || e.expected || '; ', '; ' || CASE WHEN e.n = 0 AND a.name = '.' THEN 'gone' WHEN e.n = 0 THEN 'no ' || a.name WHEN a.name = '.' THEN a.actual ELSE a.name || ' ' || a.actual END || '; ') > 0
  GROUP BY e.kind, e.s, e.owner, e.n, e.expected
) f;

DROP TABLE temp.sqlgen_assert;
.print 'done: e9fa05c3d74b -> d8e9f4b2c63a'
