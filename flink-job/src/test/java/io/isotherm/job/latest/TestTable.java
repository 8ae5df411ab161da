package io.isotherm.job.latest;

import io.isotherm.job.model.RowFormat;
import io.isotherm.job.model.RowView;
import io.isotherm.job.table.Column;
import io.isotherm.job.table.ColumnType;
import io.isotherm.job.table.EpochUnit;
import io.isotherm.job.table.RowShape;
import io.isotherm.job.table.RowShape.Retention;
import io.isotherm.job.table.RowShapes;
import io.isotherm.job.table.ShapeRef;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One shape of the table {@code shop.public.orders}: an id, perhaps a date, a long text and a number. */
final class TestTable {
    static final String TOPIC = "shop.public.orders";

    private static final Column ID = new Column("id", new ColumnType("Int64", 8), false, null, false);
    private static final Column EXTRA = new Column("extra", new ColumnType("Bool", 1), true, null, false);
    private static final Column TOTAL = new Column("total", new ColumnType("Int32", 4), false, null, false);
    private static final ColumnType TEXT = new ColumnType("String", ColumnType.VARIABLE);

    private final RowShape shape;

    private TestTable(int schemaId, List<Column> columns, Retention retention) {
        this(schemaId, columns, retention, null);
    }

    private TestTable(int schemaId, List<Column> columns, Retention retention, EpochUnit unit) {
        int partition = -1;
        for (int i = 0; i < columns.size(); i++) {
            partition = columns.get(i).name().equals("created_at") ? i : partition;
        }
        shape = new RowShape(
                new ShapeRef(TOPIC, 1, schemaId), columns, new int[] {columns.indexOf(ID)}, partition, unit, retention);
    }

    static TestTable versions() {
        return new TestTable(1, List.of(ID, note("note", true), TOTAL), Retention.VERSION);
    }

    /** Each row is a change, with a key of its own. */
    static TestTable changes() {
        return new TestTable(11, List.of(ID, note("note", true), TOTAL), Retention.NONE);
    }

    static TestTable partitions() {
        return new TestTable(2, List.of(ID, timestamp(false), note("note", true), TOTAL), Retention.PARTITION);
    }

    static TestTable nullablePartitions() {
        return new TestTable(3, List.of(ID, timestamp(true), note("note", true), TOTAL), Retention.PARTITION);
    }

    static TestTable rows() {
        return new TestTable(4, List.of(ID, note("note", true), TOTAL), Retention.ROW);
    }

    static TestTable rowsWithPartitions() {
        return new TestTable(5, List.of(ID, timestamp(true), note("note", true), TOTAL), Retention.ROW);
    }

    /** The same columns in another order, one more, a date in place of the timestamp and a NOT NULL text. */
    static TestTable evolved() {
        Column date = new Column("created_at", new ColumnType("Date32", 4), false, null, false);
        return new TestTable(6, List.of(EXTRA, note("note", false), TOTAL, ID, date), Retention.ROW);
    }

    static TestTable renamedNote() {
        return new TestTable(7, List.of(ID, timestamp(true), note("remark", true), TOTAL), Retention.ROW);
    }

    static TestTable withoutTotal() {
        return new TestTable(8, List.of(ID, note("note", false)), Retention.ROW);
    }

    /** Its time is seconds in an integer, as wide as a date. */
    static TestTable seconds() {
        return new TestTable(9, List.of(ID, number("Int32", 4), note("note", true), TOTAL), Retention.ROW, EpochUnit.S);
    }

    /** Its time is milliseconds in an integer. */
    static TestTable millis() {
        return new TestTable(
                10, List.of(ID, number("Int64", 8), note("note", true), TOTAL), Retention.PARTITION, EpochUnit.MS);
    }

    private static Column number(String type, int width) {
        return new Column("created_at", new ColumnType(type, width), true, null, false);
    }

    static RowShapes.Factory shapes() {
        return () -> ref -> {
            for (TestTable table : all()) {
                if (table.shape.ref().equals(ref)) {
                    return table.shape;
                }
            }
            throw new IllegalArgumentException("no shape " + ref);
        };
    }

    static List<TestTable> all() {
        return List.of(
                changes(),
                versions(),
                partitions(),
                nullablePartitions(),
                rows(),
                rowsWithPartitions(),
                evolved(),
                renamedNote(),
                withoutTotal(),
                seconds(),
                millis());
    }

    private static Column note(String name, boolean nullable) {
        return new Column(name, TEXT, nullable, null, true);
    }

