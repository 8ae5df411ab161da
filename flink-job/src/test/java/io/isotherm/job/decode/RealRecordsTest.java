package io.isotherm.job.decode;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.job.config.TableSettings;
import io.isotherm.job.config.TableSettings.OnOutOfRange;
import io.isotherm.job.model.ChangeBatch;
import io.isotherm.job.model.DeadLetter.Reason;
import io.isotherm.job.model.RawRecord;
import io.isotherm.job.model.RowFormat;
import io.isotherm.job.model.RowView;
import io.isotherm.job.schema.Fixtures;
import io.isotherm.job.table.RowShape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the connector really sends becomes what Postgres shows. */
class RealRecordsTest {
    private static final String[] LOSSY = {"c_name", "c_varbit", "c_varbitu"};

    @Test
    void everyMappedTypeKeepsItsValue() {
        Map<String, String> row = decodeAllTypes(0, OnOutOfRange.REJECT);

        assertThat(row)
                .contains(
                        entry("id", "1"),
                        entry("c_bool", "true"),
                        entry("c_i2", "1"),
                        entry("c_i4", "2"),
                        entry("c_i8", "3"),
                        entry("c_f4", "1.5"),
                        entry("c_f8", "2.5"),
                        entry("c_num", "1234.50"),
                        entry(
                                "c_num76",
                                "123456789012345678901234567890123456789012345678901234567890123456.1234567891"),
                        entry("c_num77", "7"),
                        entry("c_numneg", "12300"),
                        entry("c_numscale", "0.00012"),
                        entry("c_numunb", "0.000000000000000000000000000001"),
                        entry("c_money", "-1234.11"),
                        entry("c_char", "ab   "),
                        entry("c_varchar", "vc"),
                        entry("c_citext", "Ci"),
                        entry("c_xml", "<a>x</a>"),
                        entry("c_uuid", "f0e1d2c3-0000-4000-8000-00000000000a"),
                        entry("c_json", "{\"b\":1, \"a\":2}"),
                        entry("c_jsonb", "{\"a\": 12345678901234567890, \"b\": 1}"),
                        entry("c_bytea", "0x00ff01"))
                .contains(
                        entry("c_date", "2024-02-29"),
                        entry("c_ts", "2024-02-29T12:34:56.789012"),
                        entry("c_ts0", "2024-02-29T12:34:57"),
                        entry("c_ts3", "2024-02-29T12:34:56.789"),
                        entry("c_tstz", "2024-02-29T10:34:56.789012"),
                        entry("c_tstz0", "2024-02-29T10:34:56"),
                        entry("c_tstz3", "2024-02-29T10:34:56.789"),
                        entry("c_time", "86400000000us"),
                        entry("c_time0", "45297000000us"),
                        entry("c_timetz", "10:34:56.789Z"),
                        entry("c_interval", "P1Y2M3DT4H5M6.78S"),
                        entry("c_enum", "it's"),
                        entry("c_bit1", "true"),
                        entry("c_bit9", "000010101"),
                        entry("c_inet", "192.168.2.1/12"),
                        entry("c_mac8", "08:00:2b:01:02:03:04:05"),
                        entry("c_oid", "4000000000"),
                        entry("c_hstore", "{\"a\":\"1\",\"b\":null}"),
                        entry("c_nn_num", "1.5000"),
                        entry("c_nn_tstz", "2024-02-29T12:34:56.500"));
    }

    @Test
    void nullStaysNullAndEmptyStaysEmpty() {
        Map<String, String> row = new TreeMap<>(decodeAllTypes(1, OnOutOfRange.REJECT));

        assertThat(row.remove("id")).isEqualTo("2");
        assertThat(row.remove("c_nn_text")).isEmpty();
        assertThat(row.remove("c_nn_num")).isEqualTo("0.0000");
        assertThat(row.remove("c_nn_tstz")).isEqualTo("1970-01-01T00:00");
        assertThat(row.values()).containsOnly("NULL");
    }

