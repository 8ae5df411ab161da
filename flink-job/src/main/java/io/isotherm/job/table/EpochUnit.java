package io.isotherm.job.table;

import java.util.Locale;

/**
 * What an integer counts since 1970-01-01 in UTC. How such a number becomes a moment, and so a day, is said here for
 * the whole job and its tools: in Java, and in the SQL of ClickHouse.
 */
public enum EpochUnit {
    S(1, "toDateTime64(%s, 0, 'UTC')"),
    MS(1_000, "fromUnixTimestamp64Milli(%s, 'UTC')"),
    US(1_000_000, "fromUnixTimestamp64Micro(%s, 'UTC')");

    private static final long SECONDS_PER_DAY = 86_400;

    private final long perSecond;
    private final long micros;
    /** The largest number whose microseconds a long can hold. */
    private final long most;

    private final String clickHouse;

    EpochUnit(long perSecond, String clickHouse) {
        this.perSecond = perSecond;
        this.micros = 1_000_000 / perSecond;
        this.most = Long.MAX_VALUE / micros;
        this.clickHouse = clickHouse;
    }

    public long perSecond() {
        return perSecond;
    }

    public long perDay() {
        return perSecond * SECONDS_PER_DAY;
    }

    /** Microseconds since 1970; of a number too far away the nearest that a long can hold. */
    public long toMicros(long value) {
        return Math.max(-most, Math.min(most, value)) * micros;
    }

    /** The reverse of {@link #toMicros}, rounded down. */
    public long ofMicros(long value) {
        return Math.floorDiv(value, micros);
    }

    /**
     * The moment as ClickHouse has it. In a partition key it lets a condition on the number itself choose partitions.
     *
     * @param column quoted
     */
    public String clickHouseTime(String column) {
        return String.format(clickHouse, column);
    }

    /** As {@code tables.yaml} has it. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
