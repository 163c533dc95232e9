-- =====================================================================================================================
-- sqlgen upgrade base:1f0c6a9d3b72 --sql --dialect sqlite@3.40, for SQLite 3.40
--
--   base -> 1f0c6a9d3b72, 1 revision:
--     1f0c6a9d3b72  create accounts, their members and what a member may do
--
--   Run      sqlite3 -init /dev/null -bail DATABASE < FILE        (copy the database file first)
--   Stops    at the first error. Each revision is one transaction: the one that fails is undone, those before it stay.
--            From a prompt (.read), type ROLLBACK; and leave sqlite3 before trying again.
--   Undo     sqlgen downgrade 1f0c6a9d3b72:base --sql --dialect sqlite@3.40
--   Digest   sha256 8e53099ee0b0227ed80467bdb18c3e91cf17f28af8610d9692be8897ed52c729
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
  revision     INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: the database is not at base, nothing was changed" CHECK (revision = 1),
  version_row  INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: the version row did not move, this revision is undone" CHECK (version_row = 1),
  foreign_keys INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: a row points at a row that is not there, this revision is undone" CHECK (foreign_keys = 1)
);

-- Guard: only on a database at base (no version table, or an empty one)
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS alembic_version (
  version_num varchar(32) NOT NULL,
  CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
SELECT 'this script starts at base, the database is at ' || found ||
  CASE found WHEN '1f0c6a9d3b72' THEN ': it has run already' ELSE '; from there: sqlgen upgrade ' || found || ':1f0c6a9d3b72 --sql --dialect sqlite@3.40' END
FROM (SELECT coalesce(group_concat(version_num), 'base') AS found FROM (SELECT version_num FROM alembic_version ORDER BY version_num))
WHERE found <> 'base';
INSERT INTO sqlgen_assert (revision)
SELECT coalesce(group_concat(version_num), 'base') = 'base' FROM (SELECT version_num FROM alembic_version ORDER BY version_num);
COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- 1f0c6a9d3b72: create accounts, their members and what a member may do
-- revisions/1f0c6a9d3b72_accounts_and_members.yaml
-- ---------------------------------------------------------------------------------------------------------------------
.print '1f0c6a9d3b72: create accounts, their members and what a member may do'
BEGIN IMMEDIATE;

-- line 7: create_enum member_role: SQLite has no enums, each column that uses it gets a check

-- line 9: create_table accounts
CREATE TABLE accounts (  -- who pays for the desk
  id         INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  name       varchar(80) NOT NULL,
  email      varchar(254) NOT NULL,  -- where the bill goes; not a member's own address
  created_at timestamp DEFAULT CURRENT_TIMESTAMP NOT NULL
);

-- line 19: create_table members
CREATE TABLE members (
  id           INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  account_id   bigint NOT NULL,
  display_name varchar(80) NOT NULL,
  role         varchar(5) DEFAULT 'guest' NOT NULL CHECK (role IN ('guest', 'agent', 'admin')),
  active       boolean DEFAULT true NOT NULL,
  fax          varchar(40),
  CONSTRAINT uq_members_account_id_display_name UNIQUE (account_id, display_name),
  CONSTRAINT fk_members_account_id_accounts FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
);

-- version row: base -> 1f0c6a9d3b72
INSERT INTO alembic_version (version_num) VALUES ('1f0c6a9d3b72');
INSERT INTO sqlgen_assert (version_row) SELECT count(*) = 1 FROM alembic_version;

COMMIT;

-- verification: one line that names the first difference; the queries of --verify-sql name all
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN 'verified: 12 of 12 as expected'
  ELSE 'NOT AS EXPECTED: ' || MIN(CASE WHEN f.n <> f.found THEN f.kind || ' ' || f.owner || ': ' || f.expected END) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT 'column' AS kind, '.' AS s, 'accounts' AS owner, 4 AS n, 'id not null; name not null; email not null; created_at not null' AS expected
    UNION ALL SELECT 'constraint', '.', 'accounts', 1, 'primary key'
    UNION ALL SELECT 'column', '.', 'members', 4, 'id not null; account_id not null; display_name not null; role not null'
    UNION ALL SELECT 'column', '.', 'members', 2, 'active not null; fax null'
    UNION ALL SELECT 'constraint', '.', 'members', 1, 'primary key'
  ) e
  LEFT JOIN (
    SELECT type AS kind, '.' AS s, name AS owner, '.' AS name, 'yes' AS actual FROM sqlite_master WHERE type IN ('table', 'view')
    UNION ALL
    SELECT 'column', '.', t.name, c.name, CASE WHEN c."notnull" THEN 'not null' ELSE 'null' END
    FROM sqlite_master t JOIN pragma_table_xinfo(t.name) c WHERE t.type = 'table'
    UNION ALL
    SELECT DISTINCT 'constraint', '.', t.name, '.', 'primary key'
    FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' AND c.pk > 0
  ) a ON a.kind = e.kind AND a.s = e.s AND a.owner = e.owner
    AND instr('; ' || e.expected || '; ', '; ' || CASE WHEN e.n = 0 AND a.name = '.' THEN 'gone' WHEN e.n = 0 THEN 'no ' || a.name WHEN a.name = '.' THEN a.actual ELSE a.name || ' ' || a.actual END || '; ') > 0
  GROUP BY e.kind, e.s, e.owner, e.n, e.expected
) f;

DROP TABLE temp.sqlgen_assert;
.print 'done: base -> 1f0c6a9d3b72'
