package io.isotherm.cli.chain;

import io.isotherm.cli.chain.RandomTable.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** Makes statements that change rows or columns of a table. The same seed and catalog give the same statements. */
final class RandomChange {
    private static final int KEYS = 60;
    private static final int NAMES = 8;
    /** What a column of a type is changed to: kept, widened, narrowed, or another type altogether. */
    private static final Map<String, List<String>> CHANGES = Map.ofEntries(
            Map.entry("smallint", List.of("integer", "bigint", "text", "numeric(12,2)")),
            Map.entry("integer", List.of("bigint", "text", "double precision", "numeric(12,2)")),
            Map.entry("bigint", List.of("numeric(20,0)", "text", "integer")),
            Map.entry("real", List.of("double precision", "text")),
            Map.entry("double precision", List.of("text", "real")),
            Map.entry("numeric(12,2)", List.of("numeric(14,4)", "numeric(10,1)", "numeric", "text", "bigint")),
            Map.entry("numeric(14,4)", List.of("numeric(12,2)", "numeric", "text")),
            Map.entry("character varying(20)", List.of("character varying(200)", "text", "character(30)")),
            Map.entry("text", List.of("character varying(200)", "bytea")),
            Map.entry("date", List.of("timestamp without time zone", "text")),
            Map.entry(
                    "timestamp without time zone",
                    List.of("timestamp with time zone", "timestamp(3) without time zone", "date")),
            Map.entry("timestamp with time zone", List.of("timestamp without time zone", "text")),
            Map.entry("boolean", List.of("text", "integer")),
            Map.entry("uuid", List.of("text")),
            Map.entry("jsonb", List.of("text", "json")),
            Map.entry("inet", List.of("text")),
            Map.entry("interval", List.of("text")));

    private final Random random;

    RandomChange(Random random) {
        this.random = random;
    }

    String create(String table) {
        List<String> columns = new ArrayList<>();
        columns.add("k " + one("smallint", "integer", "bigint", "text", "uuid", "date") + " NOT NULL");
        boolean compound = random.nextInt(4) == 0;
        if (compound) {
            columns.add("k2 " + one("integer", "character varying(20)") + " NOT NULL");
        }
        for (int i = 0; i <= random.nextInt(4); i++) {
            columns.add("c" + i + " " + type());
        }
        return "CREATE TABLE " + table + " (" + String.join(", ", columns) + ", PRIMARY KEY (k"
                + (compound ? ", k2" : "") + "))";
    }

    /** @return statements that belong together */
    List<String> next(RandomTable table) {
        int what = random.nextInt(100);
        if (what < 40) {
            return List.of(insert(table));
        }
        if (what < 58) {
            return List.of(update(table));
        }
        if (what < 66) {
            return List.of("DELETE FROM " + table.name() + " WHERE " + condition(table));
        }
        if (what < 70) {
            return List.of(insert(table), update(table), insert(table));
        }
        return schemaChange(table);
    }

    private List<String> schemaChange(RandomTable table) {
        String alter = "ALTER TABLE " + table.name() + " ";
        List<Column> others = table.others();
        if (others.size() < 2) {
            return List.of(alter + "ADD COLUMN " + fresh() + " " + added());
        }
        Column column = others.get(random.nextInt(others.size()));
        switch (random.nextInt(14)) {
            case 0, 1, 2:
                return List.of(alter + "ADD COLUMN " + fresh() + " " + added());
            case 3:
                return List.of(alter + "DROP COLUMN " + column.name());
            case 4, 5:
                return List.of(alter + "RENAME " + column.name() + " TO " + fresh());
            case 6:
                Column second = others.get(random.nextInt(others.size()));
                return second.equals(column) ? List.of(insert(table)) : swapped(alter, column, second);
            case 7:
                return column.required()
                        ? List.of(alter + "ALTER " + column.name() + " DROP NOT NULL")
                        : List.of(
                                "UPDATE " + table.name() + " SET " + column.name() + " = " + value(column.type())
                                        + " WHERE " + column.name() + " IS NULL",
                                alter + "ALTER " + column.name() + " SET NOT NULL");
            case 8:
                return List.of(alter + "ALTER " + column.name() + " SET DEFAULT " + value(column.type()));
            case 9, 10:
                return List.of(alter + retyped(column));
            case 11:
                return List.of(alter + "REPLICA IDENTITY " + one("FULL", "DEFAULT"));
            case 12:
                return rekeyed(table, alter, column);
            default:
                return random.nextInt(3) == 0
                        ? List.of("DROP TABLE " + table.name(), create(table.name()))
                        : List.of("TRUNCATE " + table.name());
        }
    }

    private static List<String> swapped(String alter, Column first, Column second) {
        return List.of(
                alter + "RENAME " + first.name() + " TO between",
                alter + "RENAME " + second.name() + " TO " + first.name(),
                alter + "RENAME between TO " + second.name());
    }

