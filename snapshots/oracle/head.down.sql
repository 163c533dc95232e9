-- =====================================================================================================================
-- sqlgen downgrade fa0b16d4e85c:base --sql --dialect oracle@19, for Oracle 19
--
--   fa0b16d4e85c -> base, 15 revisions undone:
--     fa0b16d4e85c  keep old tickets apart, and show the channel to the people who plan
--     e9fa05c3d74b  nobody sends a fax, and members are never inactive
--     d8e9f4b2c63a  say viewer instead of guest, and let agents see bills
--     c7d8e3a1b529  let an account have an owner
--     b6c7d2f0a418  allow priorities up to 100, and let 50 be the usual one
--     a5b8c3e19f07  bring reporting and the desk together
--     72d4c05e9ab3  call things what people call them
--     61f29b0c7d8a  note through which channel a ticket came
--     94a0f7d25e6b  count the tickets of each account as they come in
--     83e6b1f740c2  show open tickets to the people who plan
--     5c3a81e7f046  say what tables and columns are for
--     4be907d63f15  find open tickets quickly
--     38d15f02ac9e  put labels on tickets
--     2a7be4c815d0  create tickets and what is said about them
--     1f0c6a9d3b72  create accounts, their members and what a member may do
--
--   Run      sqlplus -L USER@SERVICE @FILE        (as the owner of the tables; SQLcl and SQL Developer read it as well)
--   Stops    at the first error, and ends the session.
--            Changes of tables cannot be undone by Oracle: what ran before the failure stays.
--            To go on after a failure: repair the cause, then run the lines down to the guard, and the file from the failed
--            statement on.
--            Until then the comment of alembic_version names the revision that is half done, and every script refuses. To begin
--            that revision anew, take back by hand what it did, and run COMMENT ON TABLE alembic_version IS '';
--   Undo     sqlgen upgrade base:fa0b16d4e85c --sql --dialect oracle@19
--   Loses    fa0b16d4e85c: the rows of ticket_labels that depend on those it deletes from labels.
--            d8e9f4b2c63a: which members.role were billing (they become agent).
--            61f29b0c7d8a: every tickets.channel.
--            83e6b1f740c2: every row of ticket_counts.
--            38d15f02ac9e: every row of ticket_labels, labels.
--            2a7be4c815d0: every row of comments, tickets.
--            1f0c6a9d3b72: every row of members, accounts.
--   Fails    c7d8e3a1b529: if a members.role is owner. Look first:
--              SELECT count(*) FROM members WHERE role = 'owner';
--            b6c7d2f0a418: if a tickets.priority does not fit smallint. Look first:
--              SELECT count(*) FROM tickets WHERE priority NOT BETWEEN -32767 - 1 AND 32767;
--            b6c7d2f0a418: if a row of tickets does not fulfil ck_tickets_priority. Look first:
--              SELECT count(*) FROM tickets WHERE NOT (priority BETWEEN 1 AND 5);
--   Empty    e9fa05c3d74b: members.fax, members.active (the values are not brought back).
--   Accepted type-change-rewrite: fewer than a million tickets: seconds, in the maintenance window
--              (revisions/b6c7d2f0a418_wider_priority.yaml, line 8)
--   Digest   sha256 544ad09cde48cd63664a8ff0dc6b55521c64f67d931e8f6cd9344652be6ebcd7
--            of the 15 revision files that were read, in order, and the options
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

-- Guard: only on a database at fa0b16d4e85c
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
  IF NVL(found, 'base') <> 'fa0b16d4e85c' THEN
    RAISE_APPLICATION_ERROR(-20001, 'sqlgen: this script starts at fa0b16d4e85c, the database is at ' || NVL(found, 'base') || '. Nothing was changed' ||
      CASE NVL(found, 'base') WHEN 'base' THEN ': the script has run already.'
      ELSE '. From there: sqlgen downgrade ' || NVL(found, 'base') || ':base --sql --dialect oracle@19' END);
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
-- fa0b16d4e85c, undone: keep old tickets apart, and show the channel to the people who plan
-- revisions/fa0b16d4e85c_archive.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PROMPT fa0b16d4e85c, undone: keep old tickets apart, and show the channel to the people who plan

