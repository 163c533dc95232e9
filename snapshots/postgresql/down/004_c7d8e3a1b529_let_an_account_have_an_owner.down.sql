-- =====================================================================================================================
-- sqlgen downgrade c7d8e3a1b529:b6c7d2f0a418 --sql, for PostgreSQL 15
--
--   c7d8e3a1b529 -> b6c7d2f0a418, 1 revision undone:
--     c7d8e3a1b529  let an account have an owner
--
--   Run      psql -X -v ON_ERROR_STOP=1 -d DATABASE -f FILE        (a direct connection, no pooler; not with -1)
--   Stops    at the first error. Each revision is one transaction: the one that fails stays applied, those before it are gone.
--            From a prompt (\i), type ROLLBACK; and leave psql before trying again.
--   Undo     sqlgen upgrade b6c7d2f0a418:c7d8e3a1b529 --sql
--   Fails    c7d8e3a1b529: if a members.role is owner. Look first:
--              SELECT count(*) FROM members WHERE role = 'owner';
--   Warns    type-change-rewrite: the change of members.role to other values of member_role writes the table and its
--              indexes anew, and nobody can read or write it until that is done (revisions/d8e9f4b2c63a_viewers.yaml,
--              line 7)
--   Digest   sha256 98f152bde05ee5c7660ec96b0352928083771a45440d7781600ded12c1549fe5
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

-- Guard: one script at a time, and only on a database at c7d8e3a1b529
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
  IF at <> 'c7d8e3a1b529' THEN
    PERFORM pg_advisory_unlock(hashtext('public.alembic_version'));
    RAISE EXCEPTION 'sqlgen: this script starts at %, the database is at %', 'c7d8e3a1b529', at
      USING HINT = CASE at WHEN 'b6c7d2f0a418' THEN 'Nothing was changed: the script has run already.'
        ELSE 'Nothing was changed. From where the database is: sqlgen downgrade ' || at || ':b6c7d2f0a418 --sql' END;
  END IF;
  PERFORM set_config('sqlgen.at', at, false);  -- where the script is: blocks after an error find another place and do nothing
END
$guard$;


-- ---------------------------------------------------------------------------------------------------------------------
-- c7d8e3a1b529, undone: let an account have an owner
-- revisions/c7d8e3a1b529_owner_role.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo 'c7d8e3a1b529, undone: let an account have an owner'
BEGIN;

-- line 7, undone: replace_enum member_role
ALTER TYPE member_role RENAME TO member_role_old;
CREATE TYPE member_role AS ENUM ('guest', 'agent', 'admin');
ALTER TABLE members
  ALTER COLUMN role DROP DEFAULT,
  ALTER COLUMN role TYPE member_role USING CAST(CAST(role AS text) AS member_role),
  ALTER COLUMN role SET DEFAULT 'guest';
DROP TYPE member_role_old;

-- version row: c7d8e3a1b529 -> b6c7d2f0a418
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> 'c7d8e3a1b529' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  UPDATE public.alembic_version SET version_num = 'b6c7d2f0a418' WHERE version_num = 'c7d8e3a1b529';
  IF NOT FOUND THEN RAISE EXCEPTION 'sqlgen: no version row %', 'c7d8e3a1b529' USING HINT = 'This revision is still applied.'; END IF;
  PERFORM set_config('sqlgen.at', 'b6c7d2f0a418', false);
END
$version$;

COMMIT;

-- verification: one line that names the first difference; the queries of --verify-sql name all
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN 'verified: 1 of 1 as expected'
  ELSE 'NOT AS EXPECTED: ' || MIN(CASE WHEN f.n <> f.found THEN f.kind || ' ' || f.owner || ': ' || f.expected END) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT 'enum' AS kind, '.' AS s, 'member_role' AS owner, 1 AS n, 'guest, agent, admin' AS expected
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
    SELECT 'enum', CASE n.nspname WHEN 'public' THEN '.' ELSE n.nspname END, typname, '.', string_agg(enumlabel, ', ' ORDER BY enumsortorder)
    FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = typnamespace JOIN pg_catalog.pg_enum ON enumtypid = t.oid
    GROUP BY n.nspname, typname
  ) a ON a.kind = e.kind AND a.s = e.s AND a.owner = e.owner
    AND strpos('; ' || e.expected || '; ', '; ' || CASE WHEN e.n = 0 AND a.name = '.' THEN 'gone' WHEN e.n = 0 THEN 'no ' || a.name WHEN a.name = '.' THEN a.actual ELSE a.name || ' ' || a.actual END || '; ') > 0
  GROUP BY e.kind, e.s, e.owner, e.n, e.expected
) f;

SELECT pg_advisory_unlock(hashtext('public.alembic_version')) AS unlocked;
SELECT CASE current_setting('sqlgen.at') WHEN 'b6c7d2f0a418' THEN 'done: c7d8e3a1b529 -> b6c7d2f0a418' ELSE 'FAILED: read the first error above' END AS result;
