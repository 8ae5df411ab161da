package io.isotherm.bench.sync;

import io.isotherm.bench.stack.BenchException;
import io.isotherm.bench.stack.BenchStack;
import io.isotherm.cli.settings.Secret;
import io.isotherm.cli.settings.Setting;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;

/** What {@code psql -c 'COPY ...' | curl ... INSERT} does by hand: the text of one COPY is the body of one INSERT. */
final class PipedCopy {
    private static final int CHUNK_BYTES = 1 << 16;
    private static final int OK = 200;

    private PipedCopy() {}

    static void run(BenchStack stack, String copy, String into) throws IOException, SQLException {
        String query = URLEncoder.encode("INSERT INTO " + into + " FORMAT TabSeparated", StandardCharsets.UTF_8);
        HttpURLConnection insert =
                (HttpURLConnection) URI.create(stack.settings().url(Setting.CLICKHOUSE_HTTP_PORT) + "/?query=" + query)
                        .toURL()
                        .openConnection();
        insert.setRequestMethod("POST");
        insert.setDoOutput(true);
        insert.setChunkedStreamingMode(CHUNK_BYTES);
        insert.setRequestProperty("X-ClickHouse-User", "admin");
        insert.setRequestProperty("X-ClickHouse-Key", stack.secret(Secret.CLICKHOUSE_ADMIN_PASSWORD));
        try (Connection connection = stack.postgres();
                Statement statement = connection.createStatement();
                OutputStream body = insert.getOutputStream()) {
            statement.execute("SET TimeZone = 'UTC'");
            connection.unwrap(PGConnection.class).getCopyAPI().copyOut(copy, body);
        }
        if (insert.getResponseCode() != OK) {
            throw new BenchException("COPY by hand failed: "
                    + new String(insert.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
