-- =====================================================================================================================
-- sqlgen upgrade 1f0c6a9d3b72:2a7be4c815d0 --sql --dialect sqlite@3.40, for SQLite 3.40
--
--   1f0c6a9d3b72 -> 2a7be4c815d0, 1 revision:
--     2a7be4c815d0  create tickets and what is said about them
--
--   Run      sqlite3 -init /dev/null -bail DATABASE < FILE        (copy the database file first)
--   Stops    at the first error. Each revision is one transaction: the one that fails is undone, those before it stay.
--            From a prompt (.read), type ROLLBACK; and leave sqlite3 before trying again.
--   Undo     sqlgen downgrade 2a7be4c815d0:1f0c6a9d3b72 --sql --dialect sqlite@3.40
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
  revision     INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: the database is not at 1f0c6a9d3b72, nothing was changed" CHECK (revision = 1),
  version_row  INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: the version row did not move, this revision is undone" CHECK (version_row = 1),
  foreign_keys INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: a row points at a row that is not there, this revision is undone" CHECK (foreign_keys = 1)
);

-- Guard: only on a database at 1f0c6a9d3b72
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS alembic_version (
  version_num varchar(32) NOT NULL,
  CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
SELECT 'this script starts at 1f0c6a9d3b72, the database is at ' || found ||
  CASE found WHEN '2a7be4c815d0' THEN ': it has run already' ELSE '; from there: sqlgen upgrade ' || found || ':2a7be4c815d0 --sql --dialect sqlite@3.40' END
FROM (SELECT coalesce(group_concat(version_num), 'base') AS found FROM (SELECT version_num FROM alembic_version ORDER BY version_num))
WHERE found <> '1f0c6a9d3b72';
INSERT INTO sqlgen_assert (revision)
SELECT coalesce(group_concat(version_num), 'base') = '1f0c6a9d3b72' FROM (SELECT version_num FROM alembic_version ORDER BY version_num);
COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- 2a7be4c815d0: create tickets and what is said about them
-- revisions/2a7be4c815d0_tickets.yaml
-- ---------------------------------------------------------------------------------------------------------------------
.print '2a7be4c815d0: create tickets and what is said about them'
BEGIN IMMEDIATE;

-- line 7: create_table tickets
CREATE TABLE tickets (
  id         INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  account_id bigint NOT NULL,
  author_id  bigint,
  subject    varchar(200) NOT NULL,
  body       text DEFAULT ('') NOT NULL,
  priority   smallint DEFAULT 3 NOT NULL,
  details    text DEFAULT '{"source": "web", "tags": []}' NOT NULL CHECK (json_valid(details)),
  opened_at  timestamp DEFAULT CURRENT_TIMESTAMP NOT NULL,
  closed_at  timestamp,
  CONSTRAINT fk_tickets_account_id_accounts FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE,
  CONSTRAINT fk_tickets_author_id_members FOREIGN KEY (author_id) REFERENCES members (id) ON DELETE SET NULL,
  CONSTRAINT ck_tickets_priority CHECK (priority BETWEEN 1 AND 5)
);
CREATE INDEX ix_tickets_account_id_opened_at ON tickets (account_id, opened_at DESC);
CREATE INDEX ix_tickets_author_id ON tickets (author_id);

-- line 28: create_table comments
CREATE TABLE comments (
  id         INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  ticket_id  bigint NOT NULL,
  body       text NOT NULL,
  written_at timestamp DEFAULT CURRENT_TIMESTAMP NOT NULL,
  CONSTRAINT fk_comments_ticket_id_tickets FOREIGN KEY (ticket_id) REFERENCES tickets (id) ON DELETE CASCADE
);
CREATE INDEX ix_comments_ticket_id ON comments (ticket_id);

-- version row: 1f0c6a9d3b72 -> 2a7be4c815d0
UPDATE alembic_version SET version_num = '2a7be4c815d0' WHERE version_num = '1f0c6a9d3b72';
INSERT INTO sqlgen_assert (version_row) SELECT changes() = 1;

COMMIT;

-- verification: one line that names the first difference; the queries of --verify-sql name all
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN 'verified: 18 of 18 as expected'
  ELSE 'NOT AS EXPECTED: ' || MIN(CASE WHEN f.n <> f.found THEN f.kind || ' ' || f.owner || ': ' || f.expected END) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT 'column' AS kind, '.' AS s, 'comments' AS owner, 4 AS n, 'id not null; ticket_id not null; body not null; written_at not null' AS expected
    UNION ALL SELECT 'constraint', '.', 'comments', 1, 'primary key'
    UNION ALL SELECT 'index', '.', 'comments', 1, 'ix_comments_ticket_id not unique'
    UNION ALL SELECT 'column', '.', 'tickets', 4, 'id not null; account_id not null; author_id null; subject not null'
    UNION ALL SELECT 'column', '.', 'tickets', 4, 'body not null; priority not null; details not null; opened_at not null'
    UNION ALL SELECT 'column', '.', 'tickets', 1, 'closed_at null'
    UNION ALL SELECT 'constraint', '.', 'tickets', 1, 'primary key'
    UNION ALL SELECT 'index', '.', 'tickets', 2, 'ix_tickets_account_id_opened_at not unique; ix_tickets_author_id not unique'
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
.print 'done: 1f0c6a9d3b72 -> 2a7be4c815d0'
