-- =====================================================================================================================
-- sqlgen upgrade c7d8e3a1b529:d8e9f4b2c63a --sql, for PostgreSQL 15
--
--   c7d8e3a1b529 -> d8e9f4b2c63a, 1 revision:
--     d8e9f4b2c63a  say viewer instead of guest, and let agents see bills
--
--   Run      psql -X -v ON_ERROR_STOP=1 -d DATABASE -f FILE        (a direct connection, no pooler; not with -1)
--   Stops    at the first error. Each revision is one transaction: the one that fails is undone, those before it stay.
--            From a prompt (\i), type ROLLBACK; and leave psql before trying again.
--   Undo     sqlgen downgrade d8e9f4b2c63a:c7d8e3a1b529 --sql
--   Fails    d8e9f4b2c63a: if two rows of accounts have the same email. Look first:
--              SELECT email, count(*) FROM accounts GROUP BY email HAVING count(*) > 1;
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
      USING HINT = CASE at WHEN 'd8e9f4b2c63a' THEN 'Nothing was changed: the script has run already.'
        ELSE 'Nothing was changed. From where the database is: sqlgen upgrade ' || at || ':d8e9f4b2c63a --sql' END;
  END IF;
  PERFORM set_config('sqlgen.at', at, false);  -- where the script is: blocks after an error find another place and do nothing
END
$guard$;


-- ---------------------------------------------------------------------------------------------------------------------
-- d8e9f4b2c63a: say viewer instead of guest, and let agents see bills
-- revisions/d8e9f4b2c63a_viewers.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo 'd8e9f4b2c63a: say viewer instead of guest, and let agents see bills'
BEGIN;

-- line 7: replace_enum member_role
ALTER TYPE member_role RENAME TO member_role_old;
CREATE TYPE member_role AS ENUM ('viewer', 'agent', 'billing', 'admin', 'owner');
ALTER TABLE members
  ALTER COLUMN role DROP DEFAULT,
  ALTER COLUMN role TYPE member_role USING CAST(CASE CAST(role AS text) WHEN 'guest' THEN 'viewer' ELSE CAST(role AS text) END AS member_role),
  ALTER COLUMN role SET DEFAULT 'viewer';
DROP TYPE member_role_old;

-- line 12: create_unique_constraint uq_accounts_email on accounts
ALTER TABLE accounts ADD CONSTRAINT uq_accounts_email UNIQUE (email);

-- line 13: create_index ix_members_role_full_name on members
CREATE INDEX ix_members_role_full_name ON members (role, full_name);

-- version row: c7d8e3a1b529 -> d8e9f4b2c63a
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> 'c7d8e3a1b529' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  UPDATE public.alembic_version SET version_num = 'd8e9f4b2c63a' WHERE version_num = 'c7d8e3a1b529';
  IF NOT FOUND THEN RAISE EXCEPTION 'sqlgen: no version row %', 'c7d8e3a1b529' USING HINT = 'This revision is undone.'; END IF;
  PERFORM set_config('sqlgen.at', 'd8e9f4b2c63a', false);
END
$version$;

COMMIT;

SELECT pg_advisory_unlock(hashtext('public.alembic_version')) AS unlocked;
SELECT CASE current_setting('sqlgen.at') WHEN 'd8e9f4b2c63a' THEN 'done: c7d8e3a1b529 -> d8e9f4b2c63a' ELSE 'FAILED: read the first error above' END AS result;
