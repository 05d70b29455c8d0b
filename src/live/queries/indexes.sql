-- Indexes that belong to no constraint. Keys, operator classes, collations and orders are lists of the same length.
WITH own AS (
  SELECT i.*
  FROM pg_index i
  JOIN pg_class t ON t.oid = i.indrelid AND t.relkind IN ('r', 'p', 'm')
  WHERE i.indexrelid >= 16384
    AND NOT EXISTS (SELECT FROM pg_constraint con WHERE con.conindid = i.indexrelid AND con.contype IN ('p', 'u', 'x'))
), keys AS (
  SELECT own.indexrelid, k.ord,
         coalesce(quote_ident(a.attname), pg_get_indexdef(own.indexrelid, k.ord::int, false)) AS key,
         k.ord <= own.indnkeyatts AS is_key,
         CASE WHEN NOT oc.opcdefault OR ia.attoptions IS NOT NULL THEN                                       -- since 13
         CASE WHEN NOT oc.opcdefault THEN                                                                    -- until 12
              CASE WHEN ocn.nspname = 'pg_catalog' THEN '' ELSE quote_ident(ocn.nspname) || '.' END || quote_ident(oc.opcname)
              || coalesce(' (' || array_to_string(ia.attoptions, ', ') || ')', '')                           -- since 13
         END AS opclass,
         CASE WHEN own.indcollation[k.ord - 1] <> coalesce(a.attcollation, 100)
              THEN quote_ident(con.nspname) || '.' || quote_ident(co.collname) END AS coll,
         CASE own.indoption[k.ord - 1] WHEN 1 THEN 'DESC NULLS LAST' WHEN 2 THEN 'NULLS FIRST' WHEN 3 THEN 'DESC' END AS sort
  FROM own
  CROSS JOIN LATERAL unnest(own.indkey::int2[]) WITH ORDINALITY AS k(num, ord)
  LEFT JOIN pg_attribute a ON a.attrelid = own.indrelid AND a.attnum = k.num AND k.num <> 0
  LEFT JOIN (SELECT attrelid, attnum, attoptions FROM pg_attribute WHERE attoptions IS NOT NULL) AS ia          -- since 13
         ON ia.attrelid = own.indexrelid AND ia.attnum = k.ord                            -- since 13
  LEFT JOIN pg_opclass oc ON oc.oid = own.indclass[k.ord - 1] AND k.ord <= own.indnkeyatts
  LEFT JOIN pg_namespace ocn ON ocn.oid = oc.opcnamespace
  LEFT JOIN pg_collation co ON co.oid = own.indcollation[k.ord - 1] AND k.ord <= own.indnkeyatts
  LEFT JOIN pg_namespace con ON con.oid = co.collnamespace
), lists AS (
  SELECT indexrelid,
         string_agg(key, ', ' ORDER BY ord) FILTER (WHERE is_key) AS keys,
         string_agg(key, ', ' ORDER BY ord) FILTER (WHERE NOT is_key) AS include,
         CASE WHEN count(opclass) > 0
              THEN string_agg(coalesce(opclass, 'default'), ', ' ORDER BY ord) FILTER (WHERE is_key) END AS opclasses,
         CASE WHEN count(coll) > 0
              THEN string_agg(coalesce(coll, 'default'), ', ' ORDER BY ord) FILTER (WHERE is_key) END AS collations,
         CASE WHEN count(sort) > 0
              THEN string_agg(coalesce(sort, 'default'), ', ' ORDER BY ord) FILTER (WHERE is_key) END AS sort_order
  FROM keys
  GROUP BY indexrelid
), targets AS (
  SELECT attrelid, string_agg(attnum || ': ' || attstattarget, ', ' ORDER BY attnum) AS list
  FROM pg_attribute
  WHERE attstattarget >= 0 AND attrelid IN (SELECT indexrelid FROM own)
  GROUP BY attrelid
)
SELECT 'index' AS kind, n.nspname AS schema, c.relname AS name, n.nspname AS parent_schema, t.relname AS parent_name,
       c.tableoid AS class, c.oid,
       am.amname AS method,
       CASE WHEN own.indisunique THEN 'UNIQUE' END AS "unique",
       lists.keys, lists.include, lists.opclasses, lists.collations, lists.sort_order,
       pg_get_expr(own.indpred, own.indrelid) AS predicate,
       CASE WHEN own.indnullsnotdistinct THEN 'NULLS NOT DISTINCT' END AS nulls_not_distinct,                -- since 15
       (SELECT string_agg(o, ', ' ORDER BY o COLLATE "C") FROM unnest(c.reloptions) o) AS options,
       CASE WHEN NOT own.indisvalid THEN 'INVALID' WHEN NOT own.indisready THEN 'NOT READY' END AS valid,
       CASE WHEN own.indisclustered THEN 'CLUSTER ON' END AS clustered,
       targets.list AS statistics,
       ts.spcname AS tablespace,
       quote_ident(pn.nspname) || '.' || quote_ident(p.relname) AS partition_of
FROM own
JOIN pg_class c ON c.oid = own.indexrelid
JOIN pg_class t ON t.oid = own.indrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_am am ON am.oid = c.relam
JOIN lists ON lists.indexrelid = own.indexrelid
LEFT JOIN targets ON targets.attrelid = own.indexrelid
LEFT JOIN pg_tablespace ts ON ts.oid = c.reltablespace
LEFT JOIN pg_inherits inh ON inh.inhrelid = own.indexrelid
LEFT JOIN pg_class p ON p.oid = inh.inhparent
LEFT JOIN pg_namespace pn ON pn.oid = p.relnamespace
WHERE n.nspname !~ '^pg_(temp|toast)';
