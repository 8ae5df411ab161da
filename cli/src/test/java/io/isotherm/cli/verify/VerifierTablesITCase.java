package io.isotherm.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.isotherm.cli.LocalServers;
import io.isotherm.cli.arrival.Visibility;
import io.isotherm.cli.verify.Difference.Kind;
import io.isotherm.cli.verify.TableResult.Status;
import io.isotherm.job.config.TablesConfig;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tables that are compared in part, or that one side lacks, on the real servers. */
class VerifierTablesITCase {
    private static final TablesConfig CONFIG = TablesConfig.parse("tables.yaml", """
            sources:
              ecommerce:
                tables:
                  - public.verify_days: {partition_by: created_at, exclude: [secret], hash: [email]}
                  - public.verify_counted: {partition_by: {column: at, unit: ms}}
                  - public.verify_kept: {on_schema_change: ignore}
                  - public.verify_*
            """);

    private static LocalServers servers;

    @BeforeAll
    static void open() throws Exception {
        servers = LocalServers.start("verify");
        servers.inClickHouse("CREATE DATABASE IF NOT EXISTS hot");
        servers.inPostgres("CREATE PUBLICATION isotherm_ecommerce");
    }

    @AfterAll
    static void close() throws Exception {
        servers.close();
    }

    @Test
    void comparesOneDayWithoutExcludedColumnsAndHashedOnesForNullOnly() throws Exception {
        servers.inPostgres("CREATE TABLE verify_days (id uuid, created_at timestamptz, secret text, email text,"
                + " tags text[], PRIMARY KEY (created_at, id))");
        servers.inPostgres("INSERT INTO verify_days SELECT md5(i::text)::uuid, '2024-05-01 22:00:00Z'::timestamptz"
                + " + i * interval '1 minute', 's', CASE WHEN i % 2 = 0 THEN 'e' || i END, '{a}'"
                + " FROM generate_series(1, 240) AS i");
        servers.inPostgres("ALTER PUBLICATION isotherm_ecommerce ADD TABLE verify_days");
        servers.inClickHouse("CREATE TABLE hot.ecommerce_verify_days (id UUID, created_at DateTime64(6, 'UTC'),"
                + " email Nullable(String), tags String, _version UInt128, _is_deleted UInt8)"
                + " ENGINE = ReplacingMergeTree(_version, _is_deleted) ORDER BY (created_at, id)"
                + " PARTITION BY toYYYYMMDD(created_at)");
        String rows = " SELECT toUUID(concat(substring(h, 1, 8), '-',"
                + " substring(h, 9, 4), '-', substring(h, 13, 4), '-', substring(h, 17, 4), '-', substring(h, 21))),"
                + " toDateTime64('2024-05-01 22:00:00', 6, 'UTC') + toIntervalMinute(i),"
                + " if(i % 2 = 0, 'hash', NULL), '{a}', 1, 0"
                + " FROM (SELECT number + 1 AS i, lower(hex(MD5(toString(i)))) AS h FROM numbers(240))";
        servers.inClickHouse("INSERT INTO hot.ecommerce_verify_days" + rows + " WHERE i != 200");

        TableResult first = verifyDay("2024-05-01");
        TableResult second = verifyDay("2024-05-02");

        assertThat(first.status()).isEqualTo(Status.EQUAL);
        assertThat(first.sourceRows()).isEqualTo(119);
        assertThat(first.reservations()).singleElement().asString().startsWith("email: hashed");
        assertThat(second.counts()).isEqualTo(Map.of(Kind.MISSING, 1L));
        assertThat(second.differences().get(0).key()).containsEntry("created_at", "2024-05-02 01:20:00");

        servers.inPostgres("CREATE TABLE verify_undated (id int PRIMARY KEY)");
        servers.inPostgres("ALTER PUBLICATION isotherm_ecommerce ADD TABLE verify_undated");
        List<String> lines = new ArrayList<>();
        assertThat(verifier(Visibility.IMMEDIATE, lines::add)
                        .verify(request(Optional.empty(), Optional.of(LocalDate.parse("2024-05-01"))))
                        .tables())
                .extracting(result -> result.table().toString(), TableResult::sourceRows)
                .containsExactly(tuple("ecommerce.public.verify_days", 119L));
        assertThat(lines).contains("ecommerce.public.verify_undated: left out, it has no partition_by column");

        servers.inClickHouse("CREATE DATABASE IF NOT EXISTS bronze");
        servers.inClickHouse("CREATE TABLE hot.archived AS hot.ecommerce_verify_days");
        servers.inClickHouse("INSERT INTO hot.archived" + rows + " WHERE i = 200");
        servers.inClickHouse("CREATE VIEW bronze.ecommerce_verify_days AS SELECT * EXCEPT (_is_deleted)"
                + " FROM hot.ecommerce_verify_days FINAL UNION ALL SELECT * EXCEPT (_is_deleted) FROM hot.archived");
        assertThat(verifyDay("2024-05-02").status()).isEqualTo(Status.EQUAL);
    }

