-- =====================================================================================================================
-- sqlgen upgrade base:fa0b16d4e85c --sql --dialect oracle@19, for Oracle 19
--
--   base -> fa0b16d4e85c, 15 revisions:
--     1f0c6a9d3b72  create accounts, their members and what a member may do
--     2a7be4c815d0  create tickets and what is said about them
--     38d15f02ac9e  put labels on tickets
--     4be907d63f15  find open tickets quickly
--     5c3a81e7f046  say what tables and columns are for
--     83e6b1f740c2  show open tickets to the people who plan
--     94a0f7d25e6b  count the tickets of each account as they come in
--     61f29b0c7d8a  note through which channel a ticket came
--     72d4c05e9ab3  call things what people call them
--     a5b8c3e19f07  bring reporting and the desk together
--     b6c7d2f0a418  allow priorities up to 100, and let 50 be the usual one
--     c7d8e3a1b529  let an account have an owner
--     d8e9f4b2c63a  say viewer instead of guest, and let agents see bills
--     e9fa05c3d74b  nobody sends a fax, and members are never inactive
--     fa0b16d4e85c  keep old tickets apart, and show the channel to the people who plan
--
--   Run      sqlplus -L USER@SERVICE @FILE        (as the owner of the tables; SQLcl and SQL Developer read it as well)
--   Stops    at the first error, and ends the session.
--            Changes of tables cannot be undone by Oracle: what ran before the failure stays.
--            To go on after a failure: repair the cause, then run the lines down to the guard, and the file from the failed
--            statement on.
--            Until then the comment of alembic_version names the revision that is half done, and every script refuses. To begin
--            that revision anew, take back by hand what it did, and run COMMENT ON TABLE alembic_version IS '';
--   Undo     sqlgen downgrade fa0b16d4e85c:base --sql --dialect oracle@19
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

-- Guard: only on a database at base (no version table, or an empty one)
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
  IF NVL(found, 'base') <> 'base' THEN
    RAISE_APPLICATION_ERROR(-20001, 'sqlgen: this script starts at base, the database is at ' || NVL(found, 'base') || '. Nothing was changed' ||
      CASE NVL(found, 'base') WHEN 'fa0b16d4e85c' THEN ': the script has run already.'
      ELSE '. From there: sqlgen upgrade ' || NVL(found, 'base') || ':fa0b16d4e85c --sql --dialect oracle@19' END);
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
  IF found IS NULL THEN
    EXECUTE IMMEDIATE 'CREATE TABLE alembic_version (version_num VARCHAR2(32 CHAR) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))';
  END IF;
END;
/


-- ---------------------------------------------------------------------------------------------------------------------
-- 1f0c6a9d3b72: create accounts, their members and what a member may do
-- revisions/1f0c6a9d3b72_accounts_and_members.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PROMPT 1f0c6a9d3b72: create accounts, their members and what a member may do

-- until the version row has moved, this revision is half done
COMMENT ON TABLE alembic_version IS 'sqlgen upgrade of 1f0c6a9d3b72';

-- line 7: create_enum member_role: Oracle has no enums, each column that uses it gets a check

-- line 9: create_table accounts
CREATE TABLE accounts (
  id         NUMBER(19) GENERATED ALWAYS AS IDENTITY NOT NULL,
  name       VARCHAR2(80 CHAR) NOT NULL,
  email      VARCHAR2(254 CHAR) NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL,
  CONSTRAINT pk_accounts PRIMARY KEY (id)
);
COMMENT ON TABLE accounts IS 'who pays for the desk';
COMMENT ON COLUMN accounts.email IS 'where the bill goes; not a member''s own address';

-- line 19: create_table members
CREATE TABLE members (
  id           NUMBER(19) GENERATED ALWAYS AS IDENTITY NOT NULL,
  account_id   NUMBER(19) NOT NULL,
  display_name VARCHAR2(80 CHAR) NOT NULL,
  role         VARCHAR2(5 CHAR) DEFAULT 'guest' NOT NULL,
  active       NUMBER(1) DEFAULT 1 NOT NULL,
  fax          VARCHAR2(40 CHAR),
  CONSTRAINT pk_members PRIMARY KEY (id),
  CONSTRAINT uq_members_account_id_display_name UNIQUE (account_id, display_name),
  CONSTRAINT fk_members_account_id_accounts FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE,
  CONSTRAINT ck_members_role_type CHECK (role IN ('guest', 'agent', 'admin')),
  CONSTRAINT ck_members_active_type CHECK (active IN (0, 1))
);

