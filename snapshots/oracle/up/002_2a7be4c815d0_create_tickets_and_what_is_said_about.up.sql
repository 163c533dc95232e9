-- =====================================================================================================================
-- sqlgen upgrade 1f0c6a9d3b72:2a7be4c815d0 --sql, for Oracle 19
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
--   Undo     sqlgen downgrade 2a7be4c815d0:1f0c6a9d3b72 --sql
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
      ELSE '. From there: sqlgen upgrade ' || NVL(found, 'base') || ':2a7be4c815d0 --sql' END);
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
PROMPT done: 1f0c6a9d3b72 -> 2a7be4c815d0
