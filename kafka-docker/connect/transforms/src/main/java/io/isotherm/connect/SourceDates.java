package io.isotherm.connect;

import static io.debezium.connector.postgresql.PostgresValueConverter.NEGATIVE_INFINITY_LOCAL_DATE;
import static io.debezium.connector.postgresql.PostgresValueConverter.POSITIVE_INFINITY_LOCAL_DATE;

import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.Properties;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.postgresql.PGStatement;

/**
 * Sends every date as Postgres means it, in the Gregorian calendar at all times, from whatever it was read. Changes
 * come with their text. But rows that are read come as {@link java.sql.Date}, whose calendar is the Julian one before
 * 1582-10-15, and of which Debezium by itself drops the era and cuts off the infinities.
 *
 * <p>The Julian calendar has no 1582-10-05 to 1582-10-14. The driver moves these dates on by ten days, and they cannot
 * be told from those that were there: a date that was read of either time is sent as {@link #UNTOLD}.
 */
public final class SourceDates implements CustomConverter<SchemaBuilder, RelationalColumn> {
    /** Where Postgres has an infinity, under whichever name Debezium has it; no day of Postgres. */
    static final int INFINITY = -2_147_472_692;

    static final int MINUS_INFINITY = -2_147_472_691;

    /** No day of Postgres; the job makes a dead letter of its row. */
    static final int UNTOLD = Integer.MIN_VALUE;

    /** From here on, 1583-01-01, both calendars agree in all time zones. */
    private static final long MODERN_MILLIS = -12_212_553_600_000L;

    private static final LocalDate FIRST_UNTOLD = LocalDate.of(1582, 10, 5);
    private static final LocalDate LAST_UNTOLD = LocalDate.of(1582, 10, 24);

    @Override
    public void configure(Properties properties) {
        // there is nothing to configure
    }

    @Override
    public void converterFor(RelationalColumn column, ConverterRegistration<SchemaBuilder> registration) {
        if (column.jdbcType() != Types.DATE) {
            return;
        }
        // What stands for a value that is not sent, such as those of a deleted row, where the column has no NULL
        Integer absent =
                column.isOptional() ? null : column.defaultValue() == null ? 0 : epochDay(column.defaultValue());
        registration.register(
                io.debezium.time.Date.builder(), value -> value == null ? absent : (Integer) epochDay(value));
    }

    static int epochDay(Object value) {
        if (value instanceof java.sql.Date date) {
            return epochDay(date);
        }
        // those of a change, then those of a default
        if (POSITIVE_INFINITY_LOCAL_DATE.equals(value) || LocalDateTime.MAX.equals(value)) {
            return INFINITY;
        }
        if (NEGATIVE_INFINITY_LOCAL_DATE.equals(value) || LocalDateTime.MIN.equals(value)) {
            return MINUS_INFINITY;
        }
        return io.debezium.time.Date.toEpochDay(value, null);
    }

    private static int epochDay(java.sql.Date date) {
        long millis = date.getTime();
        if (millis == PGStatement.DATE_POSITIVE_INFINITY) {
            return INFINITY;
        }
        if (millis == PGStatement.DATE_NEGATIVE_INFINITY) {
            return MINUS_INFINITY;
        }
        if (millis >= MODERN_MILLIS) {
            return (int) date.toLocalDate().toEpochDay();
        }
        Calendar fields = new GregorianCalendar();
        fields.setTimeInMillis(millis);
        int year = fields.get(Calendar.YEAR);
        LocalDate read = LocalDate.of(
                fields.get(Calendar.ERA) == GregorianCalendar.BC ? 1 - year : year,
                fields.get(Calendar.MONTH) + 1,
                fields.get(Calendar.DAY_OF_MONTH));
        boolean told = read.isBefore(FIRST_UNTOLD) || read.isAfter(LAST_UNTOLD);
        return told ? (int) read.toEpochDay() : UNTOLD;
    }
}