    private String retyped(Column column) {
        String old = column.type();
        List<String> types = CHANGES.getOrDefault(old, List.of("text"));
        String type = types.get(random.nextInt(types.size()));
        return "ALTER " + column.name() + " DROP DEFAULT, ALTER " + column.name() + " TYPE " + type + " USING "
                + ("bytea".equals(type) ? "convert_to(" + column.name() + ", 'UTF8')" : column.name() + "::" + type);
    }

    private List<String> rekeyed(RandomTable table, String alter, Column column) {
        Column key = table.keys().get(0);
        if ("smallint".equals(key.type()) || "integer".equals(key.type())) {
            return List.of(alter + "ALTER " + key.name() + " TYPE bigint");
        }
        if (table.keys().size() > 1) {
            return List.of(insert(table));
        }
        String constraint = table.name().substring(table.name().indexOf('.') + 1) + "_pkey";
        return List.of(
                "UPDATE " + table.name() + " SET " + column.name() + " = " + value(column.type()) + " WHERE "
                        + column.name() + " IS NULL",
                alter + "DROP CONSTRAINT " + constraint + ", ADD CONSTRAINT " + constraint + " PRIMARY KEY ("
                        + key.name() + ", " + column.name() + ")");
    }

    private String insert(RandomTable table) {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(8); i++) {
            rows.add(table.columns().stream()
                    .map(column -> column.key()
                            ? key(column.type())
                            : !column.required() && random.nextInt(5) == 0 ? "NULL" : value(column.type()))
                    .collect(Collectors.joining(", ", "(", ")")));
        }
        return "INSERT INTO " + table.name() + " VALUES " + String.join(", ", rows) + " ON CONFLICT DO NOTHING";
    }

    private String update(RandomTable table) {
        List<Column> others = table.others();
        if (others.isEmpty() || random.nextInt(6) == 0) {
            Column key = table.keys().get(0);
            return "UPDATE " + table.name() + " SET " + key.name() + " = " + key(key.type()) + " WHERE "
                    + condition(table);
        }
        Column column = others.get(random.nextInt(others.size()));
        return "UPDATE " + table.name() + " SET " + column.name() + " = " + value(column.type()) + " WHERE "
                + condition(table);
    }

    private String condition(RandomTable table) {
        Column key = table.keys().get(0);
        return key.name() + one(" = ", " < ", " > ") + key(key.type());
    }

    private String added() {
        String type = type();
        return switch (random.nextInt(6)) {
            case 0, 1 -> type;
            case 2 -> type + " DEFAULT " + value(type);
            case 3 -> type + " NOT NULL DEFAULT " + value(type);
            case 4 -> "timestamp with time zone NOT NULL DEFAULT " + one("now()", "clock_timestamp()");
            default -> one("uuid DEFAULT gen_random_uuid()", "double precision DEFAULT random()", "bigserial");
        };
    }

    private String fresh() {
        return "c" + random.nextInt(NAMES);
    }

    private String type() {
        List<String> types = CHANGES.keySet().stream().sorted().toList();
        return types.get(random.nextInt(types.size()));
    }

    private String key(String type) {
        int n = random.nextInt(KEYS);
        return switch (type) {
            case "date" -> "date '2024-01-01' + " + n;
            case "uuid" -> String.format(Locale.ROOT, "'00000000-0000-0000-0000-%012d'", n);
            case "text", "character varying(20)" -> "'key " + n + "'";
            case "smallint", "integer", "bigint" -> String.valueOf(n);
            default -> value(type);
        };
    }

    private String value(String type) {
        int n = random.nextInt(1000);
        return switch (type.replaceAll("\\(.*?\\)", "")) {
            case "smallint", "integer", "bigint" -> String.valueOf(n - 500);
            case "real", "double precision" -> one(n / 8.0 + "", "'NaN'", "-0.0", "1e10");
            case "numeric" -> n - 500 + "." + n % 10;
            case "boolean" -> one("true", "false");
            case "date" -> "date '1999-12-31' + " + n;
            case "timestamp without time zone", "timestamp with time zone" ->
                "timestamptz '2001-02-03 04:05:06.789012+00' + interval '" + n + " hours'";
            case "uuid" -> String.format(Locale.ROOT, "'%08d-0000-4000-8000-000000000000'", n);
            case "json", "jsonb" -> "'{\"n\": " + n + ", \"t\": [null, \"é\"]}'";
            case "inet" -> "'10.0." + n % 256 + ".1'";
            case "interval" -> "interval '" + n + " minutes'";
            case "bytea" -> "'\\x" + String.format(Locale.ROOT, "%04x", n) + "'";
            default -> one("'t" + n + "'", "''", "'it''s ü'");
        };
    }

    private String one(String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
