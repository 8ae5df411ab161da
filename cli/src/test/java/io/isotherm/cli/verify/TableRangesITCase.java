package io.isotherm.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.LocalServers;
import io.isotherm.cli.arrival.Visibility;
import io.isotherm.cli.source.PlainTexts;
import io.isotherm.cli.verify.Difference.Kind;
import io.isotherm.cli.verify.TableResult.Status;
import io.isotherm.job.config.TablesConfig;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ranges of a key lie side by side without a gap, and each finds what is wrong in it, on the real servers. */
class TableRangesITCase {
    private static final TablesConfig CONFIG =
            TablesConfig.parse("tables.yaml", "sources: {ecommerce: {tables: [public.ranges_*]}}");

    private static LocalServers servers;

    @BeforeAll
    static void open() throws Exception {
        servers = LocalServers.start("ranges");
        servers.inClickHouse("CREATE DATABASE hot");
        servers.inClickHouse("CREATE DATABASE bronze");
        servers.inPostgres("CREATE PUBLICATION isotherm_ecommerce");
    }

    @AfterAll
    static void close() throws Exception {
        servers.close();
    }

    /** A thousand rows; wrong is 700, missing is 333, surplus lies below all, between and above all. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "int8 | Int64 | i | number | 10",
                "int4 | Int32 | 2000000000 - i | 2000000000 - number | 10",
                "date | Date32 | '2020-01-01'::date + i | toDate32('2020-01-01') + number | 10",
                "timestamptz | DateTime64(6, 'UTC') | '2020-01-01Z'::timestamptz + i * '1 h'::interval |"
                        + " toDateTime64('2020-01-01', 6, 'UTC') + toIntervalHour(number) | 10",
                "timestamp | DateTime64(6) | '1900-01-02'::timestamp + i * '1 h'::interval |"
                        + " toDateTime64('1900-01-02', 6, 'UTC') + toIntervalHour(number) | 1",
                "text | String | concat('a', i) | concat('a', toString(number)) | 1"
            })
    void everyRowIsInOneRange(String type, String stored, String value, String storedValue, int ranges)
            throws Exception {
        String name = "ranges_" + stored.replaceAll("\\W", "").toLowerCase(Locale.ROOT) + type;
        servers.inPostgres("CREATE TABLE " + name + " (\"K\" " + type + ", n int, note text, PRIMARY KEY (\"K\", n))");
        servers.inPostgres(
                "INSERT INTO " + name + " SELECT " + value + ", i, 'as it is' FROM generate_series(1, 1000) i");
        servers.inPostgres("ALTER PUBLICATION isotherm_ecommerce ADD TABLE " + name);
        servers.inClickHouse("CREATE TABLE hot.ecommerce_" + name + " (`K` " + stored + ", n Int32, note String,"
                + " _version UInt128, _is_deleted UInt8, _ingested_at DateTime64(3, 'UTC'))"
                + " ENGINE = ReplacingMergeTree(_version, _is_deleted) ORDER BY (`K`, n)");
        servers.inClickHouse("CREATE VIEW bronze.ecommerce_" + name
                + " AS SELECT * EXCEPT _is_deleted FROM hot.ecommerce_" + name + " FINAL WHERE _is_deleted = 0");
        servers.inClickHouse("INSERT INTO hot.ecommerce_" + name + " SELECT " + storedValue
                + ", number, if(number = 700, 'wrong', 'as it is'), 1, 0, now64() FROM (SELECT toInt64(number) - 5 AS number FROM numbers(1010))"
                + " WHERE number != 333 AND (number BETWEEN 1 AND 1000 OR number IN (-3, 1003))");
        TableRanges table = table(name);

        List<TableResult> results = compare(table, ranges == 1);

        assertThat(results).hasSize(ranges);
        assertThat(results.stream().mapToLong(TableResult::sourceRows).sum()).isEqualTo(1000);
        assertThat(results.stream().mapToLong(TableResult::targetRows).sum()).isEqualTo(1001);
        assertThat(found(results))
                .isEqualTo(Map.of("-3", Kind.EXTRA, "1003", Kind.EXTRA, "333", Kind.MISSING, "700", Kind.DIFFERENT));
        results.forEach(table::deleteSurplus);
        assertThat(found(compare(table, ranges == 1))).isEqualTo(Map.of("333", Kind.MISSING, "700", Kind.DIFFERENT));
    }

    private static Map<String, Kind> found(List<TableResult> results) {
        Map<String, Kind> found = new TreeMap<>();
        results.forEach(result -> result.differences()
                .forEach(difference -> found.put(difference.key().get("n"), difference.kind())));
        return found;
    }

    private static long rowsWhere(TableRanges table, String condition) throws SQLException {
        try (Statement statement = servers.postgres().createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT count(*) FROM " + table.id().table() + " WHERE " + condition)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static List<TableResult> compare(TableRanges table, boolean whole) throws SQLException {
        List<TableResult> results = new ArrayList<>();
        String from = "";
        do {
            String until = table.end(from);
            results.add(table.compare(from, until));
            assertThat(rowsWhere(table, table.where(from, until)))
                    .isEqualTo(results.get(results.size() - 1).sourceRows());
            from = until;
        } while (!from.isEmpty());
        if (!whole) {
            assertThat(results)
                    .filteredOn(result -> result.status() == Status.EQUAL)
                    .hasSizeGreaterThan(5);
        }
        return results;
    }

    private static TableRanges table(String name) throws Exception {
        VerifyRequest request = new VerifyRequest(
                "ecommerce", CONFIG, Optional.of(name), Optional.empty(), 5, VerifyRequest.DEFAULT_TIMEOUT, false);
        TargetDatabase target = new TargetDatabase(servers.clickhouse());
        PlainTexts.prepare(servers.postgres());
        ReplicatedTable table = new PublishedTables(servers.postgres())
                .read("ecommerce", CONFIG).stream()
                        .filter(one -> one.id().table().equals(name))
                        .findFirst()
                        .orElseThrow();
        return new TableRanges(
                new TableVerifier(servers.postgres(), target, Visibility.IMMEDIATE, line -> {}),
                servers.postgres(),
                target,
                table,
                request,
                100);
    }
}
