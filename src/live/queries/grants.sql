-- Privileges of everything, one grantee a line, `*` for WITH GRANT OPTION. Who granted is left out. What is as PostgreSQL
-- makes it by itself (manual, 5.8 "Privileges", table 5.2) is not said, whether the catalog spells it out or not.
WITH acls (class, oid, sub, objtype, owner, acl) AS (
  SELECT tableoid, oid, 0, 'n'::"char", nspowner, nspacl FROM pg_namespace WHERE nspacl IS NOT NULL
  UNION ALL
  SELECT tableoid, oid, 0, CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner, relacl
  FROM pg_class WHERE relacl IS NOT NULL AND oid >= 16384
  UNION ALL
  SELECT 'pg_class'::regclass, attrelid, attnum, 'c', 0, attacl FROM pg_attribute WHERE attacl IS NOT NULL AND attrelid >= 16384
  UNION ALL
  SELECT tableoid, oid, 0, 'f', proowner, proacl FROM pg_proc WHERE proacl IS NOT NULL AND oid >= 16384
  UNION ALL
  SELECT tableoid, oid, 0, 'T', typowner, typacl FROM pg_type WHERE typacl IS NOT NULL AND oid >= 16384
  UNION ALL
  SELECT tableoid, oid, 0, 'l', lanowner, lanacl FROM pg_language WHERE lanacl IS NOT NULL
  UNION ALL
  SELECT tableoid, oid, 0, 'F', fdwowner, fdwacl FROM pg_foreign_data_wrapper WHERE fdwacl IS NOT NULL
  UNION ALL
  SELECT tableoid, oid, 0, 'S', srvowner, srvacl FROM pg_foreign_server WHERE srvacl IS NOT NULL
  UNION ALL
  SELECT tableoid, oid, 0, 'd', datdba, datacl FROM pg_database WHERE datacl IS NOT NULL AND datname = current_database()
  UNION ALL
  SELECT tableoid, oid, 0, NULL, defaclrole, defaclacl FROM pg_default_acl
), defaults AS (
  SELECT objtype, owner, acldefault(objtype, owner) AS acl
  FROM (SELECT DISTINCT objtype, owner FROM acls WHERE objtype IS NOT NULL) AS kinds
), entries AS (
  SELECT false AS is_default, class, oid, sub, objtype, owner, (aclexplode(acl)).* FROM acls
  UNION ALL
  SELECT true, NULL, NULL, NULL, objtype, owner, (aclexplode(acl)).* FROM defaults
), privileges AS (
  SELECT is_default, class, oid, sub, objtype, owner, grantee, privilege_type || CASE WHEN bool_or(is_grantable) THEN '*' ELSE '' END AS privilege
  FROM entries
  GROUP BY is_default, class, oid, sub, objtype, owner, grantee, privilege_type
), lines AS (
  SELECT is_default, class, oid, sub, objtype, owner, grantee, string_agg(privilege, ', ' ORDER BY privilege COLLATE "C") AS privileges
  FROM privileges
  GROUP BY is_default, class, oid, sub, objtype, owner, grantee
), texts AS (
  SELECT is_default, class, oid, sub, objtype, owner,
         string_agg(CASE grantee WHEN owner THEN '(owner)' WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END
                    || ': ' || privileges, E'\n' ORDER BY grantee <> owner, grantee <> 0,
                    quote_ident(pg_get_userbyid(grantee)) COLLATE "C") AS text
  FROM lines
  GROUP BY is_default, class, oid, sub, objtype, owner
)
SELECT acls.class, acls.oid, acls.sub, coalesce(texts.text, 'nobody') AS grants
FROM acls
LEFT JOIN texts ON NOT texts.is_default AND texts.class = acls.class AND texts.oid = acls.oid AND texts.sub = acls.sub
LEFT JOIN texts AS usual ON usual.is_default AND usual.objtype = acls.objtype AND usual.owner = acls.owner
WHERE texts.text IS DISTINCT FROM usual.text;
