-- =====================================================================================================================
-- sqlgen downgrade fa0b16d4e85c:base --sql --dialect mssql@2022, for SQL Server 2022
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
--   Run      sqlcmd -b -I -x -f 65001 -t 900 -S SERVER -d DATABASE -i FILE
--   Stops    at the first error. Each revision is one transaction: the one that fails stays applied, those before it are gone.
--            Management Studio, and sqlcmd without -b, go on after an error: every batch is followed by
--              IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
--            from where on nothing is executed, until the last batch of the script rolls back, lets go and says so.
--   Undo     sqlgen upgrade base:fa0b16d4e85c --sql --dialect mssql@2022
--   Loses    fa0b16d4e85c: the rows of ticket_labels that depend on those it deletes from labels.
--            d8e9f4b2c63a: which members.role were billing (they become agent).
--            61f29b0c7d8a: every tickets.channel.
--            83e6b1f740c2: every row of ticket_counts.
--            38d15f02ac9e: every row of ticket_labels, labels.
--            2a7be4c815d0: every row of comments, tickets.
--            1f0c6a9d3b72: every row of members, accounts.
--            Privileges granted by hand on view open_tickets: dropped and created again.
--   Fails    c7d8e3a1b529: if a members.role is owner. Look first:
--              SELECT count(*) FROM dbo.members WHERE role = N'owner';
--            b6c7d2f0a418: if a tickets.priority does not fit smallint. Look first:
--              SELECT count(*) FROM dbo.tickets WHERE priority NOT BETWEEN -32767 - 1 AND 32767;
--            b6c7d2f0a418: if a row of tickets does not fulfil ck_tickets_priority. Look first:
--              SELECT count(*) FROM dbo.tickets WHERE NOT (priority BETWEEN 1 AND 5);
--   Empty    e9fa05c3d74b: members.fax, members.active (the values are not brought back).
--   Accepted type-change-rewrite: fewer than a million tickets: seconds, in the maintenance window
--              (revisions/b6c7d2f0a418_wider_priority.yaml, line 8)
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

-- Guard: one script at a time, and only on a database at fa0b16d4e85c
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
IF @found <> N'fa0b16d4e85c' COLLATE Latin1_General_BIN2
BEGIN
  SET @message = CONCAT(N'sqlgen: this script starts at fa0b16d4e85c, the database is at ', @found, N'. Nothing was changed',
    CASE WHEN @found = N'base' COLLATE Latin1_General_BIN2 THEN N': the script has run already.'
      ELSE CONCAT(N'. From there: sqlgen downgrade ', @found, N':base --sql --dialect mssql@2022') END);
  THROW 50000, @message, 1;
END;
GO
IF @@ERROR <> 0 SET NOEXEC ON;
GO


-- ---------------------------------------------------------------------------------------------------------------------
-- fa0b16d4e85c, undone: keep old tickets apart, and show the channel to the people who plan
-- revisions/fa0b16d4e85c_archive.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PRINT N'fa0b16d4e85c, undone: keep old tickets apart, and show the channel to the people who plan';
GO
BEGIN TRANSACTION;
GO

-- line 19, undone: replace_view open_tickets
CREATE OR ALTER VIEW dbo.open_tickets AS
SELECT t.id, a.name AS account, t.subject, t.priority
FROM tickets t JOIN accounts a ON a.id = t.account_id
WHERE t.closed_at IS NULL;
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- line 18, undone: delete from labels
DELETE FROM dbo.labels WHERE id = 4;
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- version row: fa0b16d4e85c -> e9fa05c3d74b
UPDATE dbo.alembic_version SET version_num = N'e9fa05c3d74b' WHERE version_num = N'fa0b16d4e85c';
IF @@ROWCOUNT <> 1 THROW 50000, N'sqlgen: no version row fa0b16d4e85c. This revision is still applied.', 1;
COMMIT;
GO
IF @@ERROR <> 0 SET NOEXEC ON;
GO


