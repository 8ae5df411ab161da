package io.isotherm.cli.load;

import com.clickhouse.client.api.query.GenericRecord;
import io.isotherm.cli.connection.AdminStatements;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.connection.SqlScript;
import io.isotherm.cli.verify.TableResult;
import io.isotherm.job.table.TableId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What was found when whole tables were compared, kept in {@code ops.loaded_tables}. */
final class LoadedTables {
    static final String LOADED = "loaded";
    static final String INCOMPLETE = "incomplete";
    private static final String ASKED = "asked";
    private static final List<String> DEFINITIONS = List.of(
            "clickhouse-docker/init/02_loaded_tables.sql",
            "clickhouse-docker/init/02_schema_history.sql",
            "clickhouse-docker/init/02_missed_records.sql");

    private static final String COLUMNS = "source_columns";

    /** An earlier version has kept no columns. */
    private static final String EXISTS = """
            SELECT uniqExact(table) = 3 AS found, countIf(name = '%s') = 1 AS has_columns FROM system.columns
            WHERE database = 'ops' AND table IN ('loaded_tables', 'schema_history', 'missed_records')""".formatted(COLUMNS);

    private static final String HOT = """
            SELECT tables.name AS name, toString(tables.uuid) AS uuid, ifNull(stored.rows, 0) AS rows, there.names AS columns
            FROM system.tables AS tables
            LEFT JOIN (
                SELECT table, groupArray(name) AS names FROM system.columns WHERE database = 'hot' GROUP BY table
            ) AS there ON there.table = tables.name
            LEFT JOIN (
                SELECT table AS name, sum(rows) AS rows FROM system.parts
                WHERE active AND database IN ('hot', 'cold') GROUP BY name
            ) AS stored ON stored.name = tables.name
            WHERE tables.database = 'hot'""";

    private static final String MARKS = """
            SELECT marks.table AS table, state, reason, source_oid, toString(hot_uuid) AS hot_uuid, %s AS columns,
                   ifNull(doubts.since, toDateTime64(0, 3)) > compared_at AS is_doubtful
            FROM ops.loaded_tables AS marks FINAL
            LEFT JOIN (
                SELECT target AS table, max(at) AS since FROM (
                    SELECT target, changed_at AS at FROM ops.schema_history WHERE is_doubtful OR what IN ('refuse', 'forbid')
                    UNION ALL
                    SELECT target, noticed_at AS at FROM ops.missed_records
                ) GROUP BY target
            ) AS doubts ON doubts.table = marks.table""";

    /** The newest one counts: a table that was made anew holds what it refused before. */
    private static final String REFUSAL = """
            SELECT argMax(what, changed_at) = 'refuse' AS holds, argMax(`column`, changed_at) AS name,
                argMax(`from`, changed_at) AS old, argMax(`to`, changed_at) AS new
            FROM ops.schema_history WHERE target = {table:String} AND what IN ('create', 'refuse')""";

    /** Of changes that somebody had to decide about those that hot does not show yet. */
    private static final String FORBIDDEN = """
            SELECT `column` AS name, argMax(`to`, changed_at) AS type FROM ops.schema_history
            WHERE target = {table:String} AND what = 'forbid' AND (`column`, `to`) NOT IN (
                SELECT name, type FROM system.columns WHERE database = 'hot' AND table = {table:String})
            GROUP BY `column` ORDER BY `column`""";

    /**
     * A table in hot.
     *
     * @param storedRows replaced versions included, until they are merged away
     */
    record Hot(String uuid, long storedRows, Set<String> columns) {
        static final Hot NONE = new Hot("00000000-0000-0000-0000-000000000000", 0, Set.of());
    }

    /**
     * The newest entry about a table.
     *
     * @param columns those of the source before the comparison, see {@link SourceColumns}; empty if it was not kept
     * @param doubtful whether columns have changed since in a way that may change rows without a word in Postgres' log,
     *     or Kafka has deleted records that the job had not read
     */
    record Mark(String state, String reason, long sourceOid, String hotUuid, String columns, boolean doubtful) {
        /** Whether it speaks of the tables as they are now. */
        boolean holds(SourceRelation source, Hot hot) {
            return isOf(source, hot) && !doubtful && !hasOtherColumns(source, hot);
        }

        private boolean hasOtherColumns(SourceRelation source, Hot hot) {
            if (columns.isEmpty() || source.columns().isEmpty() || columns.equals(source.columns())) {
                return false;
            }
            SourceColumns before = SourceColumns.parse(columns);
            SourceColumns now = SourceColumns.parse(source.columns());
            return before.mayShowOtherValuesAs(now) || source.grows() && before.waitsForColumns(now, hot.columns());
        }

