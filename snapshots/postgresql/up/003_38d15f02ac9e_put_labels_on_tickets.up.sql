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

-- verification: one line that names the first difference; the queries of --verify-sql name all
SELECT CASE COUNT(CASE WHEN f.n <> f.found THEN 1 END) WHEN 0 THEN 'verified: 11 of 11 as expected'
  ELSE 'NOT AS EXPECTED: ' || MIN(CASE WHEN f.n <> f.found THEN f.kind || ' ' || f.owner || ': ' || f.expected END) END AS verified
FROM (
  SELECT e.kind, e.owner, e.n, e.expected, COUNT(a.kind) AS found
  FROM (
    SELECT 'column' AS kind, '.' AS s, 'labels' AS owner, 3 AS n, 'id not null; name not null; colour not null' AS expected
    UNION ALL SELECT 'constraint', '.', 'labels', 2, 'primary key; uq_labels_name unique'
    UNION ALL SELECT 'column', '.', 'ticket_labels', 2, 'ticket_id not null; label_id not null'
    UNION ALL SELECT 'constraint', '.', 'ticket_labels', 2, 'primary key; fk_ticket_labels_ticket_id_tickets foreign key'
    UNION ALL SELECT 'constraint', '.', 'ticket_labels', 1, 'fk_ticket_labels_label_id_labels foreign key'
    UNION ALL SELECT 'index', '.', 'ticket_labels', 1, 'ix_ticket_labels_label_id not unique'
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
SELECT CASE current_setting('sqlgen.at') WHEN '38d15f02ac9e' THEN 'done: 2a7be4c815d0 -> 38d15f02ac9e' ELSE 'FAILED: read the first error above' END AS result;
