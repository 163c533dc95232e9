-- =====================================================================================================================
-- sqlgen upgrade base:1f0c6a9d3b72 --sql --dialect oracle@19, for Oracle 19
--
--   base -> 1f0c6a9d3b72, 1 revision:
--     1f0c6a9d3b72  create accounts, their members and what a member may do
--
--   Run      sqlplus -L USER@SERVICE @FILE        (as the owner of the tables; SQLcl and SQL Developer read it as well)
--   Stops    at the first error, and ends the session.
--            Changes of tables cannot be undone by Oracle: what ran before the failure stays.
--            To go on after a failure: repair the cause, then run the lines down to the guard, and the file from the failed
--            statement on.
--            Until then the comment of alembic_version names the revision that is half done, and every script refuses. To begin
--            that revision anew, take back by hand what it did, and run COMMENT ON TABLE alembic_version IS '';
--   Undo     sqlgen downgrade 1f0c6a9d3b72:base --sql --dialect oracle@19
--   Digest   sha256 e106f16c27138f8432789fa761af3a591bcbf4d1132baa9f1901d4e392f868da
--            of the revision file that was read, and the options
-- =====================================================================================================================

WHENEVER OSERROR EXIT FAILURE ROLLBACK
WHENEVER SQLERROR EXIT FAILURE ROLLBACK
SET DEFINE OFF
SET SQLBLANKLINES ON
SET SERVEROUTPUT ON
SET AUTOCOMMIT OFF
ALTER SESSION SET NLS_SORT = BINARY NLS_COMP = BINARY;
ALTER SESSION SET NLS_NUMERIC_CHARACTERS = '.,';
ALTER SESSION SET NLS_DATE_FORMAT = 'YYYY-MM-DD HH24:MI:SS';
ALTER SESSION SET NLS_TIMESTAMP_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF';
ALTER SESSION SET NLS_TIMESTAMP_TZ_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF TZH:TZM';
ALTER SESSION SET DDL_LOCK_TIMEOUT = 5;

-- Guard: only on a database at base (no version table, or an empty one)
DECLARE
  found    VARCHAR2(4000);
  mark     VARCHAR2(4000);
  id       VARCHAR2(4000);
  rows_of  NUMBER;
  no_table EXCEPTION;
  PRAGMA EXCEPTION_INIT(no_table, -942);
BEGIN
  BEGIN
    EXECUTE IMMEDIATE 'SELECT NVL(LISTAGG(version_num, '','') WITHIN GROUP (ORDER BY version_num), ''base'') FROM alembic_version' INTO found;
  EXCEPTION
    WHEN no_table THEN found := NULL;
  END;
  IF NVL(found, 'base') <> 'base' THEN
    RAISE_APPLICATION_ERROR(-20001, 'sqlgen: this script starts at base, the database is at ' || NVL(found, 'base') || '. Nothing was changed' ||
      CASE NVL(found, 'base') WHEN '1f0c6a9d3b72' THEN ': the script has run already.'
      ELSE '. From there: sqlgen upgrade ' || NVL(found, 'base') || ':1f0c6a9d3b72 --sql --dialect oracle@19' END);
  END IF;
  -- while a revision runs, the comment of the version table names it: the last one has come to its end
  SELECT MAX(comments) INTO mark FROM all_tab_comments
  WHERE owner = SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA') AND table_name = 'ALEMBIC_VERSION' AND comments LIKE 'sqlgen %grade of %';
  IF mark IS NOT NULL THEN
    id := SUBSTR(mark, INSTR(mark, ' of ') + 4);
    EXECUTE IMMEDIATE 'SELECT COUNT(*) FROM alembic_version WHERE version_num = :1' INTO rows_of USING id;
    IF (mark LIKE 'sqlgen upgrade of %' AND rows_of = 0) OR (mark LIKE 'sqlgen downgrade of %' AND rows_of > 0) THEN
      RAISE_APPLICATION_ERROR(-20001, 'sqlgen: revision ' || id || ' is half done. Nothing was changed.');
    END IF;
  END IF;
  IF found IS NULL THEN
    EXECUTE IMMEDIATE 'CREATE TABLE alembic_version (version_num VARCHAR2(32 CHAR) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))';
  END IF;
END;
/


-- ---------------------------------------------------------------------------------------------------------------------
-- 1f0c6a9d3b72: create accounts, their members and what a member may do
-- revisions/1f0c6a9d3b72_accounts_and_members.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PROMPT 1f0c6a9d3b72: create accounts, their members and what a member may do

-- until the version row has moved, this revision is half done
COMMENT ON TABLE alembic_version IS 'sqlgen upgrade of 1f0c6a9d3b72';

-- line 7: create_enum member_role: Oracle has no enums, each column that uses it gets a check

