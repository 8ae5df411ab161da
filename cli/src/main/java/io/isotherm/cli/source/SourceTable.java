package io.isotherm.cli.source;

import io.isotherm.job.config.PartitionBy;
import io.isotherm.job.schema.RefusedTypes;
import io.isotherm.job.table.TableId;
import java.util.List;
import java.util.Set;

/**
 * A table as the source's catalog describes it.
 *
 * @param keyColumns columns of the primary key in its order; empty if there is none
 */
record SourceTable(TableId id, List<Column> columns, List<String> keyColumns) {

    /**
     * @param type the type's name as {@code format_type} prints it
     * @param baseType {@code typname} of the type, of a domain that of the type below it
     * @param kind {@code typtype} of that type: b base, e enum, c composite, r range, m multirange, p pseudo
     */
    record Column(String name, String type, String baseType, char kind) {
        private static final Set<String> TEXTS = Set.of("bpchar", "varchar", "text", "citext");

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
                "name",
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
                "varbit",
                "inet",
                "cidr",
                "macaddr");

        /** Whether its values arrive as the text that they are. */
        boolean isText() {
            return kind == 'b' && TEXTS.contains(baseType);
        }

        /** What it is to {@code partition_by}. */
        PartitionBy.Kind dayKind() {
            return switch (baseType) {
                case "date", "timestamp", "timestamptz" -> PartitionBy.Kind.DATE_OR_TIMESTAMP;
                case "int4" -> PartitionBy.Kind.INT4;
                case "int8" -> PartitionBy.Kind.INT8;
                default -> PartitionBy.Kind.OTHER;
            };
        }

        /** Whether the job refuses it because of what the type, or the domain, is called. */
        boolean isRefusedByName() {
            return RefusedTypes.contain(
                    type.replaceFirst("\\(.*", "").replaceFirst(".*\\.", "").replace("\"", ""));
        }

        /** Whether ClickHouse has a column type for it. */
        boolean isMapped() {
            return kind == 'e' || (kind == 'b' && MAPPED.contains(baseType));
        }
    }

    boolean hasColumn(String name) {
        return columns.stream().anyMatch(column -> column.name().equals(name));
    }
}