-- ---------------------------------------------------------------------------------------------------------------------
-- e9fa05c3d74b, undone: nobody sends a fax, and members are never inactive
-- revisions/e9fa05c3d74b_no_fax.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PRINT N'e9fa05c3d74b, undone: nobody sends a fax, and members are never inactive';
GO
BEGIN TRANSACTION;
GO

-- line 11, undone: add_column members.fax
-- line 9, undone: add_column members.active (all in one change of the table)
ALTER TABLE dbo.members ADD active bit NOT NULL CONSTRAINT df_members_active DEFAULT 1;
ALTER TABLE dbo.members ADD fax nvarchar(40) NULL;
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- line 7, undone: the inactive members are in the backup of 2025-05-05

-- version row: e9fa05c3d74b -> d8e9f4b2c63a
UPDATE dbo.alembic_version SET version_num = N'd8e9f4b2c63a' WHERE version_num = N'e9fa05c3d74b';
IF @@ROWCOUNT <> 1 THROW 50000, N'sqlgen: no version row e9fa05c3d74b. This revision is still applied.', 1;
COMMIT;
GO
IF @@ERROR <> 0 SET NOEXEC ON;
GO


-- ---------------------------------------------------------------------------------------------------------------------
-- d8e9f4b2c63a, undone: say viewer instead of guest, and let agents see bills
-- revisions/d8e9f4b2c63a_viewers.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PRINT N'd8e9f4b2c63a, undone: say viewer instead of guest, and let agents see bills';
GO
BEGIN TRANSACTION;
GO

-- line 13, undone: drop_index ix_members_role_full_name on members
DROP INDEX ix_members_role_full_name ON dbo.members;
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- line 12, undone: drop_constraint uq_accounts_email on accounts
ALTER TABLE dbo.accounts DROP CONSTRAINT uq_accounts_email;
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- line 7, undone: replace_enum member_role
ALTER TABLE dbo.members DROP CONSTRAINT ck_members_role_type;
ALTER TABLE dbo.members ADD CONSTRAINT ck_members_role_type CHECK (role IN (N'viewer', N'agent', N'billing', N'admin', N'owner', N'guest'));
UPDATE dbo.members SET role = CASE role WHEN N'billing' THEN N'agent' WHEN N'viewer' THEN N'guest' END WHERE role IN (N'billing', N'viewer');
ALTER TABLE dbo.members DROP CONSTRAINT ck_members_role_type;
ALTER TABLE dbo.members DROP CONSTRAINT df_members_role;
ALTER TABLE dbo.members ALTER COLUMN role nvarchar(5) NOT NULL;
ALTER TABLE dbo.members ADD CONSTRAINT ck_members_role_type CHECK (role IN (N'guest', N'agent', N'admin', N'owner'));
ALTER TABLE dbo.members ADD CONSTRAINT df_members_role DEFAULT N'guest' FOR role;
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- version row: d8e9f4b2c63a -> c7d8e3a1b529
UPDATE dbo.alembic_version SET version_num = N'c7d8e3a1b529' WHERE version_num = N'd8e9f4b2c63a';
IF @@ROWCOUNT <> 1 THROW 50000, N'sqlgen: no version row d8e9f4b2c63a. This revision is still applied.', 1;
COMMIT;
GO
IF @@ERROR <> 0 SET NOEXEC ON;
GO


-- ---------------------------------------------------------------------------------------------------------------------
-- c7d8e3a1b529, undone: let an account have an owner
-- revisions/c7d8e3a1b529_owner_role.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PRINT N'c7d8e3a1b529, undone: let an account have an owner';
GO
BEGIN TRANSACTION;
GO

-- line 7, undone: replace_enum member_role
ALTER TABLE dbo.members DROP CONSTRAINT ck_members_role_type;
ALTER TABLE dbo.members ADD CONSTRAINT ck_members_role_type CHECK (role IN (N'guest', N'agent', N'admin'));
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- version row: c7d8e3a1b529 -> b6c7d2f0a418
UPDATE dbo.alembic_version SET version_num = N'b6c7d2f0a418' WHERE version_num = N'c7d8e3a1b529';
IF @@ROWCOUNT <> 1 THROW 50000, N'sqlgen: no version row c7d8e3a1b529. This revision is still applied.', 1;
COMMIT;
GO
IF @@ERROR <> 0 SET NOEXEC ON;
GO


