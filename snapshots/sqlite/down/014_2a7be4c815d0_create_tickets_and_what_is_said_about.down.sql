-- =====================================================================================================================
-- sqlgen downgrade 2a7be4c815d0:1f0c6a9d3b72 --sql --dialect sqlite@3.40, for SQLite 3.40
--
--   2a7be4c815d0 -> 1f0c6a9d3b72, 1 revision undone:
--     2a7be4c815d0  create tickets and what is said about them
--
--   Run      sqlite3 -init /dev/null -bail DATABASE < FILE        (copy the database file first)
--   Stops    at the first error. Each revision is one transaction: the one that fails stays applied, those before it are gone.
--            From a prompt (.read), type ROLLBACK; and leave sqlite3 before trying again.
--   Undo     sqlgen upgrade 1f0c6a9d3b72:2a7be4c815d0 --sql --dialect sqlite@3.40
--   Loses    2a7be4c815d0: every row of comments, tickets.
--   Digest   sha256 42625e9cc40f73065467d9c15c115b76bb86b900ec56b556108860d18d29e5ee
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
  revision     INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: the database is not at 2a7be4c815d0, nothing was changed" CHECK (revision = 1),
  version_row  INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: the version row did not move, this revision is still applied" CHECK (version_row = 1),
  foreign_keys INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: a row points at a row that is not there, this revision is still applied" CHECK (foreign_keys = 1)
);

-- Guard: only on a database at 2a7be4c815d0
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS alembic_version (
  version_num varchar(32) NOT NULL,
  CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
SELECT 'this script starts at 2a7be4c815d0, the database is at ' || found ||
  CASE found WHEN '1f0c6a9d3b72' THEN ': it has run already' ELSE '; from there: sqlgen downgrade ' || found || ':1f0c6a9d3b72 --sql --dialect sqlite@3.40' END
FROM (SELECT coalesce(group_concat(version_num), 'base') AS found FROM (SELECT version_num FROM alembic_version ORDER BY version_num))
WHERE found <> '2a7be4c815d0';
INSERT INTO sqlgen_assert (revision)
SELECT coalesce(group_concat(version_num), 'base') = '2a7be4c815d0' FROM (SELECT version_num FROM alembic_version ORDER BY version_num);
COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- 2a7be4c815d0, undone: create tickets and what is said about them
-- revisions/2a7be4c815d0_tickets.yaml
-- ---------------------------------------------------------------------------------------------------------------------
.print '2a7be4c815d0, undone: create tickets and what is said about them'
BEGIN IMMEDIATE;

-- line 28, undone: drop_table comments
DROP TABLE comments;

-- line 7, undone: drop_table tickets
DROP TABLE tickets;

-- version row: 2a7be4c815d0 -> 1f0c6a9d3b72
UPDATE alembic_version SET version_num = '1f0c6a9d3b72' WHERE version_num = '2a7be4c815d0';
INSERT INTO sqlgen_assert (version_row) SELECT changes() = 1;

COMMIT;

-- verification: one line that names the first difference; the queries of --verify-sql name all
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN 'verified: 2 of 2 as expected'
  ELSE 'NOT AS EXPECTED: ' || MIN(CASE WHEN f.n <> f.found THEN f.kind || ' ' || f.owner || ': ' || f.expected END) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT 'table' AS kind, '.' AS s, 'comments' AS owner, 0 AS n, 'gone' AS expected
    UNION ALL SELECT 'table', '.', 'tickets', 0, 'gone'
  ) e
  LEFT JOIN (
    SELECT type AS kind, '.' AS s, name AS owner, '.' AS name, 'yes' AS actual FROM sqlite_master WHERE type IN ('table', 'view')
  ) a ON a.kind = e.kind AND a.s = e.s AND a.owner = e.owner
    AND instr('; ' || e.expected || '; ', '; ' || CASE WHEN e.n = 0 AND a.name = '.' THEN 'gone' WHEN e.n = 0 THEN 'no ' || a.name WHEN a.name = '.' THEN a.actual ELSE a.name || ' ' || a.actual END || '; ') > 0
  GROUP BY e.kind, e.s, e.owner, e.n, e.expected
) f;

DROP TABLE temp.sqlgen_assert;
.print 'done: 2a7be4c815d0 -> 1f0c6a9d3b72'
