-- =====================================================================================================================
-- sqlgen downgrade 38d15f02ac9e:2a7be4c815d0 --sql --dialect sqlite@3.40, for SQLite 3.40
--
--   38d15f02ac9e -> 2a7be4c815d0, 1 revision undone:
--     38d15f02ac9e  put labels on tickets
--
--   Run      sqlite3 -init /dev/null -bail DATABASE < FILE        (copy the database file first)
--   Stops    at the first error. Each revision is one transaction: the one that fails stays applied, those before it are gone.
--            From a prompt (.read), type ROLLBACK; and leave sqlite3 before trying again.
--   Undo     sqlgen upgrade 2a7be4c815d0:38d15f02ac9e --sql --dialect sqlite@3.40
--   Loses    38d15f02ac9e: every row of ticket_labels, labels.
--   Digest   sha256 f798e9310a8b2efd2e2b327bb578846aced6ccd26aa19088ae0ff2a2f425fdd5
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
  version_row  INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: the version row did not move, this revision is still applied" CHECK (version_row = 1),
  foreign_keys INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: a row points at a row that is not there, this revision is still applied" CHECK (foreign_keys = 1)
);

-- Guard: only on a database at 38d15f02ac9e
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS alembic_version (
  version_num varchar(32) NOT NULL,
  CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
SELECT 'this script starts at 38d15f02ac9e, the database is at ' || found ||
  CASE found WHEN '2a7be4c815d0' THEN ': it has run already' ELSE '; from there: sqlgen downgrade ' || found || ':2a7be4c815d0 --sql --dialect sqlite@3.40' END
FROM (SELECT coalesce(group_concat(version_num), 'base') AS found FROM (SELECT version_num FROM alembic_version ORDER BY version_num))
WHERE found <> '38d15f02ac9e';
INSERT INTO sqlgen_assert (revision)
SELECT coalesce(group_concat(version_num), 'base') = '38d15f02ac9e' FROM (SELECT version_num FROM alembic_version ORDER BY version_num);
COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- 38d15f02ac9e, undone: put labels on tickets
-- revisions/38d15f02ac9e_labels.yaml
-- ---------------------------------------------------------------------------------------------------------------------
.print '38d15f02ac9e, undone: put labels on tickets'
BEGIN IMMEDIATE;

-- line 27, undone: nothing to do, line 7 drops the table

-- line 16, undone: drop_table ticket_labels
DROP TABLE ticket_labels;

-- line 7, undone: drop_table labels
DROP TABLE labels;

-- version row: 38d15f02ac9e -> 2a7be4c815d0
UPDATE alembic_version SET version_num = '2a7be4c815d0' WHERE version_num = '38d15f02ac9e';
INSERT INTO sqlgen_assert (version_row) SELECT changes() = 1;

COMMIT;

-- verification: one line that names the first difference; the queries of --verify-sql name all
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN 'verified: 2 of 2 as expected'
  ELSE 'NOT AS EXPECTED: ' || MIN(CASE WHEN f.n <> f.found THEN f.kind || ' ' || f.owner || ': ' || f.expected END) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT 'table' AS kind, '.' AS s, 'labels' AS owner, 0 AS n, 'gone' AS expected
    UNION ALL SELECT 'table', '.', 'ticket_labels', 0, 'gone'
  ) e
  LEFT JOIN (
    SELECT type AS kind, '.' AS s, name AS owner, '.' AS name, 'yes' AS actual FROM sqlite_master WHERE type IN ('table', 'view')
  ) a ON a.kind = e.kind AND a.s = e.s AND a.owner = e.owner
    AND instr('; ' || e.expected || '; ', '; ' || CASE WHEN e.n = 0 AND a.name = '.' THEN 'gone' WHEN e.n = 0 THEN 'no ' || a.name WHEN a.name = '.' THEN a.actual ELSE a.name || ' ' || a.actual END || '; ') > 0
  GROUP BY e.kind, e.s, e.owner, e.n, e.expected
) f;

DROP TABLE temp.sqlgen_assert;
.print 'done: 38d15f02ac9e -> 2a7be4c815d0'
