-- =====================================================================================================================
-- sqlgen upgrade 2a7be4c815d0:38d15f02ac9e --sql --dialect mssql@2022, for SQL Server 2022
--
--   2a7be4c815d0 -> 38d15f02ac9e, 1 revision:
--     38d15f02ac9e  put labels on tickets
--
--   Run      sqlcmd -b -I -x -f 65001 -t 900 -S SERVER -d DATABASE -i FILE
--   Stops    at the first error. Each revision is one transaction: the one that fails is undone, those before it stay.
--            Management Studio, and sqlcmd without -b, go on after an error: every batch is followed by
--              IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
--            from where on nothing is executed, until the last batch of the script rolls back, lets go and says so.
--   Undo     sqlgen downgrade 38d15f02ac9e:2a7be4c815d0 --sql --dialect mssql@2022
--   Digest   sha256 a5129aaf6e99eeb5d674791bb8702610a4c90d674f1b1ca7e0043deb6788bcb0
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

-- Guard: one script at a time, and only on a database at 2a7be4c815d0
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
IF @found <> N'2a7be4c815d0' COLLATE Latin1_General_BIN2
BEGIN
  SET @message = CONCAT(N'sqlgen: this script starts at 2a7be4c815d0, the database is at ', @found, N'. Nothing was changed',
    CASE WHEN @found = N'38d15f02ac9e' COLLATE Latin1_General_BIN2 THEN N': the script has run already.'
      ELSE CONCAT(N'. From there: sqlgen upgrade ', @found, N':38d15f02ac9e --sql --dialect mssql@2022') END);
  THROW 50000, @message, 1;
END;
GO
IF @@ERROR <> 0 SET NOEXEC ON;
GO


-- ---------------------------------------------------------------------------------------------------------------------
-- 38d15f02ac9e: put labels on tickets
-- revisions/38d15f02ac9e_labels.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PRINT N'38d15f02ac9e: put labels on tickets';
GO
BEGIN TRANSACTION;
GO

-- line 7: create_table labels
CREATE TABLE dbo.labels (
  id     int NOT NULL,
  name   nvarchar(40) NOT NULL,
  colour nchar(7) NOT NULL CONSTRAINT df_labels_colour DEFAULT N'#808080',
  CONSTRAINT pk_labels PRIMARY KEY (id),
  CONSTRAINT uq_labels_name UNIQUE (name)
);
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- line 16: create_table ticket_labels
CREATE TABLE dbo.ticket_labels (
  ticket_id bigint NOT NULL,
  label_id  int NOT NULL,
  CONSTRAINT pk_ticket_labels PRIMARY KEY (ticket_id, label_id),
  CONSTRAINT fk_ticket_labels_ticket_id_tickets FOREIGN KEY (ticket_id) REFERENCES dbo.tickets (id) ON DELETE CASCADE,
  CONSTRAINT fk_ticket_labels_label_id_labels FOREIGN KEY (label_id) REFERENCES dbo.labels (id) ON DELETE CASCADE
);
CREATE INDEX ix_ticket_labels_label_id ON dbo.ticket_labels (label_id);
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- line 27: bulk_insert into labels, 3 rows
INSERT INTO dbo.labels (id, name, colour) VALUES
  (1, N'bug', N'#d73a4a'),
  (2, N'question', N'#d876e3'),
  (3, N'it''s urgent', N'#b60205');
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- version row: 2a7be4c815d0 -> 38d15f02ac9e
UPDATE dbo.alembic_version SET version_num = N'38d15f02ac9e' WHERE version_num = N'2a7be4c815d0';
IF @@ROWCOUNT <> 1 THROW 50000, N'sqlgen: no version row 2a7be4c815d0. This revision is undone.', 1;
COMMIT;
GO
IF @@ERROR <> 0 SET NOEXEC ON;
GO

-- verification: one line that names the first difference; the queries of --verify-sql name all
DECLARE @verified nvarchar(max) = (
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN N'verified: 11 of 11 as expected'
  ELSE CONCAT('NOT AS EXPECTED: ', MIN(CASE WHEN f.n <> f.found THEN CONCAT(f.kind, ' ', f.owner, ': ', f.expected) END)) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT N'column' AS kind, N'.' AS s, N'labels' AS owner, 3 AS n, N'id not null; name not null; colour not null' AS expected
    UNION ALL SELECT N'constraint', N'.', N'labels', 2, N'primary key; uq_labels_name unique'
    UNION ALL SELECT N'column', N'.', N'ticket_labels', 2, N'ticket_id not null; label_id not null'
    UNION ALL SELECT N'constraint', N'.', N'ticket_labels', 2, N'primary key; fk_ticket_labels_ticket_id_tickets foreign key'
    UNION ALL SELECT N'constraint', N'.', N'ticket_labels', 1, N'fk_ticket_labels_label_id_labels foreign key'
    UNION ALL SELECT N'index', N'.', N'ticket_labels', 1, N'ix_ticket_labels_label_id not unique'
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
PRINT CASE WHEN @done = 1 THEN N'done: 2a7be4c815d0 -> 38d15f02ac9e' ELSE N'FAILED: read the first error above' END;
GO
