package io.isotherm.cli.applied;

import io.isotherm.cli.verify.Sql;
import io.isotherm.job.config.PartitionBy;
import io.isotherm.job.schema.Temporal;
import io.isotherm.job.table.EpochUnit;
import java.time.LocalDate;

/**
 * How both servers tell the day of a row, in UTC.
 *
 * @param column of the source table
 * @param clickhouseDay expression of the day; NULL where a row has none
 * @param postgresDay the same for a row that has one
 * @param perDay what an integer counts in a day, from 1970; 0 if the column is a date or a timestamp
 */
record DayColumn(String column, String clickhouseDay, String postgresDay, long perDay) {
    static DayColumn of(PartitionBy by) {
        String hot = Sql.targetName(by.column());
        String source = Sql.sourceName(by.column());
        EpochUnit unit = by.unit();
        return unit == null
                ? new DayColumn(by.column(), day(hot), source + "::date", 0)
                : new DayColumn(
                        by.column(), day(unit.clickHouseTime(hot)), dayOfNumber(source, unit.perDay()), unit.perDay());
    }

    private static String day(String moment) {
        return "toDate32(" + moment + ")";
    }

    /** The job refuses a number of another century, so it counts to the nearest day: a comparison shows it there. */
    private static String dayOfNumber(String column, long perDay) {
        long first = Temporal.MIN_DAY * perDay;
        long last = (Temporal.MAX_DAY + 1) * perDay - 1;
        // Counted from the first day, for a division rounds towards zero
        return "date '" + LocalDate.ofEpochDay(Temporal.MIN_DAY) + "' + ((least(greatest(" + column + "::bigint, "
                + first + "), " + last + ") - " + first + ") / " + perDay + ")::int";
    }
}