-- until the version row has moved, this revision is half done
COMMENT ON TABLE alembic_version IS 'sqlgen downgrade of fa0b16d4e85c';

-- line 19, undone: replace_view open_tickets
CREATE OR REPLACE VIEW open_tickets AS
SELECT t.id, a.name AS account, t.subject, t.priority
FROM tickets t JOIN accounts a ON a.id = t.account_id
WHERE t.closed_at IS NULL;

-- line 18, undone: delete from labels
DELETE FROM labels WHERE id = 4;

-- version row: fa0b16d4e85c -> e9fa05c3d74b
BEGIN
  UPDATE alembic_version SET version_num = 'e9fa05c3d74b' WHERE version_num = 'fa0b16d4e85c';
  IF SQL%ROWCOUNT <> 1 THEN RAISE_APPLICATION_ERROR(-20001, 'sqlgen: no version row fa0b16d4e85c. What ran before stays.'); END IF;
  COMMIT;
END;
/


-- ---------------------------------------------------------------------------------------------------------------------
-- e9fa05c3d74b, undone: nobody sends a fax, and members are never inactive
-- revisions/e9fa05c3d74b_no_fax.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PROMPT e9fa05c3d74b, undone: nobody sends a fax, and members are never inactive

-- until the version row has moved, this revision is half done
COMMENT ON TABLE alembic_version IS 'sqlgen downgrade of e9fa05c3d74b';

-- line 11, undone: add_column members.fax
-- line 9, undone: add_column members.active (all in one change of the table)
ALTER TABLE members ADD active NUMBER(1) DEFAULT 1 NOT NULL;
ALTER TABLE members ADD fax VARCHAR2(40 CHAR);
ALTER TABLE members ADD CONSTRAINT ck_members_active_type CHECK (active IN (0, 1));

-- line 7, undone: the inactive members are in the backup of 2025-05-05

-- version row: e9fa05c3d74b -> d8e9f4b2c63a
BEGIN
  UPDATE alembic_version SET version_num = 'd8e9f4b2c63a' WHERE version_num = 'e9fa05c3d74b';
  IF SQL%ROWCOUNT <> 1 THEN RAISE_APPLICATION_ERROR(-20001, 'sqlgen: no version row e9fa05c3d74b. What ran before stays.'); END IF;
  COMMIT;
END;
/


-- ---------------------------------------------------------------------------------------------------------------------
-- d8e9f4b2c63a, undone: say viewer instead of guest, and let agents see bills
-- revisions/d8e9f4b2c63a_viewers.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PROMPT d8e9f4b2c63a, undone: say viewer instead of guest, and let agents see bills

-- until the version row has moved, this revision is half done
COMMENT ON TABLE alembic_version IS 'sqlgen downgrade of d8e9f4b2c63a';

-- line 13, undone: drop_index ix_members_role_full_name on members
DROP INDEX ix_members_role_full_name;

-- line 12, undone: drop_constraint uq_accounts_email on accounts
ALTER TABLE accounts DROP CONSTRAINT uq_accounts_email;

-- line 7, undone: replace_enum member_role
ALTER TABLE members DROP CONSTRAINT ck_members_role_type;
ALTER TABLE members ADD CONSTRAINT ck_members_role_type CHECK (role IN ('viewer', 'agent', 'billing', 'admin', 'owner', 'guest'));
UPDATE members SET role = CASE role WHEN 'billing' THEN 'agent' WHEN 'viewer' THEN 'guest' END WHERE role IN ('billing', 'viewer');
ALTER TABLE members DROP CONSTRAINT ck_members_role_type;
ALTER TABLE members MODIFY role VARCHAR2(5 CHAR) DEFAULT 'guest';
ALTER TABLE members ADD CONSTRAINT ck_members_role_type CHECK (role IN ('guest', 'agent', 'admin', 'owner'));

