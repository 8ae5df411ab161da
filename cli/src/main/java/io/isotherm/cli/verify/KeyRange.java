package io.isotherm.cli.verify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Restricts a comparison to a range of the key's first column.
 *
 * @param column one that {@link #isPossible}
 * @param from the least value, as its text in Postgres; empty for a range without lower end
 * @param until the least value that is not of the range; empty for a range without upper end
 */
record KeyRange(ColumnComparison column, String from, String until) implements RowFilter {
    private static final Set<String> INTEGERS = Set.of("int2", "int4", "int8");

    /** Values outside may be stored as the nearest ones inside, so a bound there would part the sides differently. */
    private static final int FIRST_YEAR = 1901;

    private static final int LAST_YEAR = 2298;

    /** Whether both servers order the values of the column alike, and find a range of them without reading all rows. */
    static boolean isPossible(SourceColumn source, TargetColumn target) {
        String stored = target.baseType();
        return switch (source.type()) {
            case "date" -> stored.equals("Date32") || stored.equals("Date");
            case "timestamp", "timestamptz" -> stored.startsWith("DateTime64");
            default -> INTEGERS.contains(source.type()) && target.isInteger();
        };
    }

    /** Whether a value of such a column may be the end of a range. */
    static boolean isBound(SourceColumn source, String text) {
        if (INTEGERS.contains(source.type())) {
            return true;
        }
        if (!text.matches("\\d{4}-[^C]*")) {
            return false;
        }
        int year = Integer.parseInt(text.substring(0, text.indexOf('-')));
        return year >= FIRST_YEAR && year <= LAST_YEAR;
    }

    @Override
    public String sourceCondition() {
        String value = column.parse().source("?");
        return condition("t." + Sql.sourceName(column.name()), value, value);
    }

    /** As {@link #sourceCondition}, for a statement of somebody else: with the values in it, and no alias. */
    String sourceSql() {
        return condition(Sql.sourceName(column.name()), Sql.sourceText(from), Sql.sourceText(until));
    }

    @Override
    public List<String> sourceParameters() {
        List<String> parameters = new ArrayList<>(List.of(from, until));
        parameters.removeIf(String::isEmpty);
        return parameters;
    }

    @Override
    public String targetCondition(Map<String, TargetColumn> columns) {
        return condition(
                columns.get(column.name()).reference(),
                column.parse().target("{from:String}"),
                column.parse().target("{until:String}"));
    }

    private String condition(String name, String least, String end) {
        List<String> conditions = new ArrayList<>(List.of("true"));
        if (!from.isEmpty()) {
            conditions.add(name + " >= " + least);
        }
        if (!until.isEmpty()) {
            conditions.add(name + " < " + end);
        }
        return String.join(" AND ", conditions);
    }

    @Override
    public Map<String, Object> targetParameters() {
        Map<String, Object> parameters = new HashMap<>(Map.of("from", from, "until", until));
        parameters.values().removeIf(""::equals);
        return parameters;
    }
}
