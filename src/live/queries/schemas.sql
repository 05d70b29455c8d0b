SELECT 'schema' AS kind, n.nspname AS name, n.tableoid AS class, n.oid,
       pg_get_userbyid(n.nspowner) AS owner
FROM pg_namespace n
WHERE (n.oid >= 16384 OR n.nspname = 'public') AND n.nspname !~ '^pg_(temp|toast)';

SELECT 'extension' AS kind, e.extname AS name, e.tableoid AS class, e.oid,
       pg_get_userbyid(e.extowner) AS owner,
       e.extversion AS version,
       n.nspname AS installed_in
FROM pg_extension e
JOIN pg_namespace n ON n.oid = e.extnamespace;
