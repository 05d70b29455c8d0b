-- What Amazon RDS and Aurora bring before the first migration: their roles.
--
-- Every statement looks first whether its object is there, so that it also runs on a server that has some of it.

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY[
    'rdsadmin', 'rds_superuser', 'rds_replication', 'rds_iam', 'rds_password', 'rds_ad', 'rds_reserved',
    'rds_extension', 'rdstopmgr', 'rdsproxyadmin'
  ] LOOP
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = name) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', name);
    END IF;
  END LOOP;
END
$$;
GRANT pg_monitor, pg_signal_backend, rds_replication, rds_password TO rds_superuser;
