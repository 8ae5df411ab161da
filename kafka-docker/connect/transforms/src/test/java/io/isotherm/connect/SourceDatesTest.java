package io.isotherm.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.jdbc.TimestampUtils;

/** With dates as Postgres' own driver reads them. */
class SourceDatesTest {
    private static final LocalDate FIRST_OF_POSTGRES = LocalDate.of(-4713, 11, 24);

    /** Zones whose day begins before, at and after that of UTC; Connect itself runs in UTC. */
    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Europe/Amsterdam", "America/New_York"})
    void everyDayIsItselfOrIsUntold(String zone) throws Exception {
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        try {
            TimestampUtils driver = new TimestampUtils(false, TimeZone::getDefault);
            LocalDate end = LocalDate.of(2030, 1, 1);
            for (LocalDate day = FIRST_OF_POSTGRES; day.isBefore(end); day = day.plusDays(1)) {
                boolean untold = day.getYear() == 1582
                        && day.getMonthValue() == 10
                        && day.getDayOfMonth() >= 5
                        && day.getDayOfMonth() <= 24;
                int expected = untold ? SourceDates.UNTOLD : (int) day.toEpochDay();
                int sent = SourceDates.epochDay(
                        driver.toDate(null, postgresText(day).getBytes(StandardCharsets.US_ASCII)));
                if (sent != expected) {
                    assertThat(sent).as(postgresText(day)).isEqualTo(expected);
                }
            }
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2300-01-01", "9999-12-31", "10000-01-01", "294276-12-31", "5874897-12-31"})
    void lateDays(String text) throws Exception {
        TimestampUtils driver = new TimestampUtils(false, TimeZone::getDefault);
        LocalDate day = LocalDate.parse(text.length() > 10 ? "+" + text : text);

        assertThat(SourceDates.epochDay(driver.toDate(null, text.getBytes(StandardCharsets.US_ASCII))))
                .isEqualTo((int) day.toEpochDay());
    }

    @Test
    void infinities() throws Exception {
        TimestampUtils driver = new TimestampUtils(false, TimeZone::getDefault);

        assertThat(SourceDates.epochDay(driver.toDate(null, "infinity".getBytes(StandardCharsets.US_ASCII))))
                .isEqualTo(SourceDates.INFINITY);
        assertThat(SourceDates.epochDay(driver.toDate(null, "-infinity".getBytes(StandardCharsets.US_ASCII))))
                .isEqualTo(SourceDates.MINUS_INFINITY);
        assertThat(SourceDates.epochDay(driver.toLocalDateTime("infinity"))).isEqualTo(SourceDates.INFINITY);
        assertThat(SourceDates.epochDay(driver.toLocalDateTime("-infinity"))).isEqualTo(SourceDates.MINUS_INFINITY);
    }

    @Test
    void whatStandsForAnAbsentValue() {
        assertThat(converter(Types.DATE, true, null).convert(null)).isNull();
        assertThat(converter(Types.DATE, false, null).convert(null)).isEqualTo(0);
        assertThat(converter(Types.DATE, false, LocalDateTime.of(1970, 1, 3, 0, 0))
                        .convert(null))
                .isEqualTo(2);
        assertThat(converter(Types.DATE, false, null).convert(LocalDate.of(1970, 1, 2)))
                .isEqualTo(1);
    }

    @Test
    void onlyDatesAreConverted() {
        assertThat(converter(Types.TIMESTAMP, true, null)).isNull();
        assertThat(converter(Types.ARRAY, true, null)).isNull();
    }

    private static CustomConverter.Converter converter(int type, boolean optional, Object defaultValue) {
        Map<String, Object> answers =
                Map.of("jdbcType", type, "isOptional", optional, "length", OptionalInt.empty(), "name", "day");
        RelationalColumn column = (RelationalColumn) Proxy.newProxyInstance(
                SourceDatesTest.class.getClassLoader(),
                new Class<?>[] {RelationalColumn.class},
                (self, method, arguments) ->
                        method.getName().equals("defaultValue") ? defaultValue : answers.get(method.getName()));
        CustomConverter.Converter[] registered = new CustomConverter.Converter[1];
        new SourceDates().converterFor(column, (schema, converter) -> registered[0] = converter);
        return registered[0];
    }

    /** Without a formatter, which would take most of the time of millions of days. */
    private static String postgresText(LocalDate day) {
        String text = day.toString();
        if (day.getYear() > 0) {
            return text;
        }
        String year = Integer.toString(10_001 - day.getYear()).substring(1);
        return year + text.substring(text.length() - "-mm-dd".length()) + " BC";
    }
}
