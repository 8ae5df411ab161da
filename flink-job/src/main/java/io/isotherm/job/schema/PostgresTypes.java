package io.isotherm.job.schema;

import java.util.List;
import java.util.Set;

/**
 * The types of Postgres that have a form of their own in ClickHouse. All others, those of extensions and of users too,
 * arrive as the text that Postgres prints. The connector, {@code apply}, {@code verify} and {@code sync} go by this
 * list.
 */
public final class PostgresTypes {
    /** Semantic name of a text that stands for a value of any type. */
    public static final String TEXT = "io.isotherm.data.Text";

    private static final Set<String> OWN = Set.of(
            "bool",
            "int2",
            "int4",
            "int8",
            "oid",
            "float4",
            "float8",
            "numeric",
            "money",
            "bpchar",
            "varchar",
            "text",
            "citext",
            "xml",
            "uuid",
            "json",
            "jsonb",
            "bytea",
            "date",
            "timestamp",
            "timestamptz",
            "time",
            "timetz",
            "interval",
            "bit",
            "inet",
            "cidr",
            "macaddr",
            "macaddr8");

    /** The driver takes the values of a {@code refcursor} for cursors, and asks Postgres for their rows. */
    private static final Set<String> WITHOUT_TEXT = Set.of("refcursor");

    private PostgresTypes() {}

    /**
     * @param baseType {@code typname} of a base type; of a domain that of the type below it, of another kind of type
     *     nothing
     * @param isEnum whether the type is an enumeration
     */
    public static boolean hasOwnForm(String baseType, boolean isEnum) {
        return isEnum || OWN.contains(baseType);
    }

    /** Whether its values arrive as the text that Postgres prints. */
    public static boolean arrivesAsText(String baseType, boolean isEnum) {
        return !hasOwnForm(baseType, isEnum) && !WITHOUT_TEXT.contains(baseType);
    }

    /** Names of base types, sorted. */
    public static List<String> withOwnForm() {
        return OWN.stream().sorted().toList();
    }
}
