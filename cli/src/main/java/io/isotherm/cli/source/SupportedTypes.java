package io.isotherm.cli.source;

import io.isotherm.job.schema.RefusedTypes;
import java.util.Set;

/** Postgres types whose values arrive in ClickHouse unchanged. */
public final class SupportedTypes {
    private static final Set<String> MAPPED = Set.of(
            "bool",
            "int2",
            "int4",
            "int8",
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
            "macaddr");

    private SupportedTypes() {}

    /**
     * @param baseType {@code typname} of the type, of a domain that of the type below it
     * @param isEnum whether that is an enumeration
     * @param declared the column's type as {@code format_type} prints it: the job knows a domain by its own name
     */
    public static boolean contain(String baseType, boolean isEnum, String declared) {
        String name =
                declared.replaceFirst("\\(.*", "").replaceFirst(".*\\.", "").replace("\"", "");
        return (isEnum || MAPPED.contains(baseType)) && !RefusedTypes.contain(name);
    }
}
