-- Constraints of tables and domains. NOT NULL is told of the column; a constraint trigger is told as a trigger.
WITH key_columns AS (
  SELECT con.oid, string_agg(quote_ident(a.attname), ', ' ORDER BY k.ord) AS names
  FROM pg_constraint con
  CROSS JOIN LATERAL unnest(con.conkey) WITH ORDINALITY AS k(num, ord)
  JOIN pg_attribute a ON a.attrelid = con.conrelid AND a.attnum = k.num
  WHERE con.contype IN ('p', 'u', 'f')
  GROUP BY con.oid
), referenced_columns AS (
  SELECT con.oid, string_agg(quote_ident(a.attname), ', ' ORDER BY k.ord) AS names
  FROM pg_constraint con
  CROSS JOIN LATERAL unnest(con.confkey) WITH ORDINALITY AS k(num, ord)
  JOIN pg_attribute a ON a.attrelid = con.confrelid AND a.attnum = k.num
  WHERE con.contype = 'f'
  GROUP BY con.oid
), set_columns AS (                                                                                         -- since 15
  SELECT con.oid, string_agg(quote_ident(a.attname), ', ' ORDER BY k.ord) AS names                          -- since 15
  FROM pg_constraint con                                                                                    -- since 15
  CROSS JOIN LATERAL unnest(con.confdelsetcols) WITH ORDINALITY AS k(num, ord)                              -- since 15
  JOIN pg_attribute a ON a.attrelid = con.conrelid AND a.attnum = k.num                                     -- since 15
  WHERE con.contype = 'f'                                                                                   -- since 15
  GROUP BY con.oid                                                                                          -- since 15
), included_columns AS (
  SELECT i.indexrelid, string_agg(quote_ident(a.attname), ', ' ORDER BY k.ord) AS names
  FROM pg_index i
  CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(num, ord)
  JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.num
  WHERE i.indnatts > i.indnkeyatts AND k.ord > i.indnkeyatts
  GROUP BY i.indexrelid
), disabled AS (
  SELECT tgconstraint, string_agg(DISTINCT CASE tgenabled WHEN 'D' THEN 'DISABLED' WHEN 'R' THEN 'REPLICA' ELSE 'ALWAYS' END,
                                  ', ') AS states
  FROM pg_trigger
  WHERE tgisinternal AND tgconstraint <> 0 AND tgenabled <> 'O'
  GROUP BY tgconstraint
)
SELECT 'constraint' AS kind, n.nspname AS schema, coalesce(c.relname, d.typname) AS name, con.conname AS part,
       n.nspname AS parent_schema, coalesce(c.relname, d.typname) AS parent_name, con.tableoid AS class, con.oid,
       CASE con.contype WHEN 'c' THEN CASE con.contypid WHEN 0 THEN 'CHECK' ELSE 'DOMAIN CHECK' END WHEN 'f' THEN 'FOREIGN KEY' WHEN 'p' THEN 'PRIMARY KEY'
                        WHEN 'u' THEN 'UNIQUE' ELSE 'EXCLUDE' END AS constraint_type,
       key_columns.names
            || CASE WHEN con.conperiod AND con.contype <> 'f' THEN ' WITHOUT OVERLAPS'                      -- since 18
                    WHEN con.conperiod THEN ' PERIOD' ELSE '' END                                           -- since 18
       AS columns,
       CASE con.contype WHEN 'c' THEN pg_get_expr(con.conbin, con.conrelid)
            WHEN 'x' THEN regexp_replace(pg_get_constraintdef(con.oid), '( DEFERRABLE)?( INITIALLY DEFERRED)?$', '')
       END AS expression,
       CASE WHEN con.contype = 'f' THEN quote_ident(rn.nspname) || '.' || quote_ident(r.relname)
            || ' (' || referenced_columns.names || ')' END AS "references",
       CASE WHEN con.contype = 'f' THEN
            CASE con.confmatchtype WHEN 'f' THEN 'FULL' WHEN 'p' THEN 'PARTIAL' END END AS match,
       CASE WHEN con.contype = 'f' THEN
            CASE con.confupdtype WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE'
                 WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT' END END AS on_update,
       CASE WHEN con.contype = 'f' THEN
            CASE con.confdeltype WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE'
                 WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT' END
            || coalesce(' (' || set_columns.names || ')', '')                                               -- since 15
            END AS on_delete,
       CASE WHEN con.condeferred THEN 'DEFERRABLE INITIALLY DEFERRED' WHEN con.condeferrable THEN 'DEFERRABLE' END AS deferrable,
       CASE WHEN NOT con.convalidated THEN 'NOT VALID' END AS validated,
       CASE WHEN con.contype = 'c' AND con.connoinherit THEN 'NO INHERIT' END AS no_inherit,
       CASE WHEN NOT con.conenforced THEN 'NOT ENFORCED' END AS enforced,                                    -- since 18
       disabled.states AS enabled,
       included_columns.names AS include,
       CASE WHEN i.indnullsnotdistinct THEN 'NULLS NOT DISTINCT' END AS nulls_not_distinct,                  -- since 15
       CASE WHEN i.indisclustered THEN 'CLUSTER ON' END AS clustered,
       CASE WHEN NOT i.indisvalid THEN 'INVALID' WHEN NOT i.indisready THEN 'NOT READY' END AS valid,
       (SELECT string_agg(o, ', ' ORDER BY o COLLATE "C") FROM unnest(ic.reloptions) o) AS options,
       ts.spcname AS tablespace
FROM pg_constraint con
JOIN pg_namespace n ON n.oid = con.connamespace
LEFT JOIN pg_class c ON c.oid = con.conrelid
LEFT JOIN pg_type d ON d.oid = con.contypid
LEFT JOIN pg_class r ON r.oid = con.confrelid
LEFT JOIN pg_namespace rn ON rn.oid = r.relnamespace
LEFT JOIN key_columns ON key_columns.oid = con.oid
LEFT JOIN referenced_columns ON referenced_columns.oid = con.oid
LEFT JOIN set_columns ON set_columns.oid = con.oid                                                          -- since 15
LEFT JOIN pg_index i ON i.indexrelid = con.conindid AND con.contype IN ('p', 'u', 'x')
LEFT JOIN included_columns ON included_columns.indexrelid = i.indexrelid
LEFT JOIN pg_class ic ON ic.oid = i.indexrelid
LEFT JOIN pg_tablespace ts ON ts.oid = ic.reltablespace
LEFT JOIN disabled ON disabled.tgconstraint = con.oid
WHERE con.oid >= 16384 AND con.contype IN ('c', 'f', 'p', 'u', 'x') AND n.nspname !~ '^pg_(temp|toast)';
