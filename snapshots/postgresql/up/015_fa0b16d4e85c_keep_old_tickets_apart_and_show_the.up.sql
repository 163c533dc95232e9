-- =====================================================================================================================
-- sqlgen upgrade e9fa05c3d74b:fa0b16d4e85c --sql, for PostgreSQL 15
--
--   e9fa05c3d74b -> fa0b16d4e85c, 1 revision:
--     fa0b16d4e85c  keep old tickets apart, and show the channel to the people who plan
--
--   Run      psql -X -v ON_ERROR_STOP=1 -d DATABASE -f FILE        (a direct connection, no pooler; not with -1)
--   Stops    at the first error. Each revision is one transaction: the one that fails is undone, those before it stay.
--            From a prompt (\i), type ROLLBACK; and leave psql before trying again.
--   Undo     sqlgen downgrade fa0b16d4e85c:e9fa05c3d74b --sql
--   Digest   sha256 e1b99e550bc9fa68f8c008a4c632ce8a108ca99812767cf96932279b28b419de
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
      USING HINT = CASE at WHEN 'fa0b16d4e85c' THEN 'Nothing was changed: the script has run already.'
        ELSE 'Nothing was changed. From where the database is: sqlgen upgrade ' || at || ':fa0b16d4e85c --sql' END;
  END IF;
  PERFORM set_config('sqlgen.at', at, false);  -- where the script is: blocks after an error find another place and do nothing
END
$guard$;


-- ---------------------------------------------------------------------------------------------------------------------
-- fa0b16d4e85c: keep old tickets apart, and show the channel to the people who plan
-- revisions/fa0b16d4e85c_archive.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo 'fa0b16d4e85c: keep old tickets apart, and show the channel to the people who plan'
BEGIN;

-- line 7: create_schema archive
CREATE SCHEMA archive;

-- line 9: create_table archive.tickets
CREATE TABLE archive.tickets (
  id          bigint NOT NULL,
  content     jsonb NOT NULL,
  archived_on date DEFAULT CURRENT_DATE NOT NULL,
  CONSTRAINT pk_tickets PRIMARY KEY (id)
);

-- line 18: insert into labels
INSERT INTO labels (id, name, colour) VALUES (4, 'archived', '#cfd3d7');

-- line 19: replace_view open_tickets
DROP VIEW open_tickets;
CREATE VIEW open_tickets AS
SELECT t.id, a.name AS account, t.subject, t.channel, t.priority
FROM tickets t JOIN accounts a ON a.id = t.account_id
WHERE t.closed_at IS NULL;

-- version row: e9fa05c3d74b -> fa0b16d4e85c
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> 'e9fa05c3d74b' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  UPDATE public.alembic_version SET version_num = 'fa0b16d4e85c' WHERE version_num = 'e9fa05c3d74b';
  IF NOT FOUND THEN RAISE EXCEPTION 'sqlgen: no version row %', 'e9fa05c3d74b' USING HINT = 'This revision is undone.'; END IF;
  PERFORM set_config('sqlgen.at', 'fa0b16d4e85c', false);
END
$version$;

COMMIT;

-- verification: one line that names the first difference; the queries of --verify-sql name all
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN 'verified: 5 of 5 as expected'
  ELSE 'NOT AS EXPECTED: ' || MIN(CASE WHEN f.n <> f.found THEN f.kind || ' ' || f.owner || ': ' || f.expected END) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT 'column' AS kind, 'archive' AS s, 'tickets' AS owner, 3 AS n, 'id not null; content not null; archived_on not null' AS expected
    UNION ALL SELECT 'constraint', 'archive', 'tickets', 1, 'primary key'
    UNION ALL SELECT 'view', '.', 'open_tickets', 1, 'yes'
  ) e
  LEFT JOIN (
    WITH relations AS (
      SELECT r.oid, r.relname, r.relkind, CASE n.nspname WHEN 'public' THEN '.' ELSE n.nspname END AS s
      FROM pg_catalog.pg_class r JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace
      WHERE n.nspname IN ('public', 'archive')
    )
    SELECT CASE WHEN relkind IN ('r', 'p') THEN 'table' WHEN relkind = 'm' THEN 'materialized view' WHEN relkind = 'S' THEN 'sequence' ELSE 'view' END AS kind,
      s, relname AS owner, '.' AS name, 'yes' AS actual
    FROM relations WHERE relkind IN ('r', 'p', 'v', 'm', 'S')
    UNION ALL
    SELECT 'column', s, relname, attname, CASE WHEN attnotnull THEN 'not null' ELSE 'null' END
    FROM relations JOIN pg_catalog.pg_attribute ON attrelid = relations.oid WHERE attnum > 0 AND NOT attisdropped
    UNION ALL
    SELECT 'constraint', s, relname, CASE contype WHEN 'p' THEN '.' ELSE conname END,
      CASE contype WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique' WHEN 'f' THEN 'foreign key' WHEN 'c' THEN 'check' ELSE 'exclusion' END
    FROM relations JOIN pg_catalog.pg_constraint ON conrelid = relations.oid
  ) a ON a.kind = e.kind AND a.s = e.s AND a.owner = e.owner
    AND strpos('; ' || e.expected || '; ', '; ' || CASE WHEN e.n = 0 AND a.name = '.' THEN 'gone' WHEN e.n = 0 THEN 'no ' || a.name WHEN a.name = '.' THEN a.actual ELSE a.name || ' ' || a.actual END || '; ') > 0
  GROUP BY e.kind, e.s, e.owner, e.n, e.expected
) f;

SELECT pg_advisory_unlock(hashtext('public.alembic_version')) AS unlocked;
SELECT CASE current_setting('sqlgen.at') WHEN 'fa0b16d4e85c' THEN 'done: e9fa05c3d74b -> fa0b16d4e85c' ELSE 'FAILED: read the first error above' END AS result;
