-- Run by an administrator in the database that is replicated. ./isotherm apply does the same, with checks before.
-- Needs wal_level = logical, and a password for the role: \password debezium
CREATE ROLE debezium LOGIN REPLICATION;
GRANT USAGE ON SCHEMA public TO debezium;
GRANT SELECT ON TABLE public.loaves TO debezium;
CREATE PUBLICATION isotherm_bakery FOR TABLE public.loaves WITH (publish_via_partition_root = true);
