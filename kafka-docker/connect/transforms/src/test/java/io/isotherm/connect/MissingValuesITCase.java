package io.isotherm.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The schema of a change says what rows show that were written before a column was added, or that it cannot be told.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class MissingValuesITCase {
    private static final String UNKNOWN = "is not known";

    /** What every one of them shows in an older row is asked of Postgres. */
    private static final Map<String, String> COLUMNS = new LinkedHashMap<>();

    static {
        COLUMNS.put("concatenated", "text DEFAULT 'a' || 'b'");
        COLUMNS.put("by_whom", "text DEFAULT current_user");
        COLUMNS.put("upper_case", "text DEFAULT upper('x')");
        COLUMNS.put("quoted", "text DEFAULT E'it''s a \\\\ \"test\"\\n\\t'");
        COLUMNS.put("empty", "text NOT NULL DEFAULT ''");
        COLUMNS.put("word_null", "text DEFAULT 'NULL'");
        COLUMNS.put("long", "text DEFAULT repeat('long ', 1000)");
        COLUMNS.put("padded", "char(5) DEFAULT 'ab'");
        COLUMNS.put("label", "level DEFAULT 'it''s high'");
        COLUMNS.put("domained", "percent");
        COLUMNS.put("price", "price DEFAULT 12.3");
        COLUMNS.put("money", "money DEFAULT 1234.5");
        COLUMNS.put("computed", "int NOT NULL DEFAULT (1 + 2) * 3");
        COLUMNS.put("yes", "boolean NOT NULL DEFAULT (NOT false)");
        COLUMNS.put("bytes", "bytea DEFAULT '\\xDEADBEEF'");
        COLUMNS.put("no_number", "float8 DEFAULT 'NaN'");
        COLUMNS.put("endless", "float4 NOT NULL DEFAULT '-Infinity'");
        COLUMNS.put("minus_zero", "float8 DEFAULT '-0'");
        COLUMNS.put("numeric_nan", "numeric DEFAULT 'NaN'");
        COLUMNS.put("tiny", "numeric DEFAULT 1e-7");
        COLUMNS.put("hundreds", "numeric(5, -2) DEFAULT 1234");
        COLUMNS.put("address", "inet DEFAULT '10.0.0.1/8'");
        COLUMNS.put("moment", "timestamptz NOT NULL DEFAULT now()");
        COLUMNS.put("never", "timestamptz DEFAULT 'infinity'");
        COLUMNS.put("utc", "timestamp DEFAULT (now() AT TIME ZONE 'utc')");
        COLUMNS.put("day", "date DEFAULT '0044-03-15 BC'");
        COLUMNS.put("midnight", "time DEFAULT '24:00'");
        COLUMNS.put("zoned", "timetz DEFAULT '12:00+05:30'");
        COLUMNS.put("span", "interval DEFAULT '1 mon -2 days -00:00:01.5'");
        COLUMNS.put("bits", "bit(3) DEFAULT B'101'");
        COLUMNS.put("one_bit", "bit(1) DEFAULT B'1'");
        COLUMNS.put("document", "json DEFAULT '{\"a\":  [1, \"x''y\"]}'");
        COLUMNS.put("binary_document", "jsonb DEFAULT '{\"a\": [1, null]}'");
        COLUMNS.put("identifier", "uuid DEFAULT 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'");
        COLUMNS.put("list", "int[] DEFAULT '{1,NULL,2}'");
        COLUMNS.put("texts", "text[] DEFAULT ARRAY['a,b', NULL, '\"']");
        COLUMNS.put("nothing", "int");
        COLUMNS.put("\"Odd name\"", "int DEFAULT 5");
    }

    private static SourceDatabase database;

    @BeforeAll
    static void start() throws Exception {
        database = new SourceDatabase();
        database.execute(
                "ALTER DATABASE postgres SET TimeZone = 'Asia/Kolkata'",
                "ALTER DATABASE postgres SET DateStyle = 'SQL, DMY'",
                "ALTER DATABASE postgres SET IntervalStyle = 'sql_standard'",
                "ALTER DATABASE postgres SET bytea_output = 'escape'",
                "CREATE TYPE level AS ENUM ('low', 'it''s high')",
                "CREATE DOMAIN percent AS int DEFAULT 50",
                "CREATE DOMAIN price AS money");
    }

    @AfterAll
    static void stop() throws Exception {
        database.stop();
    }

    @Test
    void isWhatOlderRowsShow() throws Exception {
        Source source = new Source("zoo", "");
        for (Map.Entry<String, String> column : COLUMNS.entrySet()) {
            source.change("ADD COLUMN " + column.getKey() + " " + column.getValue());
        }

        Map<String, String> said = source.saidOfTheNextRow();

        Map<String, String> expected = source.shownByAnOlderRow();
        assertThat(expected).hasSize(COLUMNS.size());
        assertThat(said).containsAllEntriesOf(expected);
    }

    @Test
    void isNotWhatTheDefaultIsLater() throws Exception {
        Source source = new Source("later", "");
        source.change("ADD COLUMN changed int DEFAULT 1", "ADD COLUMN dropped int DEFAULT 2");
        source.change("ALTER COLUMN changed SET DEFAULT 7", "ALTER COLUMN dropped DROP DEFAULT", "ADD COLUMN late int");
        source.change("ALTER COLUMN late SET DEFAULT 8", "ALTER COLUMN changed TYPE bigint");

        assertThat(source.saidOfTheNextRow())
                .as("a new type has rewritten the table")
                .containsEntry("changed", UNKNOWN)
                .containsEntry("dropped", UNKNOWN);

        Source kept = new Source("kept", "");
        kept.change("ADD COLUMN changed varchar(5) DEFAULT 1", "ADD COLUMN dropped int DEFAULT 2");
        kept.change("ALTER COLUMN changed SET DEFAULT 7", "ALTER COLUMN dropped DROP DEFAULT", "ADD COLUMN late int");
        kept.change("ALTER COLUMN late SET DEFAULT 8", "ALTER COLUMN changed TYPE text");
        assertThat(kept.saidOfTheNextRow())
                .containsEntry("changed", "1")
                .containsEntry("dropped", "2")
                .containsEntry("late", null);
    }

    @Test
    void isNotKnownWherePostgresHasRewrittenTheTable() throws Exception {
        Source source = new Source("volatile", "");
        source.change("ADD COLUMN seq bigserial", "ADD COLUMN number int GENERATED ALWAYS AS IDENTITY");
        source.change("ADD COLUMN identifier uuid DEFAULT gen_random_uuid()", "ADD COLUMN plain int");
        assertThat(source.saidOfTheNextRow())
                .containsEntry("seq", UNKNOWN)
                .containsEntry("number", UNKNOWN)
                .containsEntry("identifier", UNKNOWN);
        source.change("ADD COLUMN added text", "ADD COLUMN constant text DEFAULT 'c'");
        assertThat(source.saidOfTheNextRow())
                .as("the rewriting was before")
                .containsEntry("added", null)
                .containsEntry("constant", "c");

        source.change("ADD COLUMN away int DEFAULT 5");
        source.change("ALTER COLUMN away DROP DEFAULT");
        database.execute("VACUUM FULL volatile");
        source.change("ADD COLUMN empty int");
        assertThat(source.saidOfTheNextRow())
                .as("whoever has looked before, or has not")
                .containsEntry("away", UNKNOWN)
                .containsEntry("empty", null);
    }

    @Test
    void isOneForAllPartitions() throws Exception {
        Source source = new Source("parted", " PARTITION BY RANGE (id)");
        source.change("ADD COLUMN constant text DEFAULT 'c'", "ADD COLUMN identifier uuid DEFAULT gen_random_uuid()");
        assertThat(source.saidOfTheNextRow()).containsEntry("identifier", UNKNOWN);
        source.change("ADD COLUMN constant2 text DEFAULT 'c'");
        database.execute("CREATE TABLE parted_3 PARTITION OF parted FOR VALUES FROM (1000) TO (2000)");
        assertThat(source.saidOfTheNextRow()).containsEntry("constant2", "c");
    }

    /** A table, and the schema of the rows that a task sends of it. */
    private static final class Source {
        private final String name;
        private final RunningTask task;
        private Schema schema;
        private long lastId = 2;

        Source(String name, String partitions) throws Exception {
            this.name = name;
            database.execute("CREATE TABLE " + name + " (id bigint PRIMARY KEY, value text)" + partitions);
            if (!partitions.isEmpty()) {
                database.execute(
                        "CREATE TABLE " + name + "_1 PARTITION OF " + name + " FOR VALUES FROM (0) TO (2)",
                        "CREATE TABLE " + name + "_2 PARTITION OF " + name + " FOR VALUES FROM (2) TO (1000)");
            }
            database.execute(
                    "CREATE PUBLICATION " + name + " FOR TABLE " + name + " WITH (publish_via_partition_root = true)",
                    "INSERT INTO " + name + " VALUES (1, 'old'), (2, 'old')");
            task = new RunningTask(database, name, row -> {
                schema = row.schema();
                return row.toString();
            });
            task.keepUntil(() -> task.rows().size() == 2);
        }

        void change(String... changes) throws SQLException {
            database.execute("ALTER TABLE " + name + " " + String.join(", ", changes));
        }

        /** By column, null for NULL. */
        Map<String, String> saidOfTheNextRow() throws Exception {
            long id = ++lastId;
            database.execute("INSERT INTO " + name + " (id) VALUES (" + id + ")");
            task.keepUntil(() -> task.rows().containsKey(id));
            Map<String, String> said = new LinkedHashMap<>();
            for (Field field : schema.fields()) {
                assertThat(field.schema().defaultValue()).isNull();
                Map<String, String> parameters = field.schema().parameters();
                Map<String, String> known = parameters == null ? Map.of() : parameters;
                said.put(
                        field.name(),
                        known.containsKey(MissingValues.UNKNOWN) ? UNKNOWN : known.get(MissingValues.VALUE));
            }
            return said;
        }

        /** The text of every value but money's, which has none that is the same everywhere. */
        Map<String, String> shownByAnOlderRow() throws SQLException {
            Map<String, String> shown = new LinkedHashMap<>();
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET IntervalStyle = 'postgres';"
                        + " SET bytea_output = 'hex'");
                for (String column : COLUMNS.keySet()) {
                    String value = COLUMNS.get(column).matches("(money|price) .*") ? column + "::numeric" : column;
                    try (ResultSet row = statement.executeQuery("SELECT CASE WHEN " + column
                            + " IS NOT NULL THEN concat(" + value + ") END FROM " + name + " WHERE id = 1")) {
                        row.next();
                        shown.put(column.replace("\"", ""), row.getString(1));
                    }
                }
            }
            return shown;
        }
    }
}
