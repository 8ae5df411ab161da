package io.isotherm.job.decode;

import io.isotherm.job.model.ChangeBatch;
import io.isotherm.job.model.RowView;
import io.isotherm.job.table.Column;
import io.isotherm.job.table.RowShape;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Reads RowBinary back as ClickHouse documents it, one readable text for each column. */
final class RowText {
    private static final LocalDateTime EPOCH = LocalDateTime.of(1970, 1, 1, 0, 0);

    private RowText() {}

    /** The columns of the row under the cursor; NULL is the text {@code NULL}. */
    static Map<String, String> of(RowShape shape, RowView row) {
        ByteBuffer in = ByteBuffer.wrap(row.data(), row.rowStart(), row.rowLength() - RowShape.TRAILER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        Map<String, String> values = new LinkedHashMap<>();
        for (Column column : shape.columns()) {
            boolean isNull = column.nullable() && in.get() == 1;
            values.put(
                    column.name(),
                    isNull ? "NULL" : value(column.type().name(), column.type().width(), in));
        }
        if (in.hasRemaining()) {
            throw new AssertionError(in.remaining() + " bytes behind the last column");
        }
        return values;
    }

    static Map<String, String> only(RowShape shape, ChangeBatch batch) {
        RowView row = batch.rows();
        if (!row.next()) {
            throw new AssertionError("no row");
        }
        return of(shape, row);
    }

    private static String value(String type, int width, ByteBuffer in) {
        if (type.startsWith("Decimal")) {
            byte[] bytes = bytes(in, width);
            for (int i = 0; i < width / 2; i++) {
                byte b = bytes[i];
                bytes[i] = bytes[width - 1 - i];
                bytes[width - 1 - i] = b;
            }
            int scale = Integer.parseInt(type.substring(type.indexOf(", ") + 2, type.length() - 1));
            return new BigDecimal(new BigInteger(bytes), scale).toPlainString();
        }
        return switch (type) {
            case "Bool" -> in.get() == 1 ? "true" : "false";
            case "Int16" -> Short.toString(in.getShort());
            case "Int32" -> Integer.toString(in.getInt());
            case "Int64" -> Long.toString(in.getLong());
            case "Float32" -> Float.toString(in.getFloat());
            case "Float64" -> Double.toString(in.getDouble());
            case "UUID" -> new UUID(in.getLong(), in.getLong()).toString();
            case "Date32" -> LocalDate.ofEpochDay(in.getInt()).toString();
            case "Time64(6)" -> in.getLong() + "us";
            case "DateTime64(6, 'UTC')" -> {
                long micros = in.getLong();
                yield EPOCH.plusSeconds(Math.floorDiv(micros, 1_000_000L))
                        .plusNanos(Math.floorMod(micros, 1_000_000L) * 1000)
                        .toString();
            }
            case "String", "LowCardinality(String)" -> text(in);
            default -> throw new AssertionError(type);
        };
    }

    private static String text(ByteBuffer in) {
        int length = 0;
        int shift = 0;
        byte b;
        do {
            b = in.get();
            length |= (b & 0x7f) << shift;
            shift += 7;
        } while (b < 0);
        byte[] bytes = bytes(in, length);
        String text = new String(bytes, StandardCharsets.UTF_8);
        boolean isText = text.chars().allMatch(c -> c >= ' ' && c != 0xfffd);
        return isText ? text : "0x" + HexFormat.of().formatHex(bytes);
    }

    private static byte[] bytes(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
