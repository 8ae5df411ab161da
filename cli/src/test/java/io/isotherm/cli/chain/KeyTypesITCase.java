package io.isotherm.cli.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.InTurn;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Keys of every type, in tables of more than two of the chunks in which rows are read. */
@InTurn
class KeyTypesITCase {
    private static final String RUN = TestStack.own("key");
    private static final String EXT = RUN + "_ext";
    private static final String PRICES = RUN + "_prices";
    private static final int ROWS = 2_500;

    /**
     * @param name of the table, without what makes it this run's own
     * @param columns of the key, with their types
     * @param key their values of row {@code i}, in the order of the columns
     */
    private record Keyed(String name, String columns, String key) {
        String table() {
            return RUN + '_' + name;
        }

        String names() {
            return List.of(columns.split(", (?=\\S+ )")).stream()
                    .map(column -> column.substring(0, column.indexOf(' ')))
                    .collect(Collectors.joining(", "));
        }

        /** Long bodies are stored out of line, and are not sent again by a change that leaves them alone. */
        List<String> create() {
            return List.of(
                    "CREATE TABLE " + table() + " (" + columns + ", n integer, \"Long body\" text, PRIMARY KEY ("
                            + names() + "))",
                    "ALTER TABLE " + table() + " ALTER \"Long body\" SET STORAGE EXTERNAL",
                    "INSERT INTO " + table() + " SELECT " + key
                            + ", i, CASE WHEN i % 100 = 0 THEN repeat(md5(i::text), 90)"
                            + " ELSE 'x' END FROM generate_series(1, " + ROWS + ") i");
        }

        /** Rows 100 and 101, which has no long body, and others get the keys of rows that never were. */
        List<String> change() {
            return List.of(
                    "UPDATE " + table() + " SET \"Long body\" = 'changed' WHERE n % 7 = 0",
                    "DELETE FROM " + table() + " WHERE n % 11 = 0",
                    "UPDATE " + table() + " t SET (" + names() + ") = (SELECT " + key
                            + " FROM (SELECT t.n + 5000 AS i))" + " WHERE n % 100 < 2");
        }
    }

    private static final List<Keyed> KEYED = List.of(
            new Keyed(
                    "citext",
                    "k " + EXT + ".citext",
                    "CASE i % 3 WHEN 0 THEN upper(md5(i::text)) ELSE md5(i::text) END"),
            new Keyed("bpchar", "k char(9)", "to_hex(i * 7919) || chr(9 + i % 2)"),
            new Keyed(
                    "varchar",
                    "k varchar(40)",
                    "CASE i % 2 WHEN 0 THEN upper(md5(i::text)) ELSE 'é' || md5(i::text) END"),
            new Keyed("uuid", "k uuid", "md5(i::text)::uuid"),
            new Keyed("inet", "k inet", "'10.0.0.0'::inet + i * 37"),
            new Keyed("cidr", "k cidr", "set_masklen('10.0.0.0'::inet + i * 4096, 20)::cidr"),
            new Keyed("macaddr", "k macaddr", "lpad(to_hex(i * 7919), 12, '0')::macaddr"),
            new Keyed("macaddr8", "k macaddr8", "lpad(to_hex(i * 7919), 16, '0')::macaddr8"),
            new Keyed("date", "k date", "'1970-01-01'::date + i"),
            // within three milliseconds
            new Keyed("timestamp", "k timestamp", "'2024-01-01'::timestamp + i * interval '0.000001 s'"),
            new Keyed("millis", "k timestamp(3)", "'2024-01-01'::timestamp + i * interval '0.001 s'"),
            new Keyed("timestamptz", "k timestamptz", "'2024-03-31 00:00+00'::timestamptz + i * interval '0.000001 s'"),
            new Keyed("time", "k time", "'24:00'::time - i * interval '0.000001 s'"),
            new Keyed("interval", "k interval", "(i - 1000) * interval '1 mon -1 day 00:00:00.000001'"),
            new Keyed(
                    "numeric",
                    "k numeric",
                    "CASE i WHEN 1 THEN 'NaN' WHEN 2 THEN 'Infinity' WHEN 3 THEN '-Infinity'"
                            + " ELSE i / 7::numeric END"),
            new Keyed("decimal", "k numeric(20, 4)", "i * 1000000007.1234"),
            new Keyed("coarse", "k numeric(8, -2)", "i * 100"),
            new Keyed("double", "k float8", "CASE i WHEN 1 THEN 'NaN' WHEN 2 THEN '-Infinity' ELSE i / 3.0 - 500 END"),
            new Keyed("real", "k float4", "i / 3.0 - 500"),
            new Keyed("bytea", "k bytea", "decode(md5(i::text), 'hex')"),
            new Keyed("bit", "k bit(16)", "i::bit(16)"),
            new Keyed("oid", "k oid", "(4294967295 - i)::oid"),
            new Keyed("jsonb", "k jsonb", "jsonb_build_object('a', i / 10.0)"),
            new Keyed("quoted", "\"Code\" smallint, \"sub-code\" integer", "i % 7, i"),
            new Keyed("domain", "k " + EXT + ".moment", "'2024-03-31 00:00+00'::timestamptz + i * interval '7 min'"),
            new Keyed(
                    "several",
                    "e " + EXT + ".color, f boolean, b bit(1), d timestamptz, s interval, m numeric",
                    "(ARRAY['zinc', 'amber', 'so, \"so\"'])[1 + i % 3]::" + EXT
                            + ".color, i % 2 = 0, (i / 3 % 2)::bit(1),"
                            + " '2024-01-01'::timestamptz + (i / 50) * interval '1 day', (i / 10) * interval '1 hour', i / 7::numeric"));

