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

SELECT pg_advisory_unlock(hashtext('public.alembic_version')) AS unlocked;
SELECT CASE current_setting('sqlgen.at') WHEN 'c7d8e3a1b529' THEN 'done: d8e9f4b2c63a -> c7d8e3a1b529' ELSE 'FAILED: read the first error above' END AS result;