    @Test
    void infinitiesAndNotANumberAreTextWhereTheTableAsksForIt() {
        Map<String, String> row = decodeAllTypes(2, OnOutOfRange.STRING);

        assertThat(row)
                .contains(
                        entry("c_num", "NaN"),
                        entry("c_numunb", "Infinity"),
                        entry("c_money", "92233720368547758.07"),
                        entry("c_f4", "NaN"),
                        entry("c_f8", "-Infinity"),
                        entry("c_date", "infinity"),
                        entry("c_ts", "infinity"),
                        entry("c_ts3", "-infinity"),
                        entry("c_tstz", "infinity"),
                        entry("c_bit9", "000000000"),
                        entry("c_time", "0us"));
    }

    @Test
    void datesBeforeChristAreTextAsPostgresPrintsThem() {
        Map<String, String> row = decodeAllTypes(3, OnOutOfRange.STRING);

        assertThat(row)
                .contains(
                        entry("c_num", "-9999999999.99"),
                        entry("c_numunb", "-10000000000000000000000000000000000000000"),
                        entry("c_date", "0044-03-15 BC"),
                        entry("c_ts", "4713-01-01 00:00:00 BC"),
                        entry("c_ts3", "294276-12-31 23:59:59.999"),
                        entry("c_tstz", "-infinity"),
                        entry("c_tstz3", "0044-03-15 12:00:00+00 BC"),
                        entry("c_nn_tstz", "2299-12-31 23:59:59.999999+00"));
    }

    @Test
    void clampStoresTheNearestValue() {
        assertThat(decodeAllTypes(3, OnOutOfRange.CLAMP))
                .contains(
                        entry("c_date", "1900-01-01"),
                        entry("c_ts", "1900-01-01T00:00"),
                        entry("c_ts3", "2299-12-31T23:59:59.999999"),
                        entry("c_tstz", "1900-01-01T00:00"));
        assertThat(decodeAllTypes(4, OnOutOfRange.CLAMP))
                .contains(
                        entry("c_date", "1900-01-01"),
                        entry("c_ts", "1900-01-01T00:00"),
                        entry("c_tstz", "2299-12-31T23:59:59.999999"));
    }

    @Test
    void valuesOutOfRangeAreRefusedByColumn() {
        assertThatThrownBy(() -> decodeAllTypes(2, OnOutOfRange.REJECT))
                .isInstanceOfSatisfying(MalformedChangeException.class, e -> assertThat(e.reason())
                        .isEqualTo(Reason.OUT_OF_RANGE))
                .hasMessageContaining("c_num")
                .hasMessageContaining("on_out_of_range: string");
    }

    @Test
    void placeholdersBecomeMissingColumnsInEveryRepresentation() {
        List<RawRecord> records = Fixtures.records("toast_");
        Decoding decoding = decoding("toast_", 7, 8, TableSettings.DEFAULTS);

        RowView first = onlyRow(decoding.decode(records.get(0)));
        RowView second = onlyRow(decoding.decode(records.get(1)));

        assertThat(missing(decoding, first)).containsExactly("t", "j", "b", "h", "x", "v", "c");
        assertThat(missing(decoding, second)).containsExactly("j", "b", "h", "x", "v", "c");
        assertThat(RowText.of(decoding.table.shape(), second))
                .contains(entry("t", "short"), entry("j", "NULL"), entry("z", "3"), entry("id", "1"), entry("k2", "k"));
    }

