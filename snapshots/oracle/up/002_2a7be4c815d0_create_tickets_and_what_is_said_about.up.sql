-- =====================================================================================================================
-- sqlgen upgrade 1f0c6a9d3b72:2a7be4c815d0 --sql --dialect oracle@19, for Oracle 19
--
--   1f0c6a9d3b72 -> 2a7be4c815d0, 1 revision:
--     2a7be4c815d0  create tickets and what is said about them
--
--   Run      sqlplus -L USER@SERVICE @FILE        (as the owner of the tables; SQLcl and SQL Developer read it as well)
--   Stops    at the first error, and ends the session.
--            Changes of tables cannot be undone by Oracle: what ran before the failure stays.
--            To go on after a failure: repair the cause, then run the lines down to the guard, and the file from the failed
--            statement on.
--            Until then the comment of alembic_version names the revision that is half done, and every script refuses. To begin
--            that revision anew, take back by hand what it did, and run COMMENT ON TABLE alembic_version IS '';
--   Undo     sqlgen downgrade 2a7be4c815d0:1f0c6a9d3b72 --sql --dialect oracle@19
--   Digest   sha256 be08e06872dc184710f34fb161f4c9781c81495b64906a373c856871dc2eb7dc
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

-- Guard: only on a database at 1f0c6a9d3b72
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
  IF NVL(found, 'base') <> '1f0c6a9d3b72' THEN
    RAISE_APPLICATION_ERROR(-20001, 'sqlgen: this script starts at 1f0c6a9d3b72, the database is at ' || NVL(found, 'base') || '. Nothing was changed' ||
      CASE NVL(found, 'base') WHEN '2a7be4c815d0' THEN ': the script has run already.'
      ELSE '. From there: sqlgen upgrade ' || NVL(found, 'base') || ':2a7be4c815d0 --sql --dialect oracle@19' END);
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
-- 2a7be4c815d0: create tickets and what is said about them
-- revisions/2a7be4c815d0_tickets.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PROMPT 2a7be4c815d0: create tickets and what is said about them

-- until the version row has moved, this revision is half done
COMMENT ON TABLE alembic_version IS 'sqlgen upgrade of 2a7be4c815d0';

-- line 7: create_table tickets
CREATE TABLE tickets (
  id         NUMBER(19) GENERATED ALWAYS AS IDENTITY NOT NULL,
  account_id NUMBER(19) NOT NULL,
  author_id  NUMBER(19),
  subject    VARCHAR2(200 CHAR) NOT NULL,
  body       CLOB DEFAULT '-' NOT NULL,
  priority   NUMBER(5) DEFAULT 3 NOT NULL,
  details    CLOB DEFAULT '{"source": "web", "tags": []}' NOT NULL,
  opened_at  TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL,
  closed_at  TIMESTAMP WITH TIME ZONE,
  CONSTRAINT pk_tickets PRIMARY KEY (id),
  CONSTRAINT fk_tickets_account_id_accounts FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE,
  CONSTRAINT fk_tickets_author_id_members FOREIGN KEY (author_id) REFERENCES members (id) ON DELETE SET NULL,
  CONSTRAINT ck_tickets_priority CHECK (priority BETWEEN 1 AND 5),
  CONSTRAINT ck_tickets_details_type CHECK (details IS JSON)
);
CREATE INDEX ix_tickets_account_id_opened_at ON tickets (account_id, opened_at DESC);
CREATE INDEX ix_tickets_author_id ON tickets (author_id);

-- line 28: create_table comments
CREATE TABLE comments (
  id         NUMBER(19) GENERATED ALWAYS AS IDENTITY NOT NULL,
  ticket_id  NUMBER(19) NOT NULL,
  body       CLOB NOT NULL,
  written_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL,
  CONSTRAINT pk_comments PRIMARY KEY (id),
  CONSTRAINT fk_comments_ticket_id_tickets FOREIGN KEY (ticket_id) REFERENCES tickets (id) ON DELETE CASCADE
);
CREATE INDEX ix_comments_ticket_id ON comments (ticket_id);

-- version row: 1f0c6a9d3b72 -> 2a7be4c815d0
BEGIN
  UPDATE alembic_version SET version_num = '2a7be4c815d0' WHERE version_num = '1f0c6a9d3b72';
  IF SQL%ROWCOUNT <> 1 THEN RAISE_APPLICATION_ERROR(-20001, 'sqlgen: no version row 1f0c6a9d3b72. What ran before stays.'); END IF;
  COMMIT;
END;
/

COMMENT ON TABLE alembic_version IS '';
-- verification: one line that names the first difference; the queries of --verify-sql name all
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN 'verified: 22 of 22 as expected'
  ELSE 'NOT AS EXPECTED: ' || MIN(CASE WHEN f.n <> f.found THEN f.kind || ' ' || f.owner || ': ' || f.expected END) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT 'column' AS kind, '.' AS s, 'COMMENTS' AS owner, 4 AS n, 'ID not null; TICKET_ID not null; BODY not null; WRITTEN_AT not null' AS expected FROM dual
    UNION ALL SELECT 'constraint', '.', 'COMMENTS', 2, 'primary key; FK_COMMENTS_TICKET_ID_TICKETS foreign key' FROM dual
    UNION ALL SELECT 'index', '.', 'COMMENTS', 1, 'IX_COMMENTS_TICKET_ID not unique' FROM dual
    UNION ALL SELECT 'column', '.', 'TICKETS', 4, 'ID not null; ACCOUNT_ID not null; AUTHOR_ID null; SUBJECT not null' FROM dual
    UNION ALL SELECT 'column', '.', 'TICKETS', 4, 'BODY not null; PRIORITY not null; DETAILS not null; OPENED_AT not null' FROM dual
    UNION ALL SELECT 'column', '.', 'TICKETS', 1, 'CLOSED_AT null' FROM dual
    UNION ALL SELECT 'constraint', '.', 'TICKETS', 2, 'primary key; FK_TICKETS_ACCOUNT_ID_ACCOUNTS foreign key' FROM dual
    UNION ALL SELECT 'constraint', '.', 'TICKETS', 2, 'FK_TICKETS_AUTHOR_ID_MEMBERS foreign key; CK_TICKETS_PRIORITY check' FROM dual
    UNION ALL SELECT 'index', '.', 'TICKETS', 2, 'IX_TICKETS_ACCOUNT_ID_OPENED_AT not unique; IX_TICKETS_AUTHOR_ID not unique' FROM dual
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

PROMPT done: 1f0c6a9d3b72 -> 2a7be4c815d0
