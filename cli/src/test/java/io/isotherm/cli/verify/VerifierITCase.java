package io.isotherm.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.cli.LocalServers;
import io.isotherm.cli.arrival.Visibility;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.verify.Difference.Kind;
import io.isotherm.cli.verify.TableResult.Status;
import io.isotherm.job.config.TablesConfig;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every kind of difference, in every type, on the real servers. */
class VerifierITCase {
    private static final int ROWS = 48;
    private static final List<TypedValues> TYPES = TypedValues.all();
    private static final String TABLE = "hot.ecommerce_verify_types";
    private static final TablesConfig CONFIG = TablesConfig.parse("tables.yaml", """
            sources:
              ecommerce:
                tables:
                  - public.verify_*
            """);

    private static LocalServers servers;

    @BeforeAll
    static void open() throws Exception {
        servers = LocalServers.start("verify");
        servers.inClickHouse("CREATE DATABASE IF NOT EXISTS hot");
        servers.inPostgres("DROP PUBLICATION IF EXISTS isotherm_ecommerce");
        servers.inPostgres("CREATE PUBLICATION isotherm_ecommerce");
        servers.inPostgres("DROP TABLE IF EXISTS verify_types");
        servers.inPostgres("DROP TYPE IF EXISTS verify_mood");
        servers.inPostgres("DROP DOMAIN IF EXISTS verify_domain");
        servers.inPostgres("CREATE TYPE verify_mood AS ENUM ('happy', 'it''s; \"so\"')");
        servers.inPostgres("CREATE DOMAIN verify_domain AS integer CHECK (VALUE > 0)");
        servers.inPostgres("CREATE TABLE verify_types (id bigint PRIMARY KEY, "
                + TYPES.stream()
                        .map(type -> Sql.sourceName(type.column()) + " " + type.sourceType())
                        .collect(Collectors.joining(", "))
                + ")");
        servers.inPostgres("INSERT INTO verify_types VALUES " + rows(0));
        servers.inPostgres("ALTER PUBLICATION isotherm_ecommerce ADD TABLE verify_types");
    }

    @AfterAll
    static void close() throws Exception {
        servers.close();
    }

    @BeforeEach
    void fillTarget() throws Exception {
        servers.inClickHouse("DROP TABLE IF EXISTS " + TABLE);
        servers.inClickHouse(
                "CREATE TABLE " + TABLE + " (id Int64, "
                        + TYPES.stream()
                                .map(type -> Sql.targetName(type.column()) + " " + type.nullableTargetType())
                                .collect(Collectors.joining(", "))
                        + ", _version UInt128, _is_deleted UInt8, _committed_at DateTime64(6, 'UTC'),"
                        + " _ingested_at DateTime64(3, 'UTC') DEFAULT now64(3))"
                        + " ENGINE = ReplacingMergeTree(_version, _is_deleted) ORDER BY id PARTITION BY toYYYYMMDD(_committed_at)");
        servers.inClickHouse(
                "INSERT INTO " + TABLE + " (" + targetColumns() + ", _version, _is_deleted) VALUES " + rows(1));
    }

    private static String targetColumns() {
        return "id, "
                + TYPES.stream().map(type -> Sql.targetName(type.column())).collect(Collectors.joining(", "));
    }

    /** @param side 0 for Postgres, 1 for ClickHouse with version 1 */
    private static String rows(int side) {
        return IntStream.range(0, ROWS)
                .mapToObj(row -> "(" + row + ", "
                        + TYPES.stream()
                                .map(type -> type.literalsOf(row).get(side))
                                .collect(Collectors.joining(", "))
                        + (side == 1 ? ", 1, 0)" : ")"))
                .collect(Collectors.joining(", "));
    }

    private static VerifyResult verify(VerifyRequest request) {
        return new Verifier(servers.postgres(), servers.clickhouse(), Visibility.IMMEDIATE, line -> {}).verify(request);
    }

    private static TableResult verifyTable(String table) {
        VerifyResult result = verify(new VerifyRequest(
                "ecommerce", CONFIG, Optional.of(table), Optional.empty(), ROWS, VerifyRequest.DEFAULT_TIMEOUT, false));
        return result.tables().get(0);
    }

    @Test
    void findsAllTypesEqualWithTheirEdgeValues() {
        TableResult result = verifyTable("verify_types");

        assertThat(result.reservations()).isEmpty();
        assertThat(result.differences()).isEmpty();
        assertThat(result.status()).isEqualTo(Status.EQUAL);
        assertThat(result.sourceRows()).isEqualTo(ROWS);
        assertThat(result.targetRows()).isEqualTo(ROWS);
    }