    @Test
    void deletesKnowOnlyTheirKey() {
        RawRecord delete = Fixtures.records("small_").get(2);
        Decoding decoding = decoding("small_", 11, 12, Fixtures.settings("at", OnOutOfRange.REJECT));

        RowView row = onlyRow(decoding.decode(delete));

        assertThat(row.flags()).isEqualTo(RowFormat.DELETED | RowFormat.KEY_ONLY);
        assertThat(RowText.of(decoding.table.shape(), row))
                .containsExactly(
                        entry("id", "f0e1d2c3-0000-4000-8000-00000000000a"),
                        entry("a", "NULL"),
                        entry("b", "NULL"),
                        entry("c", "NULL"),
                        entry("at", "1970-01-01"));
        assertThat(row.versionLow()).isEqualTo(29953624L << 48 | 2);
        assertThat(row.versionHigh()).isEqualTo(29953624L >>> 16);
        assertThat(row.committedAt()).isEqualTo(1795248754315478L);
    }

    @Test
    void truncatesAddNoRow() {
        RawRecord truncate = Fixtures.records("small_").get(4);
        DecodePlan plan = DecodePlan.withoutKey(Fixtures.schema("small_", "value", 12));
        ChangeBatch batch = new ChangeBatch(0, 16);

        assertThat(new ChangeDecoder().decode(plan, truncate, bucket -> batch))
                .isEqualTo(ChangeDecoder.Outcome.TRUNCATE);
        assertThat(batch.rowCount()).isZero();
    }

    @Test
    void recordsWithoutKeyAreRefused() {
        RawRecord record = Fixtures.records("nopk").get(0);
        DecodePlan plan = DecodePlan.withoutKey(Fixtures.schema("nopk", "value", 13));
        ChangeBatch batch = new ChangeBatch(0, 16);

        assertThatThrownBy(() -> new ChangeDecoder().decode(plan, record, bucket -> batch))
                .isInstanceOfSatisfying(MalformedChangeException.class, e -> assertThat(e.reason())
                        .isEqualTo(Reason.NO_KEY));
    }

    @Test
    void adjustedNamesAreUndone() {
        Decoding decoding = decoding("Weird-Table", 9, 10, TableSettings.DEFAULTS);

        Map<String, String> row = RowText.only(
                decoding.table.shape(),
                decoding.decode(Fixtures.records("Weird-Table").get(0)));

        assertThat(row)
                .containsExactly(
                        entry("the id", "1"),
                        entry("Order", "o"),
                        entry("é-ü", "u"),
                        entry("1st", "1"),
                        entry("select", "2"));
    }

    @Test
    void keyAndVersionDependOnTheRecordAlone() {
        RawRecord record = Fixtures.records("small_").get(1);
        Decoding decoding = decoding("small_", 11, 12, Fixtures.settings("at", OnOutOfRange.REJECT));

        ChangeBatch once = decoding.decode(record);
        decoding.decode(Fixtures.records("small_").get(2));
        ChangeBatch again = decoding.decode(record);

        assertThat(again.data()).startsWith(Arrays.copyOf(once.data(), once.length()));
        assertThat(onlyRow(once).partitionValue()).isEqualTo(19724);
        assertThat(onlyRow(once).keyLength()).isEqualTo(16);
    }

    private static Map<String, String> decodeAllTypes(int record, OnOutOfRange onOutOfRange) {
        Decoding decoding = decoding("all_types", 3, 4, Fixtures.settings(null, onOutOfRange, LOSSY));
        RowShape shape = decoding.table.shape();
        return RowText.only(shape, decoding.decode(Fixtures.records("all_types").get(record)));
    }

    private static Decoding decoding(String table, int keyId, int valueId, TableSettings settings) {
        return new Decoding(
                Fixtures.table(table, keyId, valueId, settings),
                Fixtures.schema(table, "value", valueId),
                settings.onOutOfRange() == OnOutOfRange.CLAMP);
    }

    private static RowView onlyRow(ChangeBatch batch) {
        RowView row = batch.rows();
        assertThat(row.next()).isTrue();
        return row;
    }

    private static List<String> missing(Decoding decoding, RowView row) {
        return IntStream.range(0, row.missingCount())
                .mapToObj(i ->
                        decoding.table.shape().columns().get(row.missing(i)).name())
                .toList();
    }
}
