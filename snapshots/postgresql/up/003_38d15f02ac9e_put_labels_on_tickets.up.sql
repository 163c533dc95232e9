-- =====================================================================================================================
-- sqlgen upgrade 2a7be4c815d0:38d15f02ac9e --sql, for PostgreSQL 15
--
--   2a7be4c815d0 -> 38d15f02ac9e, 1 revision:
--     38d15f02ac9e  put labels on tickets
--
--   Run      psql -X -v ON_ERROR_STOP=1 -d DATABASE -f FILE        (a direct connection, no pooler; not with -1)
--   Stops    at the first error. Each revision is one transaction: the one that fails is undone, those before it stay.
--            From a prompt (\i), type ROLLBACK; and leave psql before trying again.
--   Undo     sqlgen downgrade 38d15f02ac9e:2a7be4c815d0 --sql
--   Digest   sha256 822e7844246d4d60751a7671cb564007ce4c1031ec781d4fa9910bc7fe3d6fcc
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

-- Guard: one script at a time, and only on a database at 2a7be4c815d0
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
  IF at <> '2a7be4c815d0' THEN
    PERFORM pg_advisory_unlock(hashtext('public.alembic_version'));
    RAISE EXCEPTION 'sqlgen: this script starts at %, the database is at %', '2a7be4c815d0', at
      USING HINT = CASE at WHEN '38d15f02ac9e' THEN 'Nothing was changed: the script has run already.'
        ELSE 'Nothing was changed. From where the database is: sqlgen upgrade ' || at || ':38d15f02ac9e --sql' END;
  END IF;
  PERFORM set_config('sqlgen.at', at, false);  -- where the script is: blocks after an error find another place and do nothing
END
$guard$;


-- ---------------------------------------------------------------------------------------------------------------------
-- 38d15f02ac9e: put labels on tickets
-- revisions/38d15f02ac9e_labels.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo '38d15f02ac9e: put labels on tickets'
BEGIN;

-- line 7: create_table labels
CREATE TABLE labels (
  id     integer NOT NULL,
  name   varchar(40) NOT NULL,
  colour char(7) DEFAULT '#808080' NOT NULL,
  CONSTRAINT pk_labels PRIMARY KEY (id),
  CONSTRAINT uq_labels_name UNIQUE (name)
);

-- line 16: create_table ticket_labels
CREATE TABLE ticket_labels (
  ticket_id bigint NOT NULL,
  label_id  integer NOT NULL,
  CONSTRAINT pk_ticket_labels PRIMARY KEY (ticket_id, label_id),
  CONSTRAINT fk_ticket_labels_ticket_id_tickets FOREIGN KEY (ticket_id) REFERENCES tickets (id) ON DELETE CASCADE,
  CONSTRAINT fk_ticket_labels_label_id_labels FOREIGN KEY (label_id) REFERENCES labels (id) ON DELETE CASCADE
);
CREATE INDEX ix_ticket_labels_label_id ON ticket_labels (label_id);

-- line 27: bulk_insert into labels, 3 rows
INSERT INTO labels (id, name, colour) VALUES
  (1, 'bug', '#d73a4a'),
  (2, 'question', '#d876e3'),
  (3, 'it''s urgent', '#b60205');

-- version row: 2a7be4c815d0 -> 38d15f02ac9e
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> '2a7be4c815d0' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  UPDATE public.alembic_version SET version_num = '38d15f02ac9e' WHERE version_num = '2a7be4c815d0';
  IF NOT FOUND THEN RAISE EXCEPTION 'sqlgen: no version row %', '2a7be4c815d0' USING HINT = 'This revision is undone.'; END IF;
  PERFORM set_config('sqlgen.at', '38d15f02ac9e', false);
END
$version$;

COMMIT;

SELECT pg_advisory_unlock(hashtext('public.alembic_version')) AS unlocked;
SELECT CASE current_setting('sqlgen.at') WHEN '38d15f02ac9e' THEN 'done: 2a7be4c815d0 -> 38d15f02ac9e' ELSE 'FAILED: read the first error above' END AS result;
