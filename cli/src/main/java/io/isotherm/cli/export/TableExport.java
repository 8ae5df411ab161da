package io.isotherm.cli.export;

import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.verify.Sql;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;

/** Streams the rows of one table or view out of ClickHouse. */
public final class TableExport {
    private static final Set<String> DATABASES = Set.of("bronze", "silver", "gold");

    private final ReaderQuery query;

    /** @param table such as {@code gold.fact_order} */
    public TableExport(Connections connections, String table, RowFormat format) {
        int dot = table.indexOf('.');
        String database = dot < 0 ? "" : table.substring(0, dot);
        if (!DATABASES.contains(database) || dot == table.length() - 1) {
            throw CliException.cannotRun(
                    "'" + table + "' is not a table of bronze, silver or gold",
                    "name it with its database, such as gold.fact_order; those that are there: ./isotherm sql"
                            + " \"SELECT database, name FROM system.tables WHERE database IN ('bronze', 'silver', 'gold')\"");
        }
        String sql = "SELECT * FROM " + Sql.targetName(database) + '.' + Sql.targetName(table.substring(dot + 1));
        this.query = new ReaderQuery(connections, sql, format, Map.of());
    }

    /** @see ReaderQuery#writeTo */
    public long writeTo(OutputStream out, LongConsumer progress) throws IOException, InterruptedException {
        return query.writeTo(
                out,
                progress,
                (code, reason) ->
                        CliException.failed("ClickHouse: " + reason, "correct the table's name, or see the reason"));
    }
}
