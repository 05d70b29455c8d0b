SELECT d.classoid AS class, d.objoid AS oid, d.objsubid AS sub, d.description AS comment
FROM pg_description d
WHERE d.objoid >= 16384
   OR d.classoid IN ('pg_namespace'::regclass, 'pg_extension'::regclass, 'pg_language'::regclass)
UNION ALL
SELECT d.classoid, d.objoid, 0, d.description
FROM pg_shdescription d
WHERE d.classoid = 'pg_authid'::regclass
   OR d.classoid = 'pg_database'::regclass AND d.objoid = (SELECT oid FROM pg_database WHERE datname = current_database());

SELECT l.classoid AS class, l.objoid AS oid, l.objsubid AS sub,
       string_agg(l.provider || ': ' || l.label, E'\n' ORDER BY l.provider COLLATE "C") AS security_labels
FROM (SELECT classoid, objoid, objsubid, provider, label FROM pg_seclabel
      UNION ALL
      SELECT classoid, objoid, 0, provider, label FROM pg_shseclabel
      WHERE classoid = 'pg_authid'::regclass
         OR classoid = 'pg_database'::regclass AND objoid = (SELECT oid FROM pg_database WHERE datname = current_database())) AS l
GROUP BY l.classoid, l.objoid, l.objsubid;
