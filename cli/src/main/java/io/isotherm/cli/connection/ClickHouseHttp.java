package io.isotherm.cli.connection;

import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.error.Failure;
import io.isotherm.cli.settings.Secret;
import io.isotherm.cli.settings.Setting;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Queries whose answer is wanted in the bytes that ClickHouse sends, not as rows. */
public final class ClickHouseHttp {
    private static final String CODE_HEADER = "X-ClickHouse-Exception-Code";

    private final Connections connections;
    private final String user;
    private final Secret password;

    public ClickHouseHttp(Connections connections, String user, Secret password) {
        this.connections = connections;
        this.user = user;
        this.password = password;
    }

    /**
     * @param settings of the query as URL parameters, such as {@code default_format=CSV}
     * @return the answer, whatever its status
     * @throws CliException if there is none, or the password was refused
     */
    public <T> HttpResponse<T> send(String query, String settings, HttpResponse.BodyHandler<T> body)
            throws InterruptedException {
        return send(settings, HttpRequest.BodyPublishers.ofString(query), body);
    }

    /**
     * Sends a file as the data of an {@code INSERT}.
     *
     * @param settings as for {@link #send}
     */
    public HttpResponse<String> insert(String query, String settings, Path data) throws InterruptedException {
        try {
            return send(
                    settings + "&query=" + URLEncoder.encode(query, StandardCharsets.UTF_8),
                    HttpRequest.BodyPublishers.ofFile(data),
                    HttpResponse.BodyHandlers.ofString());
        } catch (FileNotFoundException e) {
            throw CliException.cannotRun("cannot read " + data + ": " + Cause.of(e), "check its name and owner", e);
        }
    }

    private <T> HttpResponse<T> send(
            String parameters, HttpRequest.BodyPublisher content, HttpResponse.BodyHandler<T> body)
            throws InterruptedException {
        URI uri = URI.create(connections.settings().url(Setting.CLICKHOUSE_HTTP_PORT) + "/?" + parameters);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("X-ClickHouse-User", user)
                .header("X-ClickHouse-Key", connections.secrets().get(password))
                .POST(content)
                .build();
        try {
            HttpResponse<T> answer = connections.http().send(request, body);
            requireLetIn(answer, user);
            return answer;
        } catch (IOException e) {
            throw Failure.cannotRun(
                    "ClickHouse does not answer at " + uri.getAuthority(),
                    "check ./isotherm status; ./isotherm up starts what does not run",
                    e);
        }
    }

    /** @throws CliException if the password was refused */
    public static void requireLetIn(HttpResponse<?> answer, String user) {
        if (Failure.isPasswordRefused(errorCode(answer))) {
            throw Failure.passwordRefused(user);
        }
    }

    /** The number of ClickHouse's error; 0 if it told none. */
    public static long errorCode(HttpResponse<?> answer) {
        return answer.headers().firstValueAsLong(CODE_HEADER).orElse(0);
    }

    /** @throws CliException if it does not answer, or does not let the user in */
    public void requireAnswer() throws InterruptedException {
        send("SELECT 1", "", HttpResponse.BodyHandlers.discarding());
    }
}
