package io.isotherm.cli;

import io.isotherm.cli.settings.Secret;
import io.isotherm.cli.settings.Setting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Queries whose answer is wanted in the bytes that ClickHouse sends, not as rows. */
public final class ClickHouseHttp {
    private static final String ERROR_CODE = "X-ClickHouse-Exception-Code";
    private static final String AUTHENTICATION_FAILED = "516";

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
     * @throws CliException if there is none, or the server refuses the password
     */
    public <T> HttpResponse<T> send(String query, String settings, HttpResponse.BodyHandler<T> body)
            throws InterruptedException {
        URI uri = URI.create(connections.settings().url(Setting.CLICKHOUSE_HTTP_PORT) + "/?" + settings);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("X-ClickHouse-User", user)
                .header("X-ClickHouse-Key", connections.secrets().get(password))
                .POST(HttpRequest.BodyPublishers.ofString(query))
                .build();
        try {
            HttpResponse<T> response = connections.http().send(request, body);
            if (response.headers()
                    .firstValue(ERROR_CODE)
                    .filter(AUTHENTICATION_FAILED::equals)
                    .isPresent()) {
                throw CliException.cannotRun(
                        "ClickHouse refuses the password of its user " + user,
                        "it has the passwords of "
                                + connections.settings().home().resolve("secrets")
                                + " once it was started with them: is that this stack's ISOTHERM_HOME? If so,"
                                + " ./isotherm restart clickhouse");
            }
            return response;
        } catch (IOException e) {
            throw CliException.cannotRun(
                    "ClickHouse does not answer at " + uri.getAuthority() + ": " + Cause.of(e),
                    "check ./isotherm status; ./isotherm up starts what does not run",
                    e);
        }
    }

    /** @throws CliException if the server does not answer, or refuses the password */
    public void requireAnswer() throws InterruptedException {
        send("SELECT 1", "", HttpResponse.BodyHandlers.discarding());
    }
}
