-- Triggers that PostgreSQL makes for foreign keys are told of their constraint (`enabled` there).
SELECT 'trigger' AS kind, n.nspname AS schema, c.relname AS name, t.tgname AS part,
       n.nspname AS parent_schema, c.relname AS parent_name, t.tableoid AS class, t.oid,
       pg_get_triggerdef(t.oid) AS definition,
       CASE t.tgenabled WHEN 'D' THEN 'DISABLED' WHEN 'R' THEN 'REPLICA' WHEN 'A' THEN 'ALWAYS' END AS enabled
FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname !~ '^pg_(temp|toast)'
  AND NOT t.tgisinternal                                                                                    -- until 12
  AND (NOT t.tgisinternal OR t.tgparentid <> 0 AND t.tgconstraint = 0)                                        -- since 13
;

SELECT 'event-trigger' AS kind, e.evtname AS name, e.tableoid AS class, e.oid,
       pg_get_userbyid(e.evtowner) AS owner,
       'ON ' || e.evtevent
       || coalesce(' WHEN TAG IN (' || (SELECT string_agg(quote_literal(o), ', ' ORDER BY o COLLATE "C") FROM unnest(e.evttags) o) || ')', '')
       || ' EXECUTE FUNCTION ' || e.evtfoid::regproc || '()' AS definition,
       CASE e.evtenabled WHEN 'D' THEN 'DISABLED' WHEN 'R' THEN 'REPLICA' WHEN 'A' THEN 'ALWAYS' END AS enabled
FROM pg_event_trigger e;

-- The rule `_RETURN` is a view's definition.
SELECT 'rule' AS kind, n.nspname AS schema, c.relname AS name, r.rulename AS part,
       n.nspname AS parent_schema, c.relname AS parent_name, r.tableoid AS class, r.oid,
       pg_get_ruledef(r.oid) AS definition,
       CASE r.ev_enabled WHEN 'D' THEN 'DISABLED' WHEN 'R' THEN 'REPLICA' WHEN 'A' THEN 'ALWAYS' END AS enabled
FROM pg_rewrite r
JOIN pg_class c ON c.oid = r.ev_class
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE r.oid >= 16384 AND r.rulename <> '_RETURN' AND n.nspname !~ '^pg_(temp|toast)';

SELECT 'policy' AS kind, n.nspname AS schema, c.relname AS name, p.polname AS part,
       n.nspname AS parent_schema, c.relname AS parent_name, p.tableoid AS class, p.oid,
       CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END AS command,
       CASE WHEN NOT p.polpermissive THEN 'RESTRICTIVE' END AS permissive,
       (SELECT string_agg(CASE o WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(o)) END, ', '
                          ORDER BY o <> 0, quote_ident(pg_get_userbyid(o)) COLLATE "C") FROM unnest(p.polroles) o) AS roles,
       pg_get_expr(p.polqual, p.polrelid) AS "using",
       pg_get_expr(p.polwithcheck, p.polrelid) AS with_check
FROM pg_policy p
JOIN pg_class c ON c.oid = p.polrelid
JOIN pg_namespace n ON n.oid = c.relnamespace;
