-- =====================================================================================================================
-- sqlgen upgrade 5c3a81e7f046:83e6b1f740c2 --sql, for PostgreSQL 15
--
--   5c3a81e7f046 -> 83e6b1f740c2, 1 revision:
--     83e6b1f740c2  show open tickets to the people who plan
--
--   Run      psql -X -v ON_ERROR_STOP=1 -d DATABASE -f FILE        (a direct connection, no pooler; not with -1)
--   Stops    at the first error. Each revision is one transaction: the one that fails is undone, those before it stay.
--            From a prompt (\i), type ROLLBACK; and leave psql before trying again.
--   Undo     sqlgen downgrade 83e6b1f740c2:5c3a81e7f046 --sql
--   Digest   sha256 e75bc93d4d413c9628b66a2d23a06331feb6a9334c202e7055d1bdab168824ec
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

-- Guard: one script at a time, and only on a database at 5c3a81e7f046
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
  IF at <> '5c3a81e7f046' THEN
    PERFORM pg_advisory_unlock(hashtext('public.alembic_version'));
    RAISE EXCEPTION 'sqlgen: this script starts at %, the database is at %', '5c3a81e7f046', at
      USING HINT = CASE at WHEN '83e6b1f740c2' THEN 'Nothing was changed: the script has run already.'
        ELSE 'Nothing was changed. From where the database is: sqlgen upgrade ' || at || ':83e6b1f740c2 --sql' END;
  END IF;
  PERFORM set_config('sqlgen.at', at, false);  -- where the script is: blocks after an error find another place and do nothing
END
$guard$;


-- ---------------------------------------------------------------------------------------------------------------------
-- 83e6b1f740c2: show open tickets to the people who plan
-- revisions/83e6b1f740c2_reporting_views.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo '83e6b1f740c2: show open tickets to the people who plan'
BEGIN;

-- line 8: create_view open_tickets
CREATE VIEW open_tickets AS
SELECT t.id, a.name AS account, t.subject, t.priority
FROM tickets t JOIN accounts a ON a.id = t.account_id
WHERE t.closed_at IS NULL;

-- line 14: create_table ticket_counts
CREATE TABLE ticket_counts (
  account_id bigint NOT NULL,
  opened     integer DEFAULT 0 NOT NULL,
  CONSTRAINT pk_ticket_counts PRIMARY KEY (account_id),
  CONSTRAINT fk_ticket_counts_account_id_accounts FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
);

-- version row: 5c3a81e7f046 -> 83e6b1f740c2
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> '5c3a81e7f046' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  UPDATE public.alembic_version SET version_num = '83e6b1f740c2' WHERE version_num = '5c3a81e7f046';
  IF NOT FOUND THEN RAISE EXCEPTION 'sqlgen: no version row %', '5c3a81e7f046' USING HINT = 'This revision is undone.'; END IF;
  PERFORM set_config('sqlgen.at', '83e6b1f740c2', false);
END
$version$;

COMMIT;

SELECT pg_advisory_unlock(hashtext('public.alembic_version')) AS unlocked;
SELECT CASE current_setting('sqlgen.at') WHEN '83e6b1f740c2' THEN 'done: 5c3a81e7f046 -> 83e6b1f740c2' ELSE 'FAILED: read the first error above' END AS result;
