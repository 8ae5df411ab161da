package io.isotherm.cli.verify;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A column of a ClickHouse table.
 *
 * @param type the full type, such as {@code LowCardinality(Nullable(String))}
 */
record TargetColumn(String name, String type) {
    private static final Pattern WRAPPED = Pattern.compile("(?:LowCardinality|Nullable)\\((.*)\\)");
    private static final Pattern DECIMAL = Pattern.compile("Decimal\\(\\s*\\d+\\s*,\\s*(\\d+)\\s*\\)");

    /** The column as SQL, of the table alias {@code t}. */
    String reference() {
        return "t." + Sql.targetName(name);
    }

    /** The type without {@code LowCardinality} and {@code Nullable}. */
    String baseType() {
        String base = type;
        for (Matcher matcher = WRAPPED.matcher(base); matcher.matches(); matcher = WRAPPED.matcher(base)) {
            base = matcher.group(1);
        }
        return base;
    }

    /** The job never makes such a column for one that is in the key. */
    boolean isNullable() {
        return type.contains("Nullable(");
    }

    boolean isString() {
        return baseType().equals("String");
    }

    boolean isInteger() {
        return baseType().matches("U?Int\\d+");
    }

    /** Digits after the point of a {@code Decimal}, or -1 for any other type. */
    int decimalScale() {
        Matcher matcher = DECIMAL.matcher(baseType());
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1;
    }
}
