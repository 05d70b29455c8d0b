-- pg_sequence_last_value() needs USAGE or SELECT (manual, 53.x "pg_sequences"), and answers NULL before the first nextval().
WITH owners AS (
  SELECT d.objid, d.deptype, n.nspname, c.relname, a.attname
  FROM pg_depend d
  JOIN pg_class c ON c.oid = d.refobjid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
  WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
    AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
)
SELECT 'sequence' AS kind, n.nspname AS schema, c.relname AS name,
       owners.nspname AS parent_schema, owners.relname AS parent_name, c.tableoid AS class, c.oid,
       CASE WHEN owners.deptype IS DISTINCT FROM 'i' THEN pg_get_userbyid(c.relowner) END AS owner,
       format_type(s.seqtypid, NULL) AS type,
       s.seqstart AS start, s.seqincrement AS increment, s.seqmin AS minimum, s.seqmax AS maximum, s.seqcache AS cache,
       CASE WHEN s.seqcycle THEN 'CYCLE' END AS cycle,
       CASE c.relpersistence WHEN 'u' THEN 'unlogged' END AS persistence,
       CASE WHEN owners.deptype = 'a' THEN quote_ident(owners.nspname) || '.' || quote_ident(owners.relname)
            || '.' || quote_ident(owners.attname) END AS owned_by,
       CASE WHEN owners.deptype = 'i' THEN quote_ident(owners.nspname) || '.' || quote_ident(owners.relname)
            || '.' || quote_ident(owners.attname) END AS identity_of,
       CASE WHEN readable.yes THEN coalesce(pg_sequence_last_value(c.oid)::text, 'not called') END AS last_value,
       CASE WHEN NOT readable.yes THEN 'last-value' END AS unreadable
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_sequence s ON s.seqrelid = c.oid
CROSS JOIN LATERAL (SELECT has_sequence_privilege(c.oid, 'USAGE, SELECT') AS yes) readable
LEFT JOIN owners ON owners.objid = c.oid
WHERE c.oid >= 16384 AND n.nspname !~ '^pg_(temp|toast)';
