-- =====================================================================================================================
-- sqlgen downgrade b6c7d2f0a418:a5b8c3e19f07 --sql, for PostgreSQL 15
--
--   b6c7d2f0a418 -> a5b8c3e19f07, 1 revision undone:
--     b6c7d2f0a418  allow priorities up to 100, and let 50 be the usual one
--
--   Run      psql -X -v ON_ERROR_STOP=1 -d DATABASE -f FILE        (a direct connection, no pooler; not with -1)
--   Stops    at the first error. Each revision is one transaction: the one that fails stays applied, those before it are gone.
--            From a prompt (\i), type ROLLBACK; and leave psql before trying again.
--   Undo     sqlgen upgrade a5b8c3e19f07:b6c7d2f0a418 --sql
--   Loses    Privileges granted by hand on view open_tickets: dropped and created again.
--   Fails    b6c7d2f0a418: if a tickets.priority does not fit smallint. Look first:
--              SELECT count(*) FROM tickets WHERE priority NOT BETWEEN -32767 - 1 AND 32767;
--            b6c7d2f0a418: if a row of tickets does not fulfil ck_tickets_priority. Look first:
--              SELECT count(*) FROM tickets WHERE NOT (priority BETWEEN 1 AND 5);
--   Accepted type-change-rewrite: fewer than a million tickets: seconds, in the maintenance window
--              (revisions/b6c7d2f0a418_wider_priority.yaml, line 8)
--   Digest   sha256 4e7bdfad44a8ff5af4745ac867fa36bb71c24d17dba8417dd3d6a40537247cf3
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

-- Guard: one script at a time, and only on a database at b6c7d2f0a418
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
  IF at <> 'b6c7d2f0a418' THEN
    PERFORM pg_advisory_unlock(hashtext('public.alembic_version'));
    RAISE EXCEPTION 'sqlgen: this script starts at %, the database is at %', 'b6c7d2f0a418', at
      USING HINT = CASE at WHEN 'a5b8c3e19f07' THEN 'Nothing was changed: the script has run already.'
        ELSE 'Nothing was changed. From where the database is: sqlgen downgrade ' || at || ':a5b8c3e19f07 --sql' END;
  END IF;
  PERFORM set_config('sqlgen.at', at, false);  -- where the script is: blocks after an error find another place and do nothing
END
$guard$;


-- ---------------------------------------------------------------------------------------------------------------------
-- b6c7d2f0a418, undone: allow priorities up to 100, and let 50 be the usual one
-- revisions/b6c7d2f0a418_wider_priority.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo 'b6c7d2f0a418, undone: allow priorities up to 100, and let 50 be the usual one'
BEGIN;

-- line 12, undone: drop_constraint ck_tickets_priority on tickets
ALTER TABLE tickets DROP CONSTRAINT ck_tickets_priority;

-- line 11: update tickets, every row
UPDATE tickets SET priority = priority / 20;

-- line 8: view open_tickets reads tickets.priority; put back below
DROP VIEW open_tickets;

-- line 8, undone: alter_column tickets.priority, type smallint, default
ALTER TABLE tickets
  ALTER COLUMN priority DROP DEFAULT,
  ALTER COLUMN priority TYPE smallint,
  ALTER COLUMN priority SET DEFAULT 3;

-- line 7, undone: create_check_constraint ck_tickets_priority on tickets
ALTER TABLE tickets ADD CONSTRAINT ck_tickets_priority CHECK (priority BETWEEN 1 AND 5);

-- line 7: view open_tickets is put back
CREATE VIEW open_tickets AS
SELECT t.id, a.name AS account, t.subject, t.priority
FROM tickets t JOIN accounts a ON a.id = t.account_id
WHERE t.closed_at IS NULL;

-- version row: b6c7d2f0a418 -> a5b8c3e19f07
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> 'b6c7d2f0a418' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  UPDATE public.alembic_version SET version_num = 'a5b8c3e19f07' WHERE version_num = 'b6c7d2f0a418';
  IF NOT FOUND THEN RAISE EXCEPTION 'sqlgen: no version row %', 'b6c7d2f0a418' USING HINT = 'This revision is still applied.'; END IF;
  PERFORM set_config('sqlgen.at', 'a5b8c3e19f07', false);
END
$version$;

COMMIT;

-- verification: one line that names the first difference; the queries of --verify-sql name all
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN 'verified: 18 of 18 as expected'
  ELSE 'NOT AS EXPECTED: ' || MIN(CASE WHEN f.n <> f.found THEN f.kind || ' ' || f.owner || ': ' || f.expected END) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT 'column' AS kind, '.' AS s, 'tickets' AS owner, 4 AS n, 'id not null; account_id not null; author_id null; subject not null' AS expected
    UNION ALL SELECT 'column', '.', 'tickets', 4, 'description not null; priority not null; details not null; opened_at not null'
    UNION ALL SELECT 'column', '.', 'tickets', 3, 'closed_at null; channel not null; subject_length null'
    UNION ALL SELECT 'constraint', '.', 'tickets', 2, 'primary key; fk_tickets_account_id_accounts foreign key'
    UNION ALL SELECT 'constraint', '.', 'tickets', 2, 'fk_tickets_author_id_members foreign key; ck_tickets_priority check'
    UNION ALL SELECT 'index', '.', 'tickets', 2, 'ix_tickets_account_id_opened_at not unique; ix_tickets_author_id not unique'
    UNION ALL SELECT 'index', '.', 'tickets', 1, 'ix_tickets_open not unique'
  ) e
  LEFT JOIN (
    WITH relations AS (
      SELECT r.oid, r.relname, r.relkind, CASE n.nspname WHEN 'public' THEN '.' ELSE n.nspname END AS s
      FROM pg_catalog.pg_class r JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace
      WHERE n.nspname IN ('public')
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
    UNION ALL
    SELECT 'index', r.s, r.relname, i.relname, CASE WHEN indisunique THEN 'unique' ELSE 'not unique' END
    FROM relations r JOIN pg_catalog.pg_index ON indrelid = r.oid JOIN relations i ON i.oid = indexrelid
  ) a ON a.kind = e.kind AND a.s = e.s AND a.owner = e.owner
    AND strpos('; ' || e.expected || '; ', '; ' || CASE WHEN e.n = 0 AND a.name = '.' THEN 'gone' WHEN e.n = 0 THEN 'no ' || a.name WHEN a.name = '.' THEN a.actual ELSE a.name || ' ' || a.actual END || '; ') > 0
  GROUP BY e.kind, e.s, e.owner, e.n, e.expected
) f;

SELECT pg_advisory_unlock(hashtext('public.alembic_version')) AS unlocked;
SELECT CASE current_setting('sqlgen.at') WHEN 'a5b8c3e19f07' THEN 'done: b6c7d2f0a418 -> a5b8c3e19f07' ELSE 'FAILED: read the first error above' END AS result;