-- version row: base -> 1f0c6a9d3b72
DECLARE
  rows_of NUMBER;
BEGIN
  INSERT INTO alembic_version (version_num) VALUES ('1f0c6a9d3b72');
  SELECT COUNT(*) INTO rows_of FROM alembic_version;
  IF rows_of <> 1 THEN RAISE_APPLICATION_ERROR(-20001, 'sqlgen: the version table was not empty. What ran before stays.'); END IF;
  COMMIT;
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


-- ---------------------------------------------------------------------------------------------------------------------
-- 4be907d63f15: find open tickets quickly
-- revisions/4be907d63f15_open_tickets_index.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PROMPT 4be907d63f15: find open tickets quickly

-- until the version row has moved, this revision is half done
COMMENT ON TABLE alembic_version IS 'sqlgen upgrade of 4be907d63f15';

-- line 15: create_index ix_tickets_open on tickets
CREATE INDEX ix_tickets_open ON tickets (priority, opened_at, closed_at);

-- version row: 38d15f02ac9e -> 4be907d63f15
BEGIN
  UPDATE alembic_version SET version_num = '4be907d63f15' WHERE version_num = '38d15f02ac9e';
  IF SQL%ROWCOUNT <> 1 THEN RAISE_APPLICATION_ERROR(-20001, 'sqlgen: no version row 38d15f02ac9e. What ran before stays.'); END IF;
  COMMIT;
END;
/


-- ---------------------------------------------------------------------------------------------------------------------
-- 5c3a81e7f046: say what tables and columns are for
-- revisions/5c3a81e7f046_comments_on_tables.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PROMPT 5c3a81e7f046: say what tables and columns are for

-- until the version row has moved, this revision is half done
COMMENT ON TABLE alembic_version IS 'sqlgen upgrade of 5c3a81e7f046';

-- line 7: create_table_comment tickets
-- line 8: alter_column tickets.priority, comment
-- line 9: alter_column tickets.author_id, comment (all in one change of the table)
COMMENT ON COLUMN tickets.author_id IS 'empty when the member is gone';
COMMENT ON COLUMN tickets.priority IS '1 is the most urgent, 5 the least';
COMMENT ON TABLE tickets IS 'one request of a customer';

-- version row: 4be907d63f15 -> 5c3a81e7f046
BEGIN
  UPDATE alembic_version SET version_num = '5c3a81e7f046' WHERE version_num = '4be907d63f15';
  IF SQL%ROWCOUNT <> 1 THEN RAISE_APPLICATION_ERROR(-20001, 'sqlgen: no version row 4be907d63f15. What ran before stays.'); END IF;
  COMMIT;
END;
/


-- ---------------------------------------------------------------------------------------------------------------------
-- 83e6b1f740c2: show open tickets to the people who plan
-- revisions/83e6b1f740c2_reporting_views.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PROMPT 83e6b1f740c2: show open tickets to the people who plan

-- until the version row has moved, this revision is half done
COMMENT ON TABLE alembic_version IS 'sqlgen upgrade of 83e6b1f740c2';

-- line 8: create_view open_tickets
CREATE VIEW open_tickets AS
SELECT t.id, a.name AS account, t.subject, t.priority
FROM tickets t JOIN accounts a ON a.id = t.account_id
WHERE t.closed_at IS NULL;

-- line 14: create_table ticket_counts
CREATE TABLE ticket_counts (
  account_id NUMBER(19) NOT NULL,
  opened     NUMBER(10) DEFAULT 0 NOT NULL,
  CONSTRAINT pk_ticket_counts PRIMARY KEY (account_id),
  CONSTRAINT fk_ticket_counts_account_id_accounts FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
);

