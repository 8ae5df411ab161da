package io.isotherm.job.schema;

import java.util.Locale;
import java.util.Set;

/** Source types whose text is not the value: Debezium sends every {@code name} as NULL while streaming. */
public final class RefusedTypes {
    private static final Set<String> NAMES = Set.of(
            "NAME", "INT4RANGE", "INT8RANGE", "NUMRANGE", "TSRANGE", "TSTZRANGE", "DATERANGE", "TSVECTOR", "LTREE");

    private RefusedTypes() {}

    /** @param sourceType the name that Debezium sends with a column; that of a domain is the domain's own */
    public static boolean contain(String sourceType) {
        return NAMES.contains(sourceType.toUpperCase(Locale.ROOT));
    }
}
