-- PostgreSQL keeps the columns in the order of the table's: theirs is by name here, so that a moved column changes nothing.
WITH columns AS (
  SELECT s.oid, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attname) AS list
  FROM pg_statistic_ext s
  JOIN pg_attribute a ON a.attrelid = s.stxrelid AND a.attnum = ANY (s.stxkeys::int2[])
  GROUP BY s.oid
), kinds AS (
  SELECT s.oid, string_agg(CASE k WHEN 'd' THEN 'ndistinct' WHEN 'f' THEN 'dependencies' ELSE 'mcv' END, ', ' ORDER BY k) AS list
  FROM pg_statistic_ext s
  CROSS JOIN LATERAL unnest(s.stxkind) AS k
  WHERE k <> 'e'
  GROUP BY s.oid
  HAVING count(*) < 3
)
SELECT 'statistics' AS kind, n.nspname AS schema, s.stxname AS name, tn.nspname AS parent_schema, t.relname AS parent_name,
       s.tableoid AS class, s.oid,
       pg_get_userbyid(s.stxowner) AS owner,
       CASE WHEN s.stxstattarget >= 0 THEN s.stxstattarget END AS statistics,                                -- since 13
       'CREATE STATISTICS ' || quote_ident(n.nspname) || '.' || quote_ident(s.stxname) || coalesce(' (' || kinds.list || ')', '')
       || ' ON ' || concat_ws(', ', columns.list
                              , array_to_string(pg_get_statisticsobjdef_expressions(s.oid), ', ')           -- since 14
                              ) || ' FROM ' || quote_ident(tn.nspname) || '.' || quote_ident(t.relname) AS definition
FROM pg_statistic_ext s
JOIN pg_namespace n ON n.oid = s.stxnamespace
JOIN pg_class t ON t.oid = s.stxrelid
JOIN pg_namespace tn ON tn.oid = t.relnamespace
LEFT JOIN columns ON columns.oid = s.oid
LEFT JOIN kinds ON kinds.oid = s.oid;