-- version row: 5c3a81e7f046 -> 83e6b1f740c2
BEGIN
  UPDATE alembic_version SET version_num = '83e6b1f740c2' WHERE version_num = '5c3a81e7f046';
  IF SQL%ROWCOUNT <> 1 THEN RAISE_APPLICATION_ERROR(-20001, 'sqlgen: no version row 5c3a81e7f046. What ran before stays.'); END IF;
  COMMIT;
END;
/


-- ---------------------------------------------------------------------------------------------------------------------
-- 94a0f7d25e6b: count the tickets of each account as they come in
-- revisions/94a0f7d25e6b_count_tickets.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PROMPT 94a0f7d25e6b: count the tickets of each account as they come in

-- until the version row has moved, this revision is half done
COMMENT ON TABLE alembic_version IS 'sqlgen upgrade of 94a0f7d25e6b';

-- line 16: create_trigger count_tickets on tickets
CREATE TRIGGER count_tickets AFTER INSERT ON tickets FOR EACH ROW
BEGIN
  UPDATE ticket_counts SET opened = opened + 1 WHERE account_id = :NEW.account_id;
END;
/
DECLARE
  wrong NUMBER;
BEGIN
  SELECT COUNT(*) INTO wrong FROM all_errors
  WHERE owner = SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA') AND name = 'COUNT_TICKETS' AND type = 'TRIGGER' AND attribute = 'ERROR';
  IF wrong > 0 THEN RAISE_APPLICATION_ERROR(-20001, 'sqlgen: trigger count_tickets does not compile'); END IF;
END;
/

-- version row: 83e6b1f740c2 -> 94a0f7d25e6b
BEGIN
  UPDATE alembic_version SET version_num = '94a0f7d25e6b' WHERE version_num = '83e6b1f740c2';
  IF SQL%ROWCOUNT <> 1 THEN RAISE_APPLICATION_ERROR(-20001, 'sqlgen: no version row 83e6b1f740c2. What ran before stays.'); END IF;
  COMMIT;
END;
/


-- ---------------------------------------------------------------------------------------------------------------------
-- 61f29b0c7d8a: note through which channel a ticket came
-- revisions/61f29b0c7d8a_channel.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PROMPT 61f29b0c7d8a: note through which channel a ticket came

-- until the version row has moved, this revision is half done
COMMENT ON TABLE alembic_version IS 'sqlgen upgrade of 61f29b0c7d8a';

-- line 7: add_column tickets.channel
ALTER TABLE tickets ADD channel VARCHAR2(20 CHAR);

-- line 8: update tickets
UPDATE tickets SET channel = 'web' WHERE channel IS NULL;

-- line 9: alter_column tickets.channel, not null, default
-- Oracle computes it at each read: it has no other computed columns
-- line 14: add_column tickets.subject_length (all in one change of the table)
ALTER TABLE tickets MODIFY channel DEFAULT 'web' NOT NULL;
ALTER TABLE tickets ADD subject_length NUMBER(10) GENERATED ALWAYS AS (length(subject)) VIRTUAL;

-- version row: 94a0f7d25e6b -> 61f29b0c7d8a,94a0f7d25e6b
BEGIN
  INSERT INTO alembic_version (version_num) VALUES ('61f29b0c7d8a');
  COMMIT;
END;
/


-- ---------------------------------------------------------------------------------------------------------------------
-- 72d4c05e9ab3: call things what people call them
-- revisions/72d4c05e9ab3_clearer_names.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PROMPT 72d4c05e9ab3: call things what people call them

-- until the version row has moved, this revision is half done
COMMENT ON TABLE alembic_version IS 'sqlgen upgrade of 72d4c05e9ab3';

-- line 7: rename_column members.display_name to full_name
ALTER TABLE members RENAME COLUMN display_name TO full_name;

-- line 8: rename_constraint uq_members_account_id_display_name on members to uq_members_account_id_full_name
ALTER TABLE members RENAME CONSTRAINT uq_members_account_id_display_name TO uq_members_account_id_full_name;
BEGIN
  FOR renamed IN (
    SELECT 1 FROM all_constraints
    WHERE owner = SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA') AND constraint_name = 'UQ_MEMBERS_ACCOUNT_ID_FULL_NAME' AND index_name = 'UQ_MEMBERS_ACCOUNT_ID_DISPLAY_NAME'
  ) LOOP
    EXECUTE IMMEDIATE 'ALTER INDEX uq_members_account_id_display_name RENAME TO uq_members_account_id_full_name';
  END LOOP;
