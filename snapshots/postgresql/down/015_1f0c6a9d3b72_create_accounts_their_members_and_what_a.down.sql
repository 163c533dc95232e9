-- =====================================================================================================================
-- sqlgen downgrade 1f0c6a9d3b72:base --sql, for PostgreSQL 15
--
--   1f0c6a9d3b72 -> base, 1 revision undone:
--     1f0c6a9d3b72  create accounts, their members and what a member may do
--
--   Run      psql -X -v ON_ERROR_STOP=1 -d DATABASE -f FILE        (a direct connection, no pooler; not with -1)
--   Stops    at the first error. Each revision is one transaction: the one that fails stays applied, those before it are gone.
--            From a prompt (\i), type ROLLBACK; and leave psql before trying again.
--   Undo     sqlgen upgrade base:1f0c6a9d3b72 --sql
--   Loses    1f0c6a9d3b72: every row of members, accounts.
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

-- Guard: one script at a time, and only on a database at 1f0c6a9d3b72
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
  IF at <> '1f0c6a9d3b72' THEN
    PERFORM pg_advisory_unlock(hashtext('public.alembic_version'));
    RAISE EXCEPTION 'sqlgen: this script starts at %, the database is at %', '1f0c6a9d3b72', at
      USING HINT = CASE at WHEN 'base' THEN 'Nothing was changed: the script has run already.'
        ELSE 'Nothing was changed. From where the database is: sqlgen downgrade ' || at || ':base --sql' END;
  END IF;
  PERFORM set_config('sqlgen.at', at, false);  -- where the script is: blocks after an error find another place and do nothing
END
$guard$;


-- ---------------------------------------------------------------------------------------------------------------------
-- 1f0c6a9d3b72, undone: create accounts, their members and what a member may do
-- revisions/1f0c6a9d3b72_accounts_and_members.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo '1f0c6a9d3b72, undone: create accounts, their members and what a member may do'
BEGIN;

-- line 19, undone: drop_table members
DROP TABLE members;

-- line 9, undone: drop_table accounts
DROP TABLE accounts;

-- line 7, undone: drop_enum member_role
DROP TYPE member_role;

-- version row: 1f0c6a9d3b72 -> base
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> '1f0c6a9d3b72' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  DELETE FROM public.alembic_version WHERE version_num = '1f0c6a9d3b72';
  IF NOT FOUND THEN RAISE EXCEPTION 'sqlgen: no version row %', '1f0c6a9d3b72' USING HINT = 'This revision is still applied.'; END IF;
  PERFORM set_config('sqlgen.at', 'base', false);
END
$version$;

COMMIT;

SELECT pg_advisory_unlock(hashtext('public.alembic_version')) AS unlocked;
SELECT CASE current_setting('sqlgen.at') WHEN 'base' THEN 'done: 1f0c6a9d3b72 -> base' ELSE 'FAILED: read the first error above' END AS result;
