package io.isotherm.job.sink;

import io.isotherm.job.table.Column;
import io.isotherm.job.table.ColumnType;
import io.isotherm.job.table.EpochUnit;
import io.isotherm.job.table.RowShape;
import io.isotherm.job.table.ShapeRef;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Builds shapes for tests: the first column is the key unless told otherwise. */
public final class Shapes {
    private static final AtomicInteger SCHEMA_ID = new AtomicInteger(1);

    private final String topic;
    private final List<Column> columns = new ArrayList<>();
    private int[] key = {0};
    private int partition = -1;
    private EpochUnit unit;

    private Shapes(String topic) {
        this.topic = topic;
    }

    public static Shapes of(String topic) {
        return new Shapes(topic);
    }

    public Shapes column(String name, String type) {
        return add(name, type, false, null);
    }

    public Shapes nullable(String name, String type) {
        return add(name, type, true, null);
    }

    public Shapes add(String name, String type, boolean nullable, String defaultExpression) {
        columns.add(new Column(name, new ColumnType(type, width(type)), nullable, defaultExpression, false));
        return this;
    }

    /** A column of which the source's number is known. */
    public Shapes numbered(int number, String name, String type) {
        return numbered(number, name, type, null);
    }

    public Shapes numbered(int number, String name, String type, String defaultExpression) {
        Column.Origin origin = new Column.Origin(number, false);
        columns.add(new Column(name, new ColumnType(type, width(type)), false, defaultExpression, false, origin));
        return this;
    }

    public Shapes key(int... columnIndexes) {
        key = columnIndexes;
        return this;
    }

    public Shapes partitionedBy(int column) {
        partition = column;
        return this;
    }

    public Shapes counting(EpochUnit partitionUnit) {
        unit = partitionUnit;
        return this;
    }

    public RowShape build() {
        int id = SCHEMA_ID.getAndIncrement();
        return new RowShape(new ShapeRef(topic, id, id), columns, key, partition, unit, RowShape.Retention.VERSION);
    }

    private static int width(String type) {
        return switch (type) {
            case "Bool", "Int8", "UInt8" -> 1;
            case "Int16" -> 2;
            case "Int32", "Float32", "Date32" -> 4;
            case "UUID" -> 16;
            case "String", "LowCardinality(String)" -> ColumnType.VARIABLE;
            default -> type.startsWith("Decimal") ? decimalWidth(type) : 8;
        };
    }

    private static int decimalWidth(String type) {
        int precision = Integer.parseInt(type.substring(8, type.indexOf(',')));
        return precision <= 9 ? 4 : precision <= 18 ? 8 : precision <= 38 ? 16 : 32;
    }
}