-- ---------------------------------------------------------------------------------------------------------------------
-- b6c7d2f0a418, undone: allow priorities up to 100, and let 50 be the usual one
-- revisions/b6c7d2f0a418_wider_priority.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PRINT N'b6c7d2f0a418, undone: allow priorities up to 100, and let 50 be the usual one';
GO
BEGIN TRANSACTION;
GO

-- line 12, undone: drop_constraint ck_tickets_priority on tickets
ALTER TABLE dbo.tickets DROP CONSTRAINT ck_tickets_priority;
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- line 11: update tickets, every row
UPDATE dbo.tickets SET priority = priority / 20;
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- line 8: view open_tickets reads tickets.priority; put back below
DROP VIEW dbo.open_tickets;
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- line 8, undone: alter_column tickets.priority, type smallint, default
-- line 7, undone: create_check_constraint ck_tickets_priority on tickets (all in one change of the table)
ALTER TABLE dbo.tickets DROP CONSTRAINT df_tickets_priority;
DROP INDEX ix_tickets_open ON dbo.tickets;
ALTER TABLE dbo.tickets ALTER COLUMN priority smallint NOT NULL;
CREATE INDEX ix_tickets_open ON dbo.tickets (priority, opened_at) WHERE closed_at IS NULL;
ALTER TABLE dbo.tickets ADD CONSTRAINT ck_tickets_priority CHECK (priority BETWEEN 1 AND 5);
ALTER TABLE dbo.tickets ADD CONSTRAINT df_tickets_priority DEFAULT 3 FOR priority;
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- line 8: view open_tickets is put back
CREATE OR ALTER VIEW dbo.open_tickets AS
SELECT t.id, a.name AS account, t.subject, t.priority
FROM tickets t JOIN accounts a ON a.id = t.account_id
WHERE t.closed_at IS NULL;
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- version row: b6c7d2f0a418 -> a5b8c3e19f07
UPDATE dbo.alembic_version SET version_num = N'a5b8c3e19f07' WHERE version_num = N'b6c7d2f0a418';
IF @@ROWCOUNT <> 1 THROW 50000, N'sqlgen: no version row b6c7d2f0a418. This revision is still applied.', 1;
COMMIT;
GO
IF @@ERROR <> 0 SET NOEXEC ON;
GO


-- ---------------------------------------------------------------------------------------------------------------------
-- a5b8c3e19f07, undone: bring reporting and the desk together
-- revisions/a5b8c3e19f07_merge_reporting.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PRINT N'a5b8c3e19f07, undone: bring reporting and the desk together';
GO
-- no operations here: only the version table changes

BEGIN TRANSACTION;
GO

-- version rows: a5b8c3e19f07 -> 72d4c05e9ab3,94a0f7d25e6b
INSERT INTO dbo.alembic_version (version_num) VALUES (N'72d4c05e9ab3');
UPDATE dbo.alembic_version SET version_num = N'94a0f7d25e6b' WHERE version_num = N'a5b8c3e19f07';
IF @@ROWCOUNT <> 1 THROW 50000, N'sqlgen: no version row a5b8c3e19f07. This revision is still applied.', 1;
COMMIT;
GO
IF @@ERROR <> 0 SET NOEXEC ON;
GO


-- ---------------------------------------------------------------------------------------------------------------------
-- 72d4c05e9ab3, undone: call things what people call them
-- revisions/72d4c05e9ab3_clearer_names.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PRINT N'72d4c05e9ab3, undone: call things what people call them';
GO
BEGIN TRANSACTION;
GO

