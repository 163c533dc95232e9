-- =====================================================================================================================
-- sqlgen upgrade 2a7be4c815d0:38d15f02ac9e --sql --dialect sqlite@3.40, for SQLite 3.40
--
--   2a7be4c815d0 -> 38d15f02ac9e, 1 revision:
--     38d15f02ac9e  put labels on tickets
--
--   Run      sqlite3 -init /dev/null -bail DATABASE < FILE        (copy the database file first)
--   Stops    at the first error. Each revision is one transaction: the one that fails is undone, those before it stay.
--            From a prompt (.read), type ROLLBACK; and leave sqlite3 before trying again.
--   Undo     sqlgen downgrade 38d15f02ac9e:2a7be4c815d0 --sql --dialect sqlite@3.40
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
  revision     INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: the database is not at 2a7be4c815d0, nothing was changed" CHECK (revision = 1),
  version_row  INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: the version row did not move, this revision is undone" CHECK (version_row = 1),
  foreign_keys INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: a row points at a row that is not there, this revision is undone" CHECK (foreign_keys = 1)
);

-- Guard: only on a database at 2a7be4c815d0
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS alembic_version (
  version_num varchar(32) NOT NULL,
  CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
SELECT 'this script starts at 2a7be4c815d0, the database is at ' || found ||
  CASE found WHEN '38d15f02ac9e' THEN ': it has run already' ELSE '; from there: sqlgen upgrade ' || found || ':38d15f02ac9e --sql --dialect sqlite@3.40' END
FROM (SELECT coalesce(group_concat(version_num), 'base') AS found FROM (SELECT version_num FROM alembic_version ORDER BY version_num))
WHERE found <> '2a7be4c815d0';
INSERT INTO sqlgen_assert (revision)
SELECT coalesce(group_concat(version_num), 'base') = '2a7be4c815d0' FROM (SELECT version_num FROM alembic_version ORDER BY version_num);
COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- 38d15f02ac9e: put labels on tickets
-- revisions/38d15f02ac9e_labels.yaml
-- ---------------------------------------------------------------------------------------------------------------------
.print '38d15f02ac9e: put labels on tickets'
BEGIN IMMEDIATE;

-- line 7: create_table labels
CREATE TABLE labels (
  id     integer NOT NULL,
  name   varchar(40) NOT NULL,
  colour char(7) DEFAULT '#808080' NOT NULL,
  CONSTRAINT pk_labels PRIMARY KEY (id),
  CONSTRAINT uq_labels_name UNIQUE (name)
);

-- line 16: create_table ticket_labels
CREATE TABLE ticket_labels (
  ticket_id bigint NOT NULL,
  label_id  integer NOT NULL,
  CONSTRAINT pk_ticket_labels PRIMARY KEY (ticket_id, label_id),
  CONSTRAINT fk_ticket_labels_ticket_id_tickets FOREIGN KEY (ticket_id) REFERENCES tickets (id) ON DELETE CASCADE,
  CONSTRAINT fk_ticket_labels_label_id_labels FOREIGN KEY (label_id) REFERENCES labels (id) ON DELETE CASCADE
);
CREATE INDEX ix_ticket_labels_label_id ON ticket_labels (label_id);

-- line 27: bulk_insert into labels, 3 rows
INSERT INTO labels (id, name, colour) VALUES
  (1, 'bug', '#d73a4a'),
  (2, 'question', '#d876e3'),
  (3, 'it''s urgent', '#b60205');

-- version row: 2a7be4c815d0 -> 38d15f02ac9e
UPDATE alembic_version SET version_num = '38d15f02ac9e' WHERE version_num = '2a7be4c815d0';
INSERT INTO sqlgen_assert (version_row) SELECT changes() = 1;

COMMIT;

-- verification: one line that names the first difference; the queries of --verify-sql name all
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN 'verified: 8 of 8 as expected'
  ELSE 'NOT AS EXPECTED: ' || MIN(CASE WHEN f.n <> f.found THEN f.kind || ' ' || f.owner || ': ' || f.expected END) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT 'column' AS kind, '.' AS s, 'labels' AS owner, 3 AS n, 'id not null; name not null; colour not null' AS expected
    UNION ALL SELECT 'constraint', '.', 'labels', 1, 'primary key'
    UNION ALL SELECT 'column', '.', 'ticket_labels', 2, 'ticket_id not null; label_id not null'
    UNION ALL SELECT 'constraint', '.', 'ticket_labels', 1, 'primary key'
    UNION ALL SELECT 'index', '.', 'ticket_labels', 1, 'ix_ticket_labels_label_id not unique'
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
.print 'done: 2a7be4c815d0 -> 38d15f02ac9e'
