-- =====================================================================================================================
-- sqlgen upgrade 83e6b1f740c2:94a0f7d25e6b --sql --dialect mssql@2022, for SQL Server 2022
--
--   83e6b1f740c2 -> 94a0f7d25e6b, 1 revision:
--     94a0f7d25e6b  count the tickets of each account as they come in
--
--   Run      sqlcmd -b -I -x -f 65001 -t 900 -S SERVER -d DATABASE -i FILE
--   Stops    at the first error. Each revision is one transaction: the one that fails is undone, those before it stay.
--            Management Studio, and sqlcmd without -b, go on after an error: every batch is followed by
--              IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
--            from where on nothing is executed, until the last batch of the script rolls back, lets go and says so.
--   Undo     sqlgen downgrade 94a0f7d25e6b:83e6b1f740c2 --sql --dialect mssql@2022
--   Digest   sha256 c655402060e75235cb89c6c1df7de1d84ca57564d20eda53ed39403e9f3cc0f7
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

-- Guard: one script at a time, and only on a database at 83e6b1f740c2
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
IF @found <> N'83e6b1f740c2' COLLATE Latin1_General_BIN2
BEGIN
  SET @message = CONCAT(N'sqlgen: this script starts at 83e6b1f740c2, the database is at ', @found, N'. Nothing was changed',
    CASE WHEN @found = N'94a0f7d25e6b' COLLATE Latin1_General_BIN2 THEN N': the script has run already.'
      ELSE CONCAT(N'. From there: sqlgen upgrade ', @found, N':94a0f7d25e6b --sql --dialect mssql@2022') END);
  THROW 50000, @message, 1;
END;
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

-- verification: one line that names the first difference; the queries of --verify-sql name all
DECLARE @verified nvarchar(max) = (
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN N'verified: 1 of 1 as expected'
  ELSE CONCAT('NOT AS EXPECTED: ', MIN(CASE WHEN f.n <> f.found THEN CONCAT(f.kind, ' ', f.owner, ': ', f.expected) END)) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT N'trigger' AS kind, N'.' AS s, N'tickets' AS owner, 1 AS n, N'count_tickets yes' AS expected
  ) e
  LEFT JOIN (
    SELECT CASE o.type WHEN 'U' THEN N'table' WHEN 'V' THEN N'view' WHEN 'SO' THEN N'sequence' WHEN 'P' THEN N'procedure' ELSE N'function' END AS kind,
      CASE SCHEMA_NAME(o.schema_id) WHEN N'dbo' THEN N'.' ELSE SCHEMA_NAME(o.schema_id) END AS s, o.name AS owner, N'.' AS name, N'yes' AS actual
    FROM sys.objects o WHERE o.type IN ('U', 'V', 'SO', 'P', 'FN', 'IF', 'TF')
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
PRINT CASE WHEN @done = 1 THEN N'done: 83e6b1f740c2 -> 94a0f7d25e6b' ELSE N'FAILED: read the first error above' END;
GO
