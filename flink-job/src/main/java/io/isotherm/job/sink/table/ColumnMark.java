package io.isotherm.job.sink.table;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which column of the source a column of a hot table is, kept as the column's comment. A column keeps its number when
 * it gets another name, so rows of any age find their columns by it, whatever those are called by now.
 *
 * <p>The name is the one that the newest row had for it. Rows come from several Kafka partitions in any order, and once
 * more after a restart: only their versions tell which name came later.
 *
 * @param number of the source's catalog
 * @param name that the column has, or is about to get
 * @param since version of the row that brought the name, or of one that came with it
 */
record ColumnMark(int number, String name, BigInteger since) {
    private static final Pattern COMMENT =
            Pattern.compile("Column (\\d{1,9}) of the source, called (.*) since version (\\d+)", Pattern.DOTALL);

    /** Empty if it is a comment of somebody else. */
    static Optional<ColumnMark> of(String comment) {
        Matcher matcher = COMMENT.matcher(comment);
        return matcher.matches()
                ? Optional.of(new ColumnMark(
                        Integer.parseInt(matcher.group(1)), matcher.group(2), new BigInteger(matcher.group(3))))
                : Optional.empty();
    }

    String comment() {
        return "Column " + number + " of the source, called " + name + " since version " + since;
    }

    ColumnMark named(String other) {
        return new ColumnMark(number, other, since);
    }
}
