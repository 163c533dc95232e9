-- =====================================================================================================================
-- sqlgen downgrade 61f29b0c7d8a,94a0f7d25e6b:94a0f7d25e6b,base --sql, for SQL Server 2022
--
--   61f29b0c7d8a,94a0f7d25e6b -> 94a0f7d25e6b, 1 revision undone:
--     61f29b0c7d8a  note through which channel a ticket came
--
--   Run      sqlcmd -b -I -x -f 65001 -t 900 -S SERVER -d DATABASE -i FILE
--   Stops    at the first error. Each revision is one transaction: the one that fails stays applied, those before it are gone.
--            Management Studio, and sqlcmd without -b, go on after an error: every batch is followed by
--              IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
--            from where on nothing is executed, until the last batch of the script rolls back, lets go and says so.
--   Undo     sqlgen upgrade 94a0f7d25e6b:61f29b0c7d8a,94a0f7d25e6b --sql
--   Loses    61f29b0c7d8a: every tickets.channel.
--   Digest   sha256 b87496f6ee0ec544837ea46915475c04c8bd107a2cd7cbe1504e6a43652728f9
--            of the revision file that was read, and the options
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

-- Guard: one script at a time, and only on a database at 61f29b0c7d8a,94a0f7d25e6b
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
IF @found <> N'61f29b0c7d8a,94a0f7d25e6b' COLLATE Latin1_General_BIN2
BEGIN
  SET @message = CONCAT(N'sqlgen: this script starts at 61f29b0c7d8a,94a0f7d25e6b, the database is at ', @found, N'. Nothing was changed',
    CASE WHEN @found = N'94a0f7d25e6b' COLLATE Latin1_General_BIN2 THEN N': the script has run already.'
      ELSE CONCAT(N'. From there: sqlgen downgrade ', @found, N':94a0f7d25e6b --sql') END);
  THROW 50000, @message, 1;
END;
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

-- after a failure nothing above was executed, the first line here neither
DECLARE @done bit = 1;
SET NOEXEC OFF;
IF @@TRANCOUNT > 0 ROLLBACK;
IF APPLOCK_MODE(N'public', N'sqlgen dbo.alembic_version', N'Session') <> N'NoLock'
  EXEC sys.sp_releaseapplock @Resource = N'sqlgen dbo.alembic_version', @LockOwner = 'Session';
PRINT CASE WHEN @done = 1 THEN N'done: 61f29b0c7d8a,94a0f7d25e6b -> 94a0f7d25e6b' ELSE N'FAILED: read the first error above' END;
GO
