-- =====================================================================================================================
-- sqlgen downgrade d8e9f4b2c63a:c7d8e3a1b529 --sql --dialect oracle@19, for Oracle 19
--
--   d8e9f4b2c63a -> c7d8e3a1b529, 1 revision undone:
--     d8e9f4b2c63a  say viewer instead of guest, and let agents see bills
--
--   Run      sqlplus -L USER@SERVICE @FILE        (as the owner of the tables; SQLcl and SQL Developer read it as well)
--   Stops    at the first error, and ends the session.
--            Changes of tables cannot be undone by Oracle: what ran before the failure stays.
--            To go on after a failure: repair the cause, then run the lines down to the guard, and the file from the failed
--            statement on.
--            Until then the comment of alembic_version names the revision that is half done, and every script refuses. To begin
--            that revision anew, take back by hand what it did, and run COMMENT ON TABLE alembic_version IS '';
--   Undo     sqlgen upgrade c7d8e3a1b529:d8e9f4b2c63a --sql --dialect oracle@19
--   Loses    d8e9f4b2c63a: which members.role were billing (they become agent).
--   Digest   sha256 b5490ef709fb093e24fa6527d97d92992a2a1e49659222969db61eb64bd0f238
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

-- Guard: only on a database at d8e9f4b2c63a
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
  IF NVL(found, 'base') <> 'd8e9f4b2c63a' THEN
    RAISE_APPLICATION_ERROR(-20001, 'sqlgen: this script starts at d8e9f4b2c63a, the database is at ' || NVL(found, 'base') || '. Nothing was changed' ||
      CASE NVL(found, 'base') WHEN 'c7d8e3a1b529' THEN ': the script has run already.'
      ELSE '. From there: sqlgen downgrade ' || NVL(found, 'base') || ':c7d8e3a1b529 --sql --dialect oracle@19' END);
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
END;
/


-- ---------------------------------------------------------------------------------------------------------------------
-- d8e9f4b2c63a, undone: say viewer instead of guest, and let agents see bills
-- revisions/d8e9f4b2c63a_viewers.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PROMPT d8e9f4b2c63a, undone: say viewer instead of guest, and let agents see bills

-- until the version row has moved, this revision is half done
COMMENT ON TABLE alembic_version IS 'sqlgen downgrade of d8e9f4b2c63a';

-- line 13, undone: drop_index ix_members_role_full_name on members
DROP INDEX ix_members_role_full_name;

-- line 12, undone: drop_constraint uq_accounts_email on accounts
ALTER TABLE accounts DROP CONSTRAINT uq_accounts_email;

-- line 7, undone: replace_enum member_role
ALTER TABLE members DROP CONSTRAINT ck_members_role_type;
ALTER TABLE members ADD CONSTRAINT ck_members_role_type CHECK (role IN ('viewer', 'agent', 'billing', 'admin', 'owner', 'guest'));
UPDATE members SET role = CASE role WHEN 'billing' THEN 'agent' WHEN 'viewer' THEN 'guest' END WHERE role IN ('billing', 'viewer');
ALTER TABLE members DROP CONSTRAINT ck_members_role_type;
ALTER TABLE members MODIFY role VARCHAR2(5 CHAR) DEFAULT 'guest';
ALTER TABLE members ADD CONSTRAINT ck_members_role_type CHECK (role IN ('guest', 'agent', 'admin', 'owner'));

-- version row: d8e9f4b2c63a -> c7d8e3a1b529
BEGIN
  UPDATE alembic_version SET version_num = 'c7d8e3a1b529' WHERE version_num = 'd8e9f4b2c63a';
  IF SQL%ROWCOUNT <> 1 THEN RAISE_APPLICATION_ERROR(-20001, 'sqlgen: no version row d8e9f4b2c63a. What ran before stays.'); END IF;
  COMMIT;
END;
/

COMMENT ON TABLE alembic_version IS '';
-- verification: one line that names the first difference; the queries of --verify-sql name all
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN 'verified: 16 of 16 as expected'
  ELSE 'NOT AS EXPECTED: ' || MIN(CASE WHEN f.n <> f.found THEN f.kind || ' ' || f.owner || ': ' || f.expected END) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT 'column' AS kind, '.' AS s, 'ACCOUNTS' AS owner, 4 AS n, 'ID not null; NAME not null; EMAIL not null; CREATED_AT not null' AS expected FROM dual
    UNION ALL SELECT 'constraint', '.', 'ACCOUNTS', 1, 'primary key' FROM dual
    UNION ALL SELECT 'column', '.', 'MEMBERS', 4, 'ID not null; ACCOUNT_ID not null; FULL_NAME not null; ROLE not null' FROM dual
    UNION ALL SELECT 'column', '.', 'MEMBERS', 2, 'ACTIVE not null; FAX null' FROM dual
    UNION ALL SELECT 'constraint', '.', 'MEMBERS', 2, 'primary key; UQ_MEMBERS_ACCOUNT_ID_FULL_NAME unique' FROM dual
    UNION ALL SELECT 'constraint', '.', 'MEMBERS', 1, 'FK_MEMBERS_ACCOUNT_ID_ACCOUNTS foreign key' FROM dual
    UNION ALL SELECT 'constraint', '.', 'ACCOUNTS', 0, 'no UQ_ACCOUNTS_EMAIL' FROM dual
    UNION ALL SELECT 'index', '.', 'MEMBERS', 0, 'no IX_MEMBERS_ROLE_FULL_NAME' FROM dual
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
    UNION ALL
    SELECT 'index', DECODE(table_owner, SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA'), '.', table_owner), table_name, index_name, DECODE(uniqueness, 'UNIQUE', 'unique', 'not unique')
    FROM all_indexes WHERE table_owner IN (SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA'))
  ) a ON a.kind = e.kind AND a.s = e.s AND a.owner = e.owner
    AND INSTR('; ' || e.expected || '; ', '; ' || CASE WHEN e.n = 0 AND a.name = '.' THEN 'gone' WHEN e.n = 0 THEN 'no ' || a.name WHEN a.name = '.' THEN a.actual ELSE a.name || ' ' || a.actual END || '; ') > 0
  GROUP BY e.kind, e.s, e.owner, e.n, e.expected
) f;

PROMPT done: d8e9f4b2c63a -> c7d8e3a1b529