-- version row: d8e9f4b2c63a -> c7d8e3a1b529
BEGIN
  UPDATE alembic_version SET version_num = 'c7d8e3a1b529' WHERE version_num = 'd8e9f4b2c63a';
  IF SQL%ROWCOUNT <> 1 THEN RAISE_APPLICATION_ERROR(-20001, 'sqlgen: no version row d8e9f4b2c63a. What ran before stays.'); END IF;
  COMMIT;
END;
/


-- ---------------------------------------------------------------------------------------------------------------------
-- c7d8e3a1b529, undone: let an account have an owner
-- revisions/c7d8e3a1b529_owner_role.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PROMPT c7d8e3a1b529, undone: let an account have an owner

-- until the version row has moved, this revision is half done
COMMENT ON TABLE alembic_version IS 'sqlgen downgrade of c7d8e3a1b529';

-- line 7, undone: replace_enum member_role
ALTER TABLE members DROP CONSTRAINT ck_members_role_type;
ALTER TABLE members ADD CONSTRAINT ck_members_role_type CHECK (role IN ('guest', 'agent', 'admin'));

-- version row: c7d8e3a1b529 -> b6c7d2f0a418
BEGIN
  UPDATE alembic_version SET version_num = 'b6c7d2f0a418' WHERE version_num = 'c7d8e3a1b529';
  IF SQL%ROWCOUNT <> 1 THEN RAISE_APPLICATION_ERROR(-20001, 'sqlgen: no version row c7d8e3a1b529. What ran before stays.'); END IF;
  COMMIT;
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


-- ---------------------------------------------------------------------------------------------------------------------
-- a5b8c3e19f07, undone: bring reporting and the desk together
-- revisions/a5b8c3e19f07_merge_reporting.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PROMPT a5b8c3e19f07, undone: bring reporting and the desk together

COMMENT ON TABLE alembic_version IS '';

-- no operations here: only the version table changes

-- version rows: a5b8c3e19f07 -> 72d4c05e9ab3,94a0f7d25e6b
BEGIN
  INSERT INTO alembic_version (version_num) VALUES ('72d4c05e9ab3');
  UPDATE alembic_version SET version_num = '94a0f7d25e6b' WHERE version_num = 'a5b8c3e19f07';
  IF SQL%ROWCOUNT <> 1 THEN RAISE_APPLICATION_ERROR(-20001, 'sqlgen: no version row a5b8c3e19f07. What ran before stays.'); END IF;
  COMMIT;
END;
/


-- ---------------------------------------------------------------------------------------------------------------------
-- 72d4c05e9ab3, undone: call things what people call them
-- revisions/72d4c05e9ab3_clearer_names.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PROMPT 72d4c05e9ab3, undone: call things what people call them

-- until the version row has moved, this revision is half done
COMMENT ON TABLE alembic_version IS 'sqlgen downgrade of 72d4c05e9ab3';

-- line 11, undone: rename_column tickets.description to body
ALTER TABLE tickets RENAME COLUMN description TO body;

-- line 10, undone: rename_index ix_messages_ticket_id on messages to ix_comments_ticket_id
ALTER INDEX ix_messages_ticket_id RENAME TO ix_comments_ticket_id;

-- line 9, undone: rename_table messages to comments
ALTER TABLE messages RENAME TO comments;

-- line 8, undone: rename_constraint uq_members_account_id_full_name on members to uq_members_account_id_display_name
ALTER TABLE members RENAME CONSTRAINT uq_members_account_id_full_name TO uq_members_account_id_display_name;
BEGIN
  FOR renamed IN (
    SELECT 1 FROM all_constraints
    WHERE owner = SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA') AND constraint_name = 'UQ_MEMBERS_ACCOUNT_ID_DISPLAY_NAME' AND index_name = 'UQ_MEMBERS_ACCOUNT_ID_FULL_NAME'
  ) LOOP
    EXECUTE IMMEDIATE 'ALTER INDEX uq_members_account_id_full_name RENAME TO uq_members_account_id_display_name';
  END LOOP;
