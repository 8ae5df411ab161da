package io.isotherm.cli.verify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isotherm.cli.verify.TableResult.Status;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Prints a result: a table of tables and the differing keys below it, or the same as JSON. */
public final class VerifyReport {
    private static final double MILLIS = 1_000.0;

    private VerifyReport() {}

    /**
     * One line per table, with its database where there are several, then what is wrong, then what the comparison does
     * not say.
     */
    public static void printText(VerifyResult result, PrintWriter out) {
        boolean several = result.tables().stream()
                        .map(table -> table.table().database())
                        .distinct()
                        .count()
                > 1;
        Function<TableResult, String> name =
                table -> several ? table.table().topic() : table.table().qualifiedName();
        int width = result.tables().stream()
                .mapToInt(table -> name.apply(table).length())
                .max()
                .orElse(0);
        String line = "%-" + Math.max(width, "table".length()) + "s  %14s  %14s  %-12s  %7s%n";
        out.printf(Locale.ROOT, line, "table", "Postgres", "ClickHouse", "result", "seconds");
        for (TableResult table : result.tables()) {
            boolean counted = table.status() != Status.NOT_COMPARED;
            out.printf(
                    Locale.ROOT,
                    line,
                    name.apply(table),
                    counted ? String.format(Locale.ROOT, "%,d", table.sourceRows()) : "-",
                    counted ? String.format(Locale.ROOT, "%,d", table.targetRows()) : "-",
                    word(table.status()),
                    String.format(Locale.ROOT, "%.1f", seconds(table.took())));
        }
        result.tables().forEach(table -> printDetails(name.apply(table), table, out));
        out.flush();
    }

    private static void printDetails(String name, TableResult table, PrintWriter out) {
        if (table.problem() != null) {
            out.println(name + ": " + table.problem());
        }
        if (table.differingKeys() > 0) {
            out.println(name + ": "
                    + table.counts().entrySet().stream()
                            .map(count ->
                                    count.getValue() + " " + count.getKey().description())
                            .collect(Collectors.joining(", ")));
            table.differences().forEach(difference -> out.println("  " + described(difference)));
            printRest(
                    table.differences().isEmpty()
                            ? 0
                            : table.differingKeys() - table.differences().size(),
                    out);
        }
        if (table.unsettledKeys() > 0) {
            out.println(name + ": " + table.unsettledKeys() + " keys not settled, as last seen");
            table.unsettled().forEach(difference -> out.println("  " + described(difference)));
            printRest(table.unsettledKeys() - table.unsettled().size(), out);
        }
        if (table.uncheckedKeys() > 0) {
            out.println(name + ": " + table.uncheckedKeys() + " more keys differed and were not looked at again");
        }
        table.reservations().forEach(reservation -> out.println(name + "." + reservation));
    }

    private static void printRest(long rest, PrintWriter out) {
        if (rest > 0) {
            out.println("  and " + rest + " more; --limit shows them");
        }
    }

    private static String described(Difference difference) {
        String key = difference.key().entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(", "));
        String columns = difference.columns().stream()
                .map(column -> column + shown(difference.values().get(column)))
                .collect(Collectors.joining(", "));
        return key + ": " + difference.kind().description() + (columns.isEmpty() ? "" : " in " + columns);
    }

    private static String shown(List<String> values) {
        return values == null ? "" : " (Postgres " + values.get(0) + ", ClickHouse " + values.get(1) + ")";
    }

    /** {@code {"result", "tables": [...]}} on one line. */
    public static void printJson(VerifyResult result, PrintWriter out) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("equal", result.isEqual());
        root.put("exit_code", result.exitCode());
        ArrayNode tables = root.putArray("tables");
        result.tables().forEach(table -> tables.add(json(table)));
        out.println(root);
        out.flush();
    }

    private static ObjectNode json(TableResult table) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("database", table.table().database());
        node.put("table", table.table().qualifiedName());
        node.put("target", table.target());
        node.put("result", word(table.status()));
        node.put("source_rows", table.sourceRows());
        node.put("target_rows", table.targetRows());
        node.put("seconds", seconds(table.took()));
        ObjectNode counts = node.putObject("counts");
        table.counts().forEach((kind, count) -> counts.put(lower(kind.name()), count));
        ArrayNode differences = node.putArray("differences");
        table.differences().forEach(difference -> differences.add(json(difference)));
        node.put("unsettled_keys", table.unsettledKeys());
        ArrayNode unsettled = node.putArray("unsettled");
        table.unsettled().forEach(difference -> unsettled.add(json(difference)));
        node.put("unchecked_keys", table.uncheckedKeys());
        ArrayNode reservations = node.putArray("reservations");
        table.reservations().forEach(reservations::add);
        node.put("problem", table.problem());
        return node;
    }

    private static ObjectNode json(Difference difference) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("kind", lower(difference.kind().name()));
        difference.key().forEach(node.putObject("key")::put);
        difference.columns().forEach(node.putArray("columns")::add);
        if (!difference.values().isEmpty()) {
            ObjectNode values = node.putObject("values");
            difference.values().forEach((column, both) -> values.putObject(column)
                    .put("postgres", both.get(0))
                    .put("clickhouse", both.get(1)));
        }
        return node;
    }

    private static String word(Status status) {
        return lower(status.name()).replace('_', ' ');
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / MILLIS;
    }
}