    @Test
    void comparesOneDayOfATableWhoseTimesAreIntegers() throws Exception {
        servers.inPostgres("CREATE TABLE verify_counted (id int PRIMARY KEY, at bigint)");
        servers.inPostgres("INSERT INTO verify_counted SELECT i, 1714608000000 + (i - 60) * 60000::bigint"
                + " FROM generate_series(1, 120) AS i UNION ALL VALUES (200, -1), (201, 0), (202, NULL)");
        servers.inPostgres("ALTER PUBLICATION isotherm_ecommerce ADD TABLE verify_counted");
        servers.inClickHouse("CREATE TABLE hot.ecommerce_verify_counted (id Int32, at Nullable(Int64),"
                + " _version UInt128, _is_deleted UInt8) ENGINE = ReplacingMergeTree(_version, _is_deleted) ORDER BY id"
                + " PARTITION BY toYYYYMMDD(fromUnixTimestamp64Milli(at, 'UTC')) SETTINGS allow_nullable_key = 1");
        servers.inClickHouse("INSERT INTO hot.ecommerce_verify_counted SELECT number + 1,"
                + " 1714608000000 + (number - 59) * 60000, 1, 0 FROM numbers(120) WHERE number != 100");
        servers.inClickHouse("INSERT INTO hot.ecommerce_verify_counted VALUES (200, -1, 1, 0), (202, NULL, 1, 0)");

        TableResult before = verifyDay("verify_counted", "2024-05-01");
        TableResult after = verifyDay("verify_counted", "2024-05-02");

        assertThat(before.status()).isEqualTo(Status.EQUAL);
        assertThat(before.sourceRows()).isEqualTo(59);
        assertThat(after.sourceRows()).isEqualTo(61);
        assertThat(after.counts()).isEqualTo(Map.of(Kind.MISSING, 1L));
        assertThat(verifyDay("verify_counted", "1969-12-31"))
                .satisfies(day -> assertThat(day.status()).isEqualTo(Status.EQUAL))
                .satisfies(day -> assertThat(day.sourceRows()).isOne());
        assertThat(verifyDay("verify_counted", "1970-01-01").counts()).isEqualTo(Map.of(Kind.MISSING, 1L));
        // another test compares whatever is published
        servers.inPostgres("ALTER PUBLICATION isotherm_ecommerce DROP TABLE verify_counted");
    }

    @Test
    void takesATableThatClickHouseLacksAsEmptyThere() throws Exception {
        servers.inPostgres("CREATE TABLE verify_pairs (a text, b bytea, PRIMARY KEY (b, a))");
        servers.inPostgres("ALTER PUBLICATION isotherm_ecommerce ADD TABLE verify_pairs");
        assertThat(verifyTable("verify_pairs").status()).isEqualTo(Status.EQUAL);

        servers.inPostgres("INSERT INTO verify_pairs VALUES ('it''s', '\\x00ff')");

        TableResult result = verifyTable("verify_pairs");
        assertThat(result.status()).isEqualTo(Status.DIFFERENT);
        assertThat(result.counts()).isEqualTo(Map.of(Kind.MISSING, 1L));
        assertThat(result.problem()).contains("does not exist");
    }

