-- =====================================================================================================================
-- sqlgen downgrade 4be907d63f15:38d15f02ac9e --sql, for PostgreSQL 15
--
--   4be907d63f15 -> 38d15f02ac9e, 1 revision undone:
--   * 4be907d63f15  find open tickets quickly
--
--   Run      psql -X -v ON_ERROR_STOP=1 -d DATABASE -f FILE        (a direct connection, no pooler; not with -1)
--   Stops    at the first error. Each revision is one transaction: the one that fails stays applied, those before it are gone.
--            Not so the revisions marked *, which leave it: what ran before the error stays, and the version row has not moved.
--            To go on then: repair the cause, print a script that starts where the database is, and leave out of its first
--            block what has run.
--            An index whose concurrent build failed is still there, INVALID: DROP INDEX CONCURRENTLY it. Indexes are built and
--            dropped concurrently without a time limit: that waits for every older transaction.
--            From a prompt (\i), type ROLLBACK; and leave psql before trying again.
--   Undo     sqlgen upgrade 38d15f02ac9e:4be907d63f15 --sql
--   Digest   sha256 70776cb34a31f45aeaef2d0e63c20a9b1401df085b44efe31f7e70b0a3fba368
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

-- Guard: one script at a time, and only on a database at 4be907d63f15
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
  IF at <> '4be907d63f15' THEN
    PERFORM pg_advisory_unlock(hashtext('public.alembic_version'));
    RAISE EXCEPTION 'sqlgen: this script starts at %, the database is at %', '4be907d63f15', at
      USING HINT = CASE at WHEN '38d15f02ac9e' THEN 'Nothing was changed: the script has run already.'
        ELSE 'Nothing was changed. From where the database is: sqlgen downgrade ' || at || ':38d15f02ac9e --sql' END;
  END IF;
  PERFORM set_config('sqlgen.at', at, false);  -- where the script is: blocks after an error find another place and do nothing
END
$guard$;


-- ---------------------------------------------------------------------------------------------------------------------
-- 4be907d63f15, undone: find open tickets quickly
-- revisions/4be907d63f15_open_tickets_index.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo '4be907d63f15, undone: find open tickets quickly'
SET exit_on_error = on;  -- a statement of this revision runs outside of a transaction
DO $guard$
BEGIN
  IF current_setting('sqlgen.at') <> '4be907d63f15' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
END
$guard$;

-- line 7, undone: drop_index ix_tickets_open on tickets
SET lock_timeout = 0;
SET statement_timeout = 0;
DROP INDEX CONCURRENTLY ix_tickets_open;
SET lock_timeout = '5s';
SET statement_timeout = '900s';

BEGIN;

-- version row: 4be907d63f15 -> 38d15f02ac9e
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> '4be907d63f15' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  UPDATE public.alembic_version SET version_num = '38d15f02ac9e' WHERE version_num = '4be907d63f15';
  IF NOT FOUND THEN RAISE EXCEPTION 'sqlgen: no version row %', '4be907d63f15' USING HINT = 'What ran outside of the transaction stays.'; END IF;
  PERFORM set_config('sqlgen.at', '38d15f02ac9e', false);
END
$version$;

COMMIT;
RESET exit_on_error;

-- verification: one line that names the first difference; the queries of --verify-sql name all
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN 'verified: 16 of 16 as expected'
  ELSE 'NOT AS EXPECTED: ' || MIN(CASE WHEN f.n <> f.found THEN f.kind || ' ' || f.owner || ': ' || f.expected END) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT 'column' AS kind, '.' AS s, 'tickets' AS owner, 4 AS n, 'id not null; account_id not null; author_id null; subject not null' AS expected
    UNION ALL SELECT 'column', '.', 'tickets', 4, 'body not null; priority not null; details not null; opened_at not null'
    UNION ALL SELECT 'column', '.', 'tickets', 1, 'closed_at null'
    UNION ALL SELECT 'constraint', '.', 'tickets', 2, 'primary key; fk_tickets_account_id_accounts foreign key'
    UNION ALL SELECT 'constraint', '.', 'tickets', 2, 'fk_tickets_author_id_members foreign key; ck_tickets_priority check'
    UNION ALL SELECT 'index', '.', 'tickets', 2, 'ix_tickets_account_id_opened_at not unique; ix_tickets_author_id not unique'
    UNION ALL SELECT 'index', '.', 'tickets', 0, 'no ix_tickets_open'
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
SELECT CASE current_setting('sqlgen.at') WHEN '38d15f02ac9e' THEN 'done: 4be907d63f15 -> 38d15f02ac9e' ELSE 'FAILED: read the first error above' END AS result;
