package io.isotherm.cli.applied;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.LocalServers;
import io.isotherm.cli.verify.Sql;
import io.isotherm.job.config.PartitionBy;
import io.isotherm.job.table.EpochUnit;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Both servers tell the same day of the same value. */
class DayColumnITCase {
    private static final String NAME = "at \"UTC\"";
    private static final long MIDNIGHT = 1_700_092_800;

    private static LocalServers servers;

    @BeforeAll
    static void start() throws Exception {
        servers = LocalServers.start("days");
    }

    @AfterAll
    static void stop() throws Exception {
        servers.close();
    }

    @Test
    void ofNumbersBeforeAndAfterMidnight() throws Exception {
        for (EpochUnit unit : EpochUnit.values()) {
            DayColumn day = DayColumn.of(new PartitionBy(NAME, unit));
            long second = unit.perSecond();
            List<String> values = List.of(
                    "" + (MIDNIGHT * second - 1),
                    "" + MIDNIGHT * second,
                    "0",
                    "-1",
                    "" + -2_208_988_800L * second,
                    "" + (10_413_792_000L * second - 1));
            List<String> days =
                    List.of("2023-11-15", "2023-11-16", "1970-01-01", "1969-12-31", "1900-01-01", "2299-12-31");

            assertThat(inPostgres(day, "bigint", values)).as(unit.key()).isEqualTo(days);
            assertThat(inClickHouse(day, "Int64", values)).as(unit.key()).isEqualTo(days);
            assertThat(day.perDay()).isEqualTo(86_400 * second);
        }
        DayColumn seconds = DayColumn.of(new PartitionBy(NAME, EpochUnit.S));
        assertThat(inPostgres(seconds, "integer", List.of("-1", "86400"))).containsExactly("1969-12-31", "1970-01-02");
        assertThat(inClickHouse(seconds, "Int32", List.of("-1", "86400"))).containsExactly("1969-12-31", "1970-01-02");
    }

    @Test
    void ofNumbersThatTheJobRefusesInPostgresAlone() throws Exception {
        DayColumn day = DayColumn.of(new PartitionBy(NAME, EpochUnit.US));
        assertThat(inPostgres(day, "bigint", List.of("" + Long.MIN_VALUE, "" + Long.MAX_VALUE)))
                .containsExactly("1900-01-01", "2299-12-31");
    }

    @Test
    void ofDatesAndTimestamps() throws Exception {
        DayColumn day = DayColumn.of(new PartitionBy(NAME, null));
        List<String> dates = List.of("'1900-01-01'", "'2023-11-16'");
        assertThat(inPostgres(day, "date", dates)).containsExactly("1900-01-01", "2023-11-16");
        assertThat(inClickHouse(day, "Date32", dates)).containsExactly("1900-01-01", "2023-11-16");
        List<String> times = List.of("'2023-11-15 23:59:59.999999'", "'2023-11-16 00:00:00'");
        for (String type : List.of("timestamp", "timestamptz")) {
            assertThat(inPostgres(day, type, times)).containsExactly("2023-11-15", "2023-11-16");
        }
        assertThat(inClickHouse(day, "DateTime64(6, 'UTC')", times)).containsExactly("2023-11-15", "2023-11-16");
        assertThat(inClickHouse(day, "DateTime64(6, 'UTC')", List.of("NULL"))).containsExactly("\\N");
        assertThat(day.perDay()).isZero();
    }

    private static List<String> inPostgres(DayColumn day, String type, List<String> values) throws Exception {
        List<String> days = new ArrayList<>();
        try (Statement statement = servers.postgres().createStatement()) {
            statement.execute("SET timezone TO 'UTC'");
            for (String value : values) {
                try (ResultSet row = statement.executeQuery("SELECT (" + day.postgresDay() + ")::text FROM (SELECT "
                        + (value.startsWith("'") ? value : "'" + value + "'") + "::" + type + " AS "
                        + Sql.sourceName(NAME) + ") AS t")) {
                    row.next();
                    days.add(row.getString(1));
                }
            }
        }
        return days;
    }

    private static List<String> inClickHouse(DayColumn day, String type, List<String> values) throws Exception {
        List<String> days = new ArrayList<>();
        for (String value : values) {
            String column = "CAST(" + value + " AS Nullable(" + type + ")) AS " + Sql.targetName(NAME);
            days.add(servers.inClickHouseWithAnswer(
                            "SELECT " + day.clickhouseDay() + " FROM (SELECT " + column + ") FORMAT TSV")
                    .strip());
        }
        return days;
    }
}
