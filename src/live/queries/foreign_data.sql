-- What an option called password, secret or token says is not read: it differs where it should.
SELECT 'foreign-data-wrapper' AS kind, w.fdwname AS name, w.tableoid AS class, w.oid,
       pg_get_userbyid(w.fdwowner) AS owner,
       concat_ws(' ', CASE WHEN w.fdwhandler <> 0 THEN 'HANDLER ' || w.fdwhandler::regproc END,
                      CASE WHEN w.fdwvalidator <> 0 THEN 'VALIDATOR ' || w.fdwvalidator::regproc END) AS definition,
       (SELECT string_agg(CASE WHEN o ~* '^[^=]*(pass|secret|token)' THEN split_part(o, '=', 1) || '=(not shown)' ELSE o END,
                          ', ' ORDER BY o COLLATE "C") FROM unnest(w.fdwoptions) o) AS foreign_options
FROM pg_foreign_data_wrapper w;

SELECT 'server' AS kind, s.srvname AS name, s.tableoid AS class, s.oid,
       pg_get_userbyid(s.srvowner) AS owner,
       w.fdwname AS wrapper,
       s.srvtype AS type,
       s.srvversion AS version,
       (SELECT string_agg(CASE WHEN o ~* '^[^=]*(pass|secret|token)' THEN split_part(o, '=', 1) || '=(not shown)' ELSE o END,
                          ', ' ORDER BY o COLLATE "C") FROM unnest(s.srvoptions) o) AS foreign_options
FROM pg_foreign_server s
JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw;

-- pg_user_mappings shows options to the mapped user and to the server's owner only (manual, 53 "pg_user_mappings").
SELECT 'user-mapping' AS kind, m.srvname AS name, CASE m.umuser WHEN 0 THEN 'PUBLIC' ELSE m.usename END AS part,
       'pg_user_mapping'::regclass::oid AS class, m.umid AS oid,
       (SELECT string_agg(CASE WHEN o ~* '^[^=]*(pass|secret|token)' THEN split_part(o, '=', 1) || '=(not shown)' ELSE o END,
                          ', ' ORDER BY o COLLATE "C") FROM unnest(m.umoptions) o) AS foreign_options,
       CASE WHEN m.umoptions IS NULL AND NOT me.rolsuper THEN 'foreign-options' END AS unreadable
FROM pg_user_mappings m
JOIN pg_roles me ON me.rolname = current_user;
