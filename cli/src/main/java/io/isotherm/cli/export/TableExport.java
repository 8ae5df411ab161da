package io.isotherm.cli.export;

import io.isotherm.cli.Cause;
import io.isotherm.cli.CliException;
import io.isotherm.cli.ClickHouseHttp;
import io.isotherm.cli.Connections;
import io.isotherm.cli.settings.Secret;
import io.isotherm.cli.verify.Sql;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * Streams the rows of one table or view out of ClickHouse, as its user {@code reader}: however large it is, a few buffers
 * of it are in memory.
 */
public final class TableExport {
    private static final Set<String> DATABASES = Set.of("bronze", "silver", "gold");
    private static final int BUFFER_BYTES = 1 << 16;
    private static final String SETTINGS = "http_write_exception_in_output_format=0&session_timezone=UTC";

    private final ClickHouseHttp clickHouse;
    private final String query;

    /** What the rows are written as. */
    public enum Format {
        CSV("CSVWithNames"),
        PARQUET("Parquet");

        private final String clickHouseName;

        Format(String clickHouseName) {
            this.clickHouseName = clickHouseName;
        }

        /** Without the dot. */
        public String extension() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param table such as {@code gold.fact_order} */
    public TableExport(Connections connections, String table, Format format) {
        int dot = table.indexOf('.');
        String database = dot < 0 ? "" : table.substring(0, dot);
        if (!DATABASES.contains(database) || dot == table.length() - 1) {
            throw CliException.cannotRun(
                    "'" + table + "' is not a table of bronze, silver or gold",
                    "name it with its database, such as gold.fact_order; those that are there: ./isotherm sql"
                            + " \"SELECT database, name FROM system.tables WHERE database IN ('bronze', 'silver', 'gold')\"");
        }
        this.clickHouse = new ClickHouseHttp(connections, "reader", Secret.CLICKHOUSE_READER_PASSWORD);
        this.query = "SELECT * FROM " + Sql.targetName(database) + '.' + Sql.targetName(table.substring(dot + 1))
                + " FORMAT " + format.clickHouseName;
    }

    /**
     * Writes everything to {@code out} and leaves it open.
     *
     * @param progress hears of every piece how many bytes have been written so far
     * @return the bytes written
     * @throws CliException if ClickHouse refuses the query, or fails while it sends; what was written then is no whole file
     */
    public long writeTo(OutputStream out, LongConsumer progress) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = clickHouse.send(query, SETTINGS, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream rows = answer.body()) {
            if (answer.statusCode() != 200) {
                String reason = new String(rows.readAllBytes(), StandardCharsets.UTF_8).strip();
                throw CliException.failed("ClickHouse: " + reason, "correct the table's name, or see the reason");
            }
            byte[] buffer = new byte[BUFFER_BYTES];
            long total = 0;
            for (int length = read(rows, buffer); length >= 0; length = read(rows, buffer)) {
                out.write(buffer, 0, length);
                total += length;
                progress.accept(total);
            }
            out.flush();
            return total;
        }
    }

    /** The server breaks the connection off when a query fails halfway. */
    private static int read(InputStream rows, byte[] buffer) {
        try {
            return rows.read(buffer);
        } catch (IOException e) {
            throw CliException.failed(
                    "ClickHouse stopped sending: " + Cause.of(e),
                    "see ./isotherm logs clickhouse, and repeat the command",
                    e);
        }
    }
}
