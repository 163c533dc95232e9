-- =====================================================================================================================
-- sqlgen upgrade 61f29b0c7d8a,94a0f7d25e6b:72d4c05e9ab3,94a0f7d25e6b --sql --dialect mssql@2022, for SQL Server 2022
--
--   61f29b0c7d8a,94a0f7d25e6b -> 72d4c05e9ab3,94a0f7d25e6b, 1 revision:
--     72d4c05e9ab3  call things what people call them
--
--   Run      sqlcmd -b -I -x -f 65001 -t 900 -S SERVER -d DATABASE -i FILE
--   Stops    at the first error. Each revision is one transaction: the one that fails is undone, those before it stay.
--            Management Studio, and sqlcmd without -b, go on after an error: every batch is followed by
--              IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
--            from where on nothing is executed, until the last batch of the script rolls back, lets go and says so.
--   Undo     sqlgen downgrade 72d4c05e9ab3,94a0f7d25e6b:61f29b0c7d8a,94a0f7d25e6b --sql --dialect mssql@2022
--   Digest   sha256 c5d13865bdd40d84e9f04c2f88cb7fbeebddfc0c3cf2554bb082075dbcc0510c
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
    CASE WHEN @found = N'72d4c05e9ab3,94a0f7d25e6b' COLLATE Latin1_General_BIN2 THEN N': the script has run already.'
      ELSE CONCAT(N'. From there: sqlgen upgrade ', @found, N':72d4c05e9ab3,94a0f7d25e6b --sql --dialect mssql@2022') END);
  THROW 50000, @message, 1;
END;
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

-- verification: one line that names the first difference; the queries of --verify-sql name all
DECLARE @verified nvarchar(max) = (
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN N'verified: 38 of 38 as expected'
  ELSE CONCAT('NOT AS EXPECTED: ', MIN(CASE WHEN f.n <> f.found THEN CONCAT(f.kind, ' ', f.owner, ': ', f.expected) END)) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT N'column' AS kind, N'.' AS s, N'members' AS owner, 4 AS n, N'id not null; account_id not null; full_name not null; role not null' AS expected
    UNION ALL SELECT N'column', N'.', N'members', 2, N'active not null; fax null'
    UNION ALL SELECT N'constraint', N'.', N'members', 2, N'primary key; uq_members_account_id_full_name unique'
    UNION ALL SELECT N'constraint', N'.', N'members', 1, N'fk_members_account_id_accounts foreign key'
    UNION ALL SELECT N'column', N'.', N'messages', 4, N'id not null; ticket_id not null; body not null; written_at not null'
    UNION ALL SELECT N'constraint', N'.', N'messages', 2, N'primary key; fk_comments_ticket_id_tickets foreign key'
    UNION ALL SELECT N'index', N'.', N'messages', 1, N'ix_messages_ticket_id not unique'
    UNION ALL SELECT N'column', N'.', N'tickets', 4, N'id not null; account_id not null; author_id null; subject not null'
    UNION ALL SELECT N'column', N'.', N'tickets', 4, N'description not null; priority not null; details not null; opened_at not null'
    UNION ALL SELECT N'column', N'.', N'tickets', 3, N'closed_at null; channel not null; subject_length null'
    UNION ALL SELECT N'constraint', N'.', N'tickets', 2, N'primary key; fk_tickets_account_id_accounts foreign key'
    UNION ALL SELECT N'constraint', N'.', N'tickets', 2, N'fk_tickets_author_id_members foreign key; ck_tickets_priority check'
    UNION ALL SELECT N'index', N'.', N'tickets', 2, N'ix_tickets_account_id_opened_at not unique; ix_tickets_author_id not unique'
    UNION ALL SELECT N'index', N'.', N'tickets', 1, N'ix_tickets_open not unique'
    UNION ALL SELECT N'table', N'.', N'comments', 0, N'gone'
    UNION ALL SELECT N'column', N'.', N'members', 0, N'no display_name'
    UNION ALL SELECT N'constraint', N'.', N'members', 0, N'no uq_members_account_id_display_name'
    UNION ALL SELECT N'column', N'.', N'tickets', 0, N'no body'
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
PRINT CASE WHEN @done = 1 THEN N'done: 61f29b0c7d8a,94a0f7d25e6b -> 72d4c05e9ab3,94a0f7d25e6b' ELSE N'FAILED: read the first error above' END;
GO
