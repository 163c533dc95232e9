-- =====================================================================================================================
-- sqlgen upgrade d8e9f4b2c63a:e9fa05c3d74b --sql --dialect oracle@19, for Oracle 19
--
--   d8e9f4b2c63a -> e9fa05c3d74b, 1 revision:
--     e9fa05c3d74b  nobody sends a fax, and members are never inactive
--
--   Run      sqlplus -L USER@SERVICE @FILE        (as the owner of the tables; SQLcl and SQL Developer read it as well)
--   Stops    at the first error, and ends the session.
--            Changes of tables cannot be undone by Oracle: what ran before the failure stays.
--            To go on after a failure: repair the cause, then run the lines down to the guard, and the file from the failed
--            statement on.
--            Until then the comment of alembic_version names the revision that is half done, and every script refuses. To begin
--            that revision anew, take back by hand what it did, and run COMMENT ON TABLE alembic_version IS '';
--   Undo     sqlgen downgrade e9fa05c3d74b:d8e9f4b2c63a --sql --dialect oracle@19
--   Loses    e9fa05c3d74b: the rows that it deletes from members.
--            e9fa05c3d74b: which tickets.author_id pointed at rows that it deletes from members (they become null).
--            e9fa05c3d74b: every members.active, members.fax.
--   Digest   sha256 b5f30f0f876ef90914fa67c9bce3af9f90e610364074d49e432e07d112996607
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
      CASE NVL(found, 'base') WHEN 'e9fa05c3d74b' THEN ': the script has run already.'
      ELSE '. From there: sqlgen upgrade ' || NVL(found, 'base') || ':e9fa05c3d74b --sql --dialect oracle@19' END);
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
-- e9fa05c3d74b: nobody sends a fax, and members are never inactive
-- revisions/e9fa05c3d74b_no_fax.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PROMPT e9fa05c3d74b: nobody sends a fax, and members are never inactive

-- until the version row has moved, this revision is half done
COMMENT ON TABLE alembic_version IS 'sqlgen upgrade of e9fa05c3d74b';

-- line 7: delete from members
DELETE FROM members WHERE active = 0;

-- line 9: drop_column members.active
-- line 11: drop_column members.fax (all in one change of the table)
ALTER TABLE members DROP CONSTRAINT ck_members_active_type;
ALTER TABLE members DROP COLUMN active;
ALTER TABLE members DROP COLUMN fax;

-- version row: d8e9f4b2c63a -> e9fa05c3d74b
BEGIN
  UPDATE alembic_version SET version_num = 'e9fa05c3d74b' WHERE version_num = 'd8e9f4b2c63a';
  IF SQL%ROWCOUNT <> 1 THEN RAISE_APPLICATION_ERROR(-20001, 'sqlgen: no version row d8e9f4b2c63a. What ran before stays.'); END IF;
  COMMIT;
END;
/

COMMENT ON TABLE alembic_version IS '';
-- verification: one line that names the first difference; the queries of --verify-sql name all
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN 'verified: 10 of 10 as expected'
  ELSE 'NOT AS EXPECTED: ' || MIN(CASE WHEN f.n <> f.found THEN f.kind || ' ' || f.owner || ': ' || f.expected END) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT 'column' AS kind, '.' AS s, 'MEMBERS' AS owner, 4 AS n, 'ID not null; ACCOUNT_ID not null; FULL_NAME not null; ROLE not null' AS expected FROM dual
    UNION ALL SELECT 'constraint', '.', 'MEMBERS', 2, 'primary key; UQ_MEMBERS_ACCOUNT_ID_FULL_NAME unique' FROM dual
    UNION ALL SELECT 'constraint', '.', 'MEMBERS', 1, 'FK_MEMBERS_ACCOUNT_ID_ACCOUNTS foreign key' FROM dual
    UNION ALL SELECT 'index', '.', 'MEMBERS', 1, 'IX_MEMBERS_ROLE_FULL_NAME not unique' FROM dual
    UNION ALL SELECT 'column', '.', 'MEMBERS', 0, 'no ACTIVE; no FAX' FROM dual
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

PROMPT done: d8e9f4b2c63a -> e9fa05c3d74b
