-- =====================================================================================================================
-- sqlgen downgrade 61f29b0c7d8a,94a0f7d25e6b:94a0f7d25e6b,base --sql --dialect sqlite@3.40, for SQLite 3.40
--
--   61f29b0c7d8a,94a0f7d25e6b -> 94a0f7d25e6b, 1 revision undone:
--     61f29b0c7d8a  note through which channel a ticket came
--
--   Run      sqlite3 -init /dev/null -bail DATABASE < FILE        (copy the database file first)
--   Stops    at the first error. Each revision is one transaction: the one that fails stays applied, those before it are gone.
--            From a prompt (.read), type ROLLBACK; and leave sqlite3 before trying again.
--   Undo     sqlgen upgrade 94a0f7d25e6b:61f29b0c7d8a,94a0f7d25e6b --sql --dialect sqlite@3.40
--   Rewrites 61f29b0c7d8a: tickets written anew
--   Loses    61f29b0c7d8a: every tickets.channel.
--   Digest   sha256 c03cfacffc8c7cac34578c44f9ca3f7c00610a63fd6db97724962e12c7f48f79
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
  revision     INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: the database is not at 61f29b0c7d8a,94a0f7d25e6b, nothing was changed" CHECK (revision = 1),
  version_row  INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: the version row did not move, this revision is still applied" CHECK (version_row = 1),
  foreign_keys INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: a row points at a row that is not there, this revision is still applied" CHECK (foreign_keys = 1)
);

-- Guard: only on a database at 61f29b0c7d8a,94a0f7d25e6b
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS alembic_version (
  version_num varchar(32) NOT NULL,
  CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
SELECT 'this script starts at 61f29b0c7d8a,94a0f7d25e6b, the database is at ' || found ||
  CASE found WHEN '94a0f7d25e6b' THEN ': it has run already' ELSE '; from there: sqlgen downgrade ' || found || ':94a0f7d25e6b --sql --dialect sqlite@3.40' END
FROM (SELECT coalesce(group_concat(version_num), 'base') AS found FROM (SELECT version_num FROM alembic_version ORDER BY version_num))
WHERE found <> '61f29b0c7d8a,94a0f7d25e6b';
INSERT INTO sqlgen_assert (revision)
SELECT coalesce(group_concat(version_num), 'base') = '61f29b0c7d8a,94a0f7d25e6b' FROM (SELECT version_num FROM alembic_version ORDER BY version_num);
COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- 61f29b0c7d8a, undone: note through which channel a ticket came
-- revisions/61f29b0c7d8a_channel.yaml
-- ---------------------------------------------------------------------------------------------------------------------
.print '61f29b0c7d8a, undone: note through which channel a ticket came'
PRAGMA foreign_keys = OFF;  -- a table is rebuilt: its rows must not cascade
BEGIN IMMEDIATE;

-- line 10: view open_tickets reads tickets; put back below
DROP VIEW open_tickets;

-- line 10, undone: drop_column tickets.subject_length
-- line 9, undone: alter_column tickets.channel, nullable, no default
-- line 7, undone: drop_column tickets.channel (all in one rebuild of the table)
CREATE TABLE tickets_new (  -- one request of a customer
  id         INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  account_id bigint NOT NULL,
  author_id  bigint,  -- empty when the member is gone
  subject    varchar(200) NOT NULL,
  body       text DEFAULT ('') NOT NULL,
  priority   smallint DEFAULT 3 NOT NULL,  -- 1 is the most urgent, 5 the least
  details    text DEFAULT '{"source": "web", "tags": []}' NOT NULL CHECK (json_valid(details)),
  opened_at  timestamp DEFAULT CURRENT_TIMESTAMP NOT NULL,
  closed_at  timestamp,
  CONSTRAINT fk_tickets_account_id_accounts FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE,
  CONSTRAINT fk_tickets_author_id_members FOREIGN KEY (author_id) REFERENCES members (id) ON DELETE SET NULL,
  CONSTRAINT ck_tickets_priority CHECK (priority BETWEEN 1 AND 5)
);
INSERT INTO sqlite_sequence (name, seq) SELECT 'tickets_new', seq FROM sqlite_sequence WHERE name = 'tickets';
INSERT INTO tickets_new (id, account_id, author_id, subject, body, priority, details, opened_at, closed_at)
SELECT id, account_id, author_id, subject, body, priority, details, opened_at, closed_at FROM tickets;
DROP TABLE tickets;
ALTER TABLE tickets_new RENAME TO tickets;
CREATE INDEX ix_tickets_account_id_opened_at ON tickets (account_id, opened_at DESC);
CREATE INDEX ix_tickets_author_id ON tickets (author_id);
CREATE INDEX ix_tickets_open ON tickets (priority, opened_at) WHERE closed_at IS NULL;

-- line 10: view open_tickets is put back
CREATE VIEW open_tickets AS
SELECT t.id, a.name AS account, t.subject, t.priority
FROM tickets t JOIN accounts a ON a.id = t.account_id
WHERE t.closed_at IS NULL;

-- line 10: trigger count_tickets is put back
CREATE TRIGGER count_tickets AFTER INSERT ON tickets FOR EACH ROW
BEGIN
  UPDATE ticket_counts SET opened = opened + 1 WHERE account_id = NEW.account_id;
END;

-- line 8, undone: nothing to do, line 7 drops what it wrote

-- no row of a rebuilt table, or of a table that points at one, may point at a row that is not there
INSERT INTO sqlgen_assert (foreign_keys)
SELECT count(*) = 0 FROM sqlite_master t JOIN pragma_foreign_key_check(t.name) WHERE t.type = 'table' AND t.name IN ('tickets', 'comments', 'ticket_labels');

-- version row: 61f29b0c7d8a,94a0f7d25e6b -> 94a0f7d25e6b
DELETE FROM alembic_version WHERE version_num = '61f29b0c7d8a';
INSERT INTO sqlgen_assert (version_row) SELECT changes() = 1;

COMMIT;
PRAGMA foreign_keys = ON;

-- verification: one line that names the first difference; the queries of --verify-sql name all
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN 'verified: 15 of 15 as expected'
  ELSE 'NOT AS EXPECTED: ' || MIN(CASE WHEN f.n <> f.found THEN f.kind || ' ' || f.owner || ': ' || f.expected END) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT 'column' AS kind, '.' AS s, 'tickets' AS owner, 4 AS n, 'id not null; account_id not null; author_id null; subject not null' AS expected
    UNION ALL SELECT 'column', '.', 'tickets', 4, 'body not null; priority not null; details not null; opened_at not null'
    UNION ALL SELECT 'column', '.', 'tickets', 1, 'closed_at null'
    UNION ALL SELECT 'constraint', '.', 'tickets', 1, 'primary key'
    UNION ALL SELECT 'index', '.', 'tickets', 2, 'ix_tickets_account_id_opened_at not unique; ix_tickets_author_id not unique'
    UNION ALL SELECT 'index', '.', 'tickets', 1, 'ix_tickets_open not unique'
    UNION ALL SELECT 'column', '.', 'tickets', 0, 'no channel; no subject_length'
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
.print 'done: 61f29b0c7d8a,94a0f7d25e6b -> 94a0f7d25e6b'