END;
/

-- line 9: rename_table comments to messages
ALTER TABLE comments RENAME TO messages;

-- line 10: rename_index ix_comments_ticket_id on messages to ix_messages_ticket_id
ALTER INDEX ix_comments_ticket_id RENAME TO ix_messages_ticket_id;

-- line 11: rename_column tickets.body to description
ALTER TABLE tickets RENAME COLUMN body TO description;

-- version row: 61f29b0c7d8a,94a0f7d25e6b -> 72d4c05e9ab3,94a0f7d25e6b
BEGIN
  UPDATE alembic_version SET version_num = '72d4c05e9ab3' WHERE version_num = '61f29b0c7d8a';
  IF SQL%ROWCOUNT <> 1 THEN RAISE_APPLICATION_ERROR(-20001, 'sqlgen: no version row 61f29b0c7d8a. What ran before stays.'); END IF;
  COMMIT;
END;
/


-- ---------------------------------------------------------------------------------------------------------------------
-- a5b8c3e19f07: bring reporting and the desk together
-- revisions/a5b8c3e19f07_merge_reporting.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PROMPT a5b8c3e19f07: bring reporting and the desk together

COMMENT ON TABLE alembic_version IS '';

-- no operations here: only the version table changes

-- version rows: 72d4c05e9ab3,94a0f7d25e6b -> a5b8c3e19f07
BEGIN
  DELETE FROM alembic_version WHERE version_num = '72d4c05e9ab3';
  IF SQL%ROWCOUNT <> 1 THEN RAISE_APPLICATION_ERROR(-20001, 'sqlgen: no version row 72d4c05e9ab3. What ran before stays.'); END IF;
  UPDATE alembic_version SET version_num = 'a5b8c3e19f07' WHERE version_num = '94a0f7d25e6b';
  IF SQL%ROWCOUNT <> 1 THEN RAISE_APPLICATION_ERROR(-20001, 'sqlgen: no version row 94a0f7d25e6b. What ran before stays.'); END IF;
  COMMIT;
END;
/


-- ---------------------------------------------------------------------------------------------------------------------
-- b6c7d2f0a418: allow priorities up to 100, and let 50 be the usual one
-- revisions/b6c7d2f0a418_wider_priority.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PROMPT b6c7d2f0a418: allow priorities up to 100, and let 50 be the usual one

-- until the version row has moved, this revision is half done
COMMENT ON TABLE alembic_version IS 'sqlgen upgrade of b6c7d2f0a418';

-- line 7: drop_constraint ck_tickets_priority on tickets
-- line 8: alter_column tickets.priority, type integer, default (all in one change of the table)
ALTER TABLE tickets DROP CONSTRAINT ck_tickets_priority;
ALTER TABLE tickets MODIFY priority NUMBER(10) DEFAULT 50;

-- line 10: update tickets, every row
UPDATE tickets SET priority = priority * 20;

-- line 12: create_check_constraint ck_tickets_priority on tickets
ALTER TABLE tickets ADD CONSTRAINT ck_tickets_priority CHECK (priority BETWEEN 1 AND 100);

-- version row: a5b8c3e19f07 -> b6c7d2f0a418
BEGIN
  UPDATE alembic_version SET version_num = 'b6c7d2f0a418' WHERE version_num = 'a5b8c3e19f07';
  IF SQL%ROWCOUNT <> 1 THEN RAISE_APPLICATION_ERROR(-20001, 'sqlgen: no version row a5b8c3e19f07. What ran before stays.'); END IF;
  COMMIT;
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


-- ---------------------------------------------------------------------------------------------------------------------
-- d8e9f4b2c63a: say viewer instead of guest, and let agents see bills
-- revisions/d8e9f4b2c63a_viewers.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PROMPT d8e9f4b2c63a: say viewer instead of guest, and let agents see bills

-- until the version row has moved, this revision is half done
COMMENT ON TABLE alembic_version IS 'sqlgen upgrade of d8e9f4b2c63a';

