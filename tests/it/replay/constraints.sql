SELECT n.nspname AS schema, c.relname AS table, k.conname AS name, k.contype AS kind,
       k.convalidated AS validated,
       COALESCE((SELECT json_agg(a.attname ORDER BY u.position)
                 FROM unnest(k.conkey) WITH ORDINALITY AS u(number, position)
                 JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.number), '[]') AS columns,
       CASE WHEN k.contype = 'f' THEN json_build_array(tn.nspname, t.relname) END AS references,
       COALESCE((SELECT json_agg(a.attname ORDER BY u.position)
                 FROM unnest(k.confkey) WITH ORDINALITY AS u(number, position)
                 JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.number), '[]') AS referenced_columns
FROM pg_constraint k
JOIN pg_class c ON c.oid = k.conrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_class t ON t.oid = k.confrelid
LEFT JOIN pg_namespace tn ON tn.oid = t.relnamespace
WHERE k.contype IN ('p', 'u', 'f', 'c', 'x')
ORDER BY c.oid, k.conname
