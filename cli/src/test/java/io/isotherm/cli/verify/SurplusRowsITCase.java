package io.isotherm.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.LocalServers;
import io.isotherm.cli.arrival.Visibility;
import io.isotherm.cli.verify.TableResult.Status;
import io.isotherm.job.config.TablesConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rows that only ClickHouse has are deleted, on the real servers, and nothing else is. */
class SurplusRowsITCase {
    private static final TablesConfig CONFIG =
            TablesConfig.parse("tables.yaml", "sources: {ecommerce: {tables: [public.kept]}}");
    private static final String INSERT =
            "INSERT INTO hot.ecommerce_kept (name, at, note, _version, _is_deleted) VALUES ";

    private static LocalServers servers;

    @BeforeAll
    static void open() throws Exception {
        servers = LocalServers.start("surplus");
        servers.inPostgres("CREATE TABLE kept (name text, at timestamptz, note text, PRIMARY KEY (at, name))");
        servers.inPostgres("CREATE PUBLICATION isotherm_ecommerce FOR TABLE kept");
        servers.inPostgres("INSERT INTO kept VALUES ('it''s', '2026-01-01 10:00Z', 'here'),"
                + " ('it''s', '2026-01-02 10:00Z', 'here too')");
        servers.inClickHouse("CREATE DATABASE hot");
        servers.inClickHouse("CREATE DATABASE bronze");
        servers.inClickHouse("CREATE TABLE hot.ecommerce_kept (name String, at DateTime64(6, 'UTC'), note String,"
                + " _version UInt128, _is_deleted UInt8, _committed_at DateTime64(6, 'UTC'),"
                + " _ingested_at DateTime64(3, 'UTC')) ENGINE = ReplacingMergeTree(_version, _is_deleted)"
                + " ORDER BY (at, name) PARTITION BY toYYYYMMDD(at)");
        servers.inClickHouse("CREATE TABLE hot.archived AS hot.ecommerce_kept");
        servers.inClickHouse("CREATE TABLE hot.ecommerce_kept_history AS hot.ecommerce_kept"
                + " ENGINE = ReplacingMergeTree ORDER BY (at, name, _version) PARTITION BY toYYYYMMDD(_committed_at)");
        servers.inClickHouse("CREATE VIEW bronze.ecommerce_kept AS"
                + " SELECT * EXCEPT _is_deleted FROM hot.ecommerce_kept FINAL WHERE _is_deleted = 0"
                + " UNION ALL SELECT * EXCEPT _is_deleted FROM hot.archived"
                + " WHERE (at, name) NOT IN (SELECT at, name FROM hot.ecommerce_kept)");
        servers.inClickHouse(INSERT + "('it\\'s', '2026-01-01 10:00:00', 'here', 1, 0),"
                + " ('it\\'s', '2026-01-02 10:00:00', 'here too', 1, 0),"
                + " ('\\'); DROP TABLE hot.archived; --', '2026-01-02 10:00:00', 'gone', 1, 0),"
                + " ('日本', '2026-01-03 10:00:00', 'gone', bitShiftLeft(toUInt128(7), 48), 0)");
        servers.inClickHouse("INSERT INTO hot.archived (name, at, note, _version)"
                + " VALUES ('old', '2025-01-03 10:00:00', 'gone', 5)");
    }

    @AfterAll
    static void close() throws Exception {
        servers.close();
    }

    @Test
    void onlyRowsThatPostgresDoesNotHaveAreDeleted() throws Exception {
        servers.inClickHouse("INSERT INTO hot.ecommerce_kept_history"
                + " SELECT * REPLACE (at AS _committed_at) FROM hot.ecommerce_kept");

        long deleted = new Verifier(servers.postgres(), servers.clickhouse(), Visibility.IMMEDIATE, line -> {})
                .deleteSurplus(request());

        assertThat(deleted).isEqualTo(3);
        assertThat(notesAsOf("now64(6, 'UTC')")).isEqualTo(notes());
        assertThat(notesAsOf("'2026-01-05 00:00:00'")).containsExactly("gone", "gone", "here", "here too");
        TableResult result = new Verifier(servers.postgres(), servers.clickhouse(), Visibility.IMMEDIATE, line -> {})
                .verify(request())
                .tables()
                .get(0);
        assertThat(result.status()).isEqualTo(Status.EQUAL);
        assertThat(result.targetRows()).isEqualTo(2);

        // it comes back, at a later position in the log
        servers.inClickHouse(INSERT + "('日本', '2026-01-03 10:00:00', 'again', bitShiftLeft(toUInt128(8), 48), 0)");
        assertThat(notes()).containsExactly("again", "here", "here too");
    }

