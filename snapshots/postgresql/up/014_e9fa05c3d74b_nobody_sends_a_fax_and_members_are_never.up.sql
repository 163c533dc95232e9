-- =====================================================================================================================
-- sqlgen upgrade d8e9f4b2c63a:e9fa05c3d74b --sql, for PostgreSQL 15
--
--   d8e9f4b2c63a -> e9fa05c3d74b, 1 revision:
--     e9fa05c3d74b  nobody sends a fax, and members are never inactive
--
--   Run      psql -X -v ON_ERROR_STOP=1 -d DATABASE -f FILE        (a direct connection, no pooler; not with -1)
--   Stops    at the first error. Each revision is one transaction: the one that fails is undone, those before it stay.
--            From a prompt (\i), type ROLLBACK; and leave psql before trying again.
--   Undo     sqlgen downgrade e9fa05c3d74b:d8e9f4b2c63a --sql
--   Loses    e9fa05c3d74b: the rows that it deletes from members.
--            e9fa05c3d74b: which tickets.author_id pointed at rows that it deletes from members (they become null).
--            e9fa05c3d74b: every members.active, members.fax.
--   Digest   sha256 40088c8fb0f02a1e6747b91ddaa913ffe397d3530611113d29eadd2bbfca0f3d
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
      USING HINT = CASE at WHEN 'e9fa05c3d74b' THEN 'Nothing was changed: the script has run already.'
        ELSE 'Nothing was changed. From where the database is: sqlgen upgrade ' || at || ':e9fa05c3d74b --sql' END;
  END IF;
  PERFORM set_config('sqlgen.at', at, false);  -- where the script is: blocks after an error find another place and do nothing
END
$guard$;


-- ---------------------------------------------------------------------------------------------------------------------
-- e9fa05c3d74b: nobody sends a fax, and members are never inactive
-- revisions/e9fa05c3d74b_no_fax.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo 'e9fa05c3d74b: nobody sends a fax, and members are never inactive'
BEGIN;

-- line 7: delete from members
DELETE FROM members WHERE NOT active;

-- line 9: drop_column members.active
ALTER TABLE members DROP COLUMN active;

-- line 11: drop_column members.fax
ALTER TABLE members DROP COLUMN fax;

-- version row: d8e9f4b2c63a -> e9fa05c3d74b
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> 'd8e9f4b2c63a' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  UPDATE public.alembic_version SET version_num = 'e9fa05c3d74b' WHERE version_num = 'd8e9f4b2c63a';
  IF NOT FOUND THEN RAISE EXCEPTION 'sqlgen: no version row %', 'd8e9f4b2c63a' USING HINT = 'This revision is undone.'; END IF;
  PERFORM set_config('sqlgen.at', 'e9fa05c3d74b', false);
END
$version$;

COMMIT;

-- verification: one line that names the first difference; the queries of --verify-sql name all
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN 'verified: 10 of 10 as expected'
  ELSE 'NOT AS EXPECTED: ' || MIN(CASE WHEN f.n <> f.found THEN f.kind || ' ' || f.owner || ': ' || f.expected END) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT 'column' AS kind, '.' AS s, 'members' AS owner, 4 AS n, 'id not null; account_id not null; full_name not null; role not null' AS expected
    UNION ALL SELECT 'constraint', '.', 'members', 2, 'primary key; uq_members_account_id_full_name unique'
    UNION ALL SELECT 'constraint', '.', 'members', 1, 'fk_members_account_id_accounts foreign key'
    UNION ALL SELECT 'index', '.', 'members', 1, 'ix_members_role_full_name not unique'
    UNION ALL SELECT 'column', '.', 'members', 0, 'no active; no fax'
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
  ) a ON a.kind = e.kind AND a.s = e.s AND a.owner = e.owner
    AND strpos('; ' || e.expected || '; ', '; ' || CASE WHEN e.n = 0 AND a.name = '.' THEN 'gone' WHEN e.n = 0 THEN 'no ' || a.name WHEN a.name = '.' THEN a.actual ELSE a.name || ' ' || a.actual END || '; ') > 0
  GROUP BY e.kind, e.s, e.owner, e.n, e.expected
) f;

SELECT pg_advisory_unlock(hashtext('public.alembic_version')) AS unlocked;
SELECT CASE current_setting('sqlgen.at') WHEN 'e9fa05c3d74b' THEN 'done: d8e9f4b2c63a -> e9fa05c3d74b' ELSE 'FAILED: read the first error above' END AS result;