-- line 9: create_table accounts
CREATE TABLE accounts (
  id         NUMBER(19) GENERATED ALWAYS AS IDENTITY NOT NULL,
  name       VARCHAR2(80 CHAR) NOT NULL,
  email      VARCHAR2(254 CHAR) NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL,
  CONSTRAINT pk_accounts PRIMARY KEY (id)
);
COMMENT ON TABLE accounts IS 'who pays for the desk';
COMMENT ON COLUMN accounts.email IS 'where the bill goes; not a member''s own address';

-- line 19: create_table members
CREATE TABLE members (
  id           NUMBER(19) GENERATED ALWAYS AS IDENTITY NOT NULL,
  account_id   NUMBER(19) NOT NULL,
  display_name VARCHAR2(80 CHAR) NOT NULL,
  role         VARCHAR2(5 CHAR) DEFAULT 'guest' NOT NULL,
  active       NUMBER(1) DEFAULT 1 NOT NULL,
  fax          VARCHAR2(40 CHAR),
  CONSTRAINT pk_members PRIMARY KEY (id),
  CONSTRAINT uq_members_account_id_display_name UNIQUE (account_id, display_name),
  CONSTRAINT fk_members_account_id_accounts FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE,
  CONSTRAINT ck_members_role_type CHECK (role IN ('guest', 'agent', 'admin')),
  CONSTRAINT ck_members_active_type CHECK (active IN (0, 1))
);

-- version row: base -> 1f0c6a9d3b72
DECLARE
  rows_of NUMBER;
BEGIN
  INSERT INTO alembic_version (version_num) VALUES ('1f0c6a9d3b72');
  SELECT COUNT(*) INTO rows_of FROM alembic_version;
  IF rows_of <> 1 THEN RAISE_APPLICATION_ERROR(-20001, 'sqlgen: the version table was not empty. What ran before stays.'); END IF;
  COMMIT;
END;
/

COMMENT ON TABLE alembic_version IS '';
-- verification: one line that names the first difference; the queries of --verify-sql name all
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN 'verified: 14 of 14 as expected'
  ELSE 'NOT AS EXPECTED: ' || MIN(CASE WHEN f.n <> f.found THEN f.kind || ' ' || f.owner || ': ' || f.expected END) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT 'column' AS kind, '.' AS s, 'ACCOUNTS' AS owner, 4 AS n, 'ID not null; NAME not null; EMAIL not null; CREATED_AT not null' AS expected FROM dual
    UNION ALL SELECT 'constraint', '.', 'ACCOUNTS', 1, 'primary key' FROM dual
    UNION ALL SELECT 'column', '.', 'MEMBERS', 4, 'ID not null; ACCOUNT_ID not null; DISPLAY_NAME not null; ROLE not null' FROM dual
    UNION ALL SELECT 'column', '.', 'MEMBERS', 2, 'ACTIVE not null; FAX null' FROM dual
    UNION ALL SELECT 'constraint', '.', 'MEMBERS', 2, 'primary key; UQ_MEMBERS_ACCOUNT_ID_DISPLAY_NAME unique' FROM dual
    UNION ALL SELECT 'constraint', '.', 'MEMBERS', 1, 'FK_MEMBERS_ACCOUNT_ID_ACCOUNTS foreign key' FROM dual
  ) e
  LEFT JOIN (
    SELECT LOWER(object_type) AS kind, DECODE(owner, SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA'), '.', owner) AS s, object_name AS owner, '.' AS name, 'yes' AS actual
    FROM all_objects WHERE object_type IN ('TABLE', 'VIEW', 'MATERIALIZED VIEW', 'SEQUENCE', 'FUNCTION', 'PROCEDURE') AND owner IN (SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA'))
    UNION ALL
    SELECT 'column', DECODE(owner, SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA'), '.', owner), table_name, column_name, DECODE(nullable, 'Y', 'null', 'not null')
    FROM all_tab_columns WHERE owner IN (SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA'))
    UNION ALL
    SELECT 'constraint', DECODE(owner, SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA'), '.', owner), table_name, DECODE(constraint_type, 'P', '.', constraint_name),
      DECODE(constraint_type, 'P', 'primary key', 'U', 'unique', 'R', 'foreign key', 'check')
    FROM all_constraints WHERE constraint_type IN ('P', 'U', 'R', 'C') AND owner IN (SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA'))
  ) a ON a.kind = e.kind AND a.s = e.s AND a.owner = e.owner
    AND INSTR('; ' || e.expected || '; ', '; ' || CASE WHEN e.n = 0 AND a.name = '.' THEN 'gone' WHEN e.n = 0 THEN 'no ' || a.name WHEN a.name = '.' THEN a.actual ELSE a.name || ' ' || a.actual END || '; ') > 0
  GROUP BY e.kind, e.s, e.owner, e.n, e.expected
) f;

PROMPT done: base -> 1f0c6a9d3b72