-- line 11, undone: rename_column tickets.description to body
ALTER TABLE dbo.tickets DROP CONSTRAINT df_tickets_description;
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO
EXEC sys.sp_rename N'dbo.tickets.description', N'body', N'COLUMN';
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO
ALTER TABLE dbo.tickets ADD CONSTRAINT df_tickets_body DEFAULT ('') FOR body;
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- line 10, undone: rename_index ix_messages_ticket_id on messages to ix_comments_ticket_id
EXEC sys.sp_rename N'dbo.messages.ix_messages_ticket_id', N'ix_comments_ticket_id', N'INDEX';
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- line 9, undone: rename_table messages to comments
EXEC sys.sp_rename N'dbo.messages', N'comments', N'OBJECT';
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO
EXEC sys.sp_rename N'dbo.df_messages_written_at', N'df_comments_written_at', N'OBJECT';
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- line 8, undone: rename_constraint uq_members_account_id_full_name on members to uq_members_account_id_display_name
EXEC sys.sp_rename N'dbo.uq_members_account_id_full_name', N'uq_members_account_id_display_name', N'OBJECT';
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- line 7, undone: rename_column members.full_name to display_name
EXEC sys.sp_rename N'dbo.members.full_name', N'display_name', N'COLUMN';
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- version row: 72d4c05e9ab3,94a0f7d25e6b -> 61f29b0c7d8a,94a0f7d25e6b
UPDATE dbo.alembic_version SET version_num = N'61f29b0c7d8a' WHERE version_num = N'72d4c05e9ab3';
IF @@ROWCOUNT <> 1 THROW 50000, N'sqlgen: no version row 72d4c05e9ab3. This revision is still applied.', 1;
COMMIT;
GO
IF @@ERROR <> 0 SET NOEXEC ON;
GO


-- ---------------------------------------------------------------------------------------------------------------------
-- 61f29b0c7d8a, undone: note through which channel a ticket came
-- revisions/61f29b0c7d8a_channel.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PRINT N'61f29b0c7d8a, undone: note through which channel a ticket came';
GO
BEGIN TRANSACTION;
GO

-- line 10, undone: drop_column tickets.subject_length
-- line 9, undone: alter_column tickets.channel, nullable, no default
-- line 7, undone: drop_column tickets.channel (all in one change of the table)
ALTER TABLE dbo.tickets DROP CONSTRAINT df_tickets_channel;
ALTER TABLE dbo.tickets DROP COLUMN subject_length;
ALTER TABLE dbo.tickets DROP COLUMN channel;
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- line 8, undone: nothing to do, line 7 drops what it wrote

-- version row: 61f29b0c7d8a,94a0f7d25e6b -> 94a0f7d25e6b
DELETE FROM dbo.alembic_version WHERE version_num = N'61f29b0c7d8a';
IF @@ROWCOUNT <> 1 THROW 50000, N'sqlgen: no version row 61f29b0c7d8a. This revision is still applied.', 1;
COMMIT;
GO
IF @@ERROR <> 0 SET NOEXEC ON;
GO


-- ---------------------------------------------------------------------------------------------------------------------
-- 94a0f7d25e6b, undone: count the tickets of each account as they come in
-- revisions/94a0f7d25e6b_count_tickets.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PRINT N'94a0f7d25e6b, undone: count the tickets of each account as they come in';
GO
BEGIN TRANSACTION;
GO

-- line 16, undone: drop_trigger count_tickets on tickets
DROP TRIGGER dbo.count_tickets;
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- version row: 94a0f7d25e6b -> 83e6b1f740c2
UPDATE dbo.alembic_version SET version_num = N'83e6b1f740c2' WHERE version_num = N'94a0f7d25e6b';
IF @@ROWCOUNT <> 1 THROW 50000, N'sqlgen: no version row 94a0f7d25e6b. This revision is still applied.', 1;
COMMIT;
GO
IF @@ERROR <> 0 SET NOEXEC ON;
GO


-- ---------------------------------------------------------------------------------------------------------------------
-- 83e6b1f740c2, undone: show open tickets to the people who plan
-- revisions/83e6b1f740c2_reporting_views.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PRINT N'83e6b1f740c2, undone: show open tickets to the people who plan';
GO
BEGIN TRANSACTION;
GO

