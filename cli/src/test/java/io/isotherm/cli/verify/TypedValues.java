package io.isotherm.cli.verify;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * A column with values of its type, each as a Postgres and as a ClickHouse literal; NULL is tried besides.
 *
 * @param literals pairs of literals
 */
public record TypedValues(String column, String sourceType, String targetType, List<List<String>> literals) {

    /** Every type of the contract between job and hot tables. */
    public static List<TypedValues> all() {
        try (InputStream file = TypedValues.class.getResourceAsStream("/verify/typed-values.yaml")) {
            List<?> entries = (List<?>) new Load(LoadSettings.builder().build()).loadFromInputStream(file);
            return entries.stream().map(entry -> of((Map<?, ?>) entry)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TypedValues of(Map<?, ?> entry) {
        List<List<String>> pairs = ((List<?>) entry.get("values"))
                .stream()
                        .map(pair -> ((List<?>) pair)
                                .stream().map(String.class::cast).toList())
                        .toList();
        return new TypedValues(
                (String) entry.get("column"), (String) entry.get("source"), (String) entry.get("target"), pairs);
    }

    public String nullableTargetType() {
        return targetType.startsWith("LowCardinality(")
                ? "LowCardinality(Nullable(String))"
                : "Nullable(" + targetType + ")";
    }

    /** The pair of literals for a row; every value and then NULL, in turn. */
    public List<String> literalsOf(int row) {
        int choice = row % (literals.size() + 1);
        return choice == literals.size() ? List.of("NULL", "NULL") : literals.get(choice);
    }

    /** A ClickHouse literal with another value than the row has. */
    String otherTargetLiteral(int row) {
        return literalsOf(row + 1).get(1);
    }
}
