package io.isotherm.job.sink.table;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which ClickHouse types can hold every value of another without changing it. Only conversions that the server does
 * exactly are known here; what is not known is refused.
 */
final class TypeWidening {
    private static final String LOW_CARDINALITY = "LowCardinality(";
    private static final String NULLABLE = "Nullable(";
    private static final Pattern INTEGER = Pattern.compile("(U?)Int(8|16|32|64|128|256)");
    private static final Pattern DECIMAL = Pattern.compile("Decimal\\((\\d+),(\\d+)\\)");

    private TypeWidening() {}

    /** A type without its wrappers, in a form without blanks. */
    private record Parts(String base, boolean nullable, boolean lowCardinality) {
        static Parts of(String type) {
            String rest = type.replace(" ", "");
            boolean low = rest.startsWith(LOW_CARDINALITY);
            if (low) {
                rest = rest.substring(LOW_CARDINALITY.length(), rest.length() - 1);
            }
            boolean nullable = rest.startsWith(NULLABLE);
            if (nullable) {
                rest = rest.substring(NULLABLE.length(), rest.length() - 1);
            }
            return new Parts(rest, nullable, low);
        }

        @Override
        public String toString() {
            String inner = (nullable ? NULLABLE + base + ')' : base).replace(",", ", ");
            return lowCardinality ? LOW_CARDINALITY + inner + ')' : inner;
        }
    }

    static boolean same(String a, String b) {
        return Parts.of(a).equals(Parts.of(b));
    }

    /** The narrowest known type that holds all values of both, empty if there is none. */
    static Optional<String> union(String a, String b) {
        Parts left = Parts.of(a);
        Parts right = Parts.of(b);
        return unionOfBases(left.base(), right.base()).map(base -> new Parts(
                        base, left.nullable() || right.nullable(), left.lowCardinality() && right.lowCardinality())
                .toString());
    }

    /**
     * Whether {@code accurateCast} either converts a value of {@code from} to {@code to} exactly or fails for that row,
     * so that narrowing can be tried value by value.
     */
    static boolean canTryNarrowing(String from, String to) {
        String source = Parts.of(from).base();
        String target = Parts.of(to).base();
        return source.equals(target)
                || !DECIMAL.matcher(source).matches() && wider(source, target).isPresent();
    }

    private static Optional<String> unionOfBases(String a, String b) {
        return a.equals(b) ? Optional.of(a) : wider(a, b);
    }

    private static Optional<String> wider(String a, String b) {
        Matcher intA = INTEGER.matcher(a);
        Matcher intB = INTEGER.matcher(b);
        if (intA.matches() && intB.matches()) {
            if (!intA.group(1).equals(intB.group(1))) {
                return Optional.empty();
            }
            return Optional.of(Integer.parseInt(intA.group(2)) > Integer.parseInt(intB.group(2)) ? a : b);
        }
        Matcher decimalA = DECIMAL.matcher(a);
        Matcher decimalB = DECIMAL.matcher(b);
        if (decimalA.matches() && decimalB.matches()) {
            if (!decimalA.group(2).equals(decimalB.group(2))) {
                return Optional.empty();
            }
            return Optional.of(Integer.parseInt(decimalA.group(1)) > Integer.parseInt(decimalB.group(1)) ? a : b);
        }
        boolean floats = a.equals("Float32") && b.equals("Float64") || a.equals("Float64") && b.equals("Float32");
        return floats ? Optional.of("Float64") : Optional.empty();
    }
}
