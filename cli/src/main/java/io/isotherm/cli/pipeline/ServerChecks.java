package io.isotherm.cli.pipeline;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ClientException;
import com.clickhouse.client.api.ServerException;
import com.clickhouse.client.api.query.GenericRecord;
import com.fasterxml.jackson.databind.JsonNode;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.connection.Rest;
import io.isotherm.cli.error.Cause;
import io.isotherm.cli.settings.Setting;
import io.isotherm.cli.stack.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Looks into the registry, Connect and ClickHouse. */
final class ServerChecks {
    private static final String CONNECTOR_CLASS = "io.isotherm.connect.PostgresSourceConnector";
    private static final Set<String> USERS = Set.of("admin", "cdc_writer", "archiver", "transformer", "reader");
    private static final Set<String> DATABASES = Set.of("hot", "cold", "bronze", "silver", "gold", "ops");

    private final Connections connections;

    ServerChecks(Connections connections) {
        this.connections = connections;
    }

    List<Finding> registry() {
        Rest rest = new Rest(
                connections.http(), "schema-registry", connections.settings().schemaRegistryUrl());
        JsonNode config = rest.getJson("/config");
        String level = config.path("compatibilityLevel")
                .asText(config.path("compatibility").asText());
        return List.of(
                level.equals("NONE")
                        ? Finding.ok("registry compatibility", level)
                        : Finding.warn(
                                "registry compatibility",
                                level + ": it refuses a column that becomes NOT NULL or gets another type, and the"
                                        + " connector ends with all its tables",
                                "set it to NONE: PUT /config {\"compatibility\": \"NONE\"}; the job reads each record by"
                                        + " the schema it was written with"));
    }

    List<Finding> connect() {
        Rest rest =
                new Rest(connections.http(), "connect", connections.settings().url(Setting.CONNECT_PORT));
        for (JsonNode plugin : rest.getJson("/connector-plugins")) {
            if (CONNECTOR_CLASS.equals(plugin.path("class").asText())) {
                return List.of(Finding.ok(
                        "debezium plugin", "version " + plugin.path("version").asText()));
            }
        }
        return List.of(Finding.fail(
                "debezium plugin",
                CONNECTOR_CLASS + " is not installed",
                "install it again: local/install.sh debezium"));
    }

    List<Finding> clickhouse() {
        try (Client client = connections.clickhouse()) {
            List<Finding> findings = new ArrayList<>();
            findings.add(allPresent(
                    client,
                    "clickhouse users",
                    "SELECT name FROM system.users",
                    USERS,
                    "see clickhouse-docker/users.d; restart it: ./isotherm restart clickhouse"));
            findings.add(allPresent(
                    client,
                    "clickhouse databases",
                    "SELECT name FROM system.databases",
                    DATABASES,
                    "create them: ./isotherm up clickhouse"));
            findings.add(bucket(client, "cold"));
            findings.add(bucket(client, "backups"));
            return findings;
        }
    }

    /** Lists it with the server's own keys; a disk would go on trying for many minutes. */
    private static Finding bucket(Client client, String name) {
        try {
            client.queryAll("SELECT count() FROM s3(" + name + ", filename = '*/none', format = 'One')"
                    + " SETTINGS s3_retry_attempts = 2, s3_connect_timeout_ms = 2000, s3_request_timeout_ms = 10000");
            return Finding.ok("bucket " + name, "ClickHouse can list it");
        } catch (ClientException | ServerException e) {
            return Finding.fail(
                    "bucket " + name,
                    "ClickHouse cannot list it: " + Cause.of(e),
                    "see ./isotherm status for minio; ./isotherm restart minio creates missing buckets and users,"
                            + " ./isotherm restart clickhouse reads their keys again");
        }
    }

    private static Finding allPresent(Client client, String subject, String query, Set<String> wanted, String remedy) {
        Set<String> missing = new TreeSet<>(wanted);
        for (GenericRecord row : client.queryAll(query)) {
            missing.remove(row.getString("name"));
        }
        return missing.isEmpty()
                ? Finding.ok(subject, String.join(", ", new TreeSet<>(wanted)))
                : Finding.fail(subject, "missing: " + String.join(", ", missing), remedy);
    }
}
