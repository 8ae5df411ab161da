package io.isotherm.job.schema;

/**
 * A column of a Postgres table as its catalog describes it, for rows that are read by a query and not from a topic.
 *
 * @param type {@code typname} of the base type, domains resolved; empty if the type is of another kind
 * @param declaredType {@code typname} of the declared type: of a domain its own name
 * @param isEnum whether the base type is an enum
 * @param modifier {@code typmod} of the base type, -1 if it has none
 * @param missingValue what rows show that were written before the column was added, as Postgres prints it in UTC, or
 *     null
 */
public record PostgresColumn(
        String name,
        String type,
        String declaredType,
        boolean isEnum,
        int modifier,
        boolean isNotNull,
        String missingValue) {
    private static final int UNLIMITED = Integer.MAX_VALUE;
    private static final int UNLIMITED_NUMERIC = 131_089;
    private static final int MODIFIER_HEADER = 4;
    private static final int MILLISECOND_DIGITS = 3;

    public PostgresColumn withMissingValue(String value) {
        return new PostgresColumn(name, type, declaredType, isEnum, modifier, isNotNull, value);
    }

    /** What the connector calls the length: of a text, of bits, the precision of a number. */
    int length() {
        return switch (type) {
            case "numeric" -> modifier < 0 ? UNLIMITED_NUMERIC : (modifier - MODIFIER_HEADER) >> 16 & 0xffff;
            case "bpchar", "varchar" -> modifier < 0 ? UNLIMITED : modifier - MODIFIER_HEADER;
            case "bit" -> modifier < 0 ? UNLIMITED : modifier;
            default -> UNLIMITED;
        };
    }

    /** Of a number; a negative one as the connector reports it. */
    int scale() {
        return type.equals("numeric") && modifier >= 0 ? (modifier - MODIFIER_HEADER) & 0xffff : 0;
    }

    /** Whether the connector sends a timestamp in milliseconds. */
    boolean isMillis() {
        return type.equals("timestamp") && modifier >= 0 && modifier <= MILLISECOND_DIGITS;
    }

    boolean isOneBit() {
        return type.equals("bit") && modifier == 1;
    }
}