END;
/

-- line 7, undone: rename_column members.full_name to display_name
ALTER TABLE members RENAME COLUMN full_name TO display_name;

-- version row: 72d4c05e9ab3,94a0f7d25e6b -> 61f29b0c7d8a,94a0f7d25e6b
BEGIN
  UPDATE alembic_version SET version_num = '61f29b0c7d8a' WHERE version_num = '72d4c05e9ab3';
  IF SQL%ROWCOUNT <> 1 THEN RAISE_APPLICATION_ERROR(-20001, 'sqlgen: no version row 72d4c05e9ab3. What ran before stays.'); END IF;
  COMMIT;
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


-- ---------------------------------------------------------------------------------------------------------------------
-- 94a0f7d25e6b, undone: count the tickets of each account as they come in
-- revisions/94a0f7d25e6b_count_tickets.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PROMPT 94a0f7d25e6b, undone: count the tickets of each account as they come in

-- until the version row has moved, this revision is half done
COMMENT ON TABLE alembic_version IS 'sqlgen downgrade of 94a0f7d25e6b';

-- line 16, undone: drop_trigger count_tickets on tickets
DROP TRIGGER count_tickets;

-- version row: 94a0f7d25e6b -> 83e6b1f740c2
BEGIN
  UPDATE alembic_version SET version_num = '83e6b1f740c2' WHERE version_num = '94a0f7d25e6b';
  IF SQL%ROWCOUNT <> 1 THEN RAISE_APPLICATION_ERROR(-20001, 'sqlgen: no version row 94a0f7d25e6b. What ran before stays.'); END IF;
  COMMIT;
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


-- ---------------------------------------------------------------------------------------------------------------------
-- 5c3a81e7f046, undone: say what tables and columns are for
-- revisions/5c3a81e7f046_comments_on_tables.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PROMPT 5c3a81e7f046, undone: say what tables and columns are for

-- until the version row has moved, this revision is half done
COMMENT ON TABLE alembic_version IS 'sqlgen downgrade of 5c3a81e7f046';

-- line 9, undone: alter_column tickets.author_id, no comment
-- line 8, undone: alter_column tickets.priority, no comment
-- line 7, undone: drop_table_comment tickets (all in one change of the table)
COMMENT ON COLUMN tickets.author_id IS '';
COMMENT ON COLUMN tickets.priority IS '';
COMMENT ON TABLE tickets IS '';

-- version row: 5c3a81e7f046 -> 4be907d63f15
BEGIN
  UPDATE alembic_version SET version_num = '4be907d63f15' WHERE version_num = '5c3a81e7f046';
  IF SQL%ROWCOUNT <> 1 THEN RAISE_APPLICATION_ERROR(-20001, 'sqlgen: no version row 5c3a81e7f046. What ran before stays.'); END IF;
  COMMIT;
END;
/


-- ---------------------------------------------------------------------------------------------------------------------
-- 4be907d63f15, undone: find open tickets quickly
-- revisions/4be907d63f15_open_tickets_index.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PROMPT 4be907d63f15, undone: find open tickets quickly

-- until the version row has moved, this revision is half done
COMMENT ON TABLE alembic_version IS 'sqlgen downgrade of 4be907d63f15';

-- line 15, undone: drop_index ix_tickets_open on tickets
DROP INDEX ix_tickets_open;

-- version row: 4be907d63f15 -> 38d15f02ac9e
BEGIN
  UPDATE alembic_version SET version_num = '38d15f02ac9e' WHERE version_num = '4be907d63f15';
  IF SQL%ROWCOUNT <> 1 THEN RAISE_APPLICATION_ERROR(-20001, 'sqlgen: no version row 4be907d63f15. What ran before stays.'); END IF;
  COMMIT;
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


-- ---------------------------------------------------------------------------------------------------------------------
-- 2a7be4c815d0, undone: create tickets and what is said about them
-- revisions/2a7be4c815d0_tickets.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PROMPT 2a7be4c815d0, undone: create tickets and what is said about them

