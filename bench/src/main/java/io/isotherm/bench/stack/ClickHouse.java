package io.isotherm.bench.stack;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Statements over HTTP as the administrator. Thread-safe. */
public final class ClickHouse {
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI uri;
    private final String password;

    ClickHouse(String url, String password) {
        this.uri = URI.create(url + "/?wait_end_of_query=1");
        this.password = password;
    }

    public void execute(String statement) {
        send(statement);
    }

    /** The rows as tab-separated text, without the last line break. */
    public String query(String sql) {
        return new String(send(sql), StandardCharsets.UTF_8).stripTrailing();
    }

    /** Tab-separated columns of the only row. */
    public List<String> row(String sql) {
        return List.of(query(sql).split("\t", -1));
    }

    public long number(String sql) {
        return Long.parseLong(query(sql));
    }

    /** The answer as the server sent it; the query names its FORMAT. */
    public byte[] bytes(String sql) {
        return send(sql);
    }

    private byte[] send(String sql) {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(LIMIT)
                .header("X-ClickHouse-User", "admin")
                .header("X-ClickHouse-Key", password)
                .POST(HttpRequest.BodyPublishers.ofString(sql))
                .build();
        try {
            HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                String first = sql.strip().lines().findFirst().orElse("");
                throw new BenchException(
                        "ClickHouse refused '" + first + "': " + new String(answer.body(), StandardCharsets.UTF_8));
            }
            return answer.body();
        } catch (IOException e) {
            throw new BenchException("ClickHouse does not answer: " + e, e);
        } catch (InterruptedException e) {
            throw Pause.interrupted(e);
        }
    }
}