    @Test
    void aColumnThatIsToStayOutOfTheHotTableIsNoDifference() throws Exception {
        servers.inPostgres("CREATE TABLE verify_kept (id int PRIMARY KEY, v text)");
        servers.inPostgres("INSERT INTO verify_kept VALUES (1, 'a'), (2, 'b')");
        servers.inPostgres("ALTER TABLE verify_kept ADD COLUMN later timestamptz NOT NULL DEFAULT now()");
        servers.inPostgres("ALTER PUBLICATION isotherm_ecommerce ADD TABLE verify_kept");
        servers.inClickHouse("CREATE TABLE hot.ecommerce_verify_kept (id Int32, v Nullable(String), _version UInt128,"
                + " _is_deleted UInt8) ENGINE = ReplacingMergeTree(_version, _is_deleted) ORDER BY id");
        servers.inClickHouse("INSERT INTO hot.ecommerce_verify_kept VALUES (1, 'a', 1, 0), (2, 'b', 1, 0)");

        TableResult equal = verifyTable("verify_kept");
        assertThat(equal.status()).isEqualTo(Status.EQUAL);
        assertThat(equal.reservations()).singleElement().asString().startsWith("later: on_schema_change: ignore");

        servers.inPostgres("UPDATE verify_kept SET v = 'c' WHERE id = 2");
        assertThat(verifyTable("verify_kept").counts()).isEqualTo(Map.of(Kind.DIFFERENT, 1L));
    }

    @Test
    void findsThatAKeyIsMissingWhichClickHouseCannotHold() throws Exception {
        servers.inPostgres("CREATE TABLE verify_ancient (at timestamp, n numeric(80,2), PRIMARY KEY (at, n))");
        servers.inPostgres("INSERT INTO verify_ancient VALUES ('0044-03-15 12:00:00 BC', 1), ('2024-05-01', 1e77),"
                + " ('2024-05-01', 2.5)");
        servers.inPostgres("ALTER PUBLICATION isotherm_ecommerce ADD TABLE verify_ancient");
        servers.inClickHouse("CREATE TABLE hot.ecommerce_verify_ancient (at DateTime64(6, 'UTC'), n Decimal(76, 2),"
                + " _version UInt128, _is_deleted UInt8) ENGINE = ReplacingMergeTree(_version, _is_deleted)"
                + " ORDER BY (at, n)");
        servers.inClickHouse("INSERT INTO hot.ecommerce_verify_ancient VALUES ('2024-05-01 00:00:00', 2.5, 1, 0),"
                + " ('2024-05-02 00:00:00', 2.5, 1, 0)");

        assertThat(verifyTable("verify_ancient").counts()).isEqualTo(Map.of(Kind.MISSING, 2L, Kind.EXTRA, 1L));
    }

    @Test
    void takesAColumnWhoseNameIsTakenForOneThatIsNotThere() throws Exception {
        servers.inPostgres("CREATE TABLE verify_taken (id int PRIMARY KEY, _is_deleted boolean, _version int)");
        servers.inPostgres("INSERT INTO verify_taken VALUES (1, false, 1), (2, NULL, NULL)");
        servers.inPostgres("ALTER PUBLICATION isotherm_ecommerce ADD TABLE verify_taken");
        servers.inClickHouse("CREATE TABLE hot.ecommerce_verify_taken (id Int32, _version UInt128, _is_deleted UInt8)"
                + " ENGINE = ReplacingMergeTree(_version, _is_deleted) ORDER BY id");
        servers.inClickHouse("INSERT INTO hot.ecommerce_verify_taken VALUES (1, 1, 0), (2, 1, 0)");

        TableResult inHot = verifyTable("verify_taken");
        servers.inClickHouse("CREATE DATABASE IF NOT EXISTS bronze");
        servers.inClickHouse("CREATE VIEW bronze.ecommerce_verify_taken AS SELECT * EXCEPT (_is_deleted)"
                + " FROM hot.ecommerce_verify_taken FINAL");
        TableResult inBronze = verifyTable("verify_taken");

        assertThat(List.of(inHot, inBronze)).allSatisfy(result -> {
            assertThat(result.counts()).isEqualTo(Map.of(Kind.DIFFERENT, 1L));
            assertThat(result.differences().get(0).columns()).containsExactly("_is_deleted", "_version");
        });
    }

