package io.isotherm.cli.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Names of tables and columns on their way through Debezium, Kafka and Avro. A table's name becomes that of a topic, in
 * which Debezium replaces what Kafka does not allow, and part of an Avro namespace, which may not begin with a digit.
 * Debezium also splits it at dots and at spaces where it is told which tables to read. A column's name becomes that of
 * an Avro field.
 */
final class CarriedNames {
    private static final Pattern TABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");
    private static final Pattern NOT_IN_A_FIELD = Pattern.compile("[^A-Za-z0-9_]");

    /** A column and the first one before it that becomes the same. */
    record Pair(String column, String other) {}

    private CarriedNames() {}

    /** Whether a schema or a table of this name arrives under it. */
    static boolean isCarried(String name) {
        return TABLE.matcher(name).matches();
    }

    /** Columns that Debezium takes for one, because it does not tell capitals from small letters. */
    static List<Pair> sameForDebezium(List<String> columns) {
        return same(columns, name -> name.toLowerCase(Locale.ROOT));
    }

    /** Columns that would be one Avro field. */
    static List<Pair> sameField(List<String> columns) {
        return same(columns, CarriedNames::field);
    }

    static String field(String column) {
        String valid = NOT_IN_A_FIELD.matcher(column).replaceAll("_");
        return Character.isDigit(valid.charAt(0)) ? "_" + valid : valid;
    }

    private static List<Pair> same(List<String> columns, UnaryOperator<String> become) {
        Map<String, String> first = new HashMap<>();
        List<Pair> pairs = new ArrayList<>();
        for (String column : columns) {
            String other = first.putIfAbsent(become.apply(column), column);
            if (other != null) {
                pairs.add(new Pair(column, other));
            }
        }
        return pairs;
    }
}