    private static TestStack stack;

    @BeforeAll
    static void start() throws Exception {
        stack = TestStack.running();
        stack.execute(
                "CREATE SCHEMA " + EXT,
                "CREATE EXTENSION citext SCHEMA " + EXT,
                "CREATE TYPE " + EXT + ".color AS ENUM ('zinc', 'amber', 'so, \"so\"')",
                "CREATE DOMAIN " + EXT + ".moment AS timestamptz",
                "GRANT USAGE ON SCHEMA " + EXT + " TO debezium, auditor");
        List<String> statements = new ArrayList<>();
        statements.add("CREATE TABLE " + PRICES + " (price money PRIMARY KEY)");
        KEYED.forEach(keyed -> statements.addAll(keyed.create()));
        stack.execute(statements.toArray(String[]::new));
    }

    @AfterAll
    static void drop() throws Exception {
        stack.execute(
                "DROP TABLE " + PRICES + ", " + KEYED.stream().map(Keyed::table).collect(Collectors.joining(", ")),
                "DROP SCHEMA " + EXT + " CASCADE");
        stack.isotherm("apply");
    }

    @Test
    void areReadAgainBesideChangesAndFoundByThem() throws Exception {
        StackCommands.Result apply = stack.run("apply");
        assertThat(apply.exit()).as(apply.output()).isEqualTo(1);
        assertThat(apply.output())
                .contains(KEYED.stream()
                        .map(keyed -> "public." + keyed.table() + " is loaded: 2,500 rows compared")
                        .toList())
                .containsPattern("public." + PRICES + " +price +left out +has the type money");

        KEYED.forEach(keyed -> stack.query("TRUNCATE TABLE hot.ecommerce_" + keyed.table()));
        List<String> resync = new ArrayList<>(List.of("resync", "--no-wait"));
        KEYED.forEach(keyed -> resync.add(keyed.table()));
        stack.isotherm(resync.toArray(String[]::new));
        List<String> changes = new ArrayList<>();
        KEYED.forEach(keyed -> changes.addAll(keyed.change()));
        stack.execute(changes.toArray(String[]::new));

        stack.assertEqual();
        assertThat(stack.isotherm("dlq", "list")).doesNotContain(RUN);
    }
}
