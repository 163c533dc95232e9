-- =====================================================================================================================
-- sqlgen upgrade base:1f0c6a9d3b72 --sql --dialect mssql@2022, for SQL Server 2022
--
--   base -> 1f0c6a9d3b72, 1 revision:
--     1f0c6a9d3b72  create accounts, their members and what a member may do
--
--   Run      sqlcmd -b -I -x -f 65001 -t 900 -S SERVER -d DATABASE -i FILE
--   Stops    at the first error. Each revision is one transaction: the one that fails is undone, those before it stay.
--            Management Studio, and sqlcmd without -b, go on after an error: every batch is followed by
--              IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
--            from where on nothing is executed, until the last batch of the script rolls back, lets go and says so.
--   Undo     sqlgen downgrade 1f0c6a9d3b72:base --sql --dialect mssql@2022
--   Digest   sha256 ff9ad3a85f6419b6aeab49f31ef2ffcbdae418dde6d4ad21419739920a271f35
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

-- Guard: one script at a time, and only on a database at base (no version table, or an empty one)
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
IF @found <> N'base' COLLATE Latin1_General_BIN2
BEGIN
  SET @message = CONCAT(N'sqlgen: this script starts at base, the database is at ', @found, N'. Nothing was changed',
    CASE WHEN @found = N'1f0c6a9d3b72' COLLATE Latin1_General_BIN2 THEN N': the script has run already.'
      ELSE CONCAT(N'. From there: sqlgen upgrade ', @found, N':1f0c6a9d3b72 --sql --dialect mssql@2022') END);
  THROW 50000, @message, 1;
END;
GO
IF @@ERROR <> 0 SET NOEXEC ON;
GO


-- ---------------------------------------------------------------------------------------------------------------------
-- 1f0c6a9d3b72: create accounts, their members and what a member may do
-- revisions/1f0c6a9d3b72_accounts_and_members.yaml
-- ---------------------------------------------------------------------------------------------------------------------
PRINT N'1f0c6a9d3b72: create accounts, their members and what a member may do';
GO
BEGIN TRANSACTION;
GO

-- version table
IF OBJECT_ID(N'dbo.alembic_version', N'U') IS NULL
  CREATE TABLE dbo.alembic_version (
    version_num varchar(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
  );
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- line 7: create_enum member_role: SQL Server has no enums, each column that uses it gets a check

-- line 9: create_table accounts
CREATE TABLE dbo.accounts (
  id         bigint IDENTITY(1,1) NOT NULL,
  name       nvarchar(80) NOT NULL,
  email      nvarchar(254) NOT NULL,
  created_at datetimeoffset NOT NULL CONSTRAINT df_accounts_created_at DEFAULT SYSDATETIMEOFFSET(),
  CONSTRAINT pk_accounts PRIMARY KEY (id)
);
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO
EXEC sys.sp_addextendedproperty @name = N'MS_Description', @value = N'who pays for the desk', @level0type = N'SCHEMA', @level0name = N'dbo', @level1type = N'TABLE', @level1name = N'accounts';
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO
EXEC sys.sp_addextendedproperty @name = N'MS_Description', @value = N'where the bill goes; not a member''s own address', @level0type = N'SCHEMA', @level0name = N'dbo', @level1type = N'TABLE', @level1name = N'accounts', @level2type = N'COLUMN', @level2name = N'email';
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- line 19: create_table members
CREATE TABLE dbo.members (
  id           bigint IDENTITY(1,1) NOT NULL,
  account_id   bigint NOT NULL,
  display_name nvarchar(80) NOT NULL,
  role         nvarchar(5) NOT NULL CONSTRAINT df_members_role DEFAULT N'guest',
  active       bit NOT NULL CONSTRAINT df_members_active DEFAULT 1,
  fax          nvarchar(40) NULL,
  CONSTRAINT pk_members PRIMARY KEY (id),
  CONSTRAINT uq_members_account_id_display_name UNIQUE (account_id, display_name),
  CONSTRAINT fk_members_account_id_accounts FOREIGN KEY (account_id) REFERENCES dbo.accounts (id) ON DELETE CASCADE,
  CONSTRAINT ck_members_role_type CHECK (role IN (N'guest', N'agent', N'admin'))
);
GO
IF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;
GO

-- version row: base -> 1f0c6a9d3b72
INSERT INTO dbo.alembic_version (version_num) VALUES (N'1f0c6a9d3b72');
IF (SELECT COUNT(*) FROM dbo.alembic_version) <> 1 THROW 50000, N'sqlgen: the version table was not empty. This revision is undone.', 1;
COMMIT;
GO
IF @@ERROR <> 0 SET NOEXEC ON;
GO

-- verification: one line that names the first difference; the queries of --verify-sql name all
DECLARE @verified nvarchar(max) = (
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN N'verified: 14 of 14 as expected'
  ELSE CONCAT('NOT AS EXPECTED: ', MIN(CASE WHEN f.n <> f.found THEN CONCAT(f.kind, ' ', f.owner, ': ', f.expected) END)) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT N'column' AS kind, N'.' AS s, N'accounts' AS owner, 4 AS n, N'id not null; name not null; email not null; created_at not null' AS expected
    UNION ALL SELECT N'constraint', N'.', N'accounts', 1, N'primary key'
    UNION ALL SELECT N'column', N'.', N'members', 4, N'id not null; account_id not null; display_name not null; role not null'
    UNION ALL SELECT N'column', N'.', N'members', 2, N'active not null; fax null'
    UNION ALL SELECT N'constraint', N'.', N'members', 2, N'primary key; uq_members_account_id_display_name unique'
    UNION ALL SELECT N'constraint', N'.', N'members', 1, N'fk_members_account_id_accounts foreign key'
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
PRINT CASE WHEN @done = 1 THEN N'done: base -> 1f0c6a9d3b72' ELSE N'FAILED: read the first error above' END;
GO
