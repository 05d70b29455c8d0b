-- Enums, composite, range and base types. A table's row type is the table's; an array type and a multirange come with their element.
WITH labels AS (
  SELECT enumtypid, string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder) AS list
  FROM pg_enum
  GROUP BY enumtypid
)
SELECT 'type' AS kind, n.nspname AS schema, t.typname AS name, t.tableoid AS class, t.oid,
       pg_get_userbyid(t.typowner) AS owner,
       CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'c' THEN 'composite' WHEN 'r' THEN 'range'
                      ELSE CASE WHEN t.typisdefined THEN 'base' ELSE 'shell' END END AS type,
       labels.list AS labels,
       CASE t.typtype WHEN 'r' THEN
            'SUBTYPE = ' || format_type(r.rngsubtype, NULL)
            || CASE WHEN NOT oc.opcdefault THEN ', SUBTYPE_OPCLASS = ' || quote_ident(ocn.nspname) || '.' || quote_ident(oc.opcname) ELSE '' END
            || CASE WHEN r.rngcollation <> sub.typcollation THEN ', COLLATION = ' || quote_ident(cn.nspname) || '.' || quote_ident(co.collname) ELSE '' END
            || CASE WHEN r.rngcanonical <> 0 THEN ', CANONICAL = ' || r.rngcanonical::regproc ELSE '' END
            || CASE WHEN r.rngsubdiff <> 0 THEN ', SUBTYPE_DIFF = ' || r.rngsubdiff::regproc ELSE '' END
            || ', MULTIRANGE_TYPE_NAME = ' || format_type(r.rngmultitypid, NULL)                            -- since 14
       WHEN 'b' THEN CASE WHEN t.typisdefined THEN
            'INPUT = ' || t.typinput::regproc || ', OUTPUT = ' || t.typoutput::regproc
            || CASE WHEN t.typreceive <> 0 THEN ', RECEIVE = ' || t.typreceive::regproc ELSE '' END
            || CASE WHEN t.typsend <> 0 THEN ', SEND = ' || t.typsend::regproc ELSE '' END
            || CASE WHEN t.typmodin <> 0 THEN ', TYPMOD_IN = ' || t.typmodin::regproc ELSE '' END
            || CASE WHEN t.typmodout <> 0 THEN ', TYPMOD_OUT = ' || t.typmodout::regproc ELSE '' END
            || CASE WHEN t.typanalyze <> 0 THEN ', ANALYZE = ' || t.typanalyze::regproc ELSE '' END
            || CASE WHEN t.typsubscript <> 0 THEN ', SUBSCRIPT = ' || t.typsubscript::regproc ELSE '' END    -- since 14
            || CASE WHEN t.typelem <> 0 THEN ', ELEMENT = ' || format_type(t.typelem, NULL) ELSE '' END
            || ', INTERNALLENGTH = ' || CASE t.typlen WHEN -1 THEN 'VARIABLE' ELSE t.typlen::text END
            || CASE WHEN t.typbyval THEN ', PASSEDBYVALUE = true' ELSE '' END
            || ', ALIGNMENT = ' || CASE t.typalign WHEN 'c' THEN 'char' WHEN 's' THEN 'int2' WHEN 'i' THEN 'int4' ELSE 'double' END
            || ', STORAGE = ' || CASE t.typstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external' WHEN 'm' THEN 'main' ELSE 'extended' END
            || ', CATEGORY = ' || quote_literal(t.typcategory::text) || ', PREFERRED = ' || t.typispreferred
            || CASE WHEN t.typdelim <> ',' THEN ', DELIMITER = ' || quote_literal(t.typdelim::text) ELSE '' END
            || CASE WHEN t.typcollation <> 0 THEN ', COLLATABLE = true' ELSE '' END END
       END AS parameters,
       CASE WHEN t.typtype = 'b' THEN coalesce(pg_get_expr(t.typdefaultbin, 0), t.typdefault) END AS "default"
FROM pg_type t
JOIN pg_namespace n ON n.oid = t.typnamespace
LEFT JOIN labels ON labels.enumtypid = t.oid
LEFT JOIN pg_class c ON c.oid = t.typrelid
LEFT JOIN pg_range r ON r.rngtypid = t.oid
LEFT JOIN pg_type sub ON sub.oid = r.rngsubtype
LEFT JOIN pg_opclass oc ON oc.oid = r.rngsubopc
LEFT JOIN pg_namespace ocn ON ocn.oid = oc.opcnamespace
LEFT JOIN pg_collation co ON co.oid = r.rngcollation
LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
WHERE t.oid >= 16384 AND n.nspname !~ '^pg_(temp|toast)'
  AND (t.typtype IN ('e', 'r', 'p') OR t.typtype = 'c' AND c.relkind = 'c'
       OR t.typtype = 'b' AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid));

SELECT 'domain' AS kind, n.nspname AS schema, t.typname AS name, t.tableoid AS class, t.oid,
       pg_get_userbyid(t.typowner) AS owner,
       format_type(t.typbasetype, t.typtypmod) AS type,
       CASE WHEN t.typcollation <> base.typcollation THEN quote_ident(cn.nspname) || '.' || quote_ident(co.collname) END AS collation,
       CASE WHEN t.typnotnull THEN 'NOT NULL' END AS not_null,
       coalesce(pg_get_expr(t.typdefaultbin, 0), t.typdefault) AS "default"
FROM pg_type t
JOIN pg_namespace n ON n.oid = t.typnamespace
JOIN pg_type base ON base.oid = t.typbasetype
LEFT JOIN pg_collation co ON co.oid = t.typcollation
LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
WHERE t.oid >= 16384 AND t.typtype = 'd' AND n.nspname !~ '^pg_(temp|toast)';
