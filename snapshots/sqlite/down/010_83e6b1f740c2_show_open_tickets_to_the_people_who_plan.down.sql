-- =====================================================================================================================
-- sqlgen downgrade 83e6b1f740c2:5c3a81e7f046 --sql --dialect sqlite@3.40, for SQLite 3.40
--
--   83e6b1f740c2 -> 5c3a81e7f046, 1 revision undone:
--     83e6b1f740c2  show open tickets to the people who plan
--
--   Run      sqlite3 -init /dev/null -bail DATABASE < FILE        (copy the database file first)
--   Stops    at the first error. Each revision is one transaction: the one that fails stays applied, those before it are gone.
--            From a prompt (.read), type ROLLBACK; and leave sqlite3 before trying again.
--   Undo     sqlgen upgrade 5c3a81e7f046:83e6b1f740c2 --sql --dialect sqlite@3.40
--   Loses    83e6b1f740c2: every row of ticket_counts.
--   Digest   sha256 856ad4cdfe13609c0f962e8c12439242e432fd059e7bd198008f0bd5d6e30ecd
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
  version_row  INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: the version row did not move, this revision is still applied" CHECK (version_row = 1),
  foreign_keys INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: a row points at a row that is not there, this revision is still applied" CHECK (foreign_keys = 1)
);

-- Guard: only on a database at 83e6b1f740c2
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS alembic_version (
  version_num varchar(32) NOT NULL,
  CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
SELECT 'this script starts at 83e6b1f740c2, the database is at ' || found ||
  CASE found WHEN '5c3a81e7f046' THEN ': it has run already' ELSE '; from there: sqlgen downgrade ' || found || ':5c3a81e7f046 --sql --dialect sqlite@3.40' END
FROM (SELECT coalesce(group_concat(version_num), 'base') AS found FROM (SELECT version_num FROM alembic_version ORDER BY version_num))
WHERE found <> '83e6b1f740c2';
INSERT INTO sqlgen_assert (revision)
SELECT coalesce(group_concat(version_num), 'base') = '83e6b1f740c2' FROM (SELECT version_num FROM alembic_version ORDER BY version_num);
COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- 83e6b1f740c2, undone: show open tickets to the people who plan
-- revisions/83e6b1f740c2_reporting_views.yaml
-- ---------------------------------------------------------------------------------------------------------------------
.print '83e6b1f740c2, undone: show open tickets to the people who plan'
BEGIN IMMEDIATE;

-- line 14, undone: drop_table ticket_counts
DROP TABLE ticket_counts;

-- line 8, undone: drop_view open_tickets
DROP VIEW open_tickets;

-- version row: 83e6b1f740c2 -> 5c3a81e7f046
UPDATE alembic_version SET version_num = '5c3a81e7f046' WHERE version_num = '83e6b1f740c2';
INSERT INTO sqlgen_assert (version_row) SELECT changes() = 1;

COMMIT;

-- verification: one line that names the first difference; the queries of --verify-sql name all
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN 'verified: 2 of 2 as expected'
  ELSE 'NOT AS EXPECTED: ' || MIN(CASE WHEN f.n <> f.found THEN f.kind || ' ' || f.owner || ': ' || f.expected END) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT 'table' AS kind, '.' AS s, 'ticket_counts' AS owner, 0 AS n, 'gone' AS expected
    UNION ALL SELECT 'view', '.', 'open_tickets', 0, 'gone'
  ) e
  LEFT JOIN (
    SELECT type AS kind, '.' AS s, name AS owner, '.' AS name, 'yes' AS actual FROM sqlite_master WHERE type IN ('table', 'view')
  ) a ON a.kind = e.kind AND a.s = e.s AND a.owner = e.owner
    AND instr('; ' || e.expected || '; ', '; ' || CASE WHEN e.n = 0 AND a.name = '.' THEN 'gone' WHEN e.n = 0 THEN 'no ' || a.name WHEN a.name = '.' THEN a.actual ELSE a.name || ' ' || a.actual END || '; ') > 0
  GROUP BY e.kind, e.s, e.owner, e.n, e.expected
) f;

DROP TABLE temp.sqlgen_assert;
.print 'done: 83e6b1f740c2 -> 5c3a81e7f046'
