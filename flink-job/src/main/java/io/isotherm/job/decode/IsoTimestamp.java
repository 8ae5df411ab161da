package io.isotherm.job.decode;

import java.util.Arrays;

/**
 * Parses ISO-8601 timestamps with an offset without making objects: {@code 2024-02-29T10:34:56.789012Z}, years beyond
 * four digits with their sign, years before 1 with a minus, and Postgres' infinities. Reused for every value. Not
 * thread-safe.
 */
final class IsoTimestamp {
    private byte[] bytes;
    private int at;
    private int end;

    private long second;
    private int micro;

    /** Seconds since the epoch, or one of {@link EpochTime}'s constants for infinity. */
    long second() {
        return second;
    }

    /** Microsecond of the second. */
    int micro() {
        return micro;
    }

    /** Parses {@code length} bytes of text. */
    void parse(byte[] text, int from, int length) {
        bytes = text;
        at = from;
        end = from + length;
        micro = 0;
        if (isInfinity(from, length)) {
            return;
        }
        int year = year();
        expect('-');
        int month = number(2, 1, 12);
        expect('-');
        int day = number(2, 1, 31);
        expect('T');
        int hour = number(2, 0, 23);
        expect(':');
        int minute = number(2, 0, 59);
        int secondOfMinute = 0;
        if (at < end && bytes[at] == ':') {
            at++;
            secondOfMinute = number(2, 0, 59);
            fraction();
        }
        long local = EpochTime.epochDay(year, month, day) * EpochTime.SECONDS_PER_DAY
                + hour * 3600L
                + minute * 60L
                + secondOfMinute;
        second = local - offset();
        if (at != end) {
            throw malformed();
        }
    }

    private boolean isInfinity(int from, int length) {
        if (length == EpochTime.INFINITY.length && Arrays.equals(bytes, from, end, EpochTime.INFINITY, 0, length)) {
            second = EpochTime.SECOND_INFINITY;
            return true;
        }
        if (length == EpochTime.MINUS_INFINITY.length
                && Arrays.equals(bytes, from, end, EpochTime.MINUS_INFINITY, 0, length)) {
            second = EpochTime.SECOND_MINUS_INFINITY;
            return true;
        }
        return false;
    }

    private int year() {
        int sign = 1;
        if (at < end && (bytes[at] == '-' || bytes[at] == '+')) {
            sign = bytes[at++] == '-' ? -1 : 1;
        }
        int from = at;
        int year = 0;
        while (at < end && at - from < 6 && isDigit(bytes[at])) {
            year = year * 10 + bytes[at++] - '0';
        }
        if (at - from < 4) {
            throw malformed();
        }
        return sign * year;
    }

    /** Digits behind the sixth must be zero: ClickHouse could not keep them. */
    private void fraction() {
        if (at >= end || bytes[at] != '.') {
            return;
        }
        at++;
        int from = at;
        for (; at < end && isDigit(bytes[at]); at++) {
            if (at - from < 6) {
                micro = micro * 10 + bytes[at] - '0';
            } else if (bytes[at] != '0') {
                throw MalformedChangeException.outOfRange("a timestamp is finer than a microsecond");
            }
        }
        if (at == from) {
            throw malformed();
        }
        for (int digits = at - from; digits < 6; digits++) {
            micro *= 10;
        }
    }

    private int offset() {
        if (at < end && bytes[at] == 'Z') {
            at++;
            return 0;
        }
        if (at >= end || (bytes[at] != '+' && bytes[at] != '-')) {
            throw malformed();
        }
        int sign = bytes[at++] == '-' ? -1 : 1;
        int seconds = number(2, 0, 18) * 3600;
        for (int unit = 60; unit >= 1 && at < end; unit /= 60) {
            expect(':');
            seconds += number(2, 0, 59) * unit;
        }
        return sign * seconds;
    }

    private int number(int digits, int min, int max) {
        if (end - at < digits) {
            throw malformed();
        }
        int value = 0;
        for (int i = 0; i < digits; i++) {
            byte b = bytes[at++];
            if (!isDigit(b)) {
                throw malformed();
            }
            value = value * 10 + b - '0';
        }
        if (value < min || value > max) {
            throw malformed();
        }
        return value;
    }

    private void expect(char c) {
        if (at >= end || bytes[at++] != c) {
            throw malformed();
        }
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static MalformedChangeException malformed() {
        return MalformedChangeException.corrupt("not an ISO-8601 timestamp");
    }
}
