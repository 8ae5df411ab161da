package io.isotherm.cli;

import io.isotherm.cli.settings.Secret;
import io.isotherm.cli.settings.Setting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Queries whose answer is wanted in the bytes that ClickHouse sends, not as rows. */
public final class ClickHouseHttp {
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
     * @throws CliException if there is none
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
            return connections.http().send(request, body);
        } catch (IOException e) {
            throw CliException.cannotRun(
                    "ClickHouse does not answer at " + uri.getAuthority() + " (" + e + ")",
                    "check ./isotherm status",
                    e);
        }
    }
}
