package io.isotherm.job.schema;

import io.isotherm.job.config.PartitionBy;
import io.isotherm.job.config.PartitionBy.Kind;
import io.isotherm.job.config.TableSettings;
import io.isotherm.job.config.TableSettings.OnOutOfRange;
import io.isotherm.job.schema.SourceField.Mapping;
import io.isotherm.job.table.Column;
import io.isotherm.job.table.ColumnType;
import io.isotherm.job.table.HotColumns;
import io.isotherm.job.table.RowShape;
import io.isotherm.job.table.RowShape.Retention;
import io.isotherm.job.table.ShapeRef;
import io.isotherm.job.table.TableId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.avro.Schema;

/**
 * A table as one pair of writer schemas describes it: what decode needs to read its records, and the shape of the rows
 * they become. A pure function of the schemas and the table's settings.
 *
 * @param fields replicated fields of the row record, one for each column of the shape, in its order
 * @param keyFields fields of the Kafka key, in its order
 */
public record SourceTable(RowShape shape, Schema row, List<SourceField> fields, List<AvroField> keyFields) {
    /** Schema parameter of a row of which the connector sends the key alone; it says why. */
    private static final String WITHHELD = "isotherm.withheld";
    /** Schema parameter of a row that is a change: nothing of it comes later. */
    private static final String APPENDED = "isotherm.appended";

