-- =====================================================================================================================
-- sqlgen upgrade b6c7d2f0a418:c7d8e3a1b529 --sql --dialect sqlite@3.40, for SQLite 3.40
--
--   b6c7d2f0a418 -> c7d8e3a1b529, 1 revision:
--     c7d8e3a1b529  let an account have an owner
--
--   Run      sqlite3 -init /dev/null -bail DATABASE < FILE        (copy the database file first)
--   Stops    at the first error. Each revision is one transaction: the one that fails is undone, those before it stay.
--            From a prompt (.read), type ROLLBACK; and leave sqlite3 before trying again.
--   Undo     sqlgen downgrade c7d8e3a1b529:b6c7d2f0a418 --sql --dialect sqlite@3.40
--   Rewrites c7d8e3a1b529: members written anew
--   Digest   sha256 8a20b4035d88020a31d7a7c275b968f977c069e925709c5305e18fde828248fb
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
  revision     INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: the database is not at b6c7d2f0a418, nothing was changed" CHECK (revision = 1),
  version_row  INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: the version row did not move, this revision is undone" CHECK (version_row = 1),
  foreign_keys INTEGER NOT NULL DEFAULT 1 CONSTRAINT "sqlgen: a row points at a row that is not there, this revision is undone" CHECK (foreign_keys = 1)
);

-- Guard: only on a database at b6c7d2f0a418
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS alembic_version (
  version_num varchar(32) NOT NULL,
  CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
SELECT 'this script starts at b6c7d2f0a418, the database is at ' || found ||
  CASE found WHEN 'c7d8e3a1b529' THEN ': it has run already' ELSE '; from there: sqlgen upgrade ' || found || ':c7d8e3a1b529 --sql --dialect sqlite@3.40' END
FROM (SELECT coalesce(group_concat(version_num), 'base') AS found FROM (SELECT version_num FROM alembic_version ORDER BY version_num))
WHERE found <> 'b6c7d2f0a418';
INSERT INTO sqlgen_assert (revision)
SELECT coalesce(group_concat(version_num), 'base') = 'b6c7d2f0a418' FROM (SELECT version_num FROM alembic_version ORDER BY version_num);
COMMIT;


-- ---------------------------------------------------------------------------------------------------------------------
-- c7d8e3a1b529: let an account have an owner
-- revisions/c7d8e3a1b529_owner_role.yaml
-- ---------------------------------------------------------------------------------------------------------------------
.print 'c7d8e3a1b529: let an account have an owner'
PRAGMA foreign_keys = OFF;  -- a table is rebuilt: its rows must not cascade
BEGIN IMMEDIATE;

-- line 7: add_enum_value owner to member_role
CREATE TABLE members_new (
  id         INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  account_id bigint NOT NULL,
  full_name  varchar(80) NOT NULL,
  role       varchar(5) DEFAULT 'guest' NOT NULL CHECK (role IN ('guest', 'agent', 'admin', 'owner')),
  active     boolean DEFAULT true NOT NULL,
  fax        varchar(40),
  CONSTRAINT uq_members_account_id_full_name UNIQUE (account_id, full_name),
  CONSTRAINT fk_members_account_id_accounts FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
);
INSERT INTO sqlite_sequence (name, seq) SELECT 'members_new', seq FROM sqlite_sequence WHERE name = 'members';
INSERT INTO members_new (id, account_id, full_name, role, active, fax)
SELECT id, account_id, full_name, role, active, fax FROM members;
DROP TABLE members;
ALTER TABLE members_new RENAME TO members;

-- no row of a rebuilt table, or of a table that points at one, may point at a row that is not there
INSERT INTO sqlgen_assert (foreign_keys)
SELECT count(*) = 0 FROM sqlite_master t JOIN pragma_foreign_key_check(t.name) WHERE t.type = 'table' AND t.name IN ('members', 'tickets');

-- version row: b6c7d2f0a418 -> c7d8e3a1b529
UPDATE alembic_version SET version_num = 'c7d8e3a1b529' WHERE version_num = 'b6c7d2f0a418';
INSERT INTO sqlgen_assert (version_row) SELECT changes() = 1;

COMMIT;
PRAGMA foreign_keys = ON;

DROP TABLE temp.sqlgen_assert;
.print 'done: b6c7d2f0a418 -> c7d8e3a1b529'
