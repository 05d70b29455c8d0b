-- What the other queries do not read, so that it is told and not passed over.
SELECT 'large objects: ' || count(*) || ' (they are rows, not schema)' AS not_compared
FROM pg_largeobject_metadata
HAVING count(*) > 0
UNION ALL
SELECT 'subscription connection strings: ' || count(*) || ' (they hold passwords)'
FROM pg_subscription
WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
HAVING count(*) > 0
UNION ALL
SELECT 'privileges on configuration parameters: ' || count(*) || ' (they are the server''s, not the database''s)' -- since 15
FROM pg_parameter_acl                                                                                       -- since 15
HAVING count(*) > 0                                                                                         -- since 15
UNION ALL                                                                                                   -- since 15
SELECT 'changed privileges on PostgreSQL''s own objects: ' || count(*)
FROM (SELECT tableoid, oid, 0 AS sub, proacl AS acl FROM pg_proc WHERE oid < 16384 AND proacl IS NOT NULL
      UNION ALL
      SELECT tableoid, oid, 0, relacl FROM pg_class
      -- initdb notes what it grants on all but this schema, which it makes last.
      WHERE oid < 16384 AND relacl IS NOT NULL AND relnamespace <> 'information_schema'::regnamespace
      UNION ALL
      SELECT 'pg_class'::regclass, attrelid, attnum, attacl FROM pg_attribute WHERE attrelid < 16384 AND attacl IS NOT NULL) AS now
LEFT JOIN pg_init_privs i ON i.classoid = now.tableoid AND i.objoid = now.oid AND i.objsubid = now.sub
WHERE now.acl IS DISTINCT FROM i.initprivs
HAVING count(*) > 0;
