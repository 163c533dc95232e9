-- =====================================================================================================================
-- sqlgen upgrade d8e9f4b2c63a:e9fa05c3d74b --sql, for SQL Server 2022
--
--   d8e9f4b2c63a -> e9fa05c3d74b, 1 revision:
--     e9fa05c3d74b  nobody sends a fax, and members are never inactive
--
--   Run      sqlcmd -b -I -x -f 65001 -t 900 -S SERVER -d DATABASE -i FILE
--   Stops    at the first error. Each revision is one transaction: the one that fails is undone, those before it stay.
--            Management Studio, and sqlcmd without -b, go on after an error: every batch is followed by
--              IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
--            from where on nothing is executed, until the last batch of the script rolls back, lets go and says so.
--   Undo     sqlgen downgrade e9fa05c3d74b:d8e9f4b2c63a --sql
--   Loses    e9fa05c3d74b: the rows that it deletes from members.
--            e9fa05c3d74b: every members.active, members.fax.
--   Fails    e9fa05c3d74b: if a row of tickets points at one that it deletes from members.
--   Digest   sha256 d802df7f84013df95571dd2c9f0447c00aa31716802b5fd395a7cae7cd349231
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

-- Guard: one script at a time, and only on a database at d8e9f4b2c63a
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
IF @found <> N'd8e9f4b2c63a' COLLATE Latin1_General_BIN2
BEGIN
  SET @message = CONCAT(N'sqlgen: this script starts at d8e9f4b2c63a, the database is at ', @found, N'. Nothing was changed',
    CASE WHEN @found = N'e9fa05c3d74b' COLLATE Latin1_General_BIN2 THEN N': the script has run already.'
      ELSE CONCAT(N'. From there: sqlgen upgrade ', @found, N':e9fa05c3d74b --sql') END);
  THROW 50000, @message, 1;
END;
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

-- after a failure nothing above was executed, the first line here neither
DECLARE @done bit = 1;
SET NOEXEC OFF;
IF @@TRANCOUNT > 0 ROLLBACK;
IF APPLOCK_MODE(N'public', N'sqlgen dbo.alembic_version', N'Session') <> N'NoLock'
  EXEC sys.sp_releaseapplock @Resource = N'sqlgen dbo.alembic_version', @LockOwner = 'Session';
PRINT CASE WHEN @done = 1 THEN N'done: d8e9f4b2c63a -> e9fa05c3d74b' ELSE N'FAILED: read the first error above' END;
GO
