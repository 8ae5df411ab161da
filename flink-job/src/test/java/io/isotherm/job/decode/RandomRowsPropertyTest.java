package io.isotherm.job.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.job.config.TableSettings;
import io.isotherm.job.model.RawRecord;
import io.isotherm.job.schema.SourceTable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.avro.generic.GenericRecord;

/** Rows of random tables, written by Avro's own encoder, read back equal to what an independent rendering expects. */
class RandomRowsPropertyTest {
    private static final LocalDateTime EPOCH = LocalDateTime.of(1970, 1, 1, 0, 0);
    private static final long MIN_MICROS = -2_208_988_800_000_000L;
    private static final long MAX_MICROS = 10_413_791_999_999_999L;

    /** A column type: its Avro schema, values for it, and how a value reads in ClickHouse. */
    private record Kind(String avro, Arbitrary<?> values, Function<Object, String> expected) {}

    private enum NullPosition {
        NEVER,
        FIRST,
        SECOND
    }

    private record Field(Kind kind, NullPosition nullPosition, Object value) {
        String schema(int index) {
            String type =
                    switch (nullPosition) {
                        case NEVER -> kind.avro;
                        case FIRST -> "[\"null\"," + kind.avro + "]";
                        case SECOND -> "[" + kind.avro + ",\"null\"]";
                    };
            return "{\"name\":\"c" + index + "\",\"type\":" + type + "}";
        }

        String expected() {
            return value == null ? "NULL" : kind.expected.apply(value);
        }
    }

    private static final List<Kind> KINDS = List.of(
            new Kind("\"boolean\"", Arbitraries.of(true, false), Object::toString),
            new Kind("\"int\"", Arbitraries.integers(), Object::toString),
            new Kind(
                    "{\"type\":\"int\",\"connect.type\":\"int16\"}",
                    Arbitraries.integers().between(-32768, 32767),
                    Object::toString),
            new Kind("\"long\"", Arbitraries.longs(), Object::toString),
            new Kind("\"float\"", Arbitraries.floats(), Object::toString),
            new Kind("\"double\"", Arbitraries.doubles(), Object::toString),
            new Kind(
                    "\"string\"",
                    Arbitraries.strings().excludeChars('\u0000').ofMaxLength(300),
                    RandomRowsPropertyTest::text),
            new Kind(
                    "\"bytes\"",
                    Arbitraries.bytes().array(byte[].class).ofMaxSize(200).map(ByteBuffer::wrap),
                    value -> text(((ByteBuffer) value).array())),
            new Kind(
                    named("string", "data.Uuid"),
                    Arbitraries.create(UUID::randomUUID).map(UUID::toString),
                    Object::toString),
            new Kind(
                    named("int", "time.Date"),
                    Arbitraries.integers().between(-25_567, 120_529),
                    value -> LocalDate.ofEpochDay((int) value).toString()),
            new Kind(
                    named("long", "time.MicroTime"),
                    Arbitraries.longs().between(0, 86_400_000_000L),
                    value -> value + "us"),
            new Kind(
                    named("long", "time.MicroTimestamp"),
                    Arbitraries.longs().between(MIN_MICROS, MAX_MICROS),
                    value -> timestamp((long) value)),
            new Kind(
                    named("long", "time.Timestamp"),
                    Arbitraries.longs().between(MIN_MICROS / 1000, MAX_MICROS / 1000),
                    value -> timestamp((long) value * 1000)),
            new Kind(
                    named("string", "time.ZonedTimestamp"),
                    Arbitraries.longs().between(MIN_MICROS, MAX_MICROS).map(RandomRowsPropertyTest::iso),
                    value -> OffsetDateTime.parse(value.toString())
                            .toLocalDateTime()
                            .toString()),
            numericText(9, 0),
            numericText(12, 2),
            numericText(38, 10),
            numericText(76, 76),
            new Kind(
                    "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":20,\"scale\":4}",
                    unscaled(20).map(value -> ByteBuffer.wrap(value.toByteArray())),
                    value -> new BigDecimal(new BigInteger(((ByteBuffer) value).array()), 4).toPlainString()),
            new Kind(named("string", "data.Enum"), Arbitraries.of("sad", "ok", "it's"), Object::toString));

    @Property(tries = 500)
    void everyRowIsReadBack(@ForAll("rows") List<Field> fields) {
        String schema = IntStream.range(0, fields.size())
                .mapToObj(i -> fields.get(i).schema(i))
                .collect(Collectors.joining(","));
        Envelopes envelopes =
                new Envelopes("{\"name\":\"id\",\"type\":\"long\"}," + schema, "{\"name\":\"id\",\"type\":\"long\"}");
        SourceTable table = envelopes.table(TableSettings.DEFAULTS);
        GenericRecord row = envelopes.row();
        GenericRecord key = envelopes.key();
        key.put("id", -1L);
        row.put("id", -1L);
        Map<String, String> expected = new LinkedHashMap<>();
        expected.put("id", "-1");
        for (int i = 0; i < fields.size(); i++) {
            row.put("c" + i, fields.get(i).value);
            expected.put("c" + i, fields.get(i).expected());
        }
        RawRecord record = envelopes.record(key, envelopes.change("u", row, row));

        Map<String, String> read =
                RowText.only(table.shape(), new Decoding(table, envelopes.envelope, false).decode(record));

        assertThat(read).isEqualTo(expected);
    }

    @Provide
    Arbitrary<List<Field>> rows() {
        return Arbitraries.of(KINDS).flatMap(this::field).list().ofMinSize(1).ofMaxSize(12);
    }

    private Arbitrary<Field> field(Kind kind) {
        return Arbitraries.of(NullPosition.values()).flatMap(position -> {
            Arbitrary<?> values = position == NullPosition.NEVER ? kind.values : kind.values.injectNull(0.3);
            return values.map(value -> new Field(kind, position, value));
        });
    }

    private static Kind numericText(int precision, int scale) {
        String avro = "{\"type\":\"string\",\"connect.parameters\":{\"__debezium.source.column.type\":\"NUMERIC\","
                + "\"__debezium.source.column.length\":\"" + precision + "\",\"__debezium.source.column.scale\":\""
                + scale + "\"}}";
        Arbitrary<String> values = unscaled(precision).map(value -> new BigDecimal(value, scale).toPlainString());
        return new Kind(avro, values, Object::toString);
    }

    private static Arbitrary<BigInteger> unscaled(int digits) {
        BigInteger limit = BigInteger.TEN.pow(digits).subtract(BigInteger.ONE);
        return Arbitraries.bigIntegers().between(limit.negate(), limit);
    }

    private static String named(String type, String name) {
        return "{\"type\":\"" + type + "\",\"connect.name\":\"io.debezium." + name + "\"}";
    }

    private static String timestamp(long micros) {
        return EPOCH.plusSeconds(Math.floorDiv(micros, 1_000_000L))
                .plusNanos(Math.floorMod(micros, 1_000_000L) * 1000)
                .toString();
    }

    private static String iso(long micros) {
        return EPOCH.plusSeconds(Math.floorDiv(micros, 1_000_000L))
                .plusNanos(Math.floorMod(micros, 1_000_000L) * 1000)
                .atOffset(ZoneOffset.UTC)
                .toString();
    }

    private static String text(Object value) {
        return text(value.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String text(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        boolean isText = text.chars().allMatch(c -> c >= ' ' && c != 0xfffd);
        return isText ? text : "0x" + HexFormat.of().formatHex(bytes);
    }
}
