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

SELECT pg_advisory_unlock(hashtext('public.alembic_version')) AS unlocked;
SELECT CASE current_setting('sqlgen.at') WHEN 'e9fa05c3d74b' THEN 'done: d8e9f4b2c63a -> e9fa05c3d74b' ELSE 'FAILED: read the first error above' END AS result;
