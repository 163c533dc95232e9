-- =====================================================================================================================
-- sqlgen upgrade e9fa05c3d74b:fa0b16d4e85c --sql --dialect sqlite@3.40, for SQLite 3.40
--
--   e9fa05c3d74b -> fa0b16d4e85c, 1 revision:
--     fa0b16d4e85c  keep old tickets apart, and show the channel to the people who plan
--
--   Run      sqlite3 -init /dev/null -bail DATABASE < FILE        (copy the database file first)
--   Stops    at the first error. Each revision is one transaction: the one that fails is undone, those before it stay.
--            From a prompt (.read), type ROLLBACK; and leave sqlite3 before trying again.
--   Undo     sqlgen downgrade fa0b16d4e85c:e9fa05c3d74b --sql --dialect sqlite@3.40
--   Digest   sha256 4666baf3425999252fbaa1fda018b50de38fe6f1820d69de8c0a12e1d9c4cc5d
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
  version_row  INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: the version row did not move, this revision is undone" CHECK (version_row = 1),
  foreign_keys INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: a row points at a row that is not there, this revision is undone" CHECK (foreign_keys = 1)
);

-- Guard: only on a database at e9fa05c3d74b
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS alembic_version (
  version_num varchar(32) NOT NULL,
  CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
SELECT 'this script starts at e9fa05c3d74b, the database is at ' || found ||
  CASE found WHEN 'fa0b16d4e85c' THEN ': it has run already' ELSE '; from there: sqlgen upgrade ' || found || ':fa0b16d4e85c --sql --dialect sqlite@3.40' END
FROM (SELECT coalesce(group_concat(version_num), 'base') AS found FROM (SELECT version_num FROM alembic_version ORDER BY version_num))
WHERE found <> 'e9fa05c3d74b';
INSERT INTO sqlgen_assert (revision)
SELECT coalesce(group_concat(version_num), 'base') = 'e9fa05c3d74b' FROM (SELECT version_num FROM alembic_version ORDER BY version_num);
COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- fa0b16d4e85c: keep old tickets apart, and show the channel to the people who plan
-- revisions/fa0b16d4e85c_archive.yaml
-- ---------------------------------------------------------------------------------------------------------------------
.print 'fa0b16d4e85c: keep old tickets apart, and show the channel to the people who plan'
BEGIN IMMEDIATE;

-- line 18: insert into labels
INSERT INTO labels (id, name, colour) VALUES (4, 'archived', '#cfd3d7');

-- line 19: replace_view open_tickets
DROP VIEW open_tickets;
CREATE VIEW open_tickets AS
SELECT t.id, a.name AS account, t.subject, t.channel, t.priority
FROM tickets t JOIN accounts a ON a.id = t.account_id
WHERE t.closed_at IS NULL;

-- version row: e9fa05c3d74b -> fa0b16d4e85c
UPDATE alembic_version SET version_num = 'fa0b16d4e85c' WHERE version_num = 'e9fa05c3d74b';
INSERT INTO sqlgen_assert (version_row) SELECT changes() = 1;

COMMIT;

-- verification: one line that names the first difference; the queries of --verify-sql name all
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN 'verified: 1 of 1 as expected'
  ELSE 'NOT AS EXPECTED: ' || MIN(CASE WHEN f.n <> f.found THEN f.kind || ' ' || f.owner || ': ' || f.expected END) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT 'view' AS kind, '.' AS s, 'open_tickets' AS owner, 1 AS n, 'yes' AS expected
  ) e
  LEFT JOIN (
    SELECT type AS kind, '.' AS s, name AS owner, '.' AS name, 'yes' AS actual FROM sqlite_master WHERE type IN ('table', 'view')
  ) a ON a.kind = e.kind AND a.s = e.s AND a.owner = e.owner
    AND instr('; ' || e.expected || '; ', '; ' || CASE WHEN e.n = 0 AND a.name = '.' THEN 'gone' WHEN e.n = 0 THEN 'no ' || a.name WHEN a.name = '.' THEN a.actual ELSE a.name || ' ' || a.actual END || '; ') > 0
  GROUP BY e.kind, e.s, e.owner, e.n, e.expected
) f;

DROP TABLE temp.sqlgen_assert;
.print 'done: e9fa05c3d74b -> fa0b16d4e85c'
