-- =====================================================================================================================
-- sqlgen upgrade 94a0f7d25e6b:61f29b0c7d8a,94a0f7d25e6b --sql, for PostgreSQL 15
--
--   94a0f7d25e6b -> 61f29b0c7d8a,94a0f7d25e6b, 1 revision:
--     61f29b0c7d8a  note through which channel a ticket came
--
--   Run      psql -X -v ON_ERROR_STOP=1 -d DATABASE -f FILE        (a direct connection, no pooler; not with -1)
--   Stops    at the first error. Each revision is one transaction: the one that fails is undone, those before it stay.
--            From a prompt (\i), type ROLLBACK; and leave psql before trying again.
--   Undo     sqlgen downgrade 61f29b0c7d8a,94a0f7d25e6b:94a0f7d25e6b,base --sql
--   Digest   sha256 e24cbbf918994c3c54132370013eca513b4de60bc4ecca4cc45f120f273a0bbc
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

-- Guard: one script at a time, and only on a database at 94a0f7d25e6b
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
  IF at <> '94a0f7d25e6b' THEN
    PERFORM pg_advisory_unlock(hashtext('public.alembic_version'));
    RAISE EXCEPTION 'sqlgen: this script starts at %, the database is at %', '94a0f7d25e6b', at
      USING HINT = CASE at WHEN '61f29b0c7d8a,94a0f7d25e6b' THEN 'Nothing was changed: the script has run already.'
        ELSE 'Nothing was changed. From where the database is: sqlgen upgrade ' || at || ':61f29b0c7d8a,94a0f7d25e6b --sql' END;
  END IF;
  PERFORM set_config('sqlgen.at', at, false);  -- where the script is: blocks after an error find another place and do nothing
END
$guard$;


-- ---------------------------------------------------------------------------------------------------------------------
-- 61f29b0c7d8a: note through which channel a ticket came
-- revisions/61f29b0c7d8a_channel.yaml
-- ---------------------------------------------------------------------------------------------------------------------
\echo '61f29b0c7d8a: note through which channel a ticket came'
BEGIN;

-- line 7: add_column tickets.channel
ALTER TABLE tickets ADD COLUMN channel varchar(20);

-- line 8: update tickets
UPDATE tickets SET channel = 'web' WHERE channel IS NULL;

-- line 9: alter_column tickets.channel, not null, default
ALTER TABLE tickets
  ALTER COLUMN channel SET NOT NULL,
  ALTER COLUMN channel SET DEFAULT 'web';

-- line 10: add_column tickets.subject_length
ALTER TABLE tickets ADD COLUMN subject_length integer GENERATED ALWAYS AS (length(subject)) STORED;

-- version row: 94a0f7d25e6b -> 61f29b0c7d8a,94a0f7d25e6b
DO $version$
BEGIN
  IF current_setting('sqlgen.at') <> '94a0f7d25e6b' THEN RAISE EXCEPTION 'sqlgen: stopped by the error above'; END IF;
  INSERT INTO public.alembic_version (version_num) VALUES ('61f29b0c7d8a');
  PERFORM set_config('sqlgen.at', '61f29b0c7d8a,94a0f7d25e6b', false);
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
    UNION ALL SELECT 'column', '.', 'tickets', 4, 'body not null; priority not null; details not null; opened_at not null'
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
SELECT CASE current_setting('sqlgen.at') WHEN '61f29b0c7d8a,94a0f7d25e6b' THEN 'done: 94a0f7d25e6b -> 61f29b0c7d8a,94a0f7d25e6b' ELSE 'FAILED: read the first error above' END AS result;
