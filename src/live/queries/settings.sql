-- The database and the roles that own, may do, or have settings of something in it.
SELECT 'database' AS kind, 'current' AS name, d.tableoid AS class, d.oid,
       pg_get_userbyid(d.datdba) AS owner,
       pg_encoding_to_char(d.encoding) AS encoding,
       d.datcollate AS collation,
       CASE WHEN d.datctype <> d.datcollate THEN d.datctype END AS character_type,
       CASE WHEN d.datconnlimit >= 0 THEN d.datconnlimit END AS connection_limit,
       (SELECT string_agg(o, E'\n' ORDER BY o COLLATE "C")
        FROM pg_db_role_setting s, unnest(s.setconfig) o WHERE s.setdatabase = d.oid AND s.setrole = 0) AS settings
FROM pg_database d
WHERE d.datname = current_database();

WITH here AS (
  SELECT oid FROM pg_database WHERE datname = current_database()
), named AS (
  SELECT refobjid AS oid FROM pg_shdepend, here WHERE dbid = here.oid AND refclassid = 'pg_authid'::regclass
  UNION
  SELECT refobjid FROM pg_shdepend, here
  WHERE dbid = 0 AND classid = 'pg_database'::regclass AND objid = here.oid AND refclassid = 'pg_authid'::regclass
  UNION
  SELECT setrole FROM pg_db_role_setting, here WHERE setdatabase = here.oid AND setrole <> 0
), settings AS (
  SELECT setrole, string_agg(o, E'\n' ORDER BY o COLLATE "C") FILTER (WHERE setdatabase <> 0) AS here,
         string_agg(o, E'\n' ORDER BY o COLLATE "C") FILTER (WHERE setdatabase = 0) AS everywhere
  FROM pg_db_role_setting, unnest(setconfig) o
  WHERE setdatabase IN (0, (SELECT here.oid FROM here))
  GROUP BY setrole
), members AS (
  SELECT m.roleid, string_agg(DISTINCT (quote_ident(r.rolname)
         || CASE WHEN m.admin_option THEN ' WITH ADMIN OPTION' ELSE '' END
         || CASE WHEN NOT m.inherit_option THEN ' WITH INHERIT FALSE' ELSE '' END                            -- since 16
         || CASE WHEN NOT m.set_option THEN ' WITH SET FALSE' ELSE '' END                                    -- since 16
         ) COLLATE "C", ', ') AS list
  FROM pg_auth_members m
  JOIN pg_roles r ON r.oid = m.member
  GROUP BY m.roleid
)
SELECT 'role' AS kind, r.rolname AS name, 'pg_authid'::regclass::oid AS class, r.oid,
       concat_ws(' ', CASE WHEN r.rolcanlogin THEN 'LOGIN' ELSE 'NOLOGIN' END, CASE WHEN r.rolsuper THEN 'SUPERUSER' END,
                      CASE WHEN r.rolcreatedb THEN 'CREATEDB' END, CASE WHEN r.rolcreaterole THEN 'CREATEROLE' END,
                      CASE WHEN NOT r.rolinherit THEN 'NOINHERIT' END, CASE WHEN r.rolreplication THEN 'REPLICATION' END,
                      CASE WHEN r.rolbypassrls THEN 'BYPASSRLS' END) AS role_attributes,
       CASE WHEN r.rolconnlimit >= 0 THEN r.rolconnlimit END AS connection_limit,
       members.list AS role_members,
       settings.here AS settings,
       settings.everywhere AS settings_everywhere
FROM pg_roles r
JOIN named ON named.oid = r.oid
LEFT JOIN settings ON settings.setrole = r.oid
LEFT JOIN members ON members.roleid = r.oid;
