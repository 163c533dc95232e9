-- =====================================================================================================================
-- sqlgen downgrade c7d8e3a1b529:b6c7d2f0a418 --sql --dialect mssql@2022, for SQL Server 2022
--
--   c7d8e3a1b529 -> b6c7d2f0a418, 1 revision undone:
--     c7d8e3a1b529  let an account have an owner
--
--   Run      sqlcmd -b -I -x -f 65001 -t 900 -S SERVER -d DATABASE -i FILE
--   Stops    at the first error. Each revision is one transaction: the one that fails stays applied, those before it are gone.
--            Management Studio, and sqlcmd without -b, go on after an error: every batch is followed by
--              IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
--            from where on nothing is executed, until the last batch of the script rolls back, lets go and says so.
--   Undo     sqlgen upgrade b6c7d2f0a418:c7d8e3a1b529 --sql --dialect mssql@2022
--   Fails    c7d8e3a1b529: if a members.role is owner. Look first:
--              SELECT count(*) FROM dbo.members WHERE role = N'owner';
--   Digest   sha256 06edbbb931b03d3be3864e44a828c007618168207c9f84b5b78e973170c9c44d
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

-- Guard: one script at a time, and only on a database at c7d8e3a1b529
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
IF @found <> N'c7d8e3a1b529' COLLATE Latin1_General_BIN2
BEGIN
  SET @message = CONCAT(N'sqlgen: this script starts at c7d8e3a1b529, the database is at ', @found, N'. Nothing was changed',
    CASE WHEN @found = N'b6c7d2f0a418' COLLATE Latin1_General_BIN2 THEN N': the script has run already.'
      ELSE CONCAT(N'. From there: sqlgen downgrade ', @found, N':b6c7d2f0a418 --sql --dialect mssql@2022') END);
  THROW 50000, @message, 1;
END;
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

-- after a failure nothing above was executed, the first line here neither
DECLARE @done bit = 1;
SET NOEXEC OFF;
IF @@TRANCOUNT > 0 ROLLBACK;
IF APPLOCK_MODE(N'public', N'sqlgen dbo.alembic_version', N'Session') <> N'NoLock'
  EXEC sys.sp_releaseapplock @Resource = N'sqlgen dbo.alembic_version', @LockOwner = 'Session';
PRINT CASE WHEN @done = 1 THEN N'done: c7d8e3a1b529 -> b6c7d2f0a418' ELSE N'FAILED: read the first error above' END;
GO
