-- =====================================================================================================================
-- sqlgen upgrade b6c7d2f0a418:c7d8e3a1b529 --sql --dialect oracle@19, for Oracle 19
--
--   b6c7d2f0a418 -> c7d8e3a1b529, 1 revision:
--     c7d8e3a1b529  let an account have an owner
--
--   Run      sqlplus -L USER@SERVICE @FILE        (as the owner of the tables; SQLcl and SQL Developer read it as well)
--   Stops    at the first error, and ends the session.
--            Changes of tables cannot be undone by Oracle: what ran before the failure stays.
--            To go on after a failure: repair the cause, then run the lines down to the guard, and the file from the failed
--            statement on.
--            Until then the comment of alembic_version names the revision that is half done, and every script refuses. To begin
--            that revision anew, take back by hand what it did, and run COMMENT ON TABLE alembic_version IS '';
--   Undo     sqlgen downgrade c7d8e3a1b529:b6c7d2f0a418 --sql --dialect oracle@19
--   Digest   sha256 078ea7d17e98ebb666bdbbfea4451b7af16697fe0d406204c3d290a260f2f570
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

-- Guard: only on a database at b6c7d2f0a418
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
  IF NVL(found, 'base') <> 'b6c7d2f0a418' THEN
    RAISE_APPLICATION_ERROR(-20001, 'sqlgen: this script starts at b6c7d2f0a418, the database is at ' || NVL(found, 'base') || '. Nothing was changed' ||
      CASE NVL(found, 'base') WHEN 'c7d8e3a1b529' THEN ': the script has run already.'
      ELSE '. From there: sqlgen upgrade ' || NVL(found, 'base') || ':c7d8e3a1b529 --sql --dialect oracle@19' END);
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
-- c7d8e3a1b529: let an account have an owner
-- revisions/c7d8e3a1b529_owner_role.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PROMPT c7d8e3a1b529: let an account have an owner

-- until the version row has moved, this revision is half done
COMMENT ON TABLE alembic_version IS 'sqlgen upgrade of c7d8e3a1b529';

-- line 7: add_enum_value owner to member_role
ALTER TABLE members DROP CONSTRAINT ck_members_role_type;
ALTER TABLE members ADD CONSTRAINT ck_members_role_type CHECK (role IN ('guest', 'agent', 'admin', 'owner'));

-- version row: b6c7d2f0a418 -> c7d8e3a1b529
BEGIN
  UPDATE alembic_version SET version_num = 'c7d8e3a1b529' WHERE version_num = 'b6c7d2f0a418';
  IF SQL%ROWCOUNT <> 1 THEN RAISE_APPLICATION_ERROR(-20001, 'sqlgen: no version row b6c7d2f0a418. What ran before stays.'); END IF;
  COMMIT;
END;
/

COMMENT ON TABLE alembic_version IS '';
PROMPT done: b6c7d2f0a418 -> c7d8e3a1b529
