-- Brings the hot table and its history to the present state of Postgres, as one commit. ${...} are filled in by the test.
CREATE OR REPLACE TABLE default.source ENGINE = Memory EMPTY AS SELECT * FROM hot.${database}_${table};

INSERT INTO default.source (${columns})
SELECT ${columns} FROM postgresql('${postgres}', '${database}', '${table}', 'postgres', '${password}');

INSERT INTO hot.${database}_${table} (${columns}, _version, _is_deleted, _committed_at)
SELECT ${columns}, ${version}, 0, '${moment}'
FROM default.source
WHERE (${key}, sipHash64(tuple(${columns}))) NOT IN (SELECT ${key}, sipHash64(tuple(${columns})) FROM bronze.${database}_${table})
UNION ALL
SELECT ${columns}, ${version}, 1, '${moment}'
FROM bronze.${database}_${table}
WHERE ${key} NOT IN (SELECT ${key} FROM default.source);

INSERT INTO bronze.${database}_${table}_history
SELECT * FROM hot.${database}_${table} WHERE _version = ${version};
