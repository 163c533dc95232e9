-- =====================================================================================================================
-- sqlgen downgrade 5c3a81e7f046:4be907d63f15 --sql --dialect mssql@2022, for SQL Server 2022
--
--   5c3a81e7f046 -> 4be907d63f15, 1 revision undone:
--     5c3a81e7f046  say what tables and columns are for
--
--   Run      sqlcmd -b -I -x -f 65001 -t 900 -S SERVER -d DATABASE -i FILE
--   Stops    at the first error. Each revision is one transaction: the one that fails stays applied, those before it are gone.
--            Management Studio, and sqlcmd without -b, go on after an error: every batch is followed by
--              IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
--            from where on nothing is executed, until the last batch of the script rolls back, lets go and says so.
--   Undo     sqlgen upgrade 4be907d63f15:5c3a81e7f046 --sql --dialect mssql@2022
--   Digest   sha256 79f58ef3efefa4595204c9305f8120c9669c110ab2c4ab802dd42e1e3733edcc
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

-- Guard: one script at a time, and only on a database at 5c3a81e7f046
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
IF @found <> N'5c3a81e7f046' COLLATE Latin1_General_BIN2
BEGIN
  SET @message = CONCAT(N'sqlgen: this script starts at 5c3a81e7f046, the database is at ', @found, N'. Nothing was changed',
    CASE WHEN @found = N'4be907d63f15' COLLATE Latin1_General_BIN2 THEN N': the script has run already.'
      ELSE CONCAT(N'. From there: sqlgen downgrade ', @found, N':4be907d63f15 --sql --dialect mssql@2022') END);
  THROW 50000, @message, 1;
END;
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

-- verification: one line that names the first difference; the queries of --verify-sql name all
DECLARE @verified nvarchar(max) = (
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN N'verified: 16 of 16 as expected'
  ELSE CONCAT('NOT AS EXPECTED: ', MIN(CASE WHEN f.n <> f.found THEN CONCAT(f.kind, ' ', f.owner, ': ', f.expected) END)) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT N'column' AS kind, N'.' AS s, N'tickets' AS owner, 4 AS n, N'id not null; account_id not null; author_id null; subject not null' AS expected
    UNION ALL SELECT N'column', N'.', N'tickets', 4, N'body not null; priority not null; details not null; opened_at not null'
    UNION ALL SELECT N'column', N'.', N'tickets', 1, N'closed_at null'
    UNION ALL SELECT N'constraint', N'.', N'tickets', 2, N'primary key; fk_tickets_account_id_accounts foreign key'
    UNION ALL SELECT N'constraint', N'.', N'tickets', 2, N'fk_tickets_author_id_members foreign key; ck_tickets_priority check'
    UNION ALL SELECT N'index', N'.', N'tickets', 2, N'ix_tickets_account_id_opened_at not unique; ix_tickets_author_id not unique'
    UNION ALL SELECT N'index', N'.', N'tickets', 1, N'ix_tickets_open not unique'
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
PRINT CASE WHEN @done = 1 THEN N'done: 5c3a81e7f046 -> 4be907d63f15' ELSE N'FAILED: read the first error above' END;
GO
