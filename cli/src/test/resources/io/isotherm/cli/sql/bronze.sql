-- For each table, with its name and key filled in: what the archive makes and keeps of it.
CREATE VIEW bronze.${database}_${table} AS
SELECT * EXCEPT (_is_deleted) FROM hot.${database}_${table} FINAL WHERE _is_deleted = 0;

CREATE TABLE bronze.${database}_${table}_history ENGINE = MergeTree ORDER BY (${key}, _version)
EMPTY AS SELECT * FROM hot.${database}_${table};
