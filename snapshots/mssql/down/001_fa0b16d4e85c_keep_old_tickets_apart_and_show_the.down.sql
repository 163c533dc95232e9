-- =====================================================================================================================
-- sqlgen downgrade fa0b16d4e85c:e9fa05c3d74b --sql --dialect mssql@2022, for SQL Server 2022
--
--   fa0b16d4e85c -> e9fa05c3d74b, 1 revision undone:
--     fa0b16d4e85c  keep old tickets apart, and show the channel to the people who plan
--
--   Run      sqlcmd -b -I -x -f 65001 -t 900 -S SERVER -d DATABASE -i FILE
--   Stops    at the first error. Each revision is one transaction: the one that fails stays applied, those before it are gone.
--            Management Studio, and sqlcmd without -b, go on after an error: every batch is followed by
--              IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
--            from where on nothing is executed, until the last batch of the script rolls back, lets go and says so.
--   Undo     sqlgen upgrade e9fa05c3d74b:fa0b16d4e85c --sql --dialect mssql@2022
--   Loses    fa0b16d4e85c: the rows of ticket_labels that depend on those it deletes from labels.
--   Digest   sha256 24839d6ff2f6ffd9518409af99cca73548a5e949a2e342f3dc0df5779cbae439
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
    CASE WHEN @found = N'e9fa05c3d74b' COLLATE Latin1_General_BIN2 THEN N': the script has run already.'
      ELSE CONCAT(N'. From there: sqlgen downgrade ', @found, N':e9fa05c3d74b --sql --dialect mssql@2022') END);
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

-- verification: one line that names the first difference; the queries of --verify-sql name all
DECLARE @verified nvarchar(max) = (
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN N'verified: 1 of 1 as expected'
  ELSE CONCAT('NOT AS EXPECTED: ', MIN(CASE WHEN f.n <> f.found THEN CONCAT(f.kind, ' ', f.owner, ': ', f.expected) END)) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT N'view' AS kind, N'.' AS s, N'open_tickets' AS owner, 1 AS n, N'yes' AS expected
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
PRINT CASE WHEN @done = 1 THEN N'done: fa0b16d4e85c -> e9fa05c3d74b' ELSE N'FAILED: read the first error above' END;
GO
