-- =====================================================================================================================
-- sqlgen upgrade 72d4c05e9ab3,94a0f7d25e6b:a5b8c3e19f07 --sql, for PostgreSQL 15
--
--   72d4c05e9ab3,94a0f7d25e6b -> a5b8c3e19f07, 1 revision:
--     a5b8c3e19f07  bring reporting and the desk together
--
--   Run      psql -X -v ON_ERROR_STOP=1 -d DATABASE -f FILE        (a direct connection, no pooler; not with -1)
--   Stops    at the first error. Each revision is one transaction: the one that fails is undone, those before it stay.
--            From a prompt (\i), type ROLLBACK; and leave psql before trying again.
--   Undo     sqlgen downgrade a5b8c3e19f07:72d4c05e9ab3,94a0f7d25e6b --sql
--   Digest   sha256 7ae64fe6409df6384b11a0c0a7cb856a88360d6c9f105f4c732790fcc645227f
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

-- Guard: one script at a time, and only on a database at 72d4c05e9ab3,94a0f7d25e6b
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
  IF at <> '72d4c05e9ab3,94a0f7d25e6b' THEN
    PERFORM pg_advisory_unlock(hashtext('public.alembic_version'));
    RAISE EXCEPTION 'sqlgen: this script starts at %, the database is at %', '72d4c05e9ab3,94a0f7d25e6b', at
      USING HINT = CASE at WHEN 'a5b8c3e19f07' THEN 'Nothing was changed: the script has run already.'
        ELSE 'Nothing was changed. From where the database is: sqlgen upgrade ' || at || ':a5b8c3e19f07 --sql' END;
  END IF;
  PERFORM set_config('sqlgen.at', at, false);  -- where the script is: blocks after an error find another place and do nothing
END
$guard$;


-- ---------------------------------------------------------------------------------------------------------------------
-- a5b8c3e19f07: bring reporting and the desk together
-- revisions/a5b8c3e19f07_merge_reporting.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo 'a5b8c3e19f07: bring reporting and the desk together'
-- no operations here: only the version table changes

BEGIN;

-- version rows: 72d4c05e9ab3,94a0f7d25e6b -> a5b8c3e19f07
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> '72d4c05e9ab3,94a0f7d25e6b' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  DELETE FROM public.alembic_version WHERE version_num = '72d4c05e9ab3';
  IF NOT FOUND THEN RAISE EXCEPTION 'sqlgen: no version row %', '72d4c05e9ab3' USING HINT = 'This revision is undone.'; END IF;
  UPDATE public.alembic_version SET version_num = 'a5b8c3e19f07' WHERE version_num = '94a0f7d25e6b';
  IF NOT FOUND THEN RAISE EXCEPTION 'sqlgen: no version row %', '94a0f7d25e6b' USING HINT = 'This revision is undone.'; END IF;
  PERFORM set_config('sqlgen.at', 'a5b8c3e19f07', false);
END
$version$;

COMMIT;

SELECT pg_advisory_unlock(hashtext('public.alembic_version')) AS unlocked;
SELECT CASE current_setting('sqlgen.at') WHEN 'a5b8c3e19f07' THEN 'done: 72d4c05e9ab3,94a0f7d25e6b -> a5b8c3e19f07' ELSE 'FAILED: read the first error above' END AS result;
