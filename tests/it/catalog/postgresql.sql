-- Everything that PostgreSQL's catalog says about a database, one fact per row:
--   kind, owner (a table or view), name, position, then values whose meaning depends on the kind (see postgresql.rs).
-- Lists are joined by the unit separator, chr(31). Names outside of the schema public carry their schema.
WITH
spaces AS (
  SELECT oid, nspname, CASE nspname WHEN 'public' THEN '' ELSE nspname || '.' END AS prefix
  FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
),
foreign_to_us AS ( -- what came with an extension
  SELECT classid, objid FROM pg_depend WHERE deptype = 'e'
),
relations AS (
  SELECT c.*, s.prefix || c.relname AS full_name
  FROM pg_class c JOIN spaces s ON s.oid = c.relnamespace
  WHERE NOT EXISTS (SELECT FROM foreign_to_us f WHERE f.classid = 'pg_class'::regclass AND f.objid = c.oid)
),
securables (object, owner, acl, usual) AS (
  SELECT full_name, relowner, relacl, acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner) FROM relations
  UNION ALL
  SELECT full_name || '.' || attname, relowner, attacl, acldefault('c', relowner)
  FROM relations r JOIN pg_attribute ON attrelid = r.oid WHERE attnum > 0 AND NOT attisdropped
  UNION ALL
  SELECT prefix || proname || '(' || pg_get_function_identity_arguments(p.oid) || ')', proowner, proacl, acldefault('f', proowner)
  FROM pg_proc p JOIN spaces s ON s.oid = pronamespace
  WHERE NOT EXISTS (SELECT FROM foreign_to_us f WHERE f.classid = 'pg_proc'::regclass AND f.objid = p.oid)
  UNION ALL
  SELECT 'type ' || prefix || typname, typowner, typacl, acldefault('T', typowner) FROM pg_type t JOIN spaces s ON s.oid = typnamespace
  WHERE NOT EXISTS (SELECT FROM foreign_to_us f WHERE f.classid = 'pg_type'::regclass AND f.objid = t.oid)
  UNION ALL
  SELECT 'schema ' || nspname, nspowner, nspacl, CASE
      WHEN nspname <> 'public' THEN acldefault('n', nspowner)
      WHEN current_setting('server_version_num')::integer < 150000 THEN '{=UC/postgres}'::aclitem[]
      ELSE '{=U/postgres}'::aclitem[] END FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
),
facts (kind, owner, name, position, a, b, c, d, e, f, g, h) AS (
  SELECT 'schema', '', nspname, 0, obj_description(oid, 'pg_namespace'), NULL, NULL, NULL, NULL, NULL, NULL, NULL
  FROM spaces WHERE nspname <> 'public'
  UNION ALL
  SELECT 'extension', '', extname, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM pg_extension WHERE extname <> 'plpgsql'
  UNION ALL
  SELECT 'table', full_name, '', 0, obj_description(oid, 'pg_class'),
    concat_ws(', ', CASE relpersistence WHEN 'u' THEN 'unlogged' END, CASE WHEN relrowsecurity THEN 'row security' END, CASE WHEN relforcerowsecurity THEN 'forced' END,
      CASE WHEN relkind = 'p' THEN 'partition by ' || pg_get_partkeydef(oid) END,
      CASE WHEN relispartition THEN pg_get_expr(relpartbound, oid) END, array_to_string(reloptions, ', ')),
    NULL, NULL, NULL, NULL, NULL, NULL
  FROM relations WHERE relkind IN ('r', 'p')
  UNION ALL
  SELECT CASE WHEN r.relkind IN ('r', 'p') THEN 'column' ELSE 'view column' END, full_name, attname, attnum,
    format_type(atttypid, atttypmod),
    CASE WHEN attnotnull THEN 'not null' END,
    CASE attgenerated WHEN '' THEN pg_get_expr(adbin, adrelid) END,
    CASE attgenerated WHEN 's' THEN pg_get_expr(adbin, adrelid) || ' stored' END,
    CASE attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by default' END
      || CASE WHEN q.seqrelid IS NULL THEN '' ELSE format(' start %s increment %s min %s max %s cache %s', seqstart, seqincrement, seqmin, seqmax, seqcache)
        || CASE WHEN seqcycle THEN ' cycle' ELSE '' END END,
    CASE WHEN attcollation <> typcollation THEN (SELECT collname FROM pg_collation WHERE oid = attcollation) END,
    col_description(r.oid, attnum),
    NULL
  FROM relations r
    JOIN pg_attribute ON attrelid = r.oid AND attnum > 0 AND NOT attisdropped
    JOIN pg_type t ON t.oid = atttypid
    LEFT JOIN pg_attrdef ON adrelid = r.oid AND adnum = attnum
    LEFT JOIN pg_depend p ON p.classid = 'pg_class'::regclass AND p.refclassid = 'pg_class'::regclass
      AND p.refobjid = r.oid AND p.refobjsubid = attnum AND p.deptype = 'i' AND attidentity <> ''
    LEFT JOIN pg_sequence q ON q.seqrelid = p.objid
  WHERE relkind IN ('r', 'p', 'v', 'm')
  UNION ALL
  SELECT CASE contype WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique' WHEN 'f' THEN 'foreign key' WHEN 'c' THEN 'check' ELSE 'exclusion' END,
    r.full_name, conname, 0,
    (SELECT string_agg(attname, chr(31) ORDER BY n) FROM unnest(conkey) WITH ORDINALITY AS k (num, n) JOIN pg_attribute ON attrelid = conrelid AND attnum = num),
    target.full_name,
    (SELECT string_agg(attname, chr(31) ORDER BY n) FROM unnest(confkey) WITH ORDINALITY AS k (num, n) JOIN pg_attribute ON attrelid = confrelid AND attnum = num),
    CASE confdeltype WHEN 'c' THEN 'cascade' WHEN 'n' THEN 'set null' WHEN 'd' THEN 'set default' WHEN 'r' THEN 'restrict' WHEN 'a' THEN 'no action' END,
    CASE confupdtype WHEN 'c' THEN 'cascade' WHEN 'n' THEN 'set null' WHEN 'd' THEN 'set default' WHEN 'r' THEN 'restrict' WHEN 'a' THEN 'no action' END,
    concat_ws(', ', CASE WHEN condeferrable THEN 'deferrable' END, CASE WHEN condeferred THEN 'initially deferred' END,
      CASE WHEN NOT convalidated THEN 'not valid' END, CASE WHEN connoinherit AND contype = 'c' THEN 'no inherit' END,
      CASE confmatchtype WHEN 'f' THEN 'match full' END,
      CASE WHEN indnullsnotdistinct THEN 'nulls not distinct' END,
      'include ' || (SELECT string_agg(attname, ', ' ORDER BY n) FROM unnest(indkey) WITH ORDINALITY AS k (num, n) JOIN pg_attribute ON attrelid = conrelid AND attnum = num
        WHERE n > indnkeyatts AND contype IN ('p', 'u'))),
    CASE WHEN contype = 'c' THEN pg_get_expr(conbin, conrelid) WHEN contype = 'x' THEN pg_get_constraintdef(pg_constraint.oid) END,
    NULL
  FROM pg_constraint JOIN relations r ON r.oid = conrelid
    LEFT JOIN relations target ON target.oid = confrelid
    LEFT JOIN pg_index ON indexrelid = conindid AND contype IN ('p', 'u')
  WHERE contype IN ('p', 'u', 'f', 'c', 'x')
  UNION ALL
  SELECT 'index', r.full_name, i.relname, 0,
    CASE WHEN indisunique THEN 'unique' END, amname,
    (SELECT string_agg(pg_get_indexdef(indexrelid, n::int, true)
        || CASE WHEN coll <> 0 AND coll <> attcollation THEN ' collate ' || (SELECT collname FROM pg_collation WHERE oid = coll) ELSE '' END
        || CASE WHEN NOT opcdefault THEN ' ' || opcname ELSE '' END
        || CASE option WHEN 1 THEN ' desc nulls last' WHEN 2 THEN ' nulls first' WHEN 3 THEN ' desc' ELSE '' END, chr(31) ORDER BY n)
      FROM unnest(indclass::oid[], indoption::int[], indcollation::oid[]) WITH ORDINALITY AS k (class, option, coll, n)
        JOIN pg_opclass o ON o.oid = class JOIN pg_attribute ON attrelid = indexrelid AND attnum = n),
    (SELECT string_agg(pg_get_indexdef(indexrelid, n, true), chr(31) ORDER BY n) FROM generate_series(indnkeyatts + 1, indnatts) AS n),
    pg_get_expr(indpred, indrelid),
    concat_ws(', ', CASE WHEN NOT indisvalid THEN 'not valid' END, CASE WHEN indnullsnotdistinct THEN 'nulls not distinct' END, array_to_string(i.reloptions, ', ')),
    NULL, NULL
  FROM pg_index JOIN relations r ON r.oid = indrelid JOIN relations i ON i.oid = indexrelid JOIN pg_am ON pg_am.oid = i.relam
  WHERE r.relkind IN ('r', 'p', 'm') AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))
  UNION ALL
  SELECT 'trigger', r.full_name, tgname, 0,
    CASE WHEN tgtype & 2 <> 0 THEN 'before' WHEN tgtype & 64 <> 0 THEN 'instead of' ELSE 'after' END,
    concat_ws(' or ', CASE WHEN tgtype & 4 <> 0 THEN 'insert' END, CASE WHEN tgtype & 8 <> 0 THEN 'delete' END,
      CASE WHEN tgtype & 16 <> 0 THEN 'update' END, CASE WHEN tgtype & 32 <> 0 THEN 'truncate' END),
    pg_get_triggerdef(pg_trigger.oid, true) || CASE tgenabled WHEN 'O' THEN '' ELSE ' (enabled: ' || tgenabled::text || ')' END,
    NULL, NULL, NULL, NULL, NULL
  FROM pg_trigger JOIN relations r ON r.oid = tgrelid WHERE NOT tgisinternal
  UNION ALL
  SELECT 'view', full_name, '', 0, pg_get_viewdef(oid, true),
    concat_ws(', ', CASE relkind WHEN 'm' THEN 'materialized' END, CASE WHEN relkind = 'm' AND NOT relispopulated THEN 'not populated' END, array_to_string(reloptions, ', ')), NULL, NULL, NULL, NULL, NULL, NULL
  FROM relations WHERE relkind IN ('v', 'm')
  UNION ALL
  SELECT 'enum', '', prefix || typname, 0, string_agg(enumlabel, chr(31) ORDER BY enumsortorder), NULL, NULL, NULL, NULL, NULL, NULL, NULL
  FROM pg_type t JOIN spaces s ON s.oid = typnamespace JOIN pg_enum ON enumtypid = t.oid
  WHERE NOT EXISTS (SELECT FROM foreign_to_us f WHERE f.classid = 'pg_type'::regclass AND f.objid = t.oid)
  GROUP BY prefix, typname
  UNION ALL
  SELECT 'composite', '', full_name, 0, string_agg(attname || ' ' || format_type(atttypid, atttypmod), chr(31) ORDER BY attnum),
    NULL, NULL, NULL, NULL, NULL, NULL, NULL
  FROM relations r JOIN pg_attribute ON attrelid = r.oid AND attnum > 0 AND NOT attisdropped
  WHERE relkind = 'c' GROUP BY full_name
  UNION ALL
  SELECT 'domain', '', prefix || typname, 0,
    concat_ws(' ', format_type(typbasetype, typtypmod), CASE WHEN typnotnull THEN 'not null' END, 'default ' || typdefault,
      CASE WHEN typcollation <> (SELECT b.typcollation FROM pg_type b WHERE b.oid = t.typbasetype) THEN (SELECT 'collation ' || collname FROM pg_collation WHERE oid = typcollation) END,
      (SELECT string_agg(conname || ' ' || pg_get_constraintdef(c.oid), ' ' ORDER BY conname) FROM pg_constraint c WHERE contypid = t.oid)),
    NULL, NULL, NULL, NULL, NULL, NULL, NULL
  FROM pg_type t JOIN spaces s ON s.oid = typnamespace
  WHERE typtype = 'd' AND NOT EXISTS (SELECT FROM foreign_to_us f WHERE f.classid = 'pg_type'::regclass AND f.objid = t.oid)
  UNION ALL
  SELECT 'sequence', '', full_name, 0,
    format('%s start %s increment %s min %s max %s cache %s', format_type(seqtypid, NULL), seqstart, seqincrement, seqmin, seqmax, seqcache)
      || CASE WHEN seqcycle THEN ' cycle' ELSE '' END
      || coalesce(' owned by ' || (SELECT o.full_name || '.' || attname FROM pg_depend p JOIN relations o ON o.oid = refobjid
           JOIN pg_attribute ON attrelid = refobjid AND attnum = refobjsubid WHERE p.objid = seqrelid AND p.deptype = 'a' AND refobjsubid > 0), ''),
    NULL, NULL, NULL, NULL, NULL, NULL, NULL
  FROM relations r JOIN pg_sequence ON seqrelid = r.oid
  WHERE NOT EXISTS (SELECT FROM pg_depend p WHERE p.objid = r.oid AND p.classid = 'pg_class'::regclass AND p.deptype = 'i')
  UNION ALL
  SELECT 'routine', '', prefix || proname || '(' || pg_get_function_identity_arguments(p.oid) || ')', 0, pg_get_functiondef(p.oid),
    NULL, NULL, NULL, NULL, NULL, NULL, NULL
  FROM pg_proc p JOIN spaces s ON s.oid = pronamespace
  WHERE prokind IN ('f', 'p') AND NOT EXISTS (SELECT FROM foreign_to_us f WHERE f.classid = 'pg_proc'::regclass AND f.objid = p.oid)
  UNION ALL
  SELECT 'policy', r.full_name, polname, 0,
    concat_ws(' ', CASE polcmd WHEN '*' THEN 'all' WHEN 'r' THEN 'select' WHEN 'a' THEN 'insert' WHEN 'w' THEN 'update' ELSE 'delete' END,
      CASE WHEN NOT polpermissive THEN 'restrictive' END,
      CASE WHEN polroles <> '{0}' THEN 'to ' || (SELECT string_agg(rolname, ', ' ORDER BY rolname) FROM pg_roles WHERE pg_roles.oid = ANY (polroles)) END, 'using ' || pg_get_expr(polqual, polrelid), 'with check ' || pg_get_expr(polwithcheck, polrelid)),
    NULL, NULL, NULL, NULL, NULL, NULL, NULL
  FROM pg_policy JOIN relations r ON r.oid = polrelid
  UNION ALL
  -- what others than the owner may do; and what everybody could do from the start and may not
  SELECT 'grant', '', role || ' on ' || object, 0, string_agg(privilege, ', ' ORDER BY privilege), NULL, NULL, NULL, NULL, NULL, NULL, NULL
  FROM (
    SELECT object, coalesce(rolname, 'everybody') AS role, lower(privilege_type) || CASE WHEN is_grantable THEN ' with grant option' ELSE '' END AS privilege
    FROM securables, aclexplode(acl) LEFT JOIN pg_roles ON pg_roles.oid = grantee
    WHERE grantee <> owner AND NOT (grantee = 0 AND (privilege_type) IN (SELECT d.privilege_type FROM aclexplode(usual) AS d WHERE d.grantee = 0))
    UNION ALL
    SELECT object, 'everybody', 'not ' || lower(d.privilege_type)
    FROM securables, aclexplode(usual) AS d
    WHERE d.grantee = 0 AND acl IS NOT NULL AND NOT EXISTS (SELECT FROM aclexplode(acl) AS h WHERE h.grantee = 0 AND h.privilege_type = d.privilege_type)
  ) AS held GROUP BY object, role
  UNION ALL
  -- comments on everything but tables, columns and schemas, which carry theirs above
  SELECT 'comment', '', o.type || ' ' || o.identity, 0, description, NULL, NULL, NULL, NULL, NULL, NULL, NULL
  FROM pg_description d, pg_identify_object(d.classoid, d.objoid, d.objsubid) AS o
  WHERE d.objoid >= 16384 AND o.type NOT IN ('table', 'table column', 'schema', 'extension')
    AND NOT EXISTS (SELECT FROM foreign_to_us f WHERE f.classid = d.classoid AND f.objid = d.objoid)
)
SELECT kind, owner, name, a, b, c, d, e, f, g, h FROM facts ORDER BY kind, owner, position, name
