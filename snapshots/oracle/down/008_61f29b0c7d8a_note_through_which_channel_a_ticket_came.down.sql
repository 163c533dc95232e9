-- =====================================================================================================================
-- sqlgen downgrade 61f29b0c7d8a,94a0f7d25e6b:94a0f7d25e6b,base --sql --dialect oracle@19, for Oracle 19
--
--   61f29b0c7d8a,94a0f7d25e6b -> 94a0f7d25e6b, 1 revision undone:
--     61f29b0c7d8a  note through which channel a ticket came
--
--   Run      sqlplus -L USER@SERVICE @FILE        (as the owner of the tables; SQLcl and SQL Developer read it as well)
--   Stops    at the first error, and ends the session.
--            Changes of tables cannot be undone by Oracle: what ran before the failure stays.
--            To go on after a failure: repair the cause, then run the lines down to the guard, and the file from the failed
--            statement on.
--            Until then the comment of alembic_version names the revision that is half done, and every script refuses. To begin
--            that revision anew, take back by hand what it did, and run COMMENT ON TABLE alembic_version IS '';
--   Undo     sqlgen upgrade 94a0f7d25e6b:61f29b0c7d8a,94a0f7d25e6b --sql --dialect oracle@19
--   Loses    61f29b0c7d8a: every tickets.channel.
--   Digest   sha256 8e8fd42e0931601bc7be8d0ba92b8d42699fe102c1c3269413aefbda7f0d24b0
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

-- Guard: only on a database at 61f29b0c7d8a,94a0f7d25e6b
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
  IF NVL(found, 'base') <> '61f29b0c7d8a,94a0f7d25e6b' THEN
    RAISE_APPLICATION_ERROR(-20001, 'sqlgen: this script starts at 61f29b0c7d8a,94a0f7d25e6b, the database is at ' || NVL(found, 'base') || '. Nothing was changed' ||
      CASE NVL(found, 'base') WHEN '94a0f7d25e6b' THEN ': the script has run already.'
      ELSE '. From there: sqlgen downgrade ' || NVL(found, 'base') || ':94a0f7d25e6b --sql --dialect oracle@19' END);
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
-- 61f29b0c7d8a, undone: note through which channel a ticket came
-- revisions/61f29b0c7d8a_channel.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PROMPT 61f29b0c7d8a, undone: note through which channel a ticket came

-- until the version row has moved, this revision is half done
COMMENT ON TABLE alembic_version IS 'sqlgen downgrade of 61f29b0c7d8a';

-- line 14, undone: drop_column tickets.subject_length
-- line 9, undone: alter_column tickets.channel, nullable, no default
-- line 7, undone: drop_column tickets.channel (all in one change of the table)
ALTER TABLE tickets DROP COLUMN subject_length;
ALTER TABLE tickets DROP COLUMN channel;

-- line 8, undone: nothing to do, line 7 drops what it wrote

-- version row: 61f29b0c7d8a,94a0f7d25e6b -> 94a0f7d25e6b
BEGIN
  DELETE FROM alembic_version WHERE version_num = '61f29b0c7d8a';
  IF SQL%ROWCOUNT <> 1 THEN RAISE_APPLICATION_ERROR(-20001, 'sqlgen: no version row 61f29b0c7d8a. What ran before stays.'); END IF;
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
    UNION ALL SELECT 'column', '.', 'TICKETS', 4, 'BODY not null; PRIORITY not null; DETAILS not null; OPENED_AT not null' FROM dual
    UNION ALL SELECT 'column', '.', 'TICKETS', 1, 'CLOSED_AT null' FROM dual
    UNION ALL SELECT 'constraint', '.', 'TICKETS', 2, 'primary key; FK_TICKETS_ACCOUNT_ID_ACCOUNTS foreign key' FROM dual
    UNION ALL SELECT 'constraint', '.', 'TICKETS', 2, 'FK_TICKETS_AUTHOR_ID_MEMBERS foreign key; CK_TICKETS_PRIORITY check' FROM dual
    UNION ALL SELECT 'index', '.', 'TICKETS', 2, 'IX_TICKETS_ACCOUNT_ID_OPENED_AT not unique; IX_TICKETS_AUTHOR_ID not unique' FROM dual
    UNION ALL SELECT 'index', '.', 'TICKETS', 1, 'IX_TICKETS_OPEN not unique' FROM dual
    UNION ALL SELECT 'column', '.', 'TICKETS', 0, 'no CHANNEL; no SUBJECT_LENGTH' FROM dual
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

PROMPT done: 61f29b0c7d8a,94a0f7d25e6b -> 94a0f7d25e6b
