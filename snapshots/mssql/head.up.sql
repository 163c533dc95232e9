-- =====================================================================================================================
-- sqlgen upgrade base:fa0b16d4e85c --sql --dialect mssql@2022, for SQL Server 2022
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
--   Run      sqlcmd -b -I -x -f 65001 -t 900 -S SERVER -d DATABASE -i FILE
--   Stops    at the first error. Each revision is one transaction: the one that fails is undone, those before it stay.
--            Management Studio, and sqlcmd without -b, go on after an error: every batch is followed by
--              IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
--            from where on nothing is executed, until the last batch of the script rolls back, lets go and says so.
--   Undo     sqlgen downgrade fa0b16d4e85c:base --sql --dialect mssql@2022
--   Loses    Privileges granted by hand on view open_tickets: dropped and created again.
--   Digest   sha256 2024b976fa623eb3cfc35dfdbaf305194f6b7ea7f90179a5ee102889cd6b80cf
--            of the 15 revision files that were read, in order, and the options
-- =====================================================================================================================

SET NOEXEC OFF;
GO
SET NOCOUNT, XACT_ABORT ON;
SET ANSI_NULLS, ANSI_PADDING, ANSI_WARNINGS, ARITHABORT, CONCAT_NULL_YIELDS_NULL, QUOTED_IDENTIFIER ON;
SET NUMERIC_ROUNDABORT, IMPLICIT_TRANSACTIONS OFF;
SET DATEFORMAT ymd;
SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
SET LOCK_TIMEOUT 5000;
GO

-- Guard: one script at a time, and only on a database at base (no version table, or an empty one)
IF @@TRANCOUNT > 0
  THROW 50000, N'sqlgen: a transaction is open. Commit it or roll it back first. Nothing was changed.', 1;
DECLARE @lock int, @found nvarchar(max) = N'base', @message nvarchar(2048);
EXEC @lock = sys.sp_getapplock @Resource = N'sqlgen dbo.alembic_version', @LockMode = 'Exclusive', @LockOwner = 'Session', @LockTimeout = 5000;
IF @lock < 0
  THROW 50000, N'sqlgen: another script is running. Nothing was changed.', 1;
-- the table may be missing, and a batch that names a missing table ends before it can say so
IF OBJECT_ID(N'dbo.alembic_version', N'U') IS NOT NULL
  EXEC sys.sp_executesql
    N'SELECT @found = COALESCE(STRING_AGG(CAST(version_num AS nvarchar(max)), N'','') WITHIN GROUP (ORDER BY version_num COLLATE Latin1_General_BIN2), N''base'') FROM dbo.alembic_version',
    N'@found nvarchar(max) OUTPUT', @found = @found OUTPUT;
IF @found <> N'base' COLLATE Latin1_General_BIN2
BEGIN
  SET @message = CONCAT(N'sqlgen: this script starts at base, the database is at ', @found, N'. Nothing was changed',
    CASE WHEN @found = N'fa0b16d4e85c' COLLATE Latin1_General_BIN2 THEN N': the script has run already.'
      ELSE CONCAT(N'. From there: sqlgen upgrade ', @found, N':fa0b16d4e85c --sql --dialect mssql@2022') END);
  THROW 50000, @message, 1;
END;
GO
IF @@ERROR <> 0 SET NOEXEC ON;
GO


-- ---------------------------------------------------------------------------------------------------------------------
-- 1f0c6a9d3b72: create accounts, their members and what a member may do
-- revisions/1f0c6a9d3b72_accounts_and_members.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PRINT N'1f0c6a9d3b72: create accounts, their members and what a member may do';
GO
BEGIN TRANSACTION;
GO

