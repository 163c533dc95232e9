-- =====================================================================================================================
-- sqlgen downgrade d8e9f4b2c63a:c7d8e3a1b529 --sql, for PostgreSQL 15
--
--   d8e9f4b2c63a -> c7d8e3a1b529, 1 revision undone:
--     d8e9f4b2c63a  say viewer instead of guest, and let agents see bills
--
--   Run      psql -X -v ON_ERROR_STOP=1 -d DATABASE -f FILE        (a direct connection, no pooler; not with -1)
--   Stops    at the first error. Each revision is one transaction: the one that fails stays applied, those before it are gone.
--            From a prompt (\i), type ROLLBACK; and leave psql before trying again.
--   Undo     sqlgen upgrade c7d8e3a1b529:d8e9f4b2c63a --sql
--   Loses    d8e9f4b2c63a: which members.role were billing (they become agent).
--   Warns    type-change-rewrite: the change of members.role to other values of member_role writes the table and its
--              indexes anew, and nobody can read or write it until that is done (revisions/d8e9f4b2c63a_viewers.yaml,
--              line 7)
--   Digest   sha256 0376291d78e4650f458468a4f68c2f43fc625b6b71c88e3cd7d42e7ce0dc7cb7
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

-- Guard: one script at a time, and only on a database at d8e9f4b2c63a
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
  IF at <> 'd8e9f4b2c63a' THEN
    PERFORM pg_advisory_unlock(hashtext('public.alembic_version'));
    RAISE EXCEPTION 'sqlgen: this script starts at %, the database is at %', 'd8e9f4b2c63a', at
      USING HINT = CASE at WHEN 'c7d8e3a1b529' THEN 'Nothing was changed: the script has run already.'
        ELSE 'Nothing was changed. From where the database is: sqlgen downgrade ' || at || ':c7d8e3a1b529 --sql' END;
  END IF;
  PERFORM set_config('sqlgen.at', at, false);  -- where the script is: blocks after an error find another place and do nothing
END
$guard$;


-- ---------------------------------------------------------------------------------------------------------------------
-- d8e9f4b2c63a, undone: say viewer instead of guest, and let agents see bills
-- revisions/d8e9f4b2c63a_viewers.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo 'd8e9f4b2c63a, undone: say viewer instead of guest, and let agents see bills'
BEGIN;

-- line 13, undone: drop_index ix_members_role_full_name on members
DROP INDEX ix_members_role_full_name;

-- line 12, undone: drop_constraint uq_accounts_email on accounts
ALTER TABLE accounts DROP CONSTRAINT uq_accounts_email;

-- line 7, undone: replace_enum member_role
ALTER TYPE member_role RENAME TO member_role_old;
CREATE TYPE member_role AS ENUM ('guest', 'agent', 'admin', 'owner');
ALTER TABLE members
  ALTER COLUMN role DROP DEFAULT,
  ALTER COLUMN role TYPE member_role USING CAST(CASE CAST(role AS text) WHEN 'billing' THEN 'agent' WHEN 'viewer' THEN 'guest' ELSE CAST(role AS text) END AS member_role),
  ALTER COLUMN role SET DEFAULT 'guest';
DROP TYPE member_role_old;

-- version row: d8e9f4b2c63a -> c7d8e3a1b529
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> 'd8e9f4b2c63a' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  UPDATE public.alembic_version SET version_num = 'c7d8e3a1b529' WHERE version_num = 'd8e9f4b2c63a';
  IF NOT FOUND THEN RAISE EXCEPTION 'sqlgen: no version row %', 'd8e9f4b2c63a' USING HINT = 'This revision is still applied.'; END IF;
  PERFORM set_config('sqlgen.at', 'c7d8e3a1b529', false);
END
$version$;

COMMIT;

-- verification: one line that names the first difference; the queries of --verify-sql name all
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN 'verified: 17 of 17 as expected'
  ELSE 'NOT AS EXPECTED: ' || MIN(CASE WHEN f.n <> f.found THEN f.kind || ' ' || f.owner || ': ' || f.expected END) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT 'enum' AS kind, '.' AS s, 'member_role' AS owner, 1 AS n, 'guest, agent, admin, owner' AS expected
    UNION ALL SELECT 'column', '.', 'accounts', 4, 'id not null; name not null; email not null; created_at not null'
    UNION ALL SELECT 'constraint', '.', 'accounts', 1, 'primary key'
    UNION ALL SELECT 'column', '.', 'members', 4, 'id not null; account_id not null; full_name not null; role not null'
    UNION ALL SELECT 'column', '.', 'members', 2, 'active not null; fax null'
    UNION ALL SELECT 'constraint', '.', 'members', 2, 'primary key; uq_members_account_id_full_name unique'
    UNION ALL SELECT 'constraint', '.', 'members', 1, 'fk_members_account_id_accounts foreign key'
    UNION ALL SELECT 'constraint', '.', 'accounts', 0, 'no uq_accounts_email'
    UNION ALL SELECT 'index', '.', 'members', 0, 'no ix_members_role_full_name'
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
    SELECT 'index', r.s, r.relname, i.relname, CASE WHEN indisunique THEN 'unique' ELSE 'not unique' END
    FROM relations r JOIN pg_catalog.pg_index ON indrelid = r.oid JOIN relations i ON i.oid = indexrelid
    UNION ALL
    SELECT 'enum', CASE n.nspname WHEN 'public' THEN '.' ELSE n.nspname END, typname, '.', string_agg(enumlabel, ', ' ORDER BY enumsortorder)
    FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = typnamespace JOIN pg_catalog.pg_enum ON enumtypid = t.oid
    GROUP BY n.nspname, typname
  ) a ON a.kind = e.kind AND a.s = e.s AND a.owner = e.owner
    AND strpos('; ' || e.expected || '; ', '; ' || CASE WHEN e.n = 0 AND a.name = '.' THEN 'gone' WHEN e.n = 0 THEN 'no ' || a.name WHEN a.name = '.' THEN a.actual ELSE a.name || ' ' || a.actual END || '; ') > 0
  GROUP BY e.kind, e.s, e.owner, e.n, e.expected
) f;

SELECT pg_advisory_unlock(hashtext('public.alembic_version')) AS unlocked;
SELECT CASE current_setting('sqlgen.at') WHEN 'c7d8e3a1b529' THEN 'done: d8e9f4b2c63a -> c7d8e3a1b529' ELSE 'FAILED: read the first error above' END AS result;
