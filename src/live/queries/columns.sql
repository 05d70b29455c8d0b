-- Columns of tables and foreign tables, and the attributes of composite types. Columns of a view are its definition's:
-- of them only what can be said of a column by itself is read.
WITH not_null AS (                                                                                          -- since 18
  SELECT conrelid, conkey[1] AS num, NOT convalidated AS not_valid, connoinherit AS no_inherit               -- since 18
  FROM pg_constraint                                                                                        -- since 18
  WHERE contype = 'n'                                                                                       -- since 18
)                                                                                                           -- since 18
SELECT 'column' AS kind, n.nspname AS schema, c.relname AS name, a.attname AS part,
       n.nspname AS parent_schema, c.relname AS parent_name, c.tableoid AS class, c.oid, a.attnum AS sub,
       CASE WHEN own.yes THEN a.attnum END AS position,
       CASE WHEN own.yes THEN format_type(a.atttypid, a.atttypmod) END AS type,
       CASE WHEN own.yes AND a.attcollation <> t.typcollation
            THEN quote_ident(cn.nspname) || '.' || quote_ident(co.collname) END AS collation,
       CASE WHEN a.attnotnull AND own.yes THEN 'NOT NULL'
            || CASE WHEN nn.no_inherit THEN ' NO INHERIT' ELSE '' END                                       -- since 18
            || CASE WHEN nn.not_valid THEN ' NOT VALID' ELSE '' END                                         -- since 18
       END AS not_null,
       CASE WHEN a.attgenerated = '' THEN pg_get_expr(d.adbin, d.adrelid) END AS "default",
       CASE a.attgenerated WHEN 's' THEN pg_get_expr(d.adbin, d.adrelid) || ' STORED'
                           WHEN 'v' THEN pg_get_expr(d.adbin, d.adrelid) || ' VIRTUAL' END AS generated,
       CASE a.attidentity WHEN 'a' THEN 'ALWAYS' WHEN 'd' THEN 'BY DEFAULT' END AS identity,
       CASE WHEN a.attstorage <> t.typstorage THEN
            CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END
       END AS storage,
       CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END AS compression,                   -- since 14
       CASE WHEN a.attstattarget >= 0 THEN a.attstattarget END AS statistics,
       CASE WHEN a.attoptions IS NOT NULL THEN (SELECT string_agg(o, ', ' ORDER BY o COLLATE "C") FROM unnest(a.attoptions) o) END AS options,
       CASE WHEN a.attfdwoptions IS NOT NULL THEN (SELECT string_agg(o, ', ' ORDER BY o COLLATE "C") FROM unnest(a.attfdwoptions) o) END AS foreign_options
FROM pg_class c
CROSS JOIN LATERAL (SELECT c.relkind NOT IN ('v', 'm') AS yes) own
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN not_null nn ON nn.conrelid = a.attrelid AND nn.num = a.attnum                                      -- since 18
LEFT JOIN pg_collation co ON co.oid = a.attcollation
LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
WHERE c.oid >= 16384 AND c.relkind IN ('r', 'p', 'f', 'v', 'm', 'c') AND n.nspname !~ '^pg_(temp|toast)';
