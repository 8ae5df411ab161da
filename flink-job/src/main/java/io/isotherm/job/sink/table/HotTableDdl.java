package io.isotherm.job.sink.table;

import io.isotherm.job.config.TableSettings;
import io.isotherm.job.model.RowBlock;
import io.isotherm.job.table.Column;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** The SQL that makes and alters hot tables. Every statement can be repeated, and run by several subtasks at once. */
public final class HotTableDdl {
    static final String INGESTED_AT = "_ingested_at";

    private final String database;

    /** Settings of a table. */
    enum Settings {
        ALL,
        /** Without those that only newer servers know. */
        OLD_SERVER
    }

    public HotTableDdl(String database) {
        this.database = database;
    }

    /**
     * @param newest version of the rows that it is made for
     * @param which settings the table gets
     */
    String create(TargetTable table, TableSettings settings, BigInteger newest, Settings which) {
        List<String> columns = new ArrayList<>();
        table.shape().columns().forEach(column -> columns.add(definition(column) + comment(column, newest)));
        for (int i = 0; i < RowBlock.TRAILER_NAMES.size(); i++) {
            columns.add(Sql.name(RowBlock.TRAILER_NAMES.get(i)) + ' ' + RowBlock.TRAILER_TYPES.get(i));
        }
        columns.add(Sql.name(INGESTED_AT) + " DateTime64(3, 'UTC') DEFAULT now64(3)");
        StringBuilder sql = new StringBuilder("CREATE TABLE IF NOT EXISTS ")
                .append(Sql.table(database, table.name()))
                .append("\n(\n    ")
                .append(String.join(",\n    ", columns))
                .append("\n)\nENGINE = ")
                .append(table.engine())
                .append('\n');
        // equal blocks can both be meant: a row deleted and inserted again; the version decides, not the block's hash
        List<String> tableSettings = new ArrayList<>(List.of("non_replicated_deduplication_window = 0"));
        if (which == Settings.ALL) {
            // or the server computes statistics of every column at every insert
            tableSettings.add("auto_statistics_types = ''");
            // or a small table is merged again for every few parts, which costs as much as all the inserts
            tableSettings.add("merge_selector_base = 10");
        }
        if (table.isPartitioned()) {
            sql.append("PARTITION BY ").append(table.partitionKey(settings)).append('\n');
        }
        if (table.hasNullablePartition()) {
            tableSettings.add("allow_nullable_key = 1");
        }
        return sql.append("ORDER BY (")
                .append(TargetTable.names(table.sortingKey()))
                .append(")\nSETTINGS ")
                .append(String.join(", ", tableSettings))
                .toString();
    }

    /** @param changes from {@link #add} and {@link #modify} */
    public String alter(TargetTable table, List<String> changes) {
        return "ALTER TABLE " + Sql.table(database, table.name()) + "\n    " + String.join(",\n    ", changes);
    }

    /** @param previous the column it follows, or null if it is the first */
    public static String add(Column column, String previous) {
        return "ADD COLUMN IF NOT EXISTS " + definition(column)
                + (previous == null ? " FIRST" : " AFTER " + Sql.name(previous));
    }

    /** @param newest version of the rows that it comes with */
    public static String add(Column column, String previous, BigInteger newest) {
        return "ADD COLUMN IF NOT EXISTS " + definition(column) + comment(column, newest)
                + (previous == null ? " FIRST" : " AFTER " + Sql.name(previous));
    }

    private static String comment(Column column, BigInteger newest) {
        return column.number() == 0
                ? ""
                : " COMMENT " + Sql.text(new ColumnMark(column.number(), column.name(), newest).comment());
    }

    /** @param comment empty for none */
    static String comment(String column, String comment) {
        return "MODIFY COLUMN " + Sql.name(column) + " COMMENT " + Sql.text(comment);
    }

    static String modify(String column, String type) {
        return "MODIFY COLUMN " + Sql.name(column) + ' ' + type;
    }

    private static String definition(Column column) {
        String definition = Sql.name(column.name()) + ' ' + column.clickHouseType();
        return column.defaultExpression() == null ? definition : definition + " DEFAULT " + column.defaultExpression();
    }
}