-- line 14, undone: drop_table ticket_counts
DROP TABLE dbo.ticket_counts;
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- line 8, undone: drop_view open_tickets
DROP VIEW dbo.open_tickets;
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- version row: 83e6b1f740c2 -> 5c3a81e7f046
UPDATE dbo.alembic_version SET version_num = N'5c3a81e7f046' WHERE version_num = N'83e6b1f740c2';
IF @@ROWCOUNT <> 1 THROW 50000, N'sqlgen: no version row 83e6b1f740c2. This revision is still applied.', 1;
COMMIT;
GO
IF @@ERROR <> 0 SET NOEXEC ON;
GO


-- ---------------------------------------------------------------------------------------------------------------------
-- 5c3a81e7f046, undone: say what tables and columns are for
-- revisions/5c3a81e7f046_comments_on_tables.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PRINT N'5c3a81e7f046, undone: say what tables and columns are for';
GO
BEGIN TRANSACTION;
GO

-- line 9, undone: alter_column tickets.author_id, no comment
-- line 8, undone: alter_column tickets.priority, no comment
-- line 7, undone: drop_table_comment tickets (all in one change of the table)
EXEC sys.sp_dropextendedproperty @name = N'MS_Description', @level0type = N'SCHEMA', @level0name = N'dbo', @level1type = N'TABLE', @level1name = N'tickets', @level2type = N'COLUMN', @level2name = N'author_id';
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO
EXEC sys.sp_dropextendedproperty @name = N'MS_Description', @level0type = N'SCHEMA', @level0name = N'dbo', @level1type = N'TABLE', @level1name = N'tickets', @level2type = N'COLUMN', @level2name = N'priority';
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO
EXEC sys.sp_dropextendedproperty @name = N'MS_Description', @level0type = N'SCHEMA', @level0name = N'dbo', @level1type = N'TABLE', @level1name = N'tickets';
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- version row: 5c3a81e7f046 -> 4be907d63f15
UPDATE dbo.alembic_version SET version_num = N'4be907d63f15' WHERE version_num = N'5c3a81e7f046';
IF @@ROWCOUNT <> 1 THROW 50000, N'sqlgen: no version row 5c3a81e7f046. This revision is still applied.', 1;
COMMIT;
GO
IF @@ERROR <> 0 SET NOEXEC ON;
GO


-- ---------------------------------------------------------------------------------------------------------------------
-- 4be907d63f15, undone: find open tickets quickly
-- revisions/4be907d63f15_open_tickets_index.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PRINT N'4be907d63f15, undone: find open tickets quickly';
GO
BEGIN TRANSACTION;
GO

-- line 7, undone: drop_index ix_tickets_open on tickets
DROP INDEX ix_tickets_open ON dbo.tickets;
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- version row: 4be907d63f15 -> 38d15f02ac9e
UPDATE dbo.alembic_version SET version_num = N'38d15f02ac9e' WHERE version_num = N'4be907d63f15';
IF @@ROWCOUNT <> 1 THROW 50000, N'sqlgen: no version row 4be907d63f15. This revision is still applied.', 1;
COMMIT;
GO
IF @@ERROR <> 0 SET NOEXEC ON;
GO


-- ---------------------------------------------------------------------------------------------------------------------
-- 38d15f02ac9e, undone: put labels on tickets
-- revisions/38d15f02ac9e_labels.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PRINT N'38d15f02ac9e, undone: put labels on tickets';
GO
BEGIN TRANSACTION;
GO

-- line 27, undone: nothing to do, line 7 drops the table

-- line 16, undone: drop_table ticket_labels
DROP TABLE dbo.ticket_labels;
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- line 7, undone: drop_table labels
DROP TABLE dbo.labels;
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- version row: 38d15f02ac9e -> 2a7be4c815d0
UPDATE dbo.alembic_version SET version_num = N'2a7be4c815d0' WHERE version_num = N'38d15f02ac9e';
IF @@ROWCOUNT <> 1 THROW 50000, N'sqlgen: no version row 38d15f02ac9e. This revision is still applied.', 1;
COMMIT;
GO
IF @@ERROR <> 0 SET NOEXEC ON;
GO


