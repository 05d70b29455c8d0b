SELECT n.nspname AS schema, c.relname AS table, i.relname AS name, m.amname AS method,
       x.indisunique AS unique, x.indisvalid AS valid,
       EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = x.indexrelid AND k.contype IN ('p', 'u', 'x')) AS of_constraint,
       (SELECT json_agg(CASE WHEN a.attname IS NULL
                             THEN json_build_object('expression', pg_get_indexdef(x.indexrelid, p.position, true))
                             ELSE json_build_object('column', a.attname) END ORDER BY p.position)
        FROM generate_series(1, x.indnkeyatts) AS p(position)
        LEFT JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = x.indkey[p.position - 1] AND a.attnum <> 0) AS keys,
       COALESCE((SELECT json_agg(a.attname ORDER BY p.position)
                 FROM generate_series(x.indnkeyatts + 1, x.indnatts) AS p(position)
                 JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = x.indkey[p.position - 1]), '[]') AS include,
       x.indpred IS NOT NULL AS partial
FROM pg_index x
JOIN pg_class i ON i.oid = x.indexrelid
JOIN pg_am m ON m.oid = i.relam
JOIN pg_class c ON c.oid = x.indrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname NOT LIKE 'pg\_%'
ORDER BY c.oid, i.relname
