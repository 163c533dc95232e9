-- =====================================================================================================================
-- sqlgen upgrade d8e9f4b2c63a:e9fa05c3d74b --sql, for Oracle 19
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
--   Undo     sqlgen downgrade e9fa05c3d74b:d8e9f4b2c63a --sql
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
      ELSE '. From there: sqlgen upgrade ' || NVL(found, 'base') || ':e9fa05c3d74b --sql' END);
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
PROMPT done: d8e9f4b2c63a -> e9fa05c3d74b