-- version table
IF OBJECT_ID(N'dbo.alembic_version', N'U') IS NULL
  CREATE TABLE dbo.alembic_version (
    version_num varchar(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
  );
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- line 7: create_enum member_role: SQL Server has no enums, each column that uses it gets a check

-- line 9: create_table accounts
CREATE TABLE dbo.accounts (
  id         bigint IDENTITY(1,1) NOT NULL,
  name       nvarchar(80) NOT NULL,
  email      nvarchar(254) NOT NULL,
  created_at datetimeoffset NOT NULL CONSTRAINT df_accounts_created_at DEFAULT SYSDATETIMEOFFSET(),
  CONSTRAINT pk_accounts PRIMARY KEY (id)
);
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO
EXEC sys.sp_addextendedproperty @name = N'MS_Description', @value = N'who pays for the desk', @level0type = N'SCHEMA', @level0name = N'dbo', @level1type = N'TABLE', @level1name = N'accounts';
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO
EXEC sys.sp_addextendedproperty @name = N'MS_Description', @value = N'where the bill goes; not a member''s own address', @level0type = N'SCHEMA', @level0name = N'dbo', @level1type = N'TABLE', @level1name = N'accounts', @level2type = N'COLUMN', @level2name = N'email';
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- line 19: create_table members
CREATE TABLE dbo.members (
  id           bigint IDENTITY(1,1) NOT NULL,
  account_id   bigint NOT NULL,
  display_name nvarchar(80) NOT NULL,
  role         nvarchar(5) NOT NULL CONSTRAINT df_members_role DEFAULT N'guest',
  active       bit NOT NULL CONSTRAINT df_members_active DEFAULT 1,
  fax          nvarchar(40) NULL,
  CONSTRAINT pk_members PRIMARY KEY (id),
  CONSTRAINT uq_members_account_id_display_name UNIQUE (account_id, display_name),
  CONSTRAINT fk_members_account_id_accounts FOREIGN KEY (account_id) REFERENCES dbo.accounts (id) ON DELETE CASCADE,
  CONSTRAINT ck_members_role_type CHECK (role IN (N'guest', N'agent', N'admin'))
);
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- version row: base -> 1f0c6a9d3b72
INSERT INTO dbo.alembic_version (version_num) VALUES (N'1f0c6a9d3b72');
IF (SELECT COUNT(*) FROM dbo.alembic_version) <> 1 THROW 50000, N'sqlgen: the version table was not empty. This revision is undone.', 1;
COMMIT;
GO
IF @@ERROR <> 0 SET NOEXEC ON;
GO


-- ---------------------------------------------------------------------------------------------------------------------
-- 2a7be4c815d0: create tickets and what is said about them
-- revisions/2a7be4c815d0_tickets.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PRINT N'2a7be4c815d0: create tickets and what is said about them';
GO
BEGIN TRANSACTION;
GO

-- line 7: create_table tickets
CREATE TABLE dbo.tickets (
  id         bigint IDENTITY(1,1) NOT NULL,
  account_id bigint NOT NULL,
  author_id  bigint NULL,
  subject    nvarchar(200) NOT NULL,
  body       nvarchar(max) NOT NULL CONSTRAINT df_tickets_body DEFAULT (''),
  priority   smallint NOT NULL CONSTRAINT df_tickets_priority DEFAULT 3,
  details    nvarchar(max) NOT NULL CONSTRAINT df_tickets_details DEFAULT N'{"source": "web", "tags": []}',
  opened_at  datetimeoffset NOT NULL CONSTRAINT df_tickets_opened_at DEFAULT SYSDATETIMEOFFSET(),
  closed_at  datetimeoffset NULL,
  CONSTRAINT pk_tickets PRIMARY KEY (id),
  CONSTRAINT fk_tickets_account_id_accounts FOREIGN KEY (account_id) REFERENCES dbo.accounts (id) ON DELETE CASCADE,
  CONSTRAINT fk_tickets_author_id_members FOREIGN KEY (author_id) REFERENCES dbo.members (id) ON DELETE NO ACTION,
  CONSTRAINT ck_tickets_priority CHECK (priority BETWEEN 1 AND 5),
  CONSTRAINT ck_tickets_details_type CHECK (ISJSON(details) = 1)
);
CREATE INDEX ix_tickets_account_id_opened_at ON dbo.tickets (account_id, opened_at DESC);
CREATE INDEX ix_tickets_author_id ON dbo.tickets (author_id);
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- line 28: create_table comments
CREATE TABLE dbo.comments (
  id         bigint IDENTITY(1,1) NOT NULL,
  ticket_id  bigint NOT NULL,
  body       nvarchar(max) NOT NULL,
  written_at datetimeoffset NOT NULL CONSTRAINT df_comments_written_at DEFAULT SYSDATETIMEOFFSET(),
  CONSTRAINT pk_comments PRIMARY KEY (id),
  CONSTRAINT fk_comments_ticket_id_tickets FOREIGN KEY (ticket_id) REFERENCES dbo.tickets (id) ON DELETE CASCADE
);
CREATE INDEX ix_comments_ticket_id ON dbo.comments (ticket_id);
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- version row: 1f0c6a9d3b72 -> 2a7be4c815d0
UPDATE dbo.alembic_version SET version_num = N'2a7be4c815d0' WHERE version_num = N'1f0c6a9d3b72';
IF @@ROWCOUNT <> 1 THROW 50000, N'sqlgen: no version row 1f0c6a9d3b72. This revision is undone.', 1;
COMMIT;
GO
IF @@ERROR <> 0 SET NOEXEC ON;
GO


-- ---------------------------------------------------------------------------------------------------------------------
-- 38d15f02ac9e: put labels on tickets
-- revisions/38d15f02ac9e_labels.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PRINT N'38d15f02ac9e: put labels on tickets';
GO
BEGIN TRANSACTION;
GO

-- line 7: create_table labels
CREATE TABLE dbo.labels (
  id     int NOT NULL,
  name   nvarchar(40) NOT NULL,
  colour nchar(7) NOT NULL CONSTRAINT df_labels_colour DEFAULT N'#808080',
  CONSTRAINT pk_labels PRIMARY KEY (id),
  CONSTRAINT uq_labels_name UNIQUE (name)
);
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- line 16: create_table ticket_labels
CREATE TABLE dbo.ticket_labels (
  ticket_id bigint NOT NULL,
  label_id  int NOT NULL,
  CONSTRAINT pk_ticket_labels PRIMARY KEY (ticket_id, label_id),
  CONSTRAINT fk_ticket_labels_ticket_id_tickets FOREIGN KEY (ticket_id) REFERENCES dbo.tickets (id) ON DELETE CASCADE,
  CONSTRAINT fk_ticket_labels_label_id_labels FOREIGN KEY (label_id) REFERENCES dbo.labels (id) ON DELETE CASCADE
);
CREATE INDEX ix_ticket_labels_label_id ON dbo.ticket_labels (label_id);
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- line 27: bulk_insert into labels, 3 rows
INSERT INTO dbo.labels (id, name, colour) VALUES
  (1, N'bug', N'#d73a4a'),
  (2, N'question', N'#d876e3'),
  (3, N'it''s urgent', N'#b60205');
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- version row: 2a7be4c815d0 -> 38d15f02ac9e
UPDATE dbo.alembic_version SET version_num = N'38d15f02ac9e' WHERE version_num = N'2a7be4c815d0';
IF @@ROWCOUNT <> 1 THROW 50000, N'sqlgen: no version row 2a7be4c815d0. This revision is undone.', 1;
COMMIT;
GO
IF @@ERROR <> 0 SET NOEXEC ON;
GO


-- ---------------------------------------------------------------------------------------------------------------------
-- 4be907d63f15: find open tickets quickly
-- revisions/4be907d63f15_open_tickets_index.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PRINT N'4be907d63f15: find open tickets quickly';
GO
BEGIN TRANSACTION;
GO

-- MySQL, MariaDB and Oracle have no partial indexes: there the whole table is in it
-- line 7: create_index ix_tickets_open on tickets
CREATE INDEX ix_tickets_open ON dbo.tickets (priority, opened_at) WHERE closed_at IS NULL;
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- version row: 38d15f02ac9e -> 4be907d63f15
UPDATE dbo.alembic_version SET version_num = N'4be907d63f15' WHERE version_num = N'38d15f02ac9e';
IF @@ROWCOUNT <> 1 THROW 50000, N'sqlgen: no version row 38d15f02ac9e. This revision is undone.', 1;
COMMIT;
GO
IF @@ERROR <> 0 SET NOEXEC ON;
GO


-- ---------------------------------------------------------------------------------------------------------------------
-- 5c3a81e7f046: say what tables and columns are for
-- revisions/5c3a81e7f046_comments_on_tables.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PRINT N'5c3a81e7f046: say what tables and columns are for';
GO
BEGIN TRANSACTION;
GO

-- line 7: create_table_comment tickets
-- line 8: alter_column tickets.priority, comment
-- line 9: alter_column tickets.author_id, comment (all in one change of the table)
EXEC sys.sp_addextendedproperty @name = N'MS_Description', @value = N'empty when the member is gone', @level0type = N'SCHEMA', @level0name = N'dbo', @level1type = N'TABLE', @level1name = N'tickets', @level2type = N'COLUMN', @level2name = N'author_id';
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO
EXEC sys.sp_addextendedproperty @name = N'MS_Description', @value = N'1 is the most urgent, 5 the least', @level0type = N'SCHEMA', @level0name = N'dbo', @level1type = N'TABLE', @level1name = N'tickets', @level2type = N'COLUMN', @level2name = N'priority';
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO
EXEC sys.sp_addextendedproperty @name = N'MS_Description', @value = N'one request of a customer', @level0type = N'SCHEMA', @level0name = N'dbo', @level1type = N'TABLE', @level1name = N'tickets';
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- version row: 4be907d63f15 -> 5c3a81e7f046
UPDATE dbo.alembic_version SET version_num = N'5c3a81e7f046' WHERE version_num = N'4be907d63f15';
IF @@ROWCOUNT <> 1 THROW 50000, N'sqlgen: no version row 4be907d63f15. This revision is undone.', 1;
COMMIT;
GO
IF @@ERROR <> 0 SET NOEXEC ON;
GO


-- ---------------------------------------------------------------------------------------------------------------------
-- 83e6b1f740c2: show open tickets to the people who plan
-- revisions/83e6b1f740c2_reporting_views.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PRINT N'83e6b1f740c2: show open tickets to the people who plan';
GO
BEGIN TRANSACTION;
GO

-- line 8: create_view open_tickets
CREATE VIEW dbo.open_tickets AS
SELECT t.id, a.name AS account, t.subject, t.priority
FROM tickets t JOIN accounts a ON a.id = t.account_id
WHERE t.closed_at IS NULL;
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- line 14: create_table ticket_counts
CREATE TABLE dbo.ticket_counts (
  account_id bigint NOT NULL,
  opened     int NOT NULL CONSTRAINT df_ticket_counts_opened DEFAULT 0,
  CONSTRAINT pk_ticket_counts PRIMARY KEY (account_id),
  CONSTRAINT fk_ticket_counts_account_id_accounts FOREIGN KEY (account_id) REFERENCES dbo.accounts (id) ON DELETE CASCADE
);
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- version row: 5c3a81e7f046 -> 83e6b1f740c2
UPDATE dbo.alembic_version SET version_num = N'83e6b1f740c2' WHERE version_num = N'5c3a81e7f046';
IF @@ROWCOUNT <> 1 THROW 50000, N'sqlgen: no version row 5c3a81e7f046. This revision is undone.', 1;
COMMIT;
GO
IF @@ERROR <> 0 SET NOEXEC ON;
GO


-- ---------------------------------------------------------------------------------------------------------------------
-- 94a0f7d25e6b: count the tickets of each account as they come in
-- revisions/94a0f7d25e6b_count_tickets.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PRINT N'94a0f7d25e6b: count the tickets of each account as they come in';
GO
BEGIN TRANSACTION;
GO

-- line 16: create_trigger count_tickets on tickets
CREATE TRIGGER dbo.count_tickets ON dbo.tickets AFTER INSERT AS
UPDATE c SET opened = c.opened + n.opened
FROM dbo.ticket_counts AS c
JOIN (SELECT account_id, COUNT(*) AS opened FROM inserted GROUP BY account_id) AS n ON n.account_id = c.account_id;
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- version row: 83e6b1f740c2 -> 94a0f7d25e6b
UPDATE dbo.alembic_version SET version_num = N'94a0f7d25e6b' WHERE version_num = N'83e6b1f740c2';
IF @@ROWCOUNT <> 1 THROW 50000, N'sqlgen: no version row 83e6b1f740c2. This revision is undone.', 1;
COMMIT;
GO
IF @@ERROR <> 0 SET NOEXEC ON;
GO


-- ---------------------------------------------------------------------------------------------------------------------
-- 61f29b0c7d8a: note through which channel a ticket came
-- revisions/61f29b0c7d8a_channel.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PRINT N'61f29b0c7d8a: note through which channel a ticket came';
GO
BEGIN TRANSACTION;
GO

-- line 7: add_column tickets.channel
ALTER TABLE dbo.tickets ADD channel nvarchar(20) NULL;
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- line 8: update tickets
UPDATE dbo.tickets SET channel = N'web' WHERE channel IS NULL;
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- line 9: alter_column tickets.channel, not null, default
-- line 10: add_column tickets.subject_length (all in one change of the table)
ALTER TABLE dbo.tickets ALTER COLUMN channel nvarchar(20) NOT NULL;
ALTER TABLE dbo.tickets ADD subject_length AS (CAST(len(subject) AS int)) PERSISTED;
ALTER TABLE dbo.tickets ADD CONSTRAINT df_tickets_channel DEFAULT N'web' FOR channel;
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- version row: 94a0f7d25e6b -> 61f29b0c7d8a,94a0f7d25e6b
INSERT INTO dbo.alembic_version (version_num) VALUES (N'61f29b0c7d8a');
COMMIT;
GO
IF @@ERROR <> 0 SET NOEXEC ON;
GO


-- ---------------------------------------------------------------------------------------------------------------------
-- 72d4c05e9ab3: call things what people call them
-- revisions/72d4c05e9ab3_clearer_names.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PRINT N'72d4c05e9ab3: call things what people call them';
GO
BEGIN TRANSACTION;
GO

-- line 7: rename_column members.display_name to full_name
EXEC sys.sp_rename N'dbo.members.display_name', N'full_name', N'COLUMN';
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- line 8: rename_constraint uq_members_account_id_display_name on members to uq_members_account_id_full_name
EXEC sys.sp_rename N'dbo.uq_members_account_id_display_name', N'uq_members_account_id_full_name', N'OBJECT';
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- line 9: rename_table comments to messages
EXEC sys.sp_rename N'dbo.comments', N'messages', N'OBJECT';
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO
EXEC sys.sp_rename N'dbo.df_comments_written_at', N'df_messages_written_at', N'OBJECT';
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- line 10: rename_index ix_comments_ticket_id on messages to ix_messages_ticket_id
EXEC sys.sp_rename N'dbo.messages.ix_comments_ticket_id', N'ix_messages_ticket_id', N'INDEX';
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- line 11: rename_column tickets.body to description
ALTER TABLE dbo.tickets DROP CONSTRAINT df_tickets_body;
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO
EXEC sys.sp_rename N'dbo.tickets.body', N'description', N'COLUMN';
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO
ALTER TABLE dbo.tickets ADD CONSTRAINT df_tickets_description DEFAULT ('') FOR description;
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- version row: 61f29b0c7d8a,94a0f7d25e6b -> 72d4c05e9ab3,94a0f7d25e6b
UPDATE dbo.alembic_version SET version_num = N'72d4c05e9ab3' WHERE version_num = N'61f29b0c7d8a';
IF @@ROWCOUNT <> 1 THROW 50000, N'sqlgen: no version row 61f29b0c7d8a. This revision is undone.', 1;
COMMIT;
GO
IF @@ERROR <> 0 SET NOEXEC ON;
GO


-- ---------------------------------------------------------------------------------------------------------------------
-- a5b8c3e19f07: bring reporting and the desk together
-- revisions/a5b8c3e19f07_merge_reporting.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PRINT N'a5b8c3e19f07: bring reporting and the desk together';
GO
-- no operations here: only the version table changes

BEGIN TRANSACTION;
GO

-- version rows: 72d4c05e9ab3,94a0f7d25e6b -> a5b8c3e19f07
DELETE FROM dbo.alembic_version WHERE version_num = N'72d4c05e9ab3';
IF @@ROWCOUNT <> 1 THROW 50000, N'sqlgen: no version row 72d4c05e9ab3. This revision is undone.', 1;
UPDATE dbo.alembic_version SET version_num = N'a5b8c3e19f07' WHERE version_num = N'94a0f7d25e6b';
IF @@ROWCOUNT <> 1 THROW 50000, N'sqlgen: no version row 94a0f7d25e6b. This revision is undone.', 1;
COMMIT;
GO
IF @@ERROR <> 0 SET NOEXEC ON;
GO


-- ---------------------------------------------------------------------------------------------------------------------
-- b6c7d2f0a418: allow priorities up to 100, and let 50 be the usual one
-- revisions/b6c7d2f0a418_wider_priority.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PRINT N'b6c7d2f0a418: allow priorities up to 100, and let 50 be the usual one';
GO
BEGIN TRANSACTION;
GO

-- line 7: view open_tickets reads tickets; put back below
DROP VIEW dbo.open_tickets;
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- line 7: drop_constraint ck_tickets_priority on tickets
-- line 8: alter_column tickets.priority, type integer, default (all in one change of the table)
ALTER TABLE dbo.tickets DROP CONSTRAINT ck_tickets_priority;
ALTER TABLE dbo.tickets DROP CONSTRAINT df_tickets_priority;
DROP INDEX ix_tickets_open ON dbo.tickets;
ALTER TABLE dbo.tickets ALTER COLUMN priority int NOT NULL;
CREATE INDEX ix_tickets_open ON dbo.tickets (priority, opened_at) WHERE closed_at IS NULL;
ALTER TABLE dbo.tickets ADD CONSTRAINT df_tickets_priority DEFAULT 50 FOR priority;
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- line 7: view open_tickets is put back
CREATE OR ALTER VIEW dbo.open_tickets AS
SELECT t.id, a.name AS account, t.subject, t.priority
FROM tickets t JOIN accounts a ON a.id = t.account_id
WHERE t.closed_at IS NULL;
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- line 10: update tickets, every row
UPDATE dbo.tickets SET priority = priority * 20;
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- line 12: create_check_constraint ck_tickets_priority on tickets
ALTER TABLE dbo.tickets ADD CONSTRAINT ck_tickets_priority CHECK (priority BETWEEN 1 AND 100);
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- version row: a5b8c3e19f07 -> b6c7d2f0a418
UPDATE dbo.alembic_version SET version_num = N'b6c7d2f0a418' WHERE version_num = N'a5b8c3e19f07';
IF @@ROWCOUNT <> 1 THROW 50000, N'sqlgen: no version row a5b8c3e19f07. This revision is undone.', 1;
COMMIT;
GO
IF @@ERROR <> 0 SET NOEXEC ON;
GO


-- ---------------------------------------------------------------------------------------------------------------------
-- c7d8e3a1b529: let an account have an owner
-- revisions/c7d8e3a1b529_owner_role.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PRINT N'c7d8e3a1b529: let an account have an owner';
GO
BEGIN TRANSACTION;
GO

-- line 7: add_enum_value owner to member_role
ALTER TABLE dbo.members DROP CONSTRAINT ck_members_role_type;
ALTER TABLE dbo.members ADD CONSTRAINT ck_members_role_type CHECK (role IN (N'guest', N'agent', N'admin', N'owner'));
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- version row: b6c7d2f0a418 -> c7d8e3a1b529
UPDATE dbo.alembic_version SET version_num = N'c7d8e3a1b529' WHERE version_num = N'b6c7d2f0a418';
IF @@ROWCOUNT <> 1 THROW 50000, N'sqlgen: no version row b6c7d2f0a418. This revision is undone.', 1;
COMMIT;
GO
IF @@ERROR <> 0 SET NOEXEC ON;
GO


-- ---------------------------------------------------------------------------------------------------------------------
-- d8e9f4b2c63a: say viewer instead of guest, and let agents see bills
-- revisions/d8e9f4b2c63a_viewers.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PRINT N'd8e9f4b2c63a: say viewer instead of guest, and let agents see bills';
GO
BEGIN TRANSACTION;
GO

-- line 7: replace_enum member_role
ALTER TABLE dbo.members DROP CONSTRAINT ck_members_role_type;
ALTER TABLE dbo.members DROP CONSTRAINT df_members_role;
ALTER TABLE dbo.members ALTER COLUMN role nvarchar(7) NOT NULL;
ALTER TABLE dbo.members ADD CONSTRAINT ck_members_role_type CHECK (role IN (N'guest', N'agent', N'admin', N'owner', N'viewer', N'billing'));
ALTER TABLE dbo.members ADD CONSTRAINT df_members_role DEFAULT N'guest' FOR role;
UPDATE dbo.members SET role = CASE role WHEN N'guest' THEN N'viewer' END WHERE role IN (N'guest');
ALTER TABLE dbo.members DROP CONSTRAINT ck_members_role_type;
ALTER TABLE dbo.members DROP CONSTRAINT df_members_role;
ALTER TABLE dbo.members ADD CONSTRAINT ck_members_role_type CHECK (role IN (N'viewer', N'agent', N'billing', N'admin', N'owner'));
ALTER TABLE dbo.members ADD CONSTRAINT df_members_role DEFAULT N'viewer' FOR role;
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- line 12: create_unique_constraint uq_accounts_email on accounts
ALTER TABLE dbo.accounts ADD CONSTRAINT uq_accounts_email UNIQUE (email);
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- line 13: create_index ix_members_role_full_name on members
CREATE INDEX ix_members_role_full_name ON dbo.members (role, full_name);
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- version row: c7d8e3a1b529 -> d8e9f4b2c63a
UPDATE dbo.alembic_version SET version_num = N'd8e9f4b2c63a' WHERE version_num = N'c7d8e3a1b529';
IF @@ROWCOUNT <> 1 THROW 50000, N'sqlgen: no version row c7d8e3a1b529. This revision is undone.', 1;
COMMIT;
GO
IF @@ERROR <> 0 SET NOEXEC ON;
GO


-- ---------------------------------------------------------------------------------------------------------------------
-- e9fa05c3d74b: nobody sends a fax, and members are never inactive
-- revisions/e9fa05c3d74b_no_fax.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PRINT N'e9fa05c3d74b: nobody sends a fax, and members are never inactive';
GO
BEGIN TRANSACTION;
GO

-- line 7: delete from members
DELETE FROM dbo.members WHERE active = 0;
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- line 9: drop_column members.active
-- line 11: drop_column members.fax (all in one change of the table)
ALTER TABLE dbo.members DROP CONSTRAINT df_members_active;
ALTER TABLE dbo.members DROP COLUMN active;
ALTER TABLE dbo.members DROP COLUMN fax;
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- version row: d8e9f4b2c63a -> e9fa05c3d74b
UPDATE dbo.alembic_version SET version_num = N'e9fa05c3d74b' WHERE version_num = N'd8e9f4b2c63a';
IF @@ROWCOUNT <> 1 THROW 50000, N'sqlgen: no version row d8e9f4b2c63a. This revision is undone.', 1;
COMMIT;
GO
IF @@ERROR <> 0 SET NOEXEC ON;
GO


-- ---------------------------------------------------------------------------------------------------------------------
-- fa0b16d4e85c: keep old tickets apart, and show the channel to the people who plan
-- revisions/fa0b16d4e85c_archive.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PRINT N'fa0b16d4e85c: keep old tickets apart, and show the channel to the people who plan';
GO
BEGIN TRANSACTION;
GO

-- line 18: insert into labels
INSERT INTO dbo.labels (id, name, colour) VALUES (4, N'archived', N'#cfd3d7');
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- line 19: replace_view open_tickets
CREATE OR ALTER VIEW dbo.open_tickets AS
SELECT t.id, a.name AS account, t.subject, t.channel, t.priority
FROM tickets t JOIN accounts a ON a.id = t.account_id
WHERE t.closed_at IS NULL;
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- version row: e9fa05c3d74b -> fa0b16d4e85c
UPDATE dbo.alembic_version SET version_num = N'fa0b16d4e85c' WHERE version_num = N'e9fa05c3d74b';
IF @@ROWCOUNT <> 1 THROW 50000, N'sqlgen: no version row e9fa05c3d74b. This revision is undone.', 1;
COMMIT;
GO
IF @@ERROR <> 0 SET NOEXEC ON;
GO

-- verification: one line that names the first difference; the queries of --verify-sql name all
DECLARE @verified nvarchar(max) = (
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN N'verified: 56 of 56 as expected'
  ELSE CONCAT('NOT AS EXPECTED: ', MIN(CASE WHEN f.n <> f.found THEN CONCAT(f.kind, ' ', f.owner, ': ', f.expected) END)) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT N'column' AS kind, N'.' AS s, N'accounts' AS owner, 4 AS n, N'id not null; name not null; email not null; created_at not null' AS expected
    UNION ALL SELECT N'constraint', N'.', N'accounts', 2, N'primary key; uq_accounts_email unique'
    UNION ALL SELECT N'column', N'.', N'labels', 3, N'id not null; name not null; colour not null'
    UNION ALL SELECT N'constraint', N'.', N'labels', 2, N'primary key; uq_labels_name unique'
    UNION ALL SELECT N'column', N'.', N'members', 4, N'id not null; account_id not null; full_name not null; role not null'
    UNION ALL SELECT N'constraint', N'.', N'members', 2, N'primary key; uq_members_account_id_full_name unique'
    UNION ALL SELECT N'constraint', N'.', N'members', 1, N'fk_members_account_id_accounts foreign key'
    UNION ALL SELECT N'index', N'.', N'members', 1, N'ix_members_role_full_name not unique'
    UNION ALL SELECT N'column', N'.', N'messages', 4, N'id not null; ticket_id not null; body not null; written_at not null'
    UNION ALL SELECT N'constraint', N'.', N'messages', 2, N'primary key; fk_comments_ticket_id_tickets foreign key'
    UNION ALL SELECT N'index', N'.', N'messages', 1, N'ix_messages_ticket_id not unique'
    UNION ALL SELECT N'column', N'.', N'ticket_counts', 2, N'account_id not null; opened not null'
    UNION ALL SELECT N'constraint', N'.', N'ticket_counts', 2, N'primary key; fk_ticket_counts_account_id_accounts foreign key'
    UNION ALL SELECT N'column', N'.', N'ticket_labels', 2, N'ticket_id not null; label_id not null'
    UNION ALL SELECT N'constraint', N'.', N'ticket_labels', 2, N'primary key; fk_ticket_labels_ticket_id_tickets foreign key'
    UNION ALL SELECT N'constraint', N'.', N'ticket_labels', 1, N'fk_ticket_labels_label_id_labels foreign key'
    UNION ALL SELECT N'index', N'.', N'ticket_labels', 1, N'ix_ticket_labels_label_id not unique'
    UNION ALL SELECT N'column', N'.', N'tickets', 4, N'id not null; account_id not null; author_id null; subject not null'
    UNION ALL SELECT N'column', N'.', N'tickets', 4, N'description not null; priority not null; details not null; opened_at not null'
    UNION ALL SELECT N'column', N'.', N'tickets', 3, N'closed_at null; channel not null; subject_length null'
    UNION ALL SELECT N'constraint', N'.', N'tickets', 2, N'primary key; fk_tickets_account_id_accounts foreign key'
    UNION ALL SELECT N'constraint', N'.', N'tickets', 2, N'fk_tickets_author_id_members foreign key; ck_tickets_priority check'
    UNION ALL SELECT N'index', N'.', N'tickets', 2, N'ix_tickets_account_id_opened_at not unique; ix_tickets_author_id not unique'
    UNION ALL SELECT N'index', N'.', N'tickets', 1, N'ix_tickets_open not unique'
    UNION ALL SELECT N'view', N'.', N'open_tickets', 1, N'yes'
    UNION ALL SELECT N'trigger', N'.', N'tickets', 1, N'count_tickets yes'
  ) e
  LEFT JOIN (
    SELECT CASE o.type WHEN 'U' THEN N'table' WHEN 'V' THEN N'view' WHEN 'SO' THEN N'sequence' WHEN 'P' THEN N'procedure' ELSE N'function' END AS kind,
      CASE SCHEMA_NAME(o.schema_id) WHEN N'dbo' THEN N'.' ELSE SCHEMA_NAME(o.schema_id) END AS s, o.name AS owner, N'.' AS name, N'yes' AS actual
    FROM sys.objects o WHERE o.type IN ('U', 'V', 'SO', 'P', 'FN', 'IF', 'TF')
    UNION ALL
    SELECT N'column', CASE SCHEMA_NAME(o.schema_id) WHEN N'dbo' THEN N'.' ELSE SCHEMA_NAME(o.schema_id) END, o.name, c.name, CASE c.is_nullable WHEN 1 THEN N'null' ELSE N'not null' END
    FROM sys.objects o JOIN sys.columns c ON c.object_id = o.object_id WHERE o.type = 'U'
    UNION ALL
    SELECT N'constraint', CASE SCHEMA_NAME(o.schema_id) WHEN N'dbo' THEN N'.' ELSE SCHEMA_NAME(o.schema_id) END, o.name, CASE k.type WHEN 'PK' THEN N'.' ELSE k.name END,
      CASE k.type WHEN 'PK' THEN N'primary key' WHEN 'UQ' THEN N'unique' WHEN 'F' THEN N'foreign key' ELSE N'check' END
    FROM sys.objects o JOIN sys.objects k ON k.parent_object_id = o.object_id WHERE k.type IN ('PK', 'UQ', 'F', 'C')
    UNION ALL
    SELECT N'index', CASE SCHEMA_NAME(o.schema_id) WHEN N'dbo' THEN N'.' ELSE SCHEMA_NAME(o.schema_id) END, o.name, i.name, CASE i.is_unique WHEN 1 THEN N'unique' ELSE N'not unique' END
    FROM sys.objects o JOIN sys.indexes i ON i.object_id = o.object_id
    WHERE i.name IS NOT NULL AND i.is_primary_key = 0 AND i.is_unique_constraint = 0
    UNION ALL
    SELECT N'trigger', CASE SCHEMA_NAME(o.schema_id) WHEN N'dbo' THEN N'.' ELSE SCHEMA_NAME(o.schema_id) END, o.name, t.name, N'yes'
    FROM sys.objects o JOIN sys.triggers t ON t.parent_id = o.object_id
  ) a ON a.kind = e.kind AND a.s = e.s AND a.owner = e.owner
    AND CHARINDEX(CONCAT('; ', CASE WHEN e.n = 0 AND a.name = '.' THEN 'gone' WHEN e.n = 0 THEN CONCAT('no ', a.name) WHEN a.name = '.' THEN a.actual ELSE CONCAT(a.name, ' ', a.actual) END, '; '), CONCAT('; ', e.expected, '; ')) > 0
  GROUP BY e.kind, e.s, e.owner, e.n, e.expected
) f
);
PRINT @verified;
GO

-- after a failure nothing above was executed, the first line here neither
DECLARE @done bit = 1;
SET NOEXEC OFF;
IF @@TRANCOUNT > 0 ROLLBACK;
IF APPLOCK_MODE(N'public', N'sqlgen dbo.alembic_version', N'Session') <> N'NoLock'
  EXEC sys.sp_releaseapplock @Resource = N'sqlgen dbo.alembic_version', @LockOwner = 'Session';
PRINT CASE WHEN @done = 1 THEN N'done: base -> fa0b16d4e85c' ELSE N'FAILED: read the first error above' END;
GO