    /** In each round another value of every column, each in a row of its own. */
    @Test
    void namesKeyAndColumnOfEverySingleCorruptedValue() throws Exception {
        int values =
                TYPES.stream().mapToInt(type -> type.literals().size()).max().orElseThrow() + 1;
        for (int round = 0; round < values; round++) {
            fillTarget();
            List<Difference> expected = new ArrayList<>();
            for (int i = 0; i < TYPES.size(); i++) {
                int row = (i + round) % ROWS;
                corrupt(row, TYPES.get(i));
                expected.add(new Difference(
                        Kind.DIFFERENT,
                        Map.of("id", String.valueOf(row)),
                        List.of(TYPES.get(i).column()),
                        Map.of()));
            }

            TableResult result = verifyTable("verify_types");

            assertThat(result.differences()).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    /** Another value in the same partition with a higher version. */
    private static void corrupt(int row, TypedValues type) throws Exception {
        servers.inClickHouse("INSERT INTO " + TABLE + " SELECT * REPLACE(CAST(" + type.otherTargetLiteral(row) + " AS "
                + type.nullableTargetType() + ") AS " + Sql.targetName(type.column()) + ", 2 AS _version) FROM " + TABLE
                + " WHERE id = " + row);
    }

    @Test
    void findsRowsThatAreMissingOrExtra() throws Exception {
        servers.inClickHouse("INSERT INTO " + TABLE + " SELECT * REPLACE(2 AS _version, 1 AS _is_deleted) FROM " + TABLE
                + " WHERE id IN (3, 7)");
        servers.inClickHouse("INSERT INTO " + TABLE + " SELECT * REPLACE(1000 AS id) FROM (SELECT * FROM " + TABLE
                + " WHERE id = 1)");

        TableResult result = verifyTable("verify_types");

        assertThat(result.status()).isEqualTo(Status.DIFFERENT);
        assertThat(result.counts()).isEqualTo(Map.of(Kind.MISSING, 2L, Kind.EXTRA, 1L));
        assertThat(result.differences())
                .extracting(
                        difference -> difference.kind() + " " + difference.key().get("id"))
                .containsExactlyInAnyOrder("MISSING 3", "MISSING 7", "EXTRA 1000");
        assertThat(result.targetRows()).isEqualTo(ROWS - 1);
    }

    @Test
    void countsAKeyInTwoPartitionsAsADuplicate() throws Exception {
        servers.inClickHouse("INSERT INTO " + TABLE
                + " SELECT * REPLACE(now64(6, 'UTC') AS _committed_at, 2 AS _version) FROM " + TABLE + " WHERE id = 4");

        TableResult result = verifyTable("verify_types");

        assertThat(result.differences())
                .containsExactly(new Difference(Kind.DUPLICATE, Map.of("id", "4"), List.of(), Map.of()));
        assertThat(result.targetRows()).isEqualTo(ROWS + 1);
    }

    @Test
    void showsValuesOnlyWhenAsked() throws Exception {
        corrupt(
                0,
                TYPES.stream()
                        .filter(type -> type.column().equals("c_text"))
                        .findFirst()
                        .orElseThrow());

        VerifyResult result = verify(new VerifyRequest(
                "ecommerce",
                CONFIG,
                Optional.of("public.verify_types"),
                Optional.empty(),
                5,
                VerifyRequest.DEFAULT_TIMEOUT,
                true));

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.tables().get(0).differences().get(0).values())
                .isEqualTo(Map.of("c_text", List.of("日本語 😀", "")));
    }

    @Test
    void takesAColumnThatClickHouseLacksAsNullThere() throws Exception {
        servers.inClickHouse("ALTER TABLE " + TABLE + " DROP COLUMN c_name");

        TableResult result = verifyTable("verify_types");

        assertThat(result.counts().keySet()).containsExactly(Kind.DIFFERENT);
        assertThat(result.differences())
                .allSatisfy(difference -> assertThat(difference.columns()).containsExactly("c_name"));
        assertThat(result.differingKeys()).isEqualTo(ROWS - ROWS / 3);
        assertThat(result.reservations()).hasSize(1);
    }

    @Test
    void refusesADayWithoutPartitionColumn() {
        VerifyRequest request = new VerifyRequest(
                "ecommerce",
                CONFIG,
                Optional.of("verify_types"),
                Optional.of(LocalDate.parse("2024-05-01")),
                1,
                VerifyRequest.DEFAULT_TIMEOUT,
                false);

        assertThatThrownBy(() -> verify(request))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("public.verify_types has no partition_by column");
    }

    /** What is missing at first arrives while the verifier waits, and another row changes with every look. */
    @Test
    void settlesChangesUnderWayAndNeverCallsAChangingRowDifferent() throws Exception {
        servers.inClickHouse("INSERT INTO " + TABLE + " SELECT * REPLACE('late' AS c_text, 2 AS _version) FROM " + TABLE
                + " WHERE id IN (5, 6)");
        Visibility changing = timeout -> {
            try {
                servers.inClickHouse("INSERT INTO " + TABLE + " SELECT * REPLACE("
                        + TYPES.stream()
                                .filter(type -> type.column().equals("c_text"))
                                .findFirst()
                                .orElseThrow()
                                .literalsOf(5)
                                .get(1)
                        + " AS c_text, 3 AS _version) FROM (SELECT * FROM " + TABLE
                        + " WHERE id = 5 AND _version = 2)");
                servers.inPostgres("UPDATE verify_types SET c_text = coalesce(c_text, '') || 'x' WHERE id = 6");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        };
        try {
            TableResult result = new Verifier(servers.postgres(), servers.clickhouse(), changing, line -> {})
                    .verify(new VerifyRequest(
                            "ecommerce",
                            CONFIG,
                            Optional.of("verify_types"),
                            Optional.empty(),
                            ROWS,
                            VerifyRequest.DEFAULT_TIMEOUT,
                            false))
                    .tables()
                    .get(0);

            // Row 6 was different all the time, but it changed between every two looks: not a proof.
            assertThat(result.differences()).isEmpty();
            assertThat(result.status()).isEqualTo(Status.UNSETTLED);
            assertThat(result.unsettled())
                    .extracting(difference -> difference.key().get("id"))
                    .containsExactly("6");
        } finally {
            servers.inPostgres("DELETE FROM verify_types");
            servers.inPostgres("INSERT INTO verify_types VALUES " + rows(0));
        }
    }
}
