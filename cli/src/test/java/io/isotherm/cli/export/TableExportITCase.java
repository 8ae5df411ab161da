package io.isotherm.cli.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.cli.LocalServers;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.Secret;
import io.isotherm.cli.settings.Setting;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TableExportITCase {
    private static LocalServers servers;

    @BeforeAll
    static void start() throws Exception {
        servers = LocalServers.start("export");
        servers.inClickHouse("CREATE DATABASE gold");
        servers.inClickHouse(
                "CREATE TABLE gold.sample (id Int64, `odd ``name` Nullable(String), at DateTime64(6, 'UTC'),"
                        + " price Decimal(12, 2)) ENGINE = MergeTree ORDER BY id");
        servers.inClickHouse(
                "INSERT INTO gold.sample VALUES (1, 'comma, \"quote\" and ü', '2026-01-31 23:59:59.000001', 1.5),"
                        + " (2, NULL, '1999-12-31 00:00:00', -0.01)");
    }

    @AfterAll
    static void stop() throws Exception {
        servers.close();
    }

    @Test
    void csvHasNamesAndValuesAsTheyAre() throws Exception {
        assertThat(new String(export("gold.sample", RowFormat.CSV), StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "\"id\",\"odd `name\",\"at\",\"price\"",
                        "1,\"comma, \"\"quote\"\" and ü\",\"2026-01-31 23:59:59.000001\",1.5",
                        "2,\\N,\"1999-12-31 00:00:00.000000\",-0.01");
    }

    @Test
    void parquetReadsBackAsTheSameRows() throws Exception {
        servers.inClickHouse("CREATE OR REPLACE TABLE gold.copy AS gold.sample");

        insert("gold.copy", export("gold.sample", RowFormat.PARQUET));

        assertThat(
                        servers.inClickHouseWithAnswer(
                                "SELECT * FROM gold.copy ORDER BY id FORMAT TSV SETTINGS output_format_decimal_trailing_zeros = 1"))
                .isEqualTo(
                        servers.inClickHouseWithAnswer(
                                "SELECT * FROM gold.sample ORDER BY id FORMAT TSV SETTINGS output_format_decimal_trailing_zeros = 1"));
    }

    @Test
    void aTableThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> export("gold.nothing", RowFormat.CSV))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("gold.nothing");
        assertThatThrownBy(() -> export("system.users", RowFormat.CSV))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("'system.users' is not a table of bronze, silver or gold");
        assertThatThrownBy(() -> export("gold.x` UNION ALL SELECT * FROM gold.sample", RowFormat.CSV))
                .isInstanceOf(CliException.class);
    }

    @Test
    void aQueryThatFailsHalfwayIsAFailure() throws Exception {
        servers.inClickHouse("CREATE OR REPLACE VIEW gold.failing AS SELECT number, throwIf(number = 3000000) AS bad"
                + " FROM numbers(4000000) SETTINGS max_threads = 1");

        assertThatThrownBy(() -> export("gold.failing", RowFormat.CSV))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("ClickHouse");
    }

    private static byte[] export(String table, RowFormat format) throws IOException, InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long bytes = new TableExport(servers.connections(), table, format).writeTo(out, sofar -> {});
        assertThat(bytes).isEqualTo(out.size());
        return out.toByteArray();
    }

    private static void insert(String table, byte[] parquet) throws IOException, InterruptedException {
        Connections connections = servers.connections();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(connections.settings().url(Setting.CLICKHOUSE_HTTP_PORT) + "/?query=INSERT%20INTO%20"
                                + table + "%20FORMAT%20Parquet"))
                .header("X-ClickHouse-User", "admin")
                .header("X-ClickHouse-Key", connections.secrets().get(Secret.CLICKHOUSE_ADMIN_PASSWORD))
                .POST(HttpRequest.BodyPublishers.ofByteArray(parquet))
                .build();
        HttpResponse<String> answer = connections.http().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
}
