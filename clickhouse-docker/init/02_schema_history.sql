-- What became of hot tables because their source tables have changed. Written by the job, just before it changes a table.
-- Grain: one change of one column that a schema of the source asked for; a schema that comes again is not told again.
CREATE TABLE IF NOT EXISTS ops.schema_history
(
    changed_at DateTime64(3, 'UTC') DEFAULT now64(3),
    `database` LowCardinality(String) COMMENT 'Of the source, as schema and table',
    `schema` LowCardinality(String),
    `table` LowCardinality(String),
    target String COMMENT 'Name in hot, of the table or of its history',
    what LowCardinality(String) COMMENT 'create, add, modify or rename a column; order: columns have changed places, nothing is done; refuse: hot cannot hold it, its rows are dead letters; forbid: hot could, but on_schema_change is fail',
    `column` String COMMENT 'Empty for create, and for a primary key that is refused',
    `from` String COMMENT 'Type or name in hot before; for order the column that it followed; for a primary key its columns',
    `to` String COMMENT 'Type or name in hot after, or the type that is refused or forbidden; for order the column that it follows',
    statement String COMMENT 'What was executed, empty if there is nothing to do',
    schema_id UInt32 COMMENT 'The schema in the registry that asked for it',
    is_doubtful Bool COMMENT 'Whether older rows may be different in Postgres by now, which writes nothing to its log for that: columns may have other names'
)
ENGINE = ReplacingMergeTree
ORDER BY (`database`, `schema`, `table`, target, schema_id, what, `column`)
COMMENT 'Schema changes that the job has followed';
