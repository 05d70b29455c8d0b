SELECT 'operator' AS kind, n.nspname AS schema,
       o.oprname || ' (' || CASE o.oprleft WHEN 0 THEN 'NONE' ELSE format_type(o.oprleft, NULL) END || ', '
       || CASE o.oprright WHEN 0 THEN 'NONE' ELSE format_type(o.oprright, NULL) END || ')' AS name,
       o.tableoid AS class, o.oid,
       pg_get_userbyid(o.oprowner) AS owner,
       CASE o.oprcode WHEN 0 THEN 'a shell, not defined yet' ELSE
       'FUNCTION = ' || o.oprcode::regproc
       || CASE WHEN o.oprleft <> 0 THEN ', LEFTARG = ' || format_type(o.oprleft, NULL) ELSE '' END
       || CASE WHEN o.oprright <> 0 THEN ', RIGHTARG = ' || format_type(o.oprright, NULL) ELSE '' END
       || CASE WHEN o.oprcom <> 0 THEN ', COMMUTATOR = OPERATOR(' || quote_ident(cn.nspname) || '.' || c.oprname || ')' ELSE '' END
       || CASE WHEN o.oprnegate <> 0 THEN ', NEGATOR = OPERATOR(' || quote_ident(gn.nspname) || '.' || g.oprname || ')' ELSE '' END
       || CASE WHEN o.oprrest <> 0 THEN ', RESTRICT = ' || o.oprrest::regproc ELSE '' END
       || CASE WHEN o.oprjoin <> 0 THEN ', JOIN = ' || o.oprjoin::regproc ELSE '' END
       || CASE WHEN o.oprcanhash THEN ', HASHES' ELSE '' END
       || CASE WHEN o.oprcanmerge THEN ', MERGES' ELSE '' END END AS parameters
FROM pg_operator o
JOIN pg_namespace n ON n.oid = o.oprnamespace
LEFT JOIN pg_operator c ON c.oid = o.oprcom
LEFT JOIN pg_namespace cn ON cn.oid = c.oprnamespace
LEFT JOIN pg_operator g ON g.oid = o.oprnegate
LEFT JOIN pg_namespace gn ON gn.oid = g.oprnamespace
WHERE o.oid >= 16384;

-- The operators and functions of a class are told of its family, which holds them.
SELECT 'operator-class' AS kind, n.nspname AS schema, oc.opcname AS name, am.amname AS part, oc.tableoid AS class, oc.oid,
       pg_get_userbyid(oc.opcowner) AS owner,
       'FOR TYPE ' || format_type(oc.opcintype, NULL) || ', FAMILY ' || quote_ident(fn.nspname) || '.' || quote_ident(f.opfname)
       || CASE WHEN oc.opcdefault THEN ', DEFAULT' ELSE '' END
       || CASE WHEN oc.opckeytype <> 0 THEN ', STORAGE ' || format_type(oc.opckeytype, NULL) ELSE '' END AS parameters
FROM pg_opclass oc
JOIN pg_namespace n ON n.oid = oc.opcnamespace
JOIN pg_am am ON am.oid = oc.opcmethod
JOIN pg_opfamily f ON f.oid = oc.opcfamily
JOIN pg_namespace fn ON fn.oid = f.opfnamespace
WHERE oc.oid >= 16384;

WITH members AS (
  SELECT amopfamily AS family, 'OPERATOR ' || lpad(amopstrategy::text, 3) || ' ' || amopopr::regoperator
         || CASE WHEN amopsortfamily <> 0 THEN ' FOR ORDER BY ' || quote_ident(n.nspname) || '.' || quote_ident(f.opfname) ELSE '' END AS line
  FROM pg_amop
  LEFT JOIN pg_opfamily f ON f.oid = amopsortfamily
  LEFT JOIN pg_namespace n ON n.oid = f.opfnamespace
  WHERE amopfamily >= 16384
  UNION ALL
  SELECT amprocfamily, 'FUNCTION ' || lpad(amprocnum::text, 3) || ' (' || format_type(amproclefttype, NULL) || ', '
         || format_type(amprocrighttype, NULL) || ') ' || amproc::regprocedure
  FROM pg_amproc
  WHERE amprocfamily >= 16384
)
SELECT 'operator-family' AS kind, n.nspname AS schema, f.opfname AS name, am.amname AS part, f.tableoid AS class, f.oid,
       pg_get_userbyid(f.opfowner) AS owner,
       (SELECT string_agg(line, E'\n' ORDER BY line COLLATE "C") FROM members WHERE family = f.oid) AS members
FROM pg_opfamily f
JOIN pg_namespace n ON n.oid = f.opfnamespace
JOIN pg_am am ON am.oid = f.opfmethod
WHERE f.oid >= 16384;
