-- What belongs to an extension comes and goes with it: the extension itself is compared instead.
SELECT d.classid AS class, d.objid AS oid
FROM pg_depend d
WHERE d.deptype = 'e';
