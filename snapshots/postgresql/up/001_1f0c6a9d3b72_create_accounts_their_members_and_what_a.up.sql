-- =====================================================================================================================
-- sqlgen upgrade base:1f0c6a9d3b72 --sql, for PostgreSQL 15
--
--   base -> 1f0c6a9d3b72, 1 revision:
--     1f0c6a9d3b72  create accounts, their members and what a member may do
--
--   Run      psql -X -v ON_ERROR_STOP=1 -d DATABASE -f FILE        (a direct connection, no pooler; not with -1)
--   Stops    at the first error. Each revision is one transaction: the one that fails is undone, those before it stay.
--            From a prompt (\i), type ROLLBACK; and leave psql before trying again.
--   Undo     sqlgen downgrade 1f0c6a9d3b72:base --sql
--   Digest   sha256 d38eca2724a4917ccb22878d637a3ed9cfd75dca31f4f05cd97c510ae3d7777f
--            of the revision file that was read, and the options
-- =====================================================================================================================

\set ON_ERROR_STOP on
\pset pager off
SET client_encoding = 'UTF8';
SET client_min_messages = warning;
SET standard_conforming_strings = on;
SET default_transaction_isolation = 'read committed';
SET search_path = public, pg_temp;
SET lock_timeout = '5s';
SET statement_timeout = '900s';
SET idle_in_transaction_session_timeout = '5min';

-- Guard: one script at a time, and only on a database at base (no version table, or an empty one)
SET sqlgen.at = '';
DO $guard$
DECLARE
  at text := 'base';
BEGIN
  -- not to be waited for: an index that is built concurrently waits for those who wait
  IF NOT pg_try_advisory_lock(hashtext('public.alembic_version')) THEN
    RAISE EXCEPTION 'sqlgen: another script is running' USING HINT = 'Nothing was changed.';
  END IF;
  IF to_regclass('public.alembic_version') IS NOT NULL THEN
    SELECT coalesce(string_agg(version_num, ',' ORDER BY version_num COLLATE "C"), 'base') INTO at FROM public.alembic_version;
  END IF;
  IF at <> 'base' THEN
    PERFORM pg_advisory_unlock(hashtext('public.alembic_version'));
    RAISE EXCEPTION 'sqlgen: this script starts at %, the database is at %', 'base', at
      USING HINT = CASE at WHEN '1f0c6a9d3b72' THEN 'Nothing was changed: the script has run already.'
        ELSE 'Nothing was changed. From where the database is: sqlgen upgrade ' || at || ':1f0c6a9d3b72 --sql' END;
  END IF;
  PERFORM set_config('sqlgen.at', at, false);  -- where the script is: blocks after an error find another place and do nothing
END
$guard$;


-- ---------------------------------------------------------------------------------------------------------------------
-- 1f0c6a9d3b72: create accounts, their members and what a member may do
-- revisions/1f0c6a9d3b72_accounts_and_members.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo '1f0c6a9d3b72: create accounts, their members and what a member may do'
BEGIN;

