-- =====================================================================================================================
-- sqlgen downgrade e9fa05c3d74b:d8e9f4b2c63a --sql, for PostgreSQL 15
--
--   e9fa05c3d74b -> d8e9f4b2c63a, 1 revision undone:
--     e9fa05c3d74b  nobody sends a fax, and members are never inactive
--
--   Run      psql -X -v ON_ERROR_STOP=1 -d DATABASE -f FILE        (a direct connection, no pooler; not with -1)
--   Stops    at the first error. Each revision is one transaction: the one that fails stays applied, those before it are gone.
--            From a prompt (\i), type ROLLBACK; and leave psql before trying again.
--   Undo     sqlgen upgrade d8e9f4b2c63a:e9fa05c3d74b --sql
--   Empty    e9fa05c3d74b: members.fax, members.active (the values are not brought back).
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

-- Guard: one script at a time, and only on a database at e9fa05c3d74b
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
  IF at <> 'e9fa05c3d74b' THEN
    PERFORM pg_advisory_unlock(hashtext('public.alembic_version'));
    RAISE EXCEPTION 'sqlgen: this script starts at %, the database is at %', 'e9fa05c3d74b', at
      USING HINT = CASE at WHEN 'd8e9f4b2c63a' THEN 'Nothing was changed: the script has run already.'
        ELSE 'Nothing was changed. From where the database is: sqlgen downgrade ' || at || ':d8e9f4b2c63a --sql' END;
  END IF;
  PERFORM set_config('sqlgen.at', at, false);  -- where the script is: blocks after an error find another place and do nothing
END
$guard$;


-- ---------------------------------------------------------------------------------------------------------------------
-- e9fa05c3d74b, undone: nobody sends a fax, and members are never inactive
-- revisions/e9fa05c3d74b_no_fax.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo 'e9fa05c3d74b, undone: nobody sends a fax, and members are never inactive'
BEGIN;

-- line 11, undone: add_column members.fax
ALTER TABLE members ADD COLUMN fax varchar(40);

-- line 9, undone: add_column members.active
ALTER TABLE members ADD COLUMN active boolean DEFAULT true NOT NULL;

-- line 7, undone: the inactive members are in the backup of 2025-05-05

-- version row: e9fa05c3d74b -> d8e9f4b2c63a
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> 'e9fa05c3d74b' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  UPDATE public.alembic_version SET version_num = 'd8e9f4b2c63a' WHERE version_num = 'e9fa05c3d74b';
  IF NOT FOUND THEN RAISE EXCEPTION 'sqlgen: no version row %', 'e9fa05c3d74b' USING HINT = 'This revision is still applied.'; END IF;
  PERFORM set_config('sqlgen.at', 'd8e9f4b2c63a', false);
END
$version$;

COMMIT;

SELECT pg_advisory_unlock(hashtext('public.alembic_version')) AS unlocked;
SELECT CASE current_setting('sqlgen.at') WHEN 'd8e9f4b2c63a' THEN 'done: e9fa05c3d74b -> d8e9f4b2c63a' ELSE 'FAILED: read the first error above' END AS result;
