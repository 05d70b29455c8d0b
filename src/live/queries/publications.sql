WITH tables AS (
  SELECT pr.prpubid, string_agg(
         quote_ident(n.nspname) || '.' || quote_ident(c.relname)
         || coalesce(' (' || (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)              -- since 15
                              FROM pg_attribute a                                                           -- since 15
                              WHERE a.attrelid = c.oid AND a.attnum = ANY (pr.prattrs::int2[])) || ')', '')  -- since 15
         || coalesce(' WHERE ' || pg_get_expr(pr.prqual, pr.prrelid), '')                                    -- since 15
         , E'\n' ORDER BY n.nspname, c.relname) AS list
  FROM pg_publication_rel pr
  JOIN pg_class c ON c.oid = pr.prrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  GROUP BY pr.prpubid
), schemas AS (                                                                                             -- since 15
  SELECT pn.pnpubid, string_agg(quote_ident(n.nspname), ', ' ORDER BY n.nspname) AS list                     -- since 15
  FROM pg_publication_namespace pn                                                                          -- since 15
  JOIN pg_namespace n ON n.oid = pn.pnnspid                                                                 -- since 15
  GROUP BY pn.pnpubid                                                                                       -- since 15
)
SELECT 'publication' AS kind, p.pubname AS name, p.tableoid AS class, p.oid,
       pg_get_userbyid(p.pubowner) AS owner,
       CASE WHEN p.puballtables THEN 'ALL TABLES' ELSE tables.list END AS tables,
       schemas.list AS schemas,                                                                             -- since 15
       concat_ws(', ', CASE WHEN p.pubinsert THEN 'insert' END, CASE WHEN p.pubupdate THEN 'update' END,
                       CASE WHEN p.pubdelete THEN 'delete' END, CASE WHEN p.pubtruncate THEN 'truncate' END) AS operations,
       nullif(concat_ws(', ', NULL
                , CASE WHEN p.pubviaroot THEN 'publish_via_partition_root = true' END                        -- since 13
                , CASE WHEN p.pubgencols <> 'n' THEN 'publish_generated_columns = stored' END                -- since 18
                ), '') AS options
FROM pg_publication p
LEFT JOIN tables ON tables.prpubid = p.oid
LEFT JOIN schemas ON schemas.pnpubid = p.oid                                                                -- since 15
;

-- Only a superuser may read the connection string, and it holds a password: it is never read.
SELECT 'subscription' AS kind, s.subname AS name,
       'pg_subscription'::regclass::oid AS class, s.oid,                                                    -- since 14
       pg_get_userbyid(s.subowner) AS owner,
       (SELECT string_agg(quote_ident(o), ', ' ORDER BY o COLLATE "C") FROM unnest(s.subpublications) o) AS publications,
       CASE WHEN NOT s.subenabled THEN 'DISABLED' END AS enabled,
       concat_ws(', ', 'slot_name = ' || coalesce(quote_literal(s.subslotname), 'NONE')
                , 'synchronous_commit = ' || s.subsynccommit                                                 -- since 14
                , 'binary = ' || s.subbinary, 'streaming = ' || s.substream::text                                  -- since 14
                , 'two_phase = ' || (s.subtwophasestate <> 'd'), 'disable_on_error = ' || s.subdisableonerr   -- since 15
                , 'origin = ' || s.suborigin, 'password_required = ' || s.subpasswordrequired                -- since 16
                , 'run_as_owner = ' || s.subrunasowner                                                       -- since 16
                , 'failover = ' || s.subfailover                                                             -- since 17
                ) AS options
FROM pg_subscription s
WHERE s.subdbid = (SELECT oid FROM pg_database WHERE datname = current_database());
