-- =====================================================================================================================
-- sqlgen upgrade 2a7be4c815d0:38d15f02ac9e --sql --dialect oracle@19, for Oracle 19
--
--   2a7be4c815d0 -> 38d15f02ac9e, 1 revision:
--     38d15f02ac9e  put labels on tickets
--
--   Run      sqlplus -L USER@SERVICE @FILE        (as the owner of the tables; SQLcl and SQL Developer read it as well)
--   Stops    at the first error, and ends the session.
--            Changes of tables cannot be undone by Oracle: what ran before the failure stays.
--            To go on after a failure: repair the cause, then run the lines down to the guard, and the file from the failed
--            statement on.
--            Until then the comment of alembic_version names the revision that is half done, and every script refuses. To begin
--            that revision anew, take back by hand what it did, and run COMMENT ON TABLE alembic_version IS '';
--   Undo     sqlgen downgrade 38d15f02ac9e:2a7be4c815d0 --sql --dialect oracle@19
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

-- Guard: only on a database at 2a7be4c815d0
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
  IF NVL(found, 'base') <> '2a7be4c815d0' THEN
    RAISE_APPLICATION_ERROR(-20001, 'sqlgen: this script starts at 2a7be4c815d0, the database is at ' || NVL(found, 'base') || '. Nothing was changed' ||
      CASE NVL(found, 'base') WHEN '38d15f02ac9e' THEN ': the script has run already.'
      ELSE '. From there: sqlgen upgrade ' || NVL(found, 'base') || ':38d15f02ac9e --sql --dialect oracle@19' END);
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
-- 38d15f02ac9e: put labels on tickets
-- revisions/38d15f02ac9e_labels.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PROMPT 38d15f02ac9e: put labels on tickets

-- until the version row has moved, this revision is half done
COMMENT ON TABLE alembic_version IS 'sqlgen upgrade of 38d15f02ac9e';

-- line 7: create_table labels
CREATE TABLE labels (
  id     NUMBER(10) NOT NULL,
  name   VARCHAR2(40 CHAR) NOT NULL,
  colour CHAR(7 CHAR) DEFAULT '#808080' NOT NULL,
  CONSTRAINT pk_labels PRIMARY KEY (id),
  CONSTRAINT uq_labels_name UNIQUE (name)
);

-- line 16: create_table ticket_labels
CREATE TABLE ticket_labels (
  ticket_id NUMBER(19) NOT NULL,
  label_id  NUMBER(10) NOT NULL,
  CONSTRAINT pk_ticket_labels PRIMARY KEY (ticket_id, label_id),
  CONSTRAINT fk_ticket_labels_ticket_id_tickets FOREIGN KEY (ticket_id) REFERENCES tickets (id) ON DELETE CASCADE,
  CONSTRAINT fk_ticket_labels_label_id_labels FOREIGN KEY (label_id) REFERENCES labels (id) ON DELETE CASCADE
);
CREATE INDEX ix_ticket_labels_label_id ON ticket_labels (label_id);

-- line 27: bulk_insert into labels, 3 rows
INSERT INTO labels (id, name, colour) VALUES (1, 'bug', '#d73a4a');
INSERT INTO labels (id, name, colour) VALUES (2, 'question', '#d876e3');
INSERT INTO labels (id, name, colour) VALUES (3, 'it''s urgent', '#b60205');

-- version row: 2a7be4c815d0 -> 38d15f02ac9e
BEGIN
  UPDATE alembic_version SET version_num = '38d15f02ac9e' WHERE version_num = '2a7be4c815d0';
  IF SQL%ROWCOUNT <> 1 THEN RAISE_APPLICATION_ERROR(-20001, 'sqlgen: no version row 2a7be4c815d0. What ran before stays.'); END IF;
  COMMIT;
END;
/

COMMENT ON TABLE alembic_version IS '';
-- verification: one line that names the first difference; the queries of --verify-sql name all
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN 'verified: 11 of 11 as expected'
  ELSE 'NOT AS EXPECTED: ' || MIN(CASE WHEN f.n <> f.found THEN f.kind || ' ' || f.owner || ': ' || f.expected END) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT 'column' AS kind, '.' AS s, 'LABELS' AS owner, 3 AS n, 'ID not null; NAME not null; COLOUR not null' AS expected FROM dual
    UNION ALL SELECT 'constraint', '.', 'LABELS', 2, 'primary key; UQ_LABELS_NAME unique' FROM dual
    UNION ALL SELECT 'column', '.', 'TICKET_LABELS', 2, 'TICKET_ID not null; LABEL_ID not null' FROM dual
    UNION ALL SELECT 'constraint', '.', 'TICKET_LABELS', 2, 'primary key; FK_TICKET_LABELS_TICKET_ID_TICKETS foreign key' FROM dual
    UNION ALL SELECT 'constraint', '.', 'TICKET_LABELS', 1, 'FK_TICKET_LABELS_LABEL_ID_LABELS foreign key' FROM dual
    UNION ALL SELECT 'index', '.', 'TICKET_LABELS', 1, 'IX_TICKET_LABELS_LABEL_ID not unique' FROM dual
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

PROMPT done: 2a7be4c815d0 -> 38d15f02ac9e
