-- =====================================================================================================================
-- sqlgen downgrade 61f29b0c7d8a,94a0f7d25e6b:94a0f7d25e6b,base --sql --dialect mssql@2022, for SQL Server 2022
--
--   61f29b0c7d8a,94a0f7d25e6b -> 94a0f7d25e6b, 1 revision undone:
--     61f29b0c7d8a  note through which channel a ticket came
--
--   Run      sqlcmd -b -I -x -f 65001 -t 900 -S SERVER -d DATABASE -i FILE
--   Stops    at the first error. Each revision is one transaction: the one that fails stays applied, those before it are gone.
--            Management Studio, and sqlcmd without -b, go on after an error: every batch is followed by
--              IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
--            from where on nothing is executed, until the last batch of the script rolls back, lets go and says so.
--   Undo     sqlgen upgrade 94a0f7d25e6b:61f29b0c7d8a,94a0f7d25e6b --sql --dialect mssql@2022
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
      ELSE CONCAT(N'. From there: sqlgen downgrade ', @found, N':94a0f7d25e6b --sql --dialect mssql@2022') END);
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

-- verification: one line that names the first difference; the queries of --verify-sql name all
DECLARE @verified nvarchar(max) = (
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN N'verified: 18 of 18 as expected'
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
    UNION ALL SELECT N'column', N'.', N'tickets', 0, N'no channel; no subject_length'
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
PRINT CASE WHEN @done = 1 THEN N'done: 61f29b0c7d8a,94a0f7d25e6b -> 94a0f7d25e6b' ELSE N'FAILED: read the first error above' END;
GO