-- until the version row has moved, this revision is half done
COMMENT ON TABLE alembic_version IS 'sqlgen downgrade of 2a7be4c815d0';

-- line 28, undone: drop_table comments
DROP TABLE comments;

-- line 7, undone: drop_table tickets
DROP TABLE tickets;

-- version row: 2a7be4c815d0 -> 1f0c6a9d3b72
BEGIN
  UPDATE alembic_version SET version_num = '1f0c6a9d3b72' WHERE version_num = '2a7be4c815d0';
  IF SQL%ROWCOUNT <> 1 THEN RAISE_APPLICATION_ERROR(-20001, 'sqlgen: no version row 2a7be4c815d0. What ran before stays.'); END IF;
  COMMIT;
END;
/


-- ---------------------------------------------------------------------------------------------------------------------
-- 1f0c6a9d3b72, undone: create accounts, their members and what a member may do
-- revisions/1f0c6a9d3b72_accounts_and_members.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PROMPT 1f0c6a9d3b72, undone: create accounts, their members and what a member may do

-- until the version row has moved, this revision is half done
COMMENT ON TABLE alembic_version IS 'sqlgen downgrade of 1f0c6a9d3b72';

-- line 19, undone: drop_table members
DROP TABLE members;

-- line 9, undone: drop_table accounts
DROP TABLE accounts;

-- line 7, undone: drop_enum member_role: Oracle has no enums, the check goes with each column

-- version row: 1f0c6a9d3b72 -> base
BEGIN
  DELETE FROM alembic_version WHERE version_num = '1f0c6a9d3b72';
  IF SQL%ROWCOUNT <> 1 THEN RAISE_APPLICATION_ERROR(-20001, 'sqlgen: no version row 1f0c6a9d3b72. What ran before stays.'); END IF;
  COMMIT;
END;
/

COMMENT ON TABLE alembic_version IS '';
-- verification: one line that names the first difference; the queries of --verify-sql name all
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN 'verified: 8 of 8 as expected'
  ELSE 'NOT AS EXPECTED: ' || MIN(CASE WHEN f.n <> f.found THEN f.kind || ' ' || f.owner || ': ' || f.expected END) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT 'table' AS kind, '.' AS s, 'ACCOUNTS' AS owner, 0 AS n, 'gone' AS expected FROM dual
    UNION ALL SELECT 'table', '.', 'LABELS', 0, 'gone' FROM dual
    UNION ALL SELECT 'table', '.', 'MEMBERS', 0, 'gone' FROM dual
    UNION ALL SELECT 'table', '.', 'MESSAGES', 0, 'gone' FROM dual
    UNION ALL SELECT 'table', '.', 'TICKET_COUNTS', 0, 'gone' FROM dual
    UNION ALL SELECT 'table', '.', 'TICKET_LABELS', 0, 'gone' FROM dual
    UNION ALL SELECT 'table', '.', 'TICKETS', 0, 'gone' FROM dual
    UNION ALL SELECT 'view', '.', 'OPEN_TICKETS', 0, 'gone' FROM dual
  ) e
  LEFT JOIN (
    SELECT LOWER(object_type) AS kind, DECODE(owner, SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA'), '.', owner) AS s, object_name AS owner, '.' AS name, 'yes' AS actual
    FROM all_objects WHERE object_type IN ('TABLE', 'VIEW', 'MATERIALIZED VIEW', 'SEQUENCE', 'FUNCTION', 'PROCEDURE') AND owner IN (SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA'))
  ) a ON a.kind = e.kind AND a.s = e.s AND a.owner = e.owner
    AND INSTR('; ' || e.expected || '; ', '; ' || CASE WHEN e.n = 0 AND a.name = '.' THEN 'gone' WHEN e.n = 0 THEN 'no ' || a.name WHEN a.name = '.' THEN a.actual ELSE a.name || ' ' || a.actual END || '; ') > 0
  GROUP BY e.kind, e.s, e.owner, e.n, e.expected
) f;

PROMPT done: fa0b16d4e85c -> base
