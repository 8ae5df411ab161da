package io.isotherm.cli.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each user can do what its part of the pipeline needs, and nothing else. */
class ClickHouseUsersITCase {
    private static LocalClickHouse clickhouse;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        clickhouse = LocalClickHouse.start();
    }

    @AfterAll
    static void stop() {
        if (clickhouse != null) {
            clickhouse.close();
        }
    }

    /** {@code statements.txt} has one case per line: user, allowed or refused, statement. */
    @Test
    void allowsAndRefusesEachStatement() throws IOException, InterruptedException {
        SoftAssertions softly = new SoftAssertions();
        Set<String> seen = new TreeSet<>();
        for (String line : statements().split("\n")) {
            if (line.startsWith("#")) {
                continue;
            }
            String[] parts = line.split(" \\| ", 3);
            HttpResponse<String> response = clickhouse.run(parts[0], parts[2]);
            seen.add(parts[0] + " " + parts[1]);
            if (parts[1].equals("allowed")) {
                softly.assertThat(response.body()).as(line).doesNotContain("DB::Exception");
            } else {
                softly.assertThat(response.body())
                        .as(line)
                        .containsAnyOf("(ACCESS_DENIED)", "(READONLY)", "Max query size exceeded");
            }
        }
        softly.assertAll();
        assertThat(seen)
                .containsExactly(
                        "admin allowed",
                        "archiver allowed",
                        "archiver refused",
                        "cdc_writer allowed",
                        "cdc_writer refused",
                        "default refused",
                        "reader allowed",
                        "reader refused",
                        "transformer allowed",
                        "transformer refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"admin", "cdc_writer", "archiver", "transformer", "reader"})
    void refusesAWrongPassword(String user) throws IOException, InterruptedException {
        assertThat(clickhouse.runAsStranger(user).body()).contains("(AUTHENTICATION_FAILED)");
    }

    /**
     * It is the embedded server's own: its grants are few, and still it is to answer nothing, however often it is
     * asked.
     */
    @ParameterizedTest
    @ValueSource(strings = {"SELECT 1", "SELECT 1 SETTINGS max_query_size = 0", "SYSTEM STOP LISTEN TCP", "SELECT 1"})
    void refusesTheUserWithoutAPasswordOverHttp(String statement) throws IOException, InterruptedException {
        HttpResponse<String> response = clickhouse.run("default", statement);

        assertThat(response.statusCode()).isGreaterThanOrEqualTo(400);
        assertThat(response.body()).contains("Max query size exceeded");
    }

    /** Where the client is a server, the length of a query is not limited. */
    @Test
    void refusesTheUserWithoutAPasswordOverTcp() throws IOException, InterruptedException {
        assertThat(clickhouse.runOverTcp("reader", "SELECT 1").body()).isEqualTo("1\n");
        for (int i = 0; i < 5; i++) {
            assertThat(clickhouse.runOverTcp("default", "SELECT 1").body()).contains("(TOO_BIG_AST)");
        }
        assertThat(clickhouse.run("reader", "SELECT 2").body()).isEqualTo("2\n");
    }

    @Test
    void letsTheWriterFillMorePartitionsThanTheServersDefault() throws IOException, InterruptedException {
        String columns =
                "(id Int64, _version UInt128) ENGINE = ReplacingMergeTree(_version) PARTITION BY id ORDER BY id";
        assertThat(clickhouse
                        .run("cdc_writer", "CREATE TABLE hot.partitions " + columns)
                        .statusCode())
                .isEqualTo(200);
        assertThat(clickhouse
                        .run("cdc_writer", "INSERT INTO hot.partitions SELECT number, 1 FROM numbers(300)")
                        .body())
                .isEmpty();
    }

    @Test
    void keepsEqualBlocksOfTheWriterAndRefusesNullWithoutAColumnForIt() throws IOException, InterruptedException {
        String columns = "(id Int64, _version UInt128) ENGINE = ReplacingMergeTree(_version) ORDER BY id"
                + " SETTINGS non_replicated_deduplication_window = 100";
        clickhouse.run("cdc_writer", "CREATE TABLE hot.blocks " + columns);
        clickhouse.run("admin", "SYSTEM STOP MERGES hot.blocks");
        for (int i = 0; i < 2; i++) {
            assertThat(clickhouse
                            .run("cdc_writer", "INSERT INTO hot.blocks VALUES (1, 1)")
                            .statusCode())
                    .isEqualTo(200);
        }
        assertThat(clickhouse.run("reader", "SELECT count() FROM hot.blocks").body())
                .isEqualTo("2\n");
        for (String rows : List.of("VALUES (NULL, 1)", "SELECT NULL, 1")) {
            assertThat(clickhouse
                            .run("cdc_writer", "INSERT INTO hot.blocks " + rows)
                            .body())
                    .contains("DB::Exception");
        }
    }

    private static String statements() throws IOException {
        try (InputStream resource = ClickHouseUsersITCase.class.getResourceAsStream("statements.txt")) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
