-- =====================================================================================================================
-- sqlgen downgrade b6c7d2f0a418:a5b8c3e19f07 --sql --dialect oracle@19, for Oracle 19
--
--   b6c7d2f0a418 -> a5b8c3e19f07, 1 revision undone:
--     b6c7d2f0a418  allow priorities up to 100, and let 50 be the usual one
--
--   Run      sqlplus -L USER@SERVICE @FILE        (as the owner of the tables; SQLcl and SQL Developer read it as well)
--   Stops    at the first error, and ends the session.
--            Changes of tables cannot be undone by Oracle: what ran before the failure stays.
--            To go on after a failure: repair the cause, then run the lines down to the guard, and the file from the failed
--            statement on.
--            Until then the comment of alembic_version names the revision that is half done, and every script refuses. To begin
--            that revision anew, take back by hand what it did, and run COMMENT ON TABLE alembic_version IS '';
--   Undo     sqlgen upgrade a5b8c3e19f07:b6c7d2f0a418 --sql --dialect oracle@19
--   Fails    b6c7d2f0a418: if a tickets.priority does not fit smallint. Look first:
--              SELECT count(*) FROM tickets WHERE priority NOT BETWEEN -32767 - 1 AND 32767;
--            b6c7d2f0a418: if a row of tickets does not fulfil ck_tickets_priority. Look first:
--              SELECT count(*) FROM tickets WHERE NOT (priority BETWEEN 1 AND 5);
--   Accepted type-change-rewrite: fewer than a million tickets: seconds, in the maintenance window
--              (revisions/b6c7d2f0a418_wider_priority.yaml, line 8)
--   Digest   sha256 2de80c310cf4d17ad240a6f3fa7a198ba9b7dd6b7325b1e4502c1c227ca3cf61
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
      CASE NVL(found, 'base') WHEN 'a5b8c3e19f07' THEN ': the script has run already.'
      ELSE '. From there: sqlgen downgrade ' || NVL(found, 'base') || ':a5b8c3e19f07 --sql --dialect oracle@19' END);
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
-- b6c7d2f0a418, undone: allow priorities up to 100, and let 50 be the usual one
-- revisions/b6c7d2f0a418_wider_priority.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PROMPT b6c7d2f0a418, undone: allow priorities up to 100, and let 50 be the usual one

-- until the version row has moved, this revision is half done
COMMENT ON TABLE alembic_version IS 'sqlgen downgrade of b6c7d2f0a418';

-- line 12, undone: drop_constraint ck_tickets_priority on tickets
ALTER TABLE tickets DROP CONSTRAINT ck_tickets_priority;

-- line 11: update tickets, every row
UPDATE tickets SET priority = TRUNC(priority / 20);

-- line 8, undone: alter_column tickets.priority, type smallint, default
-- line 7, undone: create_check_constraint ck_tickets_priority on tickets (all in one change of the table)
ALTER TABLE tickets ADD sqlgen_old NUMBER(10);
ALTER TABLE tickets MODIFY priority NULL;
UPDATE tickets SET sqlgen_old = priority, priority = NULL;
ALTER TABLE tickets MODIFY priority NUMBER(5);
UPDATE tickets SET priority = sqlgen_old;
ALTER TABLE tickets DROP COLUMN sqlgen_old;
ALTER TABLE tickets MODIFY priority DEFAULT 3 NOT NULL;
ALTER TABLE tickets ADD CONSTRAINT ck_tickets_priority CHECK (priority BETWEEN 1 AND 5);

-- version row: b6c7d2f0a418 -> a5b8c3e19f07
BEGIN
  UPDATE alembic_version SET version_num = 'a5b8c3e19f07' WHERE version_num = 'b6c7d2f0a418';
  IF SQL%ROWCOUNT <> 1 THEN RAISE_APPLICATION_ERROR(-20001, 'sqlgen: no version row b6c7d2f0a418. What ran before stays.'); END IF;
  COMMIT;
END;
/

COMMENT ON TABLE alembic_version IS '';
-- verification: one line that names the first difference; the queries of --verify-sql name all
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN 'verified: 18 of 18 as expected'
  ELSE 'NOT AS EXPECTED: ' || MIN(CASE WHEN f.n <> f.found THEN f.kind || ' ' || f.owner || ': ' || f.expected END) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT 'column' AS kind, '.' AS s, 'TICKETS' AS owner, 4 AS n, 'ID not null; ACCOUNT_ID not null; AUTHOR_ID null; SUBJECT not null' AS expected FROM dual
    UNION ALL SELECT 'column', '.', 'TICKETS', 4, 'DESCRIPTION not null; PRIORITY not null; DETAILS not null; OPENED_AT not null' FROM dual
    UNION ALL SELECT 'column', '.', 'TICKETS', 3, 'CLOSED_AT null; CHANNEL not null; SUBJECT_LENGTH null' FROM dual
    UNION ALL SELECT 'constraint', '.', 'TICKETS', 2, 'primary key; FK_TICKETS_ACCOUNT_ID_ACCOUNTS foreign key' FROM dual
    UNION ALL SELECT 'constraint', '.', 'TICKETS', 2, 'FK_TICKETS_AUTHOR_ID_MEMBERS foreign key; CK_TICKETS_PRIORITY check' FROM dual
    UNION ALL SELECT 'index', '.', 'TICKETS', 2, 'IX_TICKETS_ACCOUNT_ID_OPENED_AT not unique; IX_TICKETS_AUTHOR_ID not unique' FROM dual
    UNION ALL SELECT 'index', '.', 'TICKETS', 1, 'IX_TICKETS_OPEN not unique' FROM dual
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

PROMPT done: b6c7d2f0a418 -> a5b8c3e19f07
