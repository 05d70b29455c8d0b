WITH mappings AS (
  SELECT m.mapcfg, t.alias, string_agg(quote_ident(n.nspname) || '.' || quote_ident(d.dictname), ', ' ORDER BY m.mapseqno) AS dictionaries
  FROM pg_ts_config_map m
  JOIN pg_ts_config c ON c.oid = m.mapcfg
  CROSS JOIN LATERAL ts_token_type(c.cfgparser) t
  JOIN pg_ts_dict d ON d.oid = m.mapdict
  JOIN pg_namespace n ON n.oid = d.dictnamespace
  WHERE m.mapcfg >= 16384 AND t.tokid = m.maptokentype
  GROUP BY m.mapcfg, t.alias
)
SELECT 'text-search-configuration' AS kind, n.nspname AS schema, c.cfgname AS name, c.tableoid AS class, c.oid,
       pg_get_userbyid(c.cfgowner) AS owner,
       quote_ident(pn.nspname) || '.' || quote_ident(p.prsname) AS parser,
       (SELECT string_agg(quote_ident(alias) || ' WITH ' || dictionaries, E'\n' ORDER BY alias COLLATE "C")
        FROM mappings WHERE mapcfg = c.oid) AS mappings
FROM pg_ts_config c
JOIN pg_namespace n ON n.oid = c.cfgnamespace
JOIN pg_ts_parser p ON p.oid = c.cfgparser
JOIN pg_namespace pn ON pn.oid = p.prsnamespace
WHERE c.oid >= 16384;

SELECT 'text-search-dictionary' AS kind, n.nspname AS schema, d.dictname AS name, d.tableoid AS class, d.oid,
       pg_get_userbyid(d.dictowner) AS owner,
       'TEMPLATE = ' || quote_ident(tn.nspname) || '.' || quote_ident(t.tmplname) || coalesce(', ' || d.dictinitoption, '') AS parameters
FROM pg_ts_dict d
JOIN pg_namespace n ON n.oid = d.dictnamespace
JOIN pg_ts_template t ON t.oid = d.dicttemplate
JOIN pg_namespace tn ON tn.oid = t.tmplnamespace
WHERE d.oid >= 16384;

SELECT 'text-search-parser' AS kind, n.nspname AS schema, p.prsname AS name, p.tableoid AS class, p.oid,
       'START = ' || p.prsstart::regproc || ', GETTOKEN = ' || p.prstoken::regproc || ', END = ' || p.prsend::regproc
       || ', LEXTYPES = ' || p.prslextype::regproc
       || CASE WHEN p.prsheadline <> 0 THEN ', HEADLINE = ' || p.prsheadline::regproc ELSE '' END AS parameters
FROM pg_ts_parser p
JOIN pg_namespace n ON n.oid = p.prsnamespace
WHERE p.oid >= 16384;

SELECT 'text-search-template' AS kind, n.nspname AS schema, t.tmplname AS name, t.tableoid AS class, t.oid,
       CASE WHEN t.tmplinit <> 0 THEN 'INIT = ' || t.tmplinit::regproc || ', ' ELSE '' END
       || 'LEXIZE = ' || t.tmpllexize::regproc AS parameters
FROM pg_ts_template t
JOIN pg_namespace n ON n.oid = t.tmplnamespace
WHERE t.oid >= 16384;
