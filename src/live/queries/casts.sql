SELECT 'cast' AS kind, '(' || format_type(c.castsource, NULL) || ' AS ' || format_type(c.casttarget, NULL) || ')' AS name,
       c.tableoid AS class, c.oid,
       CASE c.castmethod WHEN 'f' THEN 'WITH FUNCTION ' || c.castfunc::regprocedure
                         WHEN 'i' THEN 'WITH INOUT' ELSE 'WITHOUT FUNCTION' END
       || CASE c.castcontext WHEN 'a' THEN ' AS ASSIGNMENT' WHEN 'i' THEN ' AS IMPLICIT' ELSE '' END AS definition
FROM pg_cast c
WHERE c.oid >= 16384
  -- The cast of a range to its multirange comes with it.
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_cast'::regclass AND d.objid = c.oid AND d.deptype = 'i');

SELECT 'transform' AS kind, 'FOR ' || format_type(t.trftype, NULL) || ' LANGUAGE ' || quote_ident(l.lanname) AS name,
       t.tableoid AS class, t.oid,
       concat_ws(', ', CASE WHEN t.trffromsql <> 0 THEN 'FROM SQL WITH FUNCTION ' || t.trffromsql::regprocedure END,
                       CASE WHEN t.trftosql <> 0 THEN 'TO SQL WITH FUNCTION ' || t.trftosql::regprocedure END) AS definition
FROM pg_transform t
JOIN pg_language l ON l.oid = t.trflang
WHERE t.oid >= 16384;

SELECT 'conversion' AS kind, n.nspname AS schema, c.conname AS name, c.tableoid AS class, c.oid,
       pg_get_userbyid(c.conowner) AS owner,
       'FOR ' || quote_literal(pg_encoding_to_char(c.conforencoding)) || ' TO ' || quote_literal(pg_encoding_to_char(c.contoencoding))
       || ' FROM ' || c.conproc::regproc AS definition,
       CASE WHEN c.condefault THEN 'DEFAULT' END AS "default"
FROM pg_conversion c
JOIN pg_namespace n ON n.oid = c.connamespace
WHERE c.oid >= 16384;

SELECT 'language' AS kind, l.lanname AS name, l.tableoid AS class, l.oid,
       pg_get_userbyid(l.lanowner) AS owner,
       CASE WHEN l.lanpltrusted THEN 'TRUSTED ' ELSE '' END || 'HANDLER ' || l.lanplcallfoid::regproc
       || CASE WHEN l.laninline <> 0 THEN ' INLINE ' || l.laninline::regproc ELSE '' END
       || CASE WHEN l.lanvalidator <> 0 THEN ' VALIDATOR ' || l.lanvalidator::regproc ELSE '' END AS definition
FROM pg_language l
WHERE l.lanispl;

SELECT 'access-method' AS kind, a.amname AS name, a.tableoid AS class, a.oid,
       'TYPE ' || CASE a.amtype WHEN 'i' THEN 'INDEX' ELSE 'TABLE' END || ' HANDLER ' || a.amhandler::regproc AS definition
FROM pg_am a
WHERE a.oid >= 16384;
