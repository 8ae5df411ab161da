package io.isotherm.cli.verify;

import io.isotherm.job.table.EpochUnit;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/**
 * Restricts a comparison to the rows whose partition column falls on a day in UTC.
 *
 * @param column the partition column
 * @param unit what it counts if it is an integer, else null
 */
record DayFilter(SourceColumn column, EpochUnit unit, LocalDate day) implements RowFilter {

    @Override
    public String sourceCondition() {
        String type = unit == null ? column.type() : "bigint";
        return column.reference() + " >= ?::" + type + " AND " + column.reference() + " < ?::" + type;
    }

    @Override
    public String targetCondition(Map<String, TargetColumn> columns) {
        TargetColumn target = columns.get(column.name());
        String bound = unit != null
                ? "toInt64({%s:String})"
                : column.type().equals("date") ? "toDate32({%s:String})" : "toDateTime64({%s:String}, 6, 'UTC')";
        return target.reference() + " >= " + bound.replace("%s", "from") + " AND " + target.reference() + " < "
                + bound.replace("%s", "until");
    }

    /**
     * First day and the day after the last, as ISO dates, midnight UTC for timestamps; of an integer its numbers then.
     */
    @Override
    public List<String> sourceParameters() {
        return List.of(bound(day), bound(day.plusDays(1)));
    }

    @Override
    public Map<String, Object> targetParameters() {
        return Map.of("from", bound(day), "until", bound(day.plusDays(1)));
    }

    private String bound(LocalDate midnight) {
        return unit == null ? midnight.toString() : String.valueOf(midnight.toEpochDay() * unit.perDay());
    }
}
