package io.isotherm.job.decode;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;

/**
 * Points in time as Debezium sends them, including Postgres' infinities, which it sends as the constants of the JDBC
 * driver.
 */
final class EpochTime {
    static final long MICROS_PER_SECOND = 1_000_000;
    static final long SECONDS_PER_DAY = 86_400;

    /** {@code date 'infinity'}: the driver's constant, cut to 32 bits. */
    static final int DATE_INFINITY = -2_147_472_692;

    static final int DATE_MINUS_INFINITY = -2_147_472_691;

    static final long MILLIS_INFINITY = 9_223_372_036_825_200L;
    static final long MILLIS_MINUS_INFINITY = -9_223_372_036_832_400L;
    static final long MICROS_INFINITY = MILLIS_INFINITY * 1000;
    static final long MICROS_MINUS_INFINITY = MILLIS_MINUS_INFINITY * 1000;

    /** Debezium's own constants, which it sends for the infinities that it reads as text. */
    static final long READ_INFINITY = Long.MAX_VALUE;

    static final long READ_MINUS_INFINITY = Long.MIN_VALUE;

    /**
     * 4714-11-24 BC, the first day of Postgres. Anything below is a late timestamp that overflowed in the connector.
     */
    static final long FIRST_DAY = -2_440_588;

    /** 5874897-12-31, the last one. */
    static final long LAST_DAY = 2_145_042_905;

    /** What our converter sends for a date that it cannot tell, see its {@code SourceDates}. */
    static final int DATE_UNTOLD = Integer.MIN_VALUE;

    static final long FIRST_MICRO = FIRST_DAY * SECONDS_PER_DAY * MICROS_PER_SECOND;

    /** What {@link #isoSecond} answers for the infinities. */
    static final long SECOND_INFINITY = Long.MAX_VALUE;

    static final long SECOND_MINUS_INFINITY = Long.MIN_VALUE;

    static final byte[] INFINITY = "infinity".getBytes(StandardCharsets.US_ASCII);
    static final byte[] MINUS_INFINITY = "-infinity".getBytes(StandardCharsets.US_ASCII);

    private EpochTime() {}

    /** Days since the epoch of a date in the proleptic Gregorian calendar. */
    static long epochDay(int year, int month, int day) {
        long y = month <= 2 ? year - 1L : year;
        long era = Math.floorDiv(y, 400);
        long yearOfEra = y - era * 400;
        long dayOfYear = (153L * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        long dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * 146_097 + dayOfEra - 719_468;
    }

    /** A date as Postgres prints it, for example {@code 0044-03-15 BC}. */
    static byte[] dateText(int day) {
        if (day == DATE_INFINITY) {
            return INFINITY;
        }
        if (day == DATE_MINUS_INFINITY) {
            return MINUS_INFINITY;
        }
        if (day == DATE_UNTOLD) {
            throw MalformedChangeException.outOfRange(
                    "a read of rows cannot tell 1582-10-05 to 1582-10-14"
                            + " from 1582-10-15 to 1582-10-24, nor can ./isotherm resync; an UPDATE of the row in Postgres sends it");
        }
        if (day < FIRST_DAY || day > LAST_DAY) {
            throw MalformedChangeException.outOfRange("the connector cannot carry this date");
        }
        LocalDate date = LocalDate.ofEpochDay(day);
        StringBuilder text = new StringBuilder(16);
        appendDate(text, date);
        appendEra(text, date);
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * A timestamp as Postgres prints it in UTC.
     *
     * @param micro of the second
     * @param zoned whether {@code +00} follows
     */
    static byte[] timestampText(long second, int micro, boolean zoned) {
        if (second == SECOND_INFINITY || second == SECOND_MINUS_INFINITY) {
            return second > 0 ? INFINITY : MINUS_INFINITY;
        }
        long day = Math.floorDiv(second, SECONDS_PER_DAY);
        if (day < FIRST_DAY) {
            throw MalformedChangeException.outOfRange("the connector cannot carry this timestamp");
        }
        int secondOfDay = (int) Math.floorMod(second, SECONDS_PER_DAY);
        LocalDate date = LocalDate.ofEpochDay(day);
        StringBuilder text = new StringBuilder(40);
        appendDate(text, date);
        text.append(' ');
        appendPadded(text, secondOfDay / 3600, 2);
        text.append(':');
        appendPadded(text, secondOfDay / 60 % 60, 2);
        text.append(':');
        appendPadded(text, secondOfDay % 60, 2);
        if (micro != 0) {
            text.append('.');
            appendPadded(text, micro, 6);
            while (text.charAt(text.length() - 1) == '0') {
                text.setLength(text.length() - 1);
            }
        }
        text.append(zoned ? "+00" : "");
        appendEra(text, date);
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** ISO-8601 with every unit present, as Debezium prints intervals. */
    static byte[] durationText(long micros) {
        long seconds = micros / MICROS_PER_SECOND;
        long fraction = Math.abs(micros % MICROS_PER_SECOND);
        StringBuilder text = new StringBuilder(32).append("P0Y0M0DT0H0M");
        text.append(micros < 0 && seconds == 0 ? "-" : "").append(seconds);
        if (fraction != 0) {
            text.append('.');
            appendPadded(text, (int) fraction, 6);
            while (text.charAt(text.length() - 1) == '0') {
                text.setLength(text.length() - 1);
            }
        }
        return text.append('S').toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static void appendDate(StringBuilder text, LocalDate date) {
        int year = date.getYear();
        appendPadded(text, year > 0 ? year : 1 - year, 4);
        text.append('-');
        appendPadded(text, date.getMonthValue(), 2);
        text.append('-');
        appendPadded(text, date.getDayOfMonth(), 2);
    }

    /** The year before 1 is 1 BC. */
    private static void appendEra(StringBuilder text, LocalDate date) {
        text.append(date.getYear() > 0 ? "" : " BC");
    }

    private static void appendPadded(StringBuilder text, int value, int digits) {
        for (int limit = 10, i = 1; i < digits; i++, limit *= 10) {
            if (value < limit) {
                text.append("0".repeat(digits - i));
                break;
            }
        }
        text.append(value);
    }
}
