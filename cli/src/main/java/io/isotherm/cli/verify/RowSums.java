package io.isotherm.cli.verify;

import java.math.BigInteger;
import java.util.List;

/**
 * Order-independent digest of a set of rows: how many there are, and the sums of the upper and lower 64 bits (signed)
 * of each row's MD5. Sums are exact, not modulo: Postgres gives numeric, ClickHouse Int128.
 */
record RowSums(long rows, BigInteger upper, BigInteger lower) {
    static final RowSums NONE = new RowSums(0, BigInteger.ZERO, BigInteger.ZERO);

    /** From the texts of the three numbers, starting at {@code offset}. */
    static RowSums of(List<String> row, int offset) {
        return new RowSums(
                Long.parseLong(row.get(offset)),
                new BigInteger(row.get(offset + 1)),
                new BigInteger(row.get(offset + 2)));
    }
}