        /** Whether it speaks of the tables that are there now. */
        boolean isOf(SourceRelation source, Hot hot) {
            return sourceOid == source.oid() && hotUuid.equals(hot.uuid());
        }
    }

    private final Connections connections;
    private final AdminStatements clickHouse;
    /** Whether the tables are there, in the form that this version needs. */
    private boolean defined;

    LoadedTables(Connections connections) {
        this.connections = connections;
        clickHouse = new AdminStatements(
                connections,
                "ClickHouse does not tell which tables are loaded",
                "see ./isotherm status and ./isotherm logs clickhouse");
    }

    /** By the name of the table. */
    Map<String, Hot> hot() {
        Map<String, Hot> tables = new HashMap<>();
        for (GenericRecord row : clickHouse.query(HOT)) {
            tables.put(
                    row.getString("name"),
                    new Hot(row.getString("uuid"), row.getLong("rows"), Set.copyOf(row.getList("columns"))));
        }
        return tables;
    }

    /** By the name of the hot table; none on a stack from before they were kept. */
    Map<String, Mark> marks() {
        Map<String, Mark> marks = new HashMap<>();
        GenericRecord stored = clickHouse.query(EXISTS).get(0);
        if (!stored.getBoolean("found")) {
            return marks;
        }
        for (GenericRecord row : clickHouse.query(MARKS.formatted(stored.getBoolean("has_columns") ? COLUMNS : "''"))) {
            marks.put(
                    row.getString("table"),
                    new Mark(
                            row.getString("state"),
                            row.getString("reason"),
                            row.getLong("source_oid"),
                            row.getString("hot_uuid"),
                            row.getString("columns"),
                            row.getBoolean("is_doubtful")));
        }
        return marks;
    }

    /** Why hot does not take what the source sends since its columns have changed, as far as the job has told. */
    Optional<Refusal> refusal(TableId table) {
        if (!clickHouse.query(EXISTS).get(0).getBoolean("found")) {
            return Optional.empty();
        }
        Map<String, Object> target = Map.of("table", table.targetName());
        GenericRecord newest = clickHouse.query(REFUSAL, target).get(0);
        if (newest.getBoolean("holds")) {
            return Optional.of(
                    Refusal.ofType(newest.getString("name"), newest.getString("old"), newest.getString("new")));
        }
        List<String> forbidden = clickHouse.query(FORBIDDEN, target).stream()
                .map(row -> row.getString("name") + ' ' + row.getString("type"))
                .toList();
        return forbidden.isEmpty() ? Optional.empty() : Optional.of(Refusal.ofPolicy(forbidden));
    }

    /**
     * @param source as it was before the comparison: one whose columns have changed meanwhile is compared again
     * @param hot the table before the comparison: one that was made or replaced meanwhile is compared again
     * @param position in the write-ahead log, up to which everything was visible when the comparison began
     */
    void remember(SourceRelation source, Hot hot, TableResult compared, String state, String reason, String position) {
        write(
                "SELECT {table:String}, {state:String}, {reason:String}, {oid:UInt32}, {uuid:UUID}, {source:UInt64},"
                        + " {target:UInt64}, {position:String}, {columns:String}",
                Map.of(
                        "table", source.id().targetName(),
                        "state", state,
                        "reason", reason,
                        "oid", source.oid(),
                        "uuid", hot.uuid(),
                        "source", compared.sourceRows(),
                        "target", compared.targetRows(),
                        "position", position,
                        "columns", source.columns()));
    }

    /** The table is to be compared again once it was read. */
    void forget(TableId table) {
        write(
                "SELECT {table:String}, {state:String}, '', 0, {uuid:UUID}, 0, 0, '', ''",
                Map.of("table", table.targetName(), "state", ASKED, "uuid", Hot.NONE.uuid()));
    }

    private void write(String row, Map<String, Object> parameters) {
        if (!defined) {
            for (String definition : DEFINITIONS) {
                SqlScript.read(connections.settings().root().resolve(definition))
                        .forEach(clickHouse::execute);
            }
            defined = true;
        }
        clickHouse.execute(
                "INSERT INTO ops.loaded_tables (table, state, reason, source_oid, hot_uuid, source_rows, target_rows,"
                        + " wal_position, " + COLUMNS + ") " + row,
                parameters);
    }
}
