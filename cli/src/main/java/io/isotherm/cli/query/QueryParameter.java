package io.isotherm.cli.query;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;

/**
 * A parameter of a named query, {@code {name:Type}} in its SQL. ClickHouse gets the value beside the query, and takes
 * it for nothing but a value of that type.
 *
 * @param standard what it is unless given, where {@code none} is NULL if the type is Nullable; null if it must be given
 * @param description empty if the head of the file has none
 */
public record QueryParameter(String name, String type, String standard, String description) {
    private static final Set<String> NAMED_DAYS = Set.of("today", "yesterday");

    /** As in TSV. */
    private static final String NULL = "\\N";

    /** What the command line calls it. */
    String option() {
        return "--" + name.replace('_', '-');
    }

    /** Option, standard value and description, as a list of parameters shows them. */
    String usage() {
        return option()
                + (standard == null ? "" : " (default " + standard + ")")
                + (description.isEmpty() ? "" : ": " + description);
    }

    /** What ClickHouse reads where no value is given. */
    String encodedStandard(LocalDate today) {
        return "none".equals(standard) && type.startsWith("Nullable(") ? NULL : encoded(standard, today);
    }

    /** ClickHouse itself takes 2025-02-30 for a day of March. */
    Optional<String> problemWith(String value) {
        try {
            if (isDay() && !NAMED_DAYS.contains(value)) {
                LocalDate.parse(value);
            }
            return Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.of(
                    option() + " is '" + value + "', expected a day such as 2026-01-31, or today, or yesterday");
        }
    }

    private boolean isDay() {
        return type.matches("(Nullable\\()?Date(32)?\\)?");
    }

    /**
     * A value as ClickHouse reads it. Days may be named {@code today} and {@code yesterday}. Texts and numbers are read
     * as in TSV, where a backslash has a meaning; elements of arrays, tuples and maps have quotes of their own.
     */
    String encoded(String value, LocalDate today) {
        if (isDay()) {
            return switch (value) {
                case "today" -> today.toString();
                case "yesterday" -> today.minusDays(1).toString();
                default -> value;
            };
        }
        return type.matches("(Array|Tuple|Map)\\b.*")
                ? value
                : value.replace("\\", "\\\\")
                        .replace("\t", "\\t")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r")
                        .replace("\0", "\\0");
    }
}
