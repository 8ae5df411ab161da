package io.isotherm.cli.verify;

import java.time.LocalDate;
import java.util.List;

/**
 * Restricts a comparison to the rows whose partition column falls on a day in UTC.
 *
 * @param column the partition column
 */
record DayFilter(SourceColumn column, LocalDate day) {

    /** Condition with two parameters: see {@link #bounds()}. */
    String sourceCondition() {
        String type = column.type();
        return column.reference() + " >= ?::" + type + " AND " + column.reference() + " < ?::" + type;
    }

    /** Condition with the parameters {@code from} and {@code until}: see {@link #bounds()}. */
    String targetCondition(TargetColumn target) {
        boolean date = column.type().equals("date");
        String bound = date ? "toDate32({%s:String})" : "toDateTime64({%s:String}, 6, 'UTC')";
        return target.reference() + " >= " + bound.replace("%s", "from") + " AND " + target.reference() + " < "
                + bound.replace("%s", "until");
    }

    /** First day and the day after the last, as ISO dates; midnight UTC for timestamps. */
    List<String> bounds() {
        return List.of(day.toString(), day.plusDays(1).toString());
    }
}
