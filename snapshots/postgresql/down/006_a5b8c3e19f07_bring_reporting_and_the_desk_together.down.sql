-- =====================================================================================================================
-- sqlgen downgrade a5b8c3e19f07:72d4c05e9ab3,94a0f7d25e6b --sql, for PostgreSQL 15
--
--   a5b8c3e19f07 -> 72d4c05e9ab3,94a0f7d25e6b, 1 revision undone:
--     a5b8c3e19f07  bring reporting and the desk together
--
--   Run      psql -X -v ON_ERROR_STOP=1 -d DATABASE -f FILE        (a direct connection, no pooler; not with -1)
--   Stops    at the first error. Each revision is one transaction: the one that fails stays applied, those before it are gone.
--            From a prompt (\i), type ROLLBACK; and leave psql before trying again.
--   Undo     sqlgen upgrade 72d4c05e9ab3,94a0f7d25e6b:a5b8c3e19f07 --sql
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

-- Guard: one script at a time, and only on a database at a5b8c3e19f07
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
  IF at <> 'a5b8c3e19f07' THEN
    PERFORM pg_advisory_unlock(hashtext('public.alembic_version'));
    RAISE EXCEPTION 'sqlgen: this script starts at %, the database is at %', 'a5b8c3e19f07', at
      USING HINT = CASE at WHEN '72d4c05e9ab3,94a0f7d25e6b' THEN 'Nothing was changed: the script has run already.'
        ELSE 'Nothing was changed. From where the database is: sqlgen downgrade ' || at || ':72d4c05e9ab3,94a0f7d25e6b --sql' END;
  END IF;
  PERFORM set_config('sqlgen.at', at, false);  -- where the script is: blocks after an error find another place and do nothing
END
$guard$;


-- ---------------------------------------------------------------------------------------------------------------------
-- a5b8c3e19f07, undone: bring reporting and the desk together
-- revisions/a5b8c3e19f07_merge_reporting.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo 'a5b8c3e19f07, undone: bring reporting and the desk together'
-- no operations here: only the version table changes

BEGIN;

-- version rows: a5b8c3e19f07 -> 72d4c05e9ab3,94a0f7d25e6b
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> 'a5b8c3e19f07' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  INSERT INTO public.alembic_version (version_num) VALUES ('72d4c05e9ab3');
  UPDATE public.alembic_version SET version_num = '94a0f7d25e6b' WHERE version_num = 'a5b8c3e19f07';
  IF NOT FOUND THEN RAISE EXCEPTION 'sqlgen: no version row %', 'a5b8c3e19f07' USING HINT = 'This revision is still applied.'; END IF;
  PERFORM set_config('sqlgen.at', '72d4c05e9ab3,94a0f7d25e6b', false);
END
$version$;

COMMIT;

SELECT pg_advisory_unlock(hashtext('public.alembic_version')) AS unlocked;
SELECT CASE current_setting('sqlgen.at') WHEN '72d4c05e9ab3,94a0f7d25e6b' THEN 'done: a5b8c3e19f07 -> 72d4c05e9ab3,94a0f7d25e6b' ELSE 'FAILED: read the first error above' END AS result;
