package io.isotherm.cli.source;

import io.isotherm.job.config.PartitionBy;
import io.isotherm.job.config.TableSettings;
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

        boolean isSupported() {
            return SupportedTypes.contain(kind == 'b' ? baseType : "", kind == 'e', type);
        }
    }

    /** Columns that leave the source as they are. */
    List<String> openColumns(TableSettings settings) {
        return columns.stream()
                .map(Column::name)
                .filter(column ->
                        !settings.exclude().contains(column) && !settings.hash().contains(column))
                .toList();
    }

    boolean hasColumn(String name) {
        return columns.stream().anyMatch(column -> column.name().equals(name));
    }
}
