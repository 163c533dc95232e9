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

-- verification: one line that names the first difference; the queries of --verify-sql name all
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN 'verified: 38 of 38 as expected'
  ELSE 'NOT AS EXPECTED: ' || MIN(CASE WHEN f.n <> f.found THEN f.kind || ' ' || f.owner || ': ' || f.expected END) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT 'column' AS kind, '.' AS s, 'comments' AS owner, 4 AS n, 'id not null; ticket_id not null; body not null; written_at not null' AS expected
    UNION ALL SELECT 'constraint', '.', 'comments', 2, 'primary key; fk_comments_ticket_id_tickets foreign key'
    UNION ALL SELECT 'index', '.', 'comments', 1, 'ix_comments_ticket_id not unique'
    UNION ALL SELECT 'column', '.', 'members', 4, 'id not null; account_id not null; display_name not null; role not null'
    UNION ALL SELECT 'column', '.', 'members', 2, 'active not null; fax null'
    UNION ALL SELECT 'constraint', '.', 'members', 2, 'primary key; uq_members_account_id_display_name unique'
    UNION ALL SELECT 'constraint', '.', 'members', 1, 'fk_members_account_id_accounts foreign key'
    UNION ALL SELECT 'column', '.', 'tickets', 4, 'id not null; account_id not null; author_id null; subject not null'
    UNION ALL SELECT 'column', '.', 'tickets', 4, 'body not null; priority not null; details not null; opened_at not null'
    UNION ALL SELECT 'column', '.', 'tickets', 3, 'closed_at null; channel not null; subject_length null'
    UNION ALL SELECT 'constraint', '.', 'tickets', 2, 'primary key; fk_tickets_account_id_accounts foreign key'
    UNION ALL SELECT 'constraint', '.', 'tickets', 2, 'fk_tickets_author_id_members foreign key; ck_tickets_priority check'
    UNION ALL SELECT 'index', '.', 'tickets', 2, 'ix_tickets_account_id_opened_at not unique; ix_tickets_author_id not unique'
    UNION ALL SELECT 'index', '.', 'tickets', 1, 'ix_tickets_open not unique'
    UNION ALL SELECT 'column', '.', 'members', 0, 'no full_name'
    UNION ALL SELECT 'constraint', '.', 'members', 0, 'no uq_members_account_id_full_name'
    UNION ALL SELECT 'table', '.', 'messages', 0, 'gone'
    UNION ALL SELECT 'column', '.', 'tickets', 0, 'no description'
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
SELECT CASE current_setting('sqlgen.at') WHEN '61f29b0c7d8a,94a0f7d25e6b' THEN 'done: 72d4c05e9ab3,94a0f7d25e6b -> 61f29b0c7d8a,94a0f7d25e6b' ELSE 'FAILED: read the first error above' END AS result;
