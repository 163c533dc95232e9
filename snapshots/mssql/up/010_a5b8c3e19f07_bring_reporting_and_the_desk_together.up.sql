-- =====================================================================================================================
-- sqlgen upgrade 72d4c05e9ab3,94a0f7d25e6b:a5b8c3e19f07 --sql --dialect mssql@2022, for SQL Server 2022
--
--   72d4c05e9ab3,94a0f7d25e6b -> a5b8c3e19f07, 1 revision:
--     a5b8c3e19f07  bring reporting and the desk together
--
--   Run      sqlcmd -b -I -x -f 65001 -t 900 -S SERVER -d DATABASE -i FILE
--   Stops    at the first error. Each revision is one transaction: the one that fails is undone, those before it stay.
--            Management Studio, and sqlcmd without -b, go on after an error: every batch is followed by
--              IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
--            from where on nothing is executed, until the last batch of the script rolls back, lets go and says so.
--   Undo     sqlgen downgrade a5b8c3e19f07:72d4c05e9ab3,94a0f7d25e6b --sql --dialect mssql@2022
--   Digest   sha256 01e87bc591da366c655c5bd812d65ef8d50f7c3b76484e4b67eb355d2194f807
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

-- Guard: one script at a time, and only on a database at 72d4c05e9ab3,94a0f7d25e6b
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
IF @found <> N'72d4c05e9ab3,94a0f7d25e6b' COLLATE Latin1_General_BIN2
BEGIN
  SET @message = CONCAT(N'sqlgen: this script starts at 72d4c05e9ab3,94a0f7d25e6b, the database is at ', @found, N'. Nothing was changed',
    CASE WHEN @found = N'a5b8c3e19f07' COLLATE Latin1_General_BIN2 THEN N': the script has run already.'
      ELSE CONCAT(N'. From there: sqlgen upgrade ', @found, N':a5b8c3e19f07 --sql --dialect mssql@2022') END);
  THROW 50000, @message, 1;
END;
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

-- after a failure nothing above was executed, the first line here neither
DECLARE @done bit = 1;
SET NOEXEC OFF;
IF @@TRANCOUNT > 0 ROLLBACK;
IF APPLOCK_MODE(N'public', N'sqlgen dbo.alembic_version', N'Session') <> N'NoLock'
  EXEC sys.sp_releaseapplock @Resource = N'sqlgen dbo.alembic_version', @LockOwner = 'Session';
PRINT CASE WHEN @done = 1 THEN N'done: 72d4c05e9ab3,94a0f7d25e6b -> a5b8c3e19f07' ELSE N'FAILED: read the first error above' END;
GO