    @Test
    void aTableThatClickHouseCannotReadIsTheOnlyOneThatIsNotCompared() throws Exception {
        servers.inPostgres("CREATE TABLE verify_foreign (id int PRIMARY KEY)");
        servers.inPostgres("ALTER PUBLICATION isotherm_ecommerce ADD TABLE verify_foreign");
        servers.inClickHouse(
                "CREATE TABLE hot.ecommerce_verify_foreign (id Int32) ENGINE = ReplacingMergeTree ORDER BY id");

        List<TableResult> tables = verifier(Visibility.IMMEDIATE, line -> {})
                .verify(request(Optional.empty(), Optional.empty()))
                .tables();

        assertThat(tables).hasSizeGreaterThan(1).anyMatch(result -> result.status() == Status.EQUAL);
        assertThat(tables)
                .filteredOn(result -> result.table().table().equals("verify_foreign"))
                .singleElement()
                .satisfies(result -> {
                    assertThat(result.status()).isEqualTo(Status.NOT_COMPARED);
                    assertThat(result.problem()).contains("_is_deleted");
                });
        servers.inPostgres("DROP TABLE verify_foreign");
    }

    @Test
    void doesNotCallATableWithoutKeyEqual() throws Exception {
        servers.inPostgres("CREATE TABLE verify_keyless (a text)");
        servers.inPostgres("ALTER PUBLICATION isotherm_ecommerce ADD TABLE verify_keyless");
        servers.inClickHouse("CREATE OR REPLACE TABLE hot.ecommerce_verify_keyless (a String, _version UInt128,"
                + " _is_deleted UInt8) ENGINE = ReplacingMergeTree(_version, _is_deleted) ORDER BY tuple()");

        assertThat(verifyTable("verify_keyless").status()).isEqualTo(Status.NOT_COMPARED);
    }

    /** A change on its usual way is settled without the wait for everything that was committed. */
    @Test
    void looksAgainAtOnceForWhatIsUnderWay() throws Exception {
        servers.inPostgres("CREATE TABLE verify_moving (id bigint PRIMARY KEY, a text)");
        servers.inPostgres("ALTER PUBLICATION isotherm_ecommerce ADD TABLE verify_moving");
        servers.inPostgres("INSERT INTO verify_moving VALUES (1, 'new'), (2, 'new')");
        servers.inClickHouse("CREATE TABLE hot.ecommerce_verify_moving (id Int64, a String, _version UInt128,"
                + " _is_deleted UInt8) ENGINE = ReplacingMergeTree(_version, _is_deleted) ORDER BY id");
        servers.inClickHouse("INSERT INTO hot.ecommerce_verify_moving VALUES (1, 'old', 1, 0)");
        Visibility neverWaits = new Visibility() {
            @Override
            public void await(Duration timeout) {
                throw new AssertionError("both rows have arrived by now");
            }

            @Override
            public Duration usually() {
                return Duration.ofMinutes(1);
            }
        };
        Consumer<String> arrival = line -> {
            if (line.endsWith("looking again at 2 keys, round 1")) {
                CompletableFuture.runAsync(() -> {
                    inClickHouse("INSERT INTO hot.ecommerce_verify_moving VALUES (1, 'new', 2, 0)");
                    inClickHouse("INSERT INTO hot.ecommerce_verify_moving VALUES (2, 'new', 2, 0)");
                });
            }
        };

        TableResult result = verify("verify_moving", Optional.empty(), neverWaits, arrival);

        assertThat(result.status()).isEqualTo(Status.EQUAL);
    }

    private static void inClickHouse(String statement) {
        try {
            servers.inClickHouse(statement);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static TableResult verifyTable(String table) {
        return verify(table, Optional.empty());
    }

    private static TableResult verifyDay(String day) {
        return verifyDay("verify_days", day);
    }

    private static TableResult verifyDay(String table, String day) {
        return verify(table, Optional.of(LocalDate.parse(day)));
    }

    private static TableResult verify(String table, Optional<LocalDate> day) {
        return verify(table, day, Visibility.IMMEDIATE, line -> {});
    }

    private static TableResult verify(
            String table, Optional<LocalDate> day, Visibility visibility, Consumer<String> progress) {
        return verifier(visibility, progress)
                .verify(request(Optional.of(table), day))
                .tables()
                .get(0);
    }

    private static Verifier verifier(Visibility visibility, Consumer<String> progress) {
        return new Verifier(servers.postgres(), servers.clickhouse(), visibility, progress);
    }

    private static VerifyRequest request(Optional<String> table, Optional<LocalDate> day) {
        return new VerifyRequest(
                "ecommerce", CONFIG, table, day, VerifyRequest.DEFAULT_LIMIT, VerifyRequest.DEFAULT_TIMEOUT, false);
    }
}