    private static Column timestamp(boolean nullable) {
        return new Column("created_at", new ColumnType("DateTime64(6, 'UTC')", 8), nullable, null, false);
    }

    RowShape shape() {
        return shape;
    }

    int noteColumn() {
        for (int i = 0; i < shape.columns().size(); i++) {
            if (shape.columns().get(i).toastable()) {
                return i;
            }
        }
        throw new IllegalStateException("no text column");
    }

    /** An hour into the day, where the column has hours. */
    long partitionValue(int day) {
        return holdsDays() ? day : day * Change.MICROS_PER_DAY + 3_600_000_000L;
    }

    private boolean holdsDays() {
        return shape.partitionUnit() == null
                && shape.columns().get(shape.partitionColumn()).type().width() == 4;
    }

    int encode(Change change, byte[] to, int start) {
        int at = start;
        for (Column column : shape.columns()) {
            boolean isNull = column.nullable() && isNull(column, change);
            if (column.nullable()) {
                to[at++] = (byte) (isNull ? 1 : 0);
            }
            at = isNull ? at : encodeValue(column, change, to, at);
        }
        return at;
    }

    private static boolean isNull(Column column, Change change) {
        return switch (column.name()) {
            case "created_at" -> change.day() == null;
            case "extra" -> true;
            default -> change.note() == null || change.note().equals(Change.LEFT_OUT);
        };
    }

    private int encodeValue(Column column, Change change, byte[] to, int at) {
        switch (column.name()) {
            case "id" -> RowFormat.putLong(to, at, change.key());
            case "total" -> RowFormat.putInt(to, at, change.total());
            case "created_at" -> putPartition(column.type().width(), change.day() == null ? 0 : change.day(), to, at);
            default -> {
                boolean isText = change.note() != null && !change.note().equals(Change.LEFT_OUT);
                byte[] text = (isText ? change.note() : "").getBytes(StandardCharsets.UTF_8);
                int rest = text.length;
                int next = at;
                for (; rest > 0x7f; rest >>>= 7) {
                    to[next++] = (byte) (rest & 0x7f | 0x80);
                }
                to[next++] = (byte) rest;
                System.arraycopy(text, 0, to, next, text.length);
                return next + text.length;
            }
        }
        return at + column.type().width();
    }

    private void putPartition(int width, int day, byte[] to, int at) {
        long value = shape.partitionUnit() == null
                ? partitionValue(day)
                : shape.partitionUnit().ofMicros(partitionValue(day));
        if (width == 4) {
            RowFormat.putInt(to, at, (int) value);
        } else {
            RowFormat.putLong(to, at, value);
        }
    }

    Change decode(RowView row) {
        Integer day = shape.isPartitioned() ? 0 : null;
        String note = null;
        int total = 0;
        long key = 0;
        int at = row.rowStart();
        byte[] from = row.data();
        for (int i = 0; i < shape.columns().size(); i++) {
            Column column = shape.columns().get(i);
            int end = shape.skip(from, at, i);
            boolean isNull = column.nullable() && from[at] != 0;
            int value = column.nullable() ? at + 1 : at;
            switch (column.name()) {
                case "id" -> key = RowFormat.getLong(from, value);
                case "total" -> total = RowFormat.getInt(from, value);
                case "created_at" -> day = isNull ? null : day(column, from, value);
                case "extra" -> at = value;
                default -> note = isNull ? null : text(from, value, end);
            }
            at = end;
        }
        // without the epoch
        long lsn = row.versionHigh() << 16 & 0xffffffffffffL | row.versionLow() >>> 48;
        if (shape.isPartitioned() && (day == null) != row.is(RowFormat.PARTITION_NULL)) {
            throw new IllegalStateException("the partition of " + row.shape() + " and its header differ");
        }
        boolean keyOnly = row.is(RowFormat.KEY_ONLY);
        return new Change(key, lsn, row.kafkaOffset(), from[row.end() - 9] == 1, keyOnly, day, note, total);
    }

    private int day(Column column, byte[] from, int at) {
        long value = column.type().width() == 4 ? RowFormat.getInt(from, at) : RowFormat.getLong(from, at);
        if (holdsDays()) {
            return (int) value;
        }
        long micros =
                shape.partitionUnit() == null ? value : shape.partitionUnit().toMicros(value);
        return (int) Math.floorDiv(micros, Change.MICROS_PER_DAY);
    }

    private static String text(byte[] from, int start, int end) {
        int at = start;
        while (from[at++] < 0) {
            continue;
        }
        return new String(from, at, end - at, StandardCharsets.UTF_8);
    }
}