-- line 7: replace_enum member_role
ALTER TABLE members DROP CONSTRAINT ck_members_role_type;
ALTER TABLE members MODIFY role VARCHAR2(7 CHAR);
ALTER TABLE members ADD CONSTRAINT ck_members_role_type CHECK (role IN ('guest', 'agent', 'admin', 'owner', 'viewer', 'billing'));
UPDATE members SET role = CASE role WHEN 'guest' THEN 'viewer' END WHERE role IN ('guest');
ALTER TABLE members DROP CONSTRAINT ck_members_role_type;
ALTER TABLE members MODIFY role DEFAULT 'viewer';
ALTER TABLE members ADD CONSTRAINT ck_members_role_type CHECK (role IN ('viewer', 'agent', 'billing', 'admin', 'owner'));

-- line 12: create_unique_constraint uq_accounts_email on accounts
ALTER TABLE accounts ADD CONSTRAINT uq_accounts_email UNIQUE (email);

-- line 13: create_index ix_members_role_full_name on members
CREATE INDEX ix_members_role_full_name ON members (role, full_name);

-- version row: c7d8e3a1b529 -> d8e9f4b2c63a
BEGIN
  UPDATE alembic_version SET version_num = 'd8e9f4b2c63a' WHERE version_num = 'c7d8e3a1b529';
  IF SQL%ROWCOUNT <> 1 THEN RAISE_APPLICATION_ERROR(-20001, 'sqlgen: no version row c7d8e3a1b529. What ran before stays.'); END IF;
  COMMIT;
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


-- ---------------------------------------------------------------------------------------------------------------------
-- fa0b16d4e85c: keep old tickets apart, and show the channel to the people who plan
-- revisions/fa0b16d4e85c_archive.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PROMPT fa0b16d4e85c: keep old tickets apart, and show the channel to the people who plan

-- until the version row has moved, this revision is half done
COMMENT ON TABLE alembic_version IS 'sqlgen upgrade of fa0b16d4e85c';

-- line 18: insert into labels
INSERT INTO labels (id, name, colour) VALUES (4, 'archived', '#cfd3d7');

-- line 19: replace_view open_tickets
CREATE OR REPLACE VIEW open_tickets AS
SELECT t.id, a.name AS account, t.subject, t.channel, t.priority
FROM tickets t JOIN accounts a ON a.id = t.account_id
WHERE t.closed_at IS NULL;

-- version row: e9fa05c3d74b -> fa0b16d4e85c
BEGIN
  UPDATE alembic_version SET version_num = 'fa0b16d4e85c' WHERE version_num = 'e9fa05c3d74b';
  IF SQL%ROWCOUNT <> 1 THEN RAISE_APPLICATION_ERROR(-20001, 'sqlgen: no version row e9fa05c3d74b. What ran before stays.'); END IF;
  COMMIT;
END;
/