    /**
     * @param key record of the primary key's columns
     * @param envelope Debezium envelope
     * @throws SchemaException if the schemas are not Debezium's, a type is not mapped, or the settings do not fit
     */
    public static SourceTable of(ShapeRef ref, Schema key, Schema envelope, TableSettings settings) {
        TableId table = tableOf(ref.topic());
        Schema row = rowOf(table, envelope);
        List<AvroField> keyFields = keyFields(table, key);
        Set<String> keyNames = new HashSet<>();
        keyFields.forEach(field -> keyNames.add(field.name()));

        List<AvroField> all = row.getFields().stream().map(AvroField::of).toList();
        // The connector leaves excluded columns out too, so their width is not known.
        boolean someAreAway =
                !settings.exclude().isEmpty() || settings.onTrouble().excludesUnsupported();
        boolean isAppended = new AvroField("", row, -1).parameter(APPENDED) != null;
        boolean mayToast = !isAppended && (someAreAway || ToastWidth.needsToastTable(all));
        List<SourceField> fields = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            AvroField field = all.get(i);
            if (!settings.exclude().contains(field.columnName())) {
                boolean inKey = keyNames.contains(field.name());
                try {
                    fields.add(sourceField(table, i, field, inKey, mayToast, settings));
                } catch (UnsupportedTypeException e) {
                    if (inKey || !settings.onTrouble().excludesUnsupported()) {
                        throw e;
                    }
                }
            }
        }
        List<Column> columns = fields.stream().map(SourceField::column).toList();
        checkNames(table, columns);
        int[] keyColumns = keyFields.stream()
                .mapToInt(field -> keyColumn(table, fields, field))
                .toArray();
        int partition = partitionColumn(table, fields, settings.partitionBy());
        RowShape shape = new RowShape(
                ref,
                columns,
                keyColumns,
                partition,
                partition < 0 ? null : settings.partitionBy().unit(),
                isAppended ? Retention.NONE : retention(columns, keyColumns, partition));
        return new SourceTable(shape, row, List.copyOf(fields), keyFields);
    }

    static TableId tableOf(String topic) {
        try {
            return TableId.ofTopic(topic);
        } catch (IllegalArgumentException e) {
            throw SchemaException.malformed(e.getMessage());
        }
    }

    private static Schema rowOf(TableId table, Schema envelope) {
        Schema.Field after = envelope.getType() == Schema.Type.RECORD ? envelope.getField("after") : null;
        Schema row = after == null ? null : AvroField.of(after).type();
        if (row == null || row.getType() != Schema.Type.RECORD) {
            throw SchemaException.malformed(table + ": schema '" + envelope.getName()
                    + "' is not a Debezium envelope; remove transformations that unwrap it from the connector");
        }
        String withheld = new AvroField(after.name(), row, -1).parameter(WITHHELD);
        if (withheld != null) {
            throw SchemaException.incompatible(table + ": " + withheld);
        }
        return row;
    }

    private static List<AvroField> keyFields(TableId table, Schema key) {
        if (key.getType() != Schema.Type.RECORD || key.getFields().isEmpty()) {
            throw SchemaException.malformed(table + ": the key's schema is not a record of the primary key's columns");
        }
        return key.getFields().stream().map(AvroField::of).toList();
    }

    private static SourceField sourceField(
            TableId table, int position, AvroField field, boolean inKey, boolean mayToast, TableSettings settings) {
        boolean isPartition = settings.partitionBy() != null
                && field.columnName().equals(settings.partitionBy().column());
        // A partition needs a date, so its column keeps its type and refuses what it cannot hold.
        OnOutOfRange onOutOfRange = isPartition && settings.onOutOfRange() == OnOutOfRange.STRING
                ? OnOutOfRange.REJECT
                : settings.onOutOfRange();
        Mapping mapping = TypeMapping.of(table.toString(), field, onOutOfRange, settings.onTrouble());
        MissingValue missing = MissingValue.of(field, mapping, onOutOfRange == OnOutOfRange.CLAMP);
        Column column = new Column(
                field.columnName(),
                mapping.type(),
                field.nullBranch() >= 0 && !inKey,
                inKey ? null : missing.literal(),
                mayToast && ToastWidth.canBeToasted(field),
                new Column.Origin(field.columnNumber(), !inKey && !missing.isKnown()));
        return new SourceField(position, field, mapping, column);
    }

    private static void checkNames(TableId table, List<Column> columns) {
        Set<String> seen = new HashSet<>();
        for (Column column : columns) {
            if (HotColumns.isTaken(column.name()) || !seen.add(column.name())) {
                throw SchemaException.incompatible(table + "." + column.name()
                        + ": the name is taken in the hot table; rename the column in the source or exclude it");
            }
        }
    }

    private static int keyColumn(TableId table, List<SourceField> fields, AvroField key) {
        for (int i = 0; i < fields.size(); i++) {
            AvroField field = fields.get(i).avro();
            if (field.name().equals(key.name())) {
                if (field.type().getType() != key.type().getType()) {
                    throw SchemaException.incompatible(
                            table + "." + field.columnName() + ": key and row have different types");
                }
                return i;
            }
        }
        throw SchemaException.incompatible(table + "." + key.name()
                + ": the primary key's column is not in the row; a key column cannot be excluded");
    }

    private static int partitionColumn(TableId table, List<SourceField> fields, PartitionBy by) {
        if (by == null) {
            return -1;
        }
        String name = by.column();
        int column = IntStream.range(0, fields.size())
                .filter(i -> fields.get(i).column().name().equals(name))
                .findFirst()
                .orElseThrow(() -> SchemaException.incompatible(table + ": partition_by names column '" + name
                        + "', which the table does not have or excludes; correct it in tables.yaml"));
        ColumnType type = fields.get(column).column().type();
        by.problem(kind(type), type.name()).ifPresent(problem -> {
            throw SchemaException.incompatible(table + "." + name + " " + problem);
        });
        return column;
    }

    private static Kind kind(ColumnType type) {
        if (type.equals(TypeMapping.DATE) || type.equals(TypeMapping.TIMESTAMP)) {
            return Kind.DATE_OR_TIMESTAMP;
        }
        if (type.equals(TypeMapping.INT32)) {
            return Kind.INT4;
        }
        return type.equals(TypeMapping.INT64) ? Kind.INT8 : Kind.OTHER;
    }

    private static Retention retention(List<Column> columns, int[] keyColumns, int partition) {
        if (columns.stream().anyMatch(Column::toastable)) {
            return Retention.ROW;
        }
        boolean partitionInKey = IntStream.of(keyColumns).anyMatch(key -> key == partition);
        return partition < 0 || partitionInKey ? Retention.VERSION : Retention.PARTITION;
    }
}