-- version table
CREATE TABLE IF NOT EXISTS public.alembic_version (
  version_num varchar(32) NOT NULL,
  CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- line 7: create_enum member_role
CREATE TYPE member_role AS ENUM ('guest', 'agent', 'admin');

-- line 9: create_table accounts
CREATE TABLE accounts (
  id         bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  name       varchar(80) NOT NULL,
  email      varchar(254) NOT NULL,
  created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
  CONSTRAINT pk_accounts PRIMARY KEY (id)
);
COMMENT ON TABLE accounts IS 'who pays for the desk';
COMMENT ON COLUMN accounts.email IS 'where the bill goes; not a member''s own address';

-- line 19: create_table members
CREATE TABLE members (
  id           bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  account_id   bigint NOT NULL,
  display_name varchar(80) NOT NULL,
  role         member_role DEFAULT 'guest' NOT NULL,
  active       boolean DEFAULT true NOT NULL,
  fax          varchar(40),
  CONSTRAINT pk_members PRIMARY KEY (id),
  CONSTRAINT uq_members_account_id_display_name UNIQUE (account_id, display_name),
  CONSTRAINT fk_members_account_id_accounts FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
);

-- version row: base -> 1f0c6a9d3b72
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> 'base' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  INSERT INTO public.alembic_version (version_num) VALUES ('1f0c6a9d3b72');
  IF (SELECT count(*) FROM public.alembic_version) <> 1 THEN
    RAISE EXCEPTION 'sqlgen: the version table was not empty' USING HINT = 'This revision is undone.';
  END IF;
  PERFORM set_config('sqlgen.at', '1f0c6a9d3b72', false);
END
$version$;

COMMIT;

-- verification: one line that names the first difference; the queries of --verify-sql name all
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN 'verified: 15 of 15 as expected'
  ELSE 'NOT AS EXPECTED: ' || MIN(CASE WHEN f.n <> f.found THEN f.kind || ' ' || f.owner || ': ' || f.expected END) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT 'enum' AS kind, '.' AS s, 'member_role' AS owner, 1 AS n, 'guest, agent, admin' AS expected
    UNION ALL SELECT 'column', '.', 'accounts', 4, 'id not null; name not null; email not null; created_at not null'
    UNION ALL SELECT 'constraint', '.', 'accounts', 1, 'primary key'
    UNION ALL SELECT 'column', '.', 'members', 4, 'id not null; account_id not null; display_name not null; role not null'
    UNION ALL SELECT 'column', '.', 'members', 2, 'active not null; fax null'
    UNION ALL SELECT 'constraint', '.', 'members', 2, 'primary key; uq_members_account_id_display_name unique'
    UNION ALL SELECT 'constraint', '.', 'members', 1, 'fk_members_account_id_accounts foreign key'
  ) e
  LEFT JOIN (
    WITH relations AS (
      SELECT r.oid, r.relname, r.relkind, CASE n.nspname WHEN 'public' THEN '.' ELSE n.nspname END AS s
      FROM pg_catalog.pg_class r JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace
      WHERE n.nspname IN ('public')
    )
    SELECT CASE WHEN relkind IN ('r', 'p') THEN 'table' WHEN relkind = 'm' THEN 'materialized view' WHEN relkind = 'S' THEN 'sequence' ELSE 'view' END AS kind,
      s, relname AS owner, '.' AS name, 'yes' AS actual
    FROM relations WHERE relkind IN ('r', 'p', 'v', 'm', 'S')
    UNION ALL
    SELECT 'column', s, relname, attname, CASE WHEN attnotnull THEN 'not null' ELSE 'null' END
    FROM relations JOIN pg_catalog.pg_attribute ON attrelid = relations.oid WHERE attnum > 0 AND NOT attisdropped
    UNION ALL
    SELECT 'constraint', s, relname, CASE contype WHEN 'p' THEN '.' ELSE conname END,
      CASE contype WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique' WHEN 'f' THEN 'foreign key' WHEN 'c' THEN 'check' ELSE 'exclusion' END
    FROM relations JOIN pg_catalog.pg_constraint ON conrelid = relations.oid
    UNION ALL
    SELECT 'enum', CASE n.nspname WHEN 'public' THEN '.' ELSE n.nspname END, typname, '.', string_agg(enumlabel, ', ' ORDER BY enumsortorder)
    FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = typnamespace JOIN pg_catalog.pg_enum ON enumtypid = t.oid
    GROUP BY n.nspname, typname
  ) a ON a.kind = e.kind AND a.s = e.s AND a.owner = e.owner
    AND strpos('; ' || e.expected || '; ', '; ' || CASE WHEN e.n = 0 AND a.name = '.' THEN 'gone' WHEN e.n = 0 THEN 'no ' || a.name WHEN a.name = '.' THEN a.actual ELSE a.name || ' ' || a.actual END || '; ') > 0
  GROUP BY e.kind, e.s, e.owner, e.n, e.expected
) f;

SELECT pg_advisory_unlock(hashtext('public.alembic_version')) AS unlocked;
SELECT CASE current_setting('sqlgen.at') WHEN '1f0c6a9d3b72' THEN 'done: base -> 1f0c6a9d3b72' ELSE 'FAILED: read the first error above' END AS result;
