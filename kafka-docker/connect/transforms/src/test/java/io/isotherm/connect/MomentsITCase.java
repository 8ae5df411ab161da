package io.isotherm.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Dates and times arrive as Postgres has them in the three ways that a row comes: by the first snapshot, by the read of
 * a table that is new, and as a change.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class MomentsITCase {
    private static final OffsetDateTime EPOCH = OffsetDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

    /** Constants of the driver and of Debezium, as the job knows them. */
    private static final Map<String, String> INFINITIES = Map.of(
            String.valueOf(SourceDates.INFINITY),
            "infinity",
            String.valueOf(SourceDates.MINUS_INFINITY),
            "-infinity",
            "9223372036825200000",
            "infinity",
            "-9223372036832400000",
            "-infinity",
            String.valueOf(Long.MAX_VALUE),
            "infinity",
            String.valueOf(Long.MIN_VALUE),
            "-infinity",
            "9223372036825200",
            "infinity",
            "-9223372036832400",
            "-infinity");

    private static final List<String> EDGES = List.of(
            "2024-02-29 12:34:56.789012",
            "1970-01-01 00:00:00",
            "1969-12-31 23:59:59.999999",
            "1900-01-01 00:00:00",
            "1899-12-31 23:59:58.5",
            "1883-11-18 12:03:57",
            "1582-12-31 23:59:59",
            "1582-10-25 00:00:00",
            "1582-10-24 00:00:00",
            "1582-10-20 00:00:00",
            "1582-10-15 00:00:00",
            "1582-10-14 23:59:59.999999",
            "1582-10-10 12:00:00",
            "1582-10-05 00:00:00",
            "1582-10-04 12:00:00",
            "1500-03-01 00:00:00.25",
            "1000-02-28 00:00:00",
            "0100-03-01 00:00:00",
            "0001-01-01 00:00:00",
            "0001-12-31 23:59:59.999999 BC",
            "0002-11-30 00:00:00 BC",
            "0005-02-28 00:00:00 BC",
            "0044-03-15 12:00:00.000001 BC",
            "4713-01-01 00:00:00 BC",
            "9999-12-31 23:59:59.999999",
            "10000-01-01 00:00:00",
            "12345-06-07 08:09:10.123456",
            "290000-12-31 00:00:00",
            "infinity",
            "-infinity");

    private static final List<String> TIMES =
            List.of("00:00", "24:00", "23:59:59.999999", "00:00:00.000001", "12:34:56.7");

    /**
     * So many chunks that the driver would go over to binary values, did {@code driver.prepareThreshold} allow it: such
     * a read stood still at the edges.
     */
    private static final int ORDINARY = 2_000;

    @Test
    void areTheSameInThreeWays() throws Exception {
        SourceDatabase database = new SourceDatabase();
        try {
            database.execute(
                    "SET timezone = 'UTC'",
                    "CREATE DOMAIN day AS date",
                    "CREATE DOMAIN moment AS timestamp",
                    "CREATE DOMAIN instant AS timestamptz",
                    "CREATE TABLE moments (id bigint PRIMARY KEY, d date, t timestamp, t3 timestamp(3), z timestamptz,"
                            + " o time, o3 time(3), oz timetz, n date NOT NULL DEFAULT 'infinity', dd day, td moment, zd instant)",
                    "CREATE PUBLICATION moments FOR TABLE moments",
                    "INSERT INTO moments SELECT i, '2024-01-01'::date + i, '2024-01-01', '2024-01-01', '2024-01-01',"
                            + " '12:00', '12:00', '12:00+00', '2024-01-01', '2024-01-01', '2024-01-01', '2024-01-01' FROM generate_series(1, "
                            + ORDINARY
                            + ") i");
            for (int edge = 0; edge < EDGES.size(); edge++) {
                database.execute(insert(10_000 + edge, EDGES.get(edge), TIMES.get(edge % TIMES.size())));
            }
            long last = 10_000 + EDGES.size() - 1;
            RunningTask source = new RunningTask(database, "moments", MomentsITCase::text);

            source.keepUntil(() -> source.rows().containsKey(last));
            assertArrived("snapshot", source.rows(), expected(database), true);

            source.requestRead();
            source.keepUntil(() -> source.rows().containsKey(last));
            assertArrived("read", source.rows(), expected(database), true);

            database.execute("UPDATE moments SET id = id + 10000 WHERE id >= 10000");
            source.keepUntil(() -> source.rows().containsKey(last + 10_000));
            assertArrived("stream", source.rows(), expected(database), false);
        } finally {
            database.stop();
        }
    }

    private static String insert(long id, String moment, String time) {
        return "SET timezone = 'UTC'; INSERT INTO moments SELECT " + id + ", '" + moment + "'::timestamp::date, '"
                + moment
                + "', '" + moment + "', '" + moment + "', '" + time + "', '" + time + "', '" + time + "+05:30', '"
                + moment + "'::timestamp::date, '" + moment + "'::timestamp::date, '" + moment + "', '" + moment + "'";
    }

    /** A date that a read cannot tell from another is none at all. */
    private static void assertArrived(String way, Map<Long, String> arrived, Map<Long, String> expected, boolean read) {
        Map<Long, String> right = new TreeMap<>(expected);
        if (read) {
            right.replaceAll((id, row) -> id >= 10_008 && id <= 10_013
                    ? row.replaceAll("\\b(d|dd|n)=-?\\d+", "$1=" + Integer.MIN_VALUE)
                    : row);
        }
        assertThat(arrived).as(way).containsExactlyInAnyOrderEntriesOf(right);
    }

    /** What Postgres has, as {@link #text}. */
    private static Map<Long, String> expected(SourceDatabase database) throws Exception {
        Map<Long, String> rows = new TreeMap<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET timezone = 'UTC'");
            ResultSet row = statement.executeQuery("SELECT id, 'd=' || " + days("d") + " || ' t=' || "
                    + since("t", 1_000_000)
                    + " || ' t3=' || " + since("t3", 1_000) + " || ' z=' || " + since("z", 1_000_000)
                    + " || ' o=' || (extract(epoch FROM o) * 1000000)::bigint"
                    + " || ' o3=' || (extract(epoch FROM o3) * 1000000)::bigint"
                    + " || ' oz=' || (oz AT TIME ZONE 'UTC')::time || 'Z n=' || " + days("n") + " || ' dd=' || "
                    + days("dd") + " || ' td=' || " + since("td", 1_000_000) + " || ' zd=' || " + since("zd", 1_000_000)
                    + " FROM moments");
            while (row.next()) {
                rows.put(row.getLong(1), row.getString(2));
            }
        }
        return rows;
    }

    private static String days(String column) {
        return "CASE WHEN isfinite(" + column + ") THEN (" + column + " - '1970-01-01'::date)::text ELSE " + column
                + "::text END";
    }

    private static String since(String column, int unit) {
        return "CASE WHEN isfinite(" + column + ") THEN (extract(epoch FROM " + column + ") * " + unit
                + ")::bigint::text ELSE " + column + "::text END";
    }

    private static String text(Struct row) {
        return "d=" + moment(row.get("d")) + " t=" + moment(row.get("t")) + " t3=" + moment(row.get("t3")) + " z="
                + moment(zoned(row.getString("z"))) + " o=" + row.get("o") + " o3=" + row.get("o3") + " oz="
                + row.get("oz") + " n="
                + moment(row.get("n")) + " dd=" + moment(row.get("dd")) + " td=" + moment(row.get("td")) + " zd="
                + moment(zoned(row.getString("zd")));
    }

    private static String moment(Object value) {
        return INFINITIES.getOrDefault(value.toString(), value.toString());
    }

    private static String zoned(String value) {
        return value.endsWith("infinity")
                ? value
                : String.valueOf(ChronoUnit.MICROS.between(EPOCH, OffsetDateTime.parse(value)));
    }
}
