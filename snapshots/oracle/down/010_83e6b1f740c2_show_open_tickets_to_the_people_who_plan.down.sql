-- =====================================================================================================================
-- sqlgen downgrade 83e6b1f740c2:5c3a81e7f046 --sql --dialect oracle@19, for Oracle 19
--
--   83e6b1f740c2 -> 5c3a81e7f046, 1 revision undone:
--     83e6b1f740c2  show open tickets to the people who plan
--
--   Run      sqlplus -L USER@SERVICE @FILE        (as the owner of the tables; SQLcl and SQL Developer read it as well)
--   Stops    at the first error, and ends the session.
--            Changes of tables cannot be undone by Oracle: what ran before the failure stays.
--            To go on after a failure: repair the cause, then run the lines down to the guard, and the file from the failed
--            statement on.
--            Until then the comment of alembic_version names the revision that is half done, and every script refuses. To begin
--            that revision anew, take back by hand what it did, and run COMMENT ON TABLE alembic_version IS '';
--   Undo     sqlgen upgrade 5c3a81e7f046:83e6b1f740c2 --sql --dialect oracle@19
--   Loses    83e6b1f740c2: every row of ticket_counts.
--   Digest   sha256 63eba117f28982cc542dad8306808b03b43f6c13a85e5ee8b52509e32eb18787
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

-- Guard: only on a database at 83e6b1f740c2
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
  IF NVL(found, 'base') <> '83e6b1f740c2' THEN
    RAISE_APPLICATION_ERROR(-20001, 'sqlgen: this script starts at 83e6b1f740c2, the database is at ' || NVL(found, 'base') || '. Nothing was changed' ||
      CASE NVL(found, 'base') WHEN '5c3a81e7f046' THEN ': the script has run already.'
      ELSE '. From there: sqlgen downgrade ' || NVL(found, 'base') || ':5c3a81e7f046 --sql --dialect oracle@19' END);
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
-- 83e6b1f740c2, undone: show open tickets to the people who plan
-- revisions/83e6b1f740c2_reporting_views.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PROMPT 83e6b1f740c2, undone: show open tickets to the people who plan

-- until the version row has moved, this revision is half done
COMMENT ON TABLE alembic_version IS 'sqlgen downgrade of 83e6b1f740c2';

-- line 14, undone: drop_table ticket_counts
DROP TABLE ticket_counts;

-- line 8, undone: drop_view open_tickets
DROP VIEW open_tickets;

-- version row: 83e6b1f740c2 -> 5c3a81e7f046
BEGIN
  UPDATE alembic_version SET version_num = '5c3a81e7f046' WHERE version_num = '83e6b1f740c2';
  IF SQL%ROWCOUNT <> 1 THEN RAISE_APPLICATION_ERROR(-20001, 'sqlgen: no version row 83e6b1f740c2. What ran before stays.'); END IF;
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
    SELECT 'table' AS kind, '.' AS s, 'TICKET_COUNTS' AS owner, 0 AS n, 'gone' AS expected FROM dual
    UNION ALL SELECT 'view', '.', 'OPEN_TICKETS', 0, 'gone' FROM dual
  ) e
  LEFT JOIN (
    SELECT LOWER(object_type) AS kind, DECODE(owner, SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA'), '.', owner) AS s, object_name AS owner, '.' AS name, 'yes' AS actual
    FROM all_objects WHERE object_type IN ('TABLE', 'VIEW', 'MATERIALIZED VIEW', 'SEQUENCE', 'FUNCTION', 'PROCEDURE') AND owner IN (SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA'))
  ) a ON a.kind = e.kind AND a.s = e.s AND a.owner = e.owner
    AND INSTR('; ' || e.expected || '; ', '; ' || CASE WHEN e.n = 0 AND a.name = '.' THEN 'gone' WHEN e.n = 0 THEN 'no ' || a.name WHEN a.name = '.' THEN a.actual ELSE a.name || ' ' || a.actual END || '; ') > 0
  GROUP BY e.kind, e.s, e.owner, e.n, e.expected
) f;

PROMPT done: 83e6b1f740c2 -> 5c3a81e7f046
