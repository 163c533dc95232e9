-- =====================================================================================================================
-- sqlgen downgrade 72d4c05e9ab3,94a0f7d25e6b:61f29b0c7d8a,94a0f7d25e6b --sql --dialect sqlite@3.40, for SQLite 3.40
--
--   72d4c05e9ab3,94a0f7d25e6b -> 61f29b0c7d8a,94a0f7d25e6b, 1 revision undone:
--     72d4c05e9ab3  call things what people call them
--
--   Run      sqlite3 -init /dev/null -bail DATABASE < FILE        (copy the database file first)
--   Stops    at the first error. Each revision is one transaction: the one that fails stays applied, those before it are gone.
--            From a prompt (.read), type ROLLBACK; and leave sqlite3 before trying again.
--   Undo     sqlgen upgrade 61f29b0c7d8a,94a0f7d25e6b:72d4c05e9ab3,94a0f7d25e6b --sql --dialect sqlite@3.40
--   Rewrites 72d4c05e9ab3: members written anew
--   Digest   sha256 4825b057542c74bc2bc6b677ffd2ee3815add93597a017eb2513cacc7ee5c7f4
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
  revision     INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: the database is not at 72d4c05e9ab3,94a0f7d25e6b, nothing was changed" CHECK (revision = 1),
  version_row  INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: the version row did not move, this revision is still applied" CHECK (version_row = 1),
  foreign_keys INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: a row points at a row that is not there, this revision is still applied" CHECK (foreign_keys = 1)
);

-- Guard: only on a database at 72d4c05e9ab3,94a0f7d25e6b
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS alembic_version (
  version_num varchar(32) NOT NULL,
  CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
SELECT 'this script starts at 72d4c05e9ab3,94a0f7d25e6b, the database is at ' || found ||
  CASE found WHEN '61f29b0c7d8a,94a0f7d25e6b' THEN ': it has run already' ELSE '; from there: sqlgen downgrade ' || found || ':61f29b0c7d8a,94a0f7d25e6b --sql --dialect sqlite@3.40' END
FROM (SELECT coalesce(group_concat(version_num), 'base') AS found FROM (SELECT version_num FROM alembic_version ORDER BY version_num))
WHERE found <> '72d4c05e9ab3,94a0f7d25e6b';
INSERT INTO sqlgen_assert (revision)
SELECT coalesce(group_concat(version_num), 'base') = '72d4c05e9ab3,94a0f7d25e6b' FROM (SELECT version_num FROM alembic_version ORDER BY version_num);
COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- 72d4c05e9ab3, undone: call things what people call them
-- revisions/72d4c05e9ab3_clearer_names.yaml
-- ---------------------------------------------------------------------------------------------------------------------
.print '72d4c05e9ab3, undone: call things what people call them'
PRAGMA foreign_keys = OFF;  -- a table is rebuilt: its rows must not cascade
BEGIN IMMEDIATE;

-- line 11, undone: rename_column tickets.description to body
ALTER TABLE tickets RENAME COLUMN description TO body;

-- line 10, undone: rename_index ix_messages_ticket_id on messages to ix_comments_ticket_id
DROP INDEX ix_messages_ticket_id;
CREATE INDEX ix_comments_ticket_id ON messages (ticket_id);

-- line 9, undone: rename_table messages to comments
ALTER TABLE messages RENAME TO comments;

-- line 8, undone: rename_constraint uq_members_account_id_full_name on members to uq_members_account_id_display_name
-- line 7, undone: rename_column members.full_name to display_name (all in one rebuild of the table)
CREATE TABLE members_new (
  id           INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  account_id   bigint NOT NULL,
  display_name varchar(80) NOT NULL,
  role         varchar(5) DEFAULT 'guest' NOT NULL CHECK (role IN ('guest', 'agent', 'admin')),
  active       boolean DEFAULT true NOT NULL,
  fax          varchar(40),
  CONSTRAINT uq_members_account_id_display_name UNIQUE (account_id, display_name),
  CONSTRAINT fk_members_account_id_accounts FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
);
INSERT INTO sqlite_sequence (name, seq) SELECT 'members_new', seq FROM sqlite_sequence WHERE name = 'members';
INSERT INTO members_new (id, account_id, display_name, role, active, fax)
SELECT id, account_id, full_name, role, active, fax FROM members;
DROP TABLE members;
ALTER TABLE members_new RENAME TO members;

-- no row of a rebuilt table, or of a table that points at one, may point at a row that is not there
INSERT INTO sqlgen_assert (foreign_keys)
SELECT count(*) = 0 FROM sqlite_master t JOIN pragma_foreign_key_check(t.name) WHERE t.type = 'table' AND t.name IN ('members', 'tickets');

-- version row: 72d4c05e9ab3,94a0f7d25e6b -> 61f29b0c7d8a,94a0f7d25e6b
UPDATE alembic_version SET version_num = '61f29b0c7d8a' WHERE version_num = '72d4c05e9ab3';
INSERT INTO sqlgen_assert (version_row) SELECT changes() = 1;

COMMIT;
PRAGMA foreign_keys = ON;

-- verification: one line that names the first difference; the queries of --verify-sql name all
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN 'verified: 31 of 31 as expected'
  ELSE 'NOT AS EXPECTED: ' || MIN(CASE WHEN f.n <> f.found THEN f.kind || ' ' || f.owner || ': ' || f.expected END) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT 'column' AS kind, '.' AS s, 'comments' AS owner, 4 AS n, 'id not null; ticket_id not null; body not null; written_at not null' AS expected
    UNION ALL SELECT 'constraint', '.', 'comments', 1, 'primary key'
    UNION ALL SELECT 'index', '.', 'comments', 1, 'ix_comments_ticket_id not unique'
    UNION ALL SELECT 'column', '.', 'members', 4, 'id not null; account_id not null; display_name not null; role not null'
    UNION ALL SELECT 'column', '.', 'members', 2, 'active not null; fax null'
    UNION ALL SELECT 'constraint', '.', 'members', 1, 'primary key'
    UNION ALL SELECT 'column', '.', 'tickets', 4, 'id not null; account_id not null; author_id null; subject not null'
    UNION ALL SELECT 'column', '.', 'tickets', 4, 'body not null; priority not null; details not null; opened_at not null'
    UNION ALL SELECT 'column', '.', 'tickets', 3, 'closed_at null; channel not null; subject_length null'
    UNION ALL SELECT 'constraint', '.', 'tickets', 1, 'primary key'
    UNION ALL SELECT 'index', '.', 'tickets', 2, 'ix_tickets_account_id_opened_at not unique; ix_tickets_author_id not unique'
    UNION ALL SELECT 'index', '.', 'tickets', 1, 'ix_tickets_open not unique'
    UNION ALL SELECT 'column', '.', 'members', 0, 'no full_name'
    UNION ALL SELECT 'table', '.', 'messages', 0, 'gone'
    UNION ALL SELECT 'column', '.', 'tickets', 0, 'no description'
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
.print 'done: 72d4c05e9ab3,94a0f7d25e6b -> 61f29b0c7d8a,94a0f7d25e6b'
