-- Fills every table with a few awkward rows: NULLs, duplicates, keys that nothing else has, long text, large numbers.
-- What a table refuses is left out.
DO $fill$
DECLARE
    -- Each is one row: the first of these that the column's type takes.
    rows text[][] := ARRAY[
        ['7', 'x', '2001-01-01', 'true', '{}', '[1,2)'],
        ['7', 'x', '2001-01-01', 'true', '{}', '[1,2)'],
        ['own', 'own', '2002-02-02', 'false', '[]', '[3,4)'],
        ['a text of more than forty letters, of which none is a digit', '99999999999', '99999999', '2999-12-31', 'true', '{}'],
        ['-1', 'two words', '1999-01-01', 'true', '{}', '[5,6)']];
    relation record;
    attribute record;
    names text;
    vals text;
    found text;
    candidate text;
    at int;
BEGIN
    FOR relation IN
        SELECT c.oid, c.oid::regclass::text AS name, row_number() OVER (ORDER BY c.oid) AS number
        FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace::regnamespace::text NOT LIKE ALL ('{pg\_%,information_schema}')
    LOOP
        FOR at IN 0 .. array_length(rows, 1) LOOP
            names := ''; vals := '';
            FOR attribute IN
                SELECT a.attname, a.attnotnull, format_type(a.atttypid, a.atttypmod) AS type, t.typtype, t.oid AS type_oid
                FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
                WHERE a.attrelid = relation.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND a.attidentity = ''
            LOOP
                found := NULL;
                -- The row before the first: all NULL that may be.
                IF at > 0 OR attribute.attnotnull THEN
                    FOREACH candidate IN ARRAY COALESCE(
                        (SELECT array_agg(enumlabel::text ORDER BY (enumsortorder::int + at) % 4) FROM pg_enum WHERE enumtypid = attribute.type_oid),
                        (SELECT array_agg(one) FROM unnest(rows[greatest(at, 1):greatest(at, 1)]) one))
                    LOOP
                        candidate := CASE candidate WHEN 'own' THEN (1000 + relation.number)::text ELSE candidate END;
                        BEGIN
                            EXECUTE format('SELECT CAST(%L AS %s)', candidate, attribute.type);
                            found := quote_literal(candidate);
                            EXIT;
                        EXCEPTION WHEN OTHERS THEN NULL;
                        END;
                    END LOOP;
                END IF;
                names := names || ', ' || quote_ident(attribute.attname);
                vals := vals || ', ' || COALESCE(found, 'DEFAULT');
                vals := CASE WHEN at = 0 AND NOT attribute.attnotnull THEN regexp_replace(vals, 'DEFAULT$', 'NULL') ELSE vals END;
            END LOOP;
            BEGIN
                EXECUTE format('INSERT INTO %s (%s) VALUES (%s)', relation.name, substr(names, 3), substr(vals, 3));
            EXCEPTION WHEN OTHERS THEN NULL;
            END;
        END LOOP;
    END LOOP;
END $fill$;
