-- Tables, partitioned ones and partitions, and foreign tables.
WITH parents AS (
  SELECT i.inhrelid AS child,
         string_agg(quote_ident(n.nspname) || '.' || quote_ident(p.relname), ', ' ORDER BY i.inhseqno) AS names
  FROM pg_inherits i
  JOIN pg_class p ON p.oid = i.inhparent AND p.relkind IN ('r', 'p', 'f')
  JOIN pg_namespace n ON n.oid = p.relnamespace
  GROUP BY i.inhrelid
), identity_index AS (
  SELECT i.indrelid AS relation, c.relname AS name
  FROM pg_index i
  JOIN pg_class c ON c.oid = i.indexrelid
  WHERE i.indisreplident
)
SELECT CASE c.relkind WHEN 'f' THEN 'foreign-table' ELSE 'table' END AS kind,
       n.nspname AS schema, c.relname AS name, c.tableoid AS class, c.oid,
       pg_get_userbyid(c.relowner) AS owner,
       CASE c.relpersistence WHEN 'u' THEN 'unlogged' END AS persistence,
       CASE WHEN c.relispartition THEN parents.names END AS partition_of,
       CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END AS partition_bound,
       CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS partition_key,
       CASE WHEN NOT c.relispartition THEN parents.names END AS inherits,
       CASE WHEN c.reloftype <> 0 THEN format_type(c.reloftype, NULL) END AS of_type,
       am.amname AS access_method,
       ts.spcname AS tablespace,
       (SELECT string_agg(o, ', ' ORDER BY o COLLATE "C") FROM unnest(c.reloptions) o) AS options,
       (SELECT string_agg(o, ', ' ORDER BY o COLLATE "C") FROM unnest(toast.reloptions) o) AS toast_options,
       CASE c.relreplident WHEN 'n' THEN 'nothing' WHEN 'f' THEN 'full'
            WHEN 'i' THEN 'index ' || quote_ident(identity_index.name) END AS replica_identity,
       CASE WHEN c.relrowsecurity THEN 'enabled' END AS row_security,
       CASE WHEN c.relforcerowsecurity THEN 'forced' END AS force_row_security,
       server.srvname AS server,
       (SELECT string_agg(CASE WHEN o ~* '^[^=]*(pass|secret|token)' THEN split_part(o, '=', 1) || '=(not shown)' ELSE o END,
                          ', ' ORDER BY o COLLATE "C") FROM unnest(ft.ftoptions) o) AS foreign_options
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN parents ON parents.child = c.oid
LEFT JOIN identity_index ON identity_index.relation = c.oid
LEFT JOIN pg_class toast ON toast.oid = c.reltoastrelid AND toast.reloptions IS NOT NULL
LEFT JOIN pg_am am ON am.oid = c.relam
LEFT JOIN pg_tablespace ts ON ts.oid = c.reltablespace
LEFT JOIN pg_foreign_table ft ON ft.ftrelid = c.oid
LEFT JOIN pg_foreign_server server ON server.oid = ft.ftserver
WHERE c.oid >= 16384 AND c.relkind IN ('r', 'p', 'f') AND n.nspname !~ '^pg_(temp|toast)';
