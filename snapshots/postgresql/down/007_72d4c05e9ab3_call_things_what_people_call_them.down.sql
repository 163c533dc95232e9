-- =====================================================================================================================
-- sqlgen downgrade 72d4c05e9ab3,94a0f7d25e6b:61f29b0c7d8a,94a0f7d25e6b --sql, for PostgreSQL 15
--
--   72d4c05e9ab3,94a0f7d25e6b -> 61f29b0c7d8a,94a0f7d25e6b, 1 revision undone:
--     72d4c05e9ab3  call things what people call them
--
--   Run      psql -X -v ON_ERROR_STOP=1 -d DATABASE -f FILE        (a direct connection, no pooler; not with -1)
--   Stops    at the first error. Each revision is one transaction: the one that fails stays applied, those before it are gone.
--            From a prompt (\i), type ROLLBACK; and leave psql before trying again.
--   Undo     sqlgen upgrade 61f29b0c7d8a,94a0f7d25e6b:72d4c05e9ab3,94a0f7d25e6b --sql
--   Digest   sha256 71bceb845c527c343871177ffe091b52a0d5f3a120723e747f9b1a1dc4d9bcf6
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
      USING HINT = CASE at WHEN '61f29b0c7d8a,94a0f7d25e6b' THEN 'Nothing was changed: the script has run already.'
        ELSE 'Nothing was changed. From where the database is: sqlgen downgrade ' || at || ':61f29b0c7d8a,94a0f7d25e6b --sql' END;
  END IF;
  PERFORM set_config('sqlgen.at', at, false);  -- where the script is: blocks after an error find another place and do nothing
END
$guard$;


-- ---------------------------------------------------------------------------------------------------------------------
-- 72d4c05e9ab3, undone: call things what people call them
-- revisions/72d4c05e9ab3_clearer_names.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo '72d4c05e9ab3, undone: call things what people call them'
BEGIN;

-- line 11, undone: rename_column tickets.description to body
ALTER TABLE tickets RENAME COLUMN description TO body;

-- line 10, undone: rename_index ix_messages_ticket_id on messages to ix_comments_ticket_id
ALTER INDEX ix_messages_ticket_id RENAME TO ix_comments_ticket_id;

-- line 9, undone: rename_table messages to comments
ALTER TABLE messages RENAME TO comments;

-- line 8, undone: rename_constraint uq_members_account_id_full_name on members to uq_members_account_id_display_name
ALTER TABLE members RENAME CONSTRAINT uq_members_account_id_full_name TO uq_members_account_id_display_name;

-- line 7, undone: rename_column members.full_name to display_name
ALTER TABLE members RENAME COLUMN full_name TO display_name;

-- version row: 72d4c05e9ab3,94a0f7d25e6b -> 61f29b0c7d8a,94a0f7d25e6b
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> '72d4c05e9ab3,94a0f7d25e6b' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  UPDATE public.alembic_version SET version_num = '61f29b0c7d8a' WHERE version_num = '72d4c05e9ab3';
  IF NOT FOUND THEN RAISE EXCEPTION 'sqlgen: no version row %', '72d4c05e9ab3' USING HINT = 'This revision is still applied.'; END IF;
  PERFORM set_config('sqlgen.at', '61f29b0c7d8a,94a0f7d25e6b', false);
END
$version$;

COMMIT;

SELECT pg_advisory_unlock(hashtext('public.alembic_version')) AS unlocked;
SELECT CASE current_setting('sqlgen.at') WHEN '61f29b0c7d8a,94a0f7d25e6b' THEN 'done: 72d4c05e9ab3,94a0f7d25e6b -> 61f29b0c7d8a,94a0f7d25e6b' ELSE 'FAILED: read the first error above' END AS result;
