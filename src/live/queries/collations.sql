-- The version of the provider is the machine's, not the schema's: it is not compared.
SELECT 'collation' AS kind, n.nspname AS schema, c.collname AS name, c.tableoid AS class, c.oid,
       pg_get_userbyid(c.collowner) AS owner,
       'PROVIDER = ' || CASE c.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END
       || coalesce(', LOCALE = ' || quote_literal(c.collcollate), '')                                        -- until 14
       || coalesce(', LOCALE = ' || quote_literal(coalesce(c.colliculocale, c.collcollate)), '')              -- since 15, until 16
       || coalesce(', LOCALE = ' || quote_literal(coalesce(c.colllocale, c.collcollate)), '')                 -- since 17
       || CASE WHEN c.collctype IS DISTINCT FROM c.collcollate THEN ', LC_CTYPE = ' || quote_literal(c.collctype) ELSE '' END
       || coalesce(', RULES = ' || quote_literal(c.collicurules), '')                                        -- since 16
       || CASE WHEN c.collisdeterministic THEN '' ELSE ', DETERMINISTIC = false' END AS parameters
FROM pg_collation c
JOIN pg_namespace n ON n.oid = c.collnamespace
WHERE c.oid >= 16384;
