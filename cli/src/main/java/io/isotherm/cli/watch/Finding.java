package io.isotherm.cli.watch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.isotherm.cli.verify.Difference;
import java.util.List;
import java.util.Locale;

/**
 * A key that is not the same on both sides, without its values.
 *
 * @param key as JSON, columns in key order
 * @param columns those that differ, of a row that both sides have
 */
record Finding(String key, String kind, List<String> columns) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static Finding of(Difference difference) {
        try {
            return new Finding(
                    JSON.writeValueAsString(difference.key()),
                    difference.kind().name().toLowerCase(Locale.ROOT),
                    difference.columns());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts can be written as JSON", e);
        }
    }

    /** As a line for people. */
    String described() {
        return key + ": " + kind + (columns.isEmpty() ? "" : " in " + String.join(", ", columns));
    }
}
