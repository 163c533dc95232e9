-- =====================================================================================================================
-- sqlgen downgrade 38d15f02ac9e:2a7be4c815d0 --sql --dialect oracle@19, for Oracle 19
--
--   38d15f02ac9e -> 2a7be4c815d0, 1 revision undone:
--     38d15f02ac9e  put labels on tickets
--
--   Run      sqlplus -L USER@SERVICE @FILE        (as the owner of the tables; SQLcl and SQL Developer read it as well)
--   Stops    at the first error, and ends the session.
--            Changes of tables cannot be undone by Oracle: what ran before the failure stays.
--            To go on after a failure: repair the cause, then run the lines down to the guard, and the file from the failed
--            statement on.
--            Until then the comment of alembic_version names the revision that is half done, and every script refuses. To begin
--            that revision anew, take back by hand what it did, and run COMMENT ON TABLE alembic_version IS '';
--   Undo     sqlgen upgrade 2a7be4c815d0:38d15f02ac9e --sql --dialect oracle@19
--   Loses    38d15f02ac9e: every row of ticket_labels, labels.
--   Digest   sha256 60acd6d6f8b61fbdf46ab35f8670b6176dd79cb0b320fd7b8c9f92de274799bb
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

-- Guard: only on a database at 38d15f02ac9e
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
  IF NVL(found, 'base') <> '38d15f02ac9e' THEN
    RAISE_APPLICATION_ERROR(-20001, 'sqlgen: this script starts at 38d15f02ac9e, the database is at ' || NVL(found, 'base') || '. Nothing was changed' ||
      CASE NVL(found, 'base') WHEN '2a7be4c815d0' THEN ': the script has run already.'
      ELSE '. From there: sqlgen downgrade ' || NVL(found, 'base') || ':2a7be4c815d0 --sql --dialect oracle@19' END);
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
-- 38d15f02ac9e, undone: put labels on tickets
-- revisions/38d15f02ac9e_labels.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PROMPT 38d15f02ac9e, undone: put labels on tickets

-- until the version row has moved, this revision is half done
COMMENT ON TABLE alembic_version IS 'sqlgen downgrade of 38d15f02ac9e';

-- line 27, undone: nothing to do, line 7 drops the table

-- line 16, undone: drop_table ticket_labels
DROP TABLE ticket_labels;

-- line 7, undone: drop_table labels
DROP TABLE labels;

-- version row: 38d15f02ac9e -> 2a7be4c815d0
BEGIN
  UPDATE alembic_version SET version_num = '2a7be4c815d0' WHERE version_num = '38d15f02ac9e';
  IF SQL%ROWCOUNT <> 1 THEN RAISE_APPLICATION_ERROR(-20001, 'sqlgen: no version row 38d15f02ac9e. What ran before stays.'); END IF;
  COMMIT;
END;
/

COMMENT ON TABLE alembic_version IS '';
-- verification: one line that names the first difference; the queries of --verify-sql name all
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN 'verified: 2 of 2 as expected'
  ELSE 'NOT AS EXPECTED: ' || MIN(CASE WHEN f.n <> f.found THEN f.kind || ' ' || f.owner || ': ' || f.expected END) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT 'table' AS kind, '.' AS s, 'LABELS' AS owner, 0 AS n, 'gone' AS expected FROM dual
    UNION ALL SELECT 'table', '.', 'TICKET_LABELS', 0, 'gone' FROM dual
  ) e
  LEFT JOIN (
    SELECT LOWER(object_type) AS kind, DECODE(owner, SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA'), '.', owner) AS s, object_name AS owner, '.' AS name, 'yes' AS actual
    FROM all_objects WHERE object_type IN ('TABLE', 'VIEW', 'MATERIALIZED VIEW', 'SEQUENCE', 'FUNCTION', 'PROCEDURE') AND owner IN (SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA'))
  ) a ON a.kind = e.kind AND a.s = e.s AND a.owner = e.owner
    AND INSTR('; ' || e.expected || '; ', '; ' || CASE WHEN e.n = 0 AND a.name = '.' THEN 'gone' WHEN e.n = 0 THEN 'no ' || a.name WHEN a.name = '.' THEN a.actual ELSE a.name || ' ' || a.actual END || '; ') > 0
  GROUP BY e.kind, e.s, e.owner, e.n, e.expected
) f;

PROMPT done: 38d15f02ac9e -> 2a7be4c815d0