    /** A key that was seen with one version, and has another when it is to be deleted. */
    @Test
    void aRowThatCameBackMeanwhileStays() throws Exception {
        servers.inClickHouse(INSERT + "('back', '2026-01-04 10:00:00', 'back', 9, 0)");
        Map<String, String> key = new LinkedHashMap<>();
        key.put("at", "2026-01-04 10:00:00");
        key.put("name", "back");
        ReplicatedTable table = new PublishedTables(servers.postgres())
                .read("ecommerce", CONFIG)
                .get(0);
        TargetDatabase database = new TargetDatabase(servers.clickhouse());
        List<ColumnComparison> columns = TableVerifier.comparison(
                        table, database.columns("hot", "ecommerce_kept"), Optional.empty(), false)
                .key();

        new SurplusRows(database).delete(Difference.Kind.EXTRA, table.id(), columns, List.of(seen(key, "8")));
        assertThat(notes()).contains("back");

        new SurplusRows(database).delete(Difference.Kind.EXTRA, table.id(), columns, List.of(seen(key, "9")));
        assertThat(notes()).doesNotContain("back");
    }

    /** One that is hidden from a reader by a newer one or by a delete in another partition is there all the same. */
    @Test
    void whereARowIsInSeveralPartitionsOnlyTheNewestStays() throws Exception {
        servers.inPostgres("CREATE TABLE moved (id int PRIMARY KEY, day date, note text)");
        servers.inPostgres("ALTER PUBLICATION isotherm_ecommerce ADD TABLE moved");
        servers.inPostgres("INSERT INTO moved VALUES (1, '2026-01-03', 'new'), (2, '2026-01-01', 'stays')");
        servers.inClickHouse("CREATE TABLE hot.ecommerce_moved (id Int32, day Date32, note String, _version UInt128,"
                + " _is_deleted UInt8, _ingested_at DateTime64(3, 'UTC'))"
                + " ENGINE = ReplacingMergeTree(_version, _is_deleted) ORDER BY id PARTITION BY day");
        servers.inClickHouse("CREATE VIEW bronze.ecommerce_moved AS"
                + " SELECT * EXCEPT _is_deleted FROM hot.ecommerce_moved FINAL WHERE _is_deleted = 0");
        servers.inClickHouse("INSERT INTO hot.ecommerce_moved (id, day, note, _version, _is_deleted) VALUES"
                + " (1, '2026-01-01', 'oldest', 10, 0), (1, '2026-01-02', 'old', 20, 0), (1, '2026-01-03', 'new', 21, 0),"
                + " (2, '2026-01-01', 'stays', 10, 0),"
                + " (3, '2026-01-01', 'old', 10, 0), (3, '1970-01-01', '', 20, 1)");
        VerifyRequest request = new VerifyRequest(
                "ecommerce",
                TablesConfig.parse(
                        "tables.yaml", "sources: {ecommerce: {tables: [public.moved: {partition_by: day}]}}"),
                Optional.of("moved"),
                Optional.empty(),
                10,
                VerifyRequest.DEFAULT_TIMEOUT,
                false);
        Verifier verifier = new Verifier(servers.postgres(), servers.clickhouse(), Visibility.IMMEDIATE, line -> {});

        assertThat(verifier.deleteOlderCopies(request)).isEqualTo(1);
        assertThat(copies()).containsExactly("1 new", "2 stays", "3 old");

        assertThat(verifier.deleteSurplus(request)).isEqualTo(1);
        assertThat(copies()).containsExactly("1 new", "2 stays");
        assertThat(verifier.verify(request).tables().get(0).status()).isEqualTo(Status.EQUAL);
    }

    /** Live rows of each partition. */
    private static List<String> copies() {
        return new TargetDatabase(servers.clickhouse())
                        .all(
                                "SELECT id || ' ' || note FROM bronze.ecommerce_moved ORDER BY ALL"
                                        + " SETTINGS do_not_merge_across_partitions_select_final = 1",
                                Map.of())
                        .stream()
                        .map(row -> row.get(0))
                        .toList();
    }

    private static Difference seen(Map<String, String> key, String version) {
        return new Difference(Difference.Kind.EXTRA, key, List.of(), Map.of(), version);
    }

    private static VerifyRequest request() {
        return new VerifyRequest(
                "ecommerce", CONFIG, Optional.of("kept"), Optional.empty(), 2, VerifyRequest.DEFAULT_TIMEOUT, false);
    }

    /** As the view of the history does it. */
    private static List<String> notesAsOf(String moment) {
        return new TargetDatabase(servers.clickhouse())
                        .all(
                                "SELECT newest.1 FROM (SELECT argMax((note, _is_deleted), _version) AS newest"
                                        + " FROM hot.ecommerce_kept_history WHERE _committed_at <= " + moment
                                        + " GROUP BY at, name) WHERE newest.2 = 0 ORDER BY 1",
                                Map.of())
                        .stream()
                        .map(row -> row.get(0))
                        .toList();
    }

    private static List<String> notes() {
        return new TargetDatabase(servers.clickhouse())
                .all("SELECT note FROM bronze.ecommerce_kept ORDER BY note", Map.of()).stream()
                        .map(row -> row.get(0))
                        .toList();
    }
}
