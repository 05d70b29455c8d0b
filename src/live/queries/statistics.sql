SELECT 'statistics' AS kind, n.nspname AS schema, s.stxname AS name, tn.nspname AS parent_schema, t.relname AS parent_name,
       s.tableoid AS class, s.oid,
       pg_get_userbyid(s.stxowner) AS owner,
       CASE WHEN s.stxstattarget >= 0 THEN s.stxstattarget END AS statistics,                                -- since 13
       pg_get_statisticsobjdef(s.oid) AS definition
FROM pg_statistic_ext s
JOIN pg_namespace n ON n.oid = s.stxnamespace
JOIN pg_class t ON t.oid = s.stxrelid
JOIN pg_namespace tn ON tn.oid = t.relnamespace;
