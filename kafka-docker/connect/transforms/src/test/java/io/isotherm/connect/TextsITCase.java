package io.isotherm.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Values that the driver or Debezium cannot hold arrive as the text that Postgres prints, in the three ways that a row comes: by
 * the first snapshot, by the read of a table that is new, and as a change; whatever settings the database and the role have.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class TextsITCase {
    private static SourceDatabase database;

    @BeforeAll
    static void start() throws Exception {
        database = new SourceDatabase();
        database.execute(
                "ALTER DATABASE postgres SET IntervalStyle = 'sql_standard'",
                "ALTER DATABASE postgres SET DateStyle = 'German, DMY'",
                "ALTER DATABASE postgres SET quote_all_identifiers = on",
                "ALTER DATABASE postgres SET extra_float_digits = -10",
                "ALTER ROLE postgres SET bytea_output = 'escape'",
                "ALTER ROLE postgres SET TimeZone = 'Asia/Kathmandu'");
    }

    @AfterAll
    static void stop() throws Exception {
        database.stop();
    }

    @Test
    void intervalsOfAllLengths() throws Exception {
        database.execute(
                "CREATE DOMAIN span AS interval",
                "CREATE TABLE spans (id bigint PRIMARY KEY, v interval, d span, n interval NOT NULL DEFAULT '1 mon', f float8 NOT NULL DEFAULT 0.1::float8 + 0.2::float8)",
                "CREATE PUBLICATION spans FOR TABLE spans",
                "INSERT INTO spans SELECT i, v::interval, v::interval, coalesce(v::interval, '1 mon') FROM unnest(ARRAY["
                        + "'-5 years -4 mons -3 days', '1 mon -1 day', '-00:00:00.000001', '0',"
                        + " '1 year 2 mons -3 days +04:05:06.789', '-1 day +00:00:00.5', '720:00:00', '178000000 years',"
                        + " '99999 hours 59 min 59.999999 sec', '-2562047788:00:54.775807', '2562047788:00:54.775807',"
                        + " 'infinity', '-infinity', NULL]) WITH ORDINALITY AS spans(v, i)");

        assertArrives(
                "spans",
                14,
                "SELECT id, format('v=%s d=%1$s n=%s f=%s', " + iso("v") + ", " + iso("n") + ", f) FROM spans");
    }

    private static String iso(String column) {
        return "CASE WHEN " + column + " IS NULL THEN 'null' WHEN NOT isfinite(" + column + ") THEN " + column
                + "::text ELSE format('P%sY%sM%sDT%sH%sM%sS', extract(year FROM " + column + "), extract(month FROM "
                + column + "), extract(day FROM " + column + "), extract(hour FROM " + column
                + "), extract(minute FROM " + column + "), trim_scale(extract(second FROM " + column + "))) END";
    }

    /** @param expected the query for id and text of all rows, as they are after the last key was raised by 100 */
    private static void assertArrives(String table, long last, String expected) throws Exception {
        RunningTask source = new RunningTask(database, table, TextsITCase::text);

        source.keepUntil(() -> source.rows().containsKey(last));
        assertThat(source.rows()).as("snapshot").containsExactlyInAnyOrderEntriesOf(rows(expected));

        source.requestRead();
        source.keepUntil(() -> source.rows().containsKey(last));
        assertThat(source.rows()).as("read").containsExactlyInAnyOrderEntriesOf(rows(expected));

        database.execute("UPDATE " + table + " SET id = id + 100");
        source.keepUntil(() -> source.rows().containsKey(last + 100));
        assertThat(source.rows()).as("stream").containsExactlyInAnyOrderEntriesOf(rows(expected));
    }

    private static Map<Long, String> rows(String query) throws Exception {
        Map<Long, String> rows = new TreeMap<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET IntervalStyle = postgres; SET DateStyle = ISO; SET bytea_output = hex;"
                    + " SET extra_float_digits = 3; SET quote_all_identifiers = off; SET TimeZone = UTC");
            ResultSet row = statement.executeQuery(query);
            while (row.next()) {
                rows.put(row.getLong(1), row.getString(2));
            }
        }
        return rows;
    }

    /** All columns but the key. */
    private static String text(Struct row) {
        StringBuilder text = new StringBuilder();
        row.schema().fields().stream()
                .filter(field -> !field.name().equals("id"))
                .forEach(field -> text.append(text.isEmpty() ? "" : " ")
                        .append(field.name())
                        .append('=')
                        .append(row.getWithoutDefault(field.name())));
        return text.toString();
    }
}
