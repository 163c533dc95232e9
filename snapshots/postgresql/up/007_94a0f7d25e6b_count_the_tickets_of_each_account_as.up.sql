-- =====================================================================================================================
-- sqlgen upgrade 83e6b1f740c2:94a0f7d25e6b --sql, for PostgreSQL 15
--
--   83e6b1f740c2 -> 94a0f7d25e6b, 1 revision:
--     94a0f7d25e6b  count the tickets of each account as they come in
--
--   Run      psql -X -v ON_ERROR_STOP=1 -d DATABASE -f FILE        (a direct connection, no pooler; not with -1)
--   Stops    at the first error. Each revision is one transaction: the one that fails is undone, those before it stay.
--            From a prompt (\i), type ROLLBACK; and leave psql before trying again.
--   Undo     sqlgen downgrade 94a0f7d25e6b:83e6b1f740c2 --sql
--   Digest   sha256 85fc944c798d5eb38eea79da601f03a4e7199985689c46f8b0bcca16da4923d4
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

-- Guard: one script at a time, and only on a database at 83e6b1f740c2
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
  IF at <> '83e6b1f740c2' THEN
    PERFORM pg_advisory_unlock(hashtext('public.alembic_version'));
    RAISE EXCEPTION 'sqlgen: this script starts at %, the database is at %', '83e6b1f740c2', at
      USING HINT = CASE at WHEN '94a0f7d25e6b' THEN 'Nothing was changed: the script has run already.'
        ELSE 'Nothing was changed. From where the database is: sqlgen upgrade ' || at || ':94a0f7d25e6b --sql' END;
  END IF;
  PERFORM set_config('sqlgen.at', at, false);  -- where the script is: blocks after an error find another place and do nothing
END
$guard$;


-- ---------------------------------------------------------------------------------------------------------------------
-- 94a0f7d25e6b: count the tickets of each account as they come in
-- revisions/94a0f7d25e6b_count_tickets.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo '94a0f7d25e6b: count the tickets of each account as they come in'
BEGIN;

-- line 7: sql
CREATE FUNCTION count_tickets() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  UPDATE ticket_counts SET opened = opened + 1 WHERE account_id = NEW.account_id;
  RETURN NULL;
END
$body$;

-- line 16: create_trigger count_tickets on tickets
CREATE TRIGGER count_tickets AFTER INSERT ON tickets FOR EACH ROW EXECUTE FUNCTION count_tickets();

-- version row: 83e6b1f740c2 -> 94a0f7d25e6b
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> '83e6b1f740c2' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  UPDATE public.alembic_version SET version_num = '94a0f7d25e6b' WHERE version_num = '83e6b1f740c2';
  IF NOT FOUND THEN RAISE EXCEPTION 'sqlgen: no version row %', '83e6b1f740c2' USING HINT = 'This revision is undone.'; END IF;
  PERFORM set_config('sqlgen.at', '94a0f7d25e6b', false);
END
$version$;

COMMIT;

-- verification: one line that names the first difference; the queries of --verify-sql name all
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN 'verified: 1 of 1 as expected'
  ELSE 'NOT AS EXPECTED: ' || MIN(CASE WHEN f.n <> f.found THEN f.kind || ' ' || f.owner || ': ' || f.expected END) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT 'trigger' AS kind, '.' AS s, 'tickets' AS owner, 1 AS n, 'count_tickets yes' AS expected
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
    SELECT 'trigger', s, relname, tgname, 'yes' FROM relations JOIN pg_catalog.pg_trigger ON tgrelid = relations.oid WHERE NOT tgisinternal
  ) a ON a.kind = e.kind AND a.s = e.s AND a.owner = e.owner
    AND strpos('; ' || e.expected || '; ', '; ' || CASE WHEN e.n = 0 AND a.name = '.' THEN 'gone' WHEN e.n = 0 THEN 'no ' || a.name WHEN a.name = '.' THEN a.actual ELSE a.name || ' ' || a.actual END || '; ') > 0
  GROUP BY e.kind, e.s, e.owner, e.n, e.expected
) f;

SELECT pg_advisory_unlock(hashtext('public.alembic_version')) AS unlocked;
SELECT CASE current_setting('sqlgen.at') WHEN '94a0f7d25e6b' THEN 'done: 83e6b1f740c2 -> 94a0f7d25e6b' ELSE 'FAILED: read the first error above' END AS result;
