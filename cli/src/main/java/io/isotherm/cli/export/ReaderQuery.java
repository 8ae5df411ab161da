package io.isotherm.cli.export;

import io.isotherm.cli.connection.ClickHouseHttp;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Streams the rows of one query out of ClickHouse, as its user {@code reader}, who can change nothing: however many
 * they are, a few buffers of them are in memory.
 */
public final class ReaderQuery {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final String SETTINGS = "http_write_exception_in_output_format=0&session_timezone=UTC";

    private final ClickHouseHttp clickHouse;
    private final String sql;
    private final RowFormat format;
    private final Map<String, String> parameters;

    /** @param parameters values of {@code {name:Type}} in the query, in the form that ClickHouse reads */
    public ReaderQuery(Connections connections, String sql, RowFormat format, Map<String, String> parameters) {
        this.clickHouse = new ClickHouseHttp(connections, "reader", Secret.CLICKHOUSE_READER_PASSWORD);
        this.sql = sql;
        this.format = format;
        this.parameters = Map.copyOf(parameters);
    }

    /** What to tell when ClickHouse refuses the query. */
    public interface Refusal {
        /**
         * @param code of ClickHouse's error
         * @param reason in its words
         */
        CliException told(long code, String reason);
    }

    /**
     * Writes everything to {@code out} and leaves it open.
     *
     * @param progress hears of every piece how many bytes have been written so far
     * @return the bytes written
     * @throws CliException if ClickHouse refuses the query, or fails while it sends; what was written then is no whole
     *     file
     */
    public long writeTo(OutputStream out, LongConsumer progress, Refusal refusal)
            throws IOException, InterruptedException {
        HttpResponse<InputStream> answer =
                clickHouse.send(sql, urlParameters(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream rows = answer.body()) {
            if (answer.statusCode() != 200) {
                throw refusal.told(
                        ClickHouseHttp.errorCode(answer),
                        new String(rows.readAllBytes(), StandardCharsets.UTF_8).strip());
            }
            requireFormat(answer);
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

    private String urlParameters() {
        StringBuilder text =
                new StringBuilder(SETTINGS).append("&default_format=").append(format.clickHouseName());
        if (!format.settings().isEmpty()) {
            text.append('&').append(format.settings());
        }
        parameters.forEach((name, value) -> text.append("&param_")
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return text.toString();
    }

    /** A query that says {@code FORMAT} itself would fill a file with something else than its name says. */
    private void requireFormat(HttpResponse<?> answer) {
        String sent = answer.headers().firstValue("X-ClickHouse-Format").orElse("");
        if (!sent.equals(format.clickHouseName())) {
            throw CliException.cannotRun(
                    "the query asks for the format " + sent + " by itself", "remove FORMAT from the query");
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