COMMENT ON TABLE alembic_version IS '';
-- verification: one line that names the first difference; the queries of --verify-sql name all
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN 'verified: 56 of 56 as expected'
  ELSE 'NOT AS EXPECTED: ' || MIN(CASE WHEN f.n <> f.found THEN f.kind || ' ' || f.owner || ': ' || f.expected END) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT 'column' AS kind, '.' AS s, 'ACCOUNTS' AS owner, 4 AS n, 'ID not null; NAME not null; EMAIL not null; CREATED_AT not null' AS expected FROM dual
    UNION ALL SELECT 'constraint', '.', 'ACCOUNTS', 2, 'primary key; UQ_ACCOUNTS_EMAIL unique' FROM dual
    UNION ALL SELECT 'column', '.', 'LABELS', 3, 'ID not null; NAME not null; COLOUR not null' FROM dual
    UNION ALL SELECT 'constraint', '.', 'LABELS', 2, 'primary key; UQ_LABELS_NAME unique' FROM dual
    UNION ALL SELECT 'column', '.', 'MEMBERS', 4, 'ID not null; ACCOUNT_ID not null; FULL_NAME not null; ROLE not null' FROM dual
    UNION ALL SELECT 'constraint', '.', 'MEMBERS', 2, 'primary key; UQ_MEMBERS_ACCOUNT_ID_FULL_NAME unique' FROM dual
    UNION ALL SELECT 'constraint', '.', 'MEMBERS', 1, 'FK_MEMBERS_ACCOUNT_ID_ACCOUNTS foreign key' FROM dual
    UNION ALL SELECT 'index', '.', 'MEMBERS', 1, 'IX_MEMBERS_ROLE_FULL_NAME not unique' FROM dual
    UNION ALL SELECT 'column', '.', 'MESSAGES', 4, 'ID not null; TICKET_ID not null; BODY not null; WRITTEN_AT not null' FROM dual
    UNION ALL SELECT 'constraint', '.', 'MESSAGES', 2, 'primary key; FK_COMMENTS_TICKET_ID_TICKETS foreign key' FROM dual
    UNION ALL SELECT 'index', '.', 'MESSAGES', 1, 'IX_MESSAGES_TICKET_ID not unique' FROM dual
    UNION ALL SELECT 'column', '.', 'TICKET_COUNTS', 2, 'ACCOUNT_ID not null; OPENED not null' FROM dual
    UNION ALL SELECT 'constraint', '.', 'TICKET_COUNTS', 2, 'primary key; FK_TICKET_COUNTS_ACCOUNT_ID_ACCOUNTS foreign key' FROM dual
    UNION ALL SELECT 'column', '.', 'TICKET_LABELS', 2, 'TICKET_ID not null; LABEL_ID not null' FROM dual
    UNION ALL SELECT 'constraint', '.', 'TICKET_LABELS', 2, 'primary key; FK_TICKET_LABELS_TICKET_ID_TICKETS foreign key' FROM dual
    UNION ALL SELECT 'constraint', '.', 'TICKET_LABELS', 1, 'FK_TICKET_LABELS_LABEL_ID_LABELS foreign key' FROM dual
    UNION ALL SELECT 'index', '.', 'TICKET_LABELS', 1, 'IX_TICKET_LABELS_LABEL_ID not unique' FROM dual
    UNION ALL SELECT 'column', '.', 'TICKETS', 4, 'ID not null; ACCOUNT_ID not null; AUTHOR_ID null; SUBJECT not null' FROM dual
    UNION ALL SELECT 'column', '.', 'TICKETS', 4, 'DESCRIPTION not null; PRIORITY not null; DETAILS not null; OPENED_AT not null' FROM dual
    UNION ALL SELECT 'column', '.', 'TICKETS', 3, 'CLOSED_AT null; CHANNEL not null; SUBJECT_LENGTH null' FROM dual
    UNION ALL SELECT 'constraint', '.', 'TICKETS', 2, 'primary key; FK_TICKETS_ACCOUNT_ID_ACCOUNTS foreign key' FROM dual
    UNION ALL SELECT 'constraint', '.', 'TICKETS', 2, 'FK_TICKETS_AUTHOR_ID_MEMBERS foreign key; CK_TICKETS_PRIORITY check' FROM dual
    UNION ALL SELECT 'index', '.', 'TICKETS', 2, 'IX_TICKETS_ACCOUNT_ID_OPENED_AT not unique; IX_TICKETS_AUTHOR_ID not unique' FROM dual
    UNION ALL SELECT 'index', '.', 'TICKETS', 1, 'IX_TICKETS_OPEN not unique' FROM dual
    UNION ALL SELECT 'view', '.', 'OPEN_TICKETS', 1, 'yes' FROM dual
    UNION ALL SELECT 'trigger', '.', 'TICKETS', 1, 'COUNT_TICKETS yes' FROM dual
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
    UNION ALL
    SELECT 'trigger', DECODE(table_owner, SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA'), '.', table_owner), table_name, trigger_name, 'yes' FROM all_triggers WHERE table_owner IN (SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA'))
  ) a ON a.kind = e.kind AND a.s = e.s AND a.owner = e.owner
    AND INSTR('; ' || e.expected || '; ', '; ' || CASE WHEN e.n = 0 AND a.name = '.' THEN 'gone' WHEN e.n = 0 THEN 'no ' || a.name WHEN a.name = '.' THEN a.actual ELSE a.name || ' ' || a.actual END || '; ') > 0
  GROUP BY e.kind, e.s, e.owner, e.n, e.expected
) f;

PROMPT done: base -> fa0b16d4e85c
