package io.isotherm.job.schema;

/**
 * The dates and timestamps that ClickHouse documents for Date32 and DateTime64: 1900-01-01 to 2299-12-31. Newer servers
 * hold more, older ones show something else than was stored.
 */
public final class Temporal {
    public static final int MIN_YEAR = 1900;
    public static final int MAX_YEAR = 2299;

    /** Days since the epoch. */
    public static final int MIN_DAY = -25_567;

    public static final int MAX_DAY = 120_529;

    private static final long MICROS_PER_DAY = 86_400_000_000L;

    /** Microseconds since the epoch. */
    public static final long MIN_MICROS = MIN_DAY * MICROS_PER_DAY;

    public static final long MAX_MICROS = (MAX_DAY + 1) * MICROS_PER_DAY - 1;

    private Temporal() {}
}