-- ---------------------------------------------------------------------------------------------------------------------
-- 2a7be4c815d0, undone: create tickets and what is said about them
-- revisions/2a7be4c815d0_tickets.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PRINT N'2a7be4c815d0, undone: create tickets and what is said about them';
GO
BEGIN TRANSACTION;
GO

-- line 28, undone: drop_table comments
DROP TABLE dbo.comments;
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- line 7, undone: drop_table tickets
DROP TABLE dbo.tickets;
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- version row: 2a7be4c815d0 -> 1f0c6a9d3b72
UPDATE dbo.alembic_version SET version_num = N'1f0c6a9d3b72' WHERE version_num = N'2a7be4c815d0';
IF @@ROWCOUNT <> 1 THROW 50000, N'sqlgen: no version row 2a7be4c815d0. This revision is still applied.', 1;
COMMIT;
GO
IF @@ERROR <> 0 SET NOEXEC ON;
GO


-- ---------------------------------------------------------------------------------------------------------------------
-- 1f0c6a9d3b72, undone: create accounts, their members and what a member may do
-- revisions/1f0c6a9d3b72_accounts_and_members.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PRINT N'1f0c6a9d3b72, undone: create accounts, their members and what a member may do';
GO
BEGIN TRANSACTION;
GO

-- line 19, undone: drop_table members
DROP TABLE dbo.members;
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- line 9, undone: drop_table accounts
DROP TABLE dbo.accounts;
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- line 7, undone: drop_enum member_role: SQL Server has no enums, the check goes with each column

-- version row: 1f0c6a9d3b72 -> base
DELETE FROM dbo.alembic_version WHERE version_num = N'1f0c6a9d3b72';
IF @@ROWCOUNT <> 1 THROW 50000, N'sqlgen: no version row 1f0c6a9d3b72. This revision is still applied.', 1;
COMMIT;
GO
IF @@ERROR <> 0 SET NOEXEC ON;
GO

-- verification: one line that names the first difference; the queries of --verify-sql name all
DECLARE @verified nvarchar(max) = (
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN N'verified: 8 of 8 as expected'
  ELSE CONCAT('NOT AS EXPECTED: ', MIN(CASE WHEN f.n <> f.found THEN CONCAT(f.kind, ' ', f.owner, ': ', f.expected) END)) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT N'table' AS kind, N'.' AS s, N'accounts' AS owner, 0 AS n, N'gone' AS expected
    UNION ALL SELECT N'table', N'.', N'labels', 0, N'gone'
    UNION ALL SELECT N'table', N'.', N'members', 0, N'gone'
    UNION ALL SELECT N'table', N'.', N'messages', 0, N'gone'
    UNION ALL SELECT N'table', N'.', N'ticket_counts', 0, N'gone'
    UNION ALL SELECT N'table', N'.', N'ticket_labels', 0, N'gone'
    UNION ALL SELECT N'table', N'.', N'tickets', 0, N'gone'
    UNION ALL SELECT N'view', N'.', N'open_tickets', 0, N'gone'
  ) e
  LEFT JOIN (
    SELECT CASE o.type WHEN 'U' THEN N'table' WHEN 'V' THEN N'view' WHEN 'SO' THEN N'sequence' WHEN 'P' THEN N'procedure' ELSE N'function' END AS kind,
      CASE SCHEMA_NAME(o.schema_id) WHEN N'dbo' THEN N'.' ELSE SCHEMA_NAME(o.schema_id) END AS s, o.name AS owner, N'.' AS name, N'yes' AS actual
    FROM sys.objects o WHERE o.type IN ('U', 'V', 'SO', 'P', 'FN', 'IF', 'TF')
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
PRINT CASE WHEN @done = 1 THEN N'done: fa0b16d4e85c -> base' ELSE N'FAILED: read the first error above' END;
GO
