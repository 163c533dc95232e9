-- =====================================================================================================================
-- sqlgen upgrade 83e6b1f740c2:94a0f7d25e6b --sql --dialect sqlite@3.40, for SQLite 3.40
--
--   83e6b1f740c2 -> 94a0f7d25e6b, 1 revision:
--     94a0f7d25e6b  count the tickets of each account as they come in
--
--   Run      sqlite3 -init /dev/null -bail DATABASE < FILE        (copy the database file first)
--   Stops    at the first error. Each revision is one transaction: the one that fails is undone, those before it stay.
--            From a prompt (.read), type ROLLBACK; and leave sqlite3 before trying again.
--   Undo     sqlgen downgrade 94a0f7d25e6b:83e6b1f740c2 --sql --dialect sqlite@3.40
--   Digest   sha256 758bde449f9d5f8e6c9e3ca0b3aa467c65c3b8c09315d584bbf785e258aee725
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
  revision     INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: the database is not at 83e6b1f740c2, nothing was changed" CHECK (revision = 1),
  version_row  INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: the version row did not move, this revision is undone" CHECK (version_row = 1),
  foreign_keys INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: a row points at a row that is not there, this revision is undone" CHECK (foreign_keys = 1)
);

-- Guard: only on a database at 83e6b1f740c2
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS alembic_version (
  version_num varchar(32) NOT NULL,
  CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
SELECT 'this script starts at 83e6b1f740c2, the database is at ' || found ||
  CASE found WHEN '94a0f7d25e6b' THEN ': it has run already' ELSE '; from there: sqlgen upgrade ' || found || ':94a0f7d25e6b --sql --dialect sqlite@3.40' END
FROM (SELECT coalesce(group_concat(version_num), 'base') AS found FROM (SELECT version_num FROM alembic_version ORDER BY version_num))
WHERE found <> '83e6b1f740c2';
INSERT INTO sqlgen_assert (revision)
SELECT coalesce(group_concat(version_num), 'base') = '83e6b1f740c2' FROM (SELECT version_num FROM alembic_version ORDER BY version_num);
COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- 94a0f7d25e6b: count the tickets of each account as they come in
-- revisions/94a0f7d25e6b_count_tickets.yaml
-- ---------------------------------------------------------------------------------------------------------------------
.print '94a0f7d25e6b: count the tickets of each account as they come in'
BEGIN IMMEDIATE;

-- line 16: create_trigger count_tickets on tickets
CREATE TRIGGER count_tickets AFTER INSERT ON tickets FOR EACH ROW
BEGIN
  UPDATE ticket_counts SET opened = opened + 1 WHERE account_id = NEW.account_id;
END;

-- version row: 83e6b1f740c2 -> 94a0f7d25e6b
UPDATE alembic_version SET version_num = '94a0f7d25e6b' WHERE version_num = '83e6b1f740c2';
INSERT INTO sqlgen_assert (version_row) SELECT changes() = 1;

COMMIT;

-- verification: one line that names the first difference; the queries of --verify-sql name all
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN 'verified: 1 of 1 as expected'
  ELSE 'NOT AS EXPECTED: ' || MIN(CASE WHEN f.n <> f.found THEN f.kind || ' ' || f.owner || ': ' || f.expected END) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT 'trigger' AS kind, '.' AS s, 'tickets' AS owner, 1 AS n, 'count_tickets yes' AS expected
  ) e
  LEFT JOIN (
    SELECT type AS kind, '.' AS s, name AS owner, '.' AS name, 'yes' AS actual FROM sqlite_master WHERE type IN ('table', 'view')
    UNION ALL
    SELECT 'trigger', '.', tbl_name, name, 'yes' FROM sqlite_master WHERE type = 'trigger'
  ) a ON a.kind = e.kind AND a.s = e.s AND a.owner = e.owner
    AND instr('; ' || e.expected || '; ', '; ' || CASE WHEN e.n = 0 AND a.name = '.' THEN 'gone' WHEN e.n = 0 THEN 'no ' || a.name WHEN a.name = '.' THEN a.actual ELSE a.name || ' ' || a.actual END || '; ') > 0
  GROUP BY e.kind, e.s, e.owner, e.n, e.expected
) f;

DROP TABLE temp.sqlgen_assert;
.print 'done: 83e6b1f740c2 -> 94a0f7d25e6b'
