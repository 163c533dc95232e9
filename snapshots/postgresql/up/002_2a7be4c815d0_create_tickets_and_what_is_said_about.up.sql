-- =====================================================================================================================
-- sqlgen upgrade 1f0c6a9d3b72:2a7be4c815d0 --sql, for PostgreSQL 15
--
--   1f0c6a9d3b72 -> 2a7be4c815d0, 1 revision:
--     2a7be4c815d0  create tickets and what is said about them
--
--   Run      psql -X -v ON_ERROR_STOP=1 -d DATABASE -f FILE        (a direct connection, no pooler; not with -1)
--   Stops    at the first error. Each revision is one transaction: the one that fails is undone, those before it stay.
--            From a prompt (\i), type ROLLBACK; and leave psql before trying again.
--   Undo     sqlgen downgrade 2a7be4c815d0:1f0c6a9d3b72 --sql
--   Digest   sha256 416a9cbea43228bf65660a2a8404122118fbe27a5fccbe27e5b344184ed14125
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
      USING HINT = CASE at WHEN '2a7be4c815d0' THEN 'Nothing was changed: the script has run already.'
        ELSE 'Nothing was changed. From where the database is: sqlgen upgrade ' || at || ':2a7be4c815d0 --sql' END;
  END IF;
  PERFORM set_config('sqlgen.at', at, false);  -- where the script is: blocks after an error find another place and do nothing
END
$guard$;


-- ---------------------------------------------------------------------------------------------------------------------
-- 2a7be4c815d0: create tickets and what is said about them
-- revisions/2a7be4c815d0_tickets.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo '2a7be4c815d0: create tickets and what is said about them'
BEGIN;

-- line 7: create_table tickets
CREATE TABLE tickets (
  id         bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  account_id bigint NOT NULL,
  author_id  bigint,
  subject    varchar(200) NOT NULL,
  body       text DEFAULT '' NOT NULL,
  priority   smallint DEFAULT 3 NOT NULL,
  details    json DEFAULT '{"source": "web", "tags": []}' NOT NULL,
  opened_at  timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
  closed_at  timestamp with time zone,
  CONSTRAINT pk_tickets PRIMARY KEY (id),
  CONSTRAINT fk_tickets_account_id_accounts FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE,
  CONSTRAINT fk_tickets_author_id_members FOREIGN KEY (author_id) REFERENCES members (id) ON DELETE SET NULL,
  CONSTRAINT ck_tickets_priority CHECK (priority BETWEEN 1 AND 5)
);
CREATE INDEX ix_tickets_account_id_opened_at ON tickets (account_id, opened_at DESC);
CREATE INDEX ix_tickets_author_id ON tickets (author_id);

-- line 28: create_table comments
CREATE TABLE comments (
  id         bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  ticket_id  bigint NOT NULL,
  body       text NOT NULL,
  written_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
  CONSTRAINT pk_comments PRIMARY KEY (id),
  CONSTRAINT fk_comments_ticket_id_tickets FOREIGN KEY (ticket_id) REFERENCES tickets (id) ON DELETE CASCADE
);
CREATE INDEX ix_comments_ticket_id ON comments (ticket_id);

-- version row: 1f0c6a9d3b72 -> 2a7be4c815d0
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> '1f0c6a9d3b72' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  UPDATE public.alembic_version SET version_num = '2a7be4c815d0' WHERE version_num = '1f0c6a9d3b72';
  IF NOT FOUND THEN RAISE EXCEPTION 'sqlgen: no version row %', '1f0c6a9d3b72' USING HINT = 'This revision is undone.'; END IF;
  PERFORM set_config('sqlgen.at', '2a7be4c815d0', false);
END
$version$;

COMMIT;

SELECT pg_advisory_unlock(hashtext('public.alembic_version')) AS unlocked;
SELECT CASE current_setting('sqlgen.at') WHEN '2a7be4c815d0' THEN 'done: 1f0c6a9d3b72 -> 2a7be4c815d0' ELSE 'FAILED: read the first error above' END AS result;
