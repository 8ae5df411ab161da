package io.isotherm.job.config;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** When and by whom the daily run of a source is done. Airflow reads these keys; here they are only checked. */
final class RunKeys {
    static final List<String> NAMES = List.of("schedule", "start_date", "catchup", "owner");

    private static final Pattern CRON = Pattern.compile("[0-9*][^\\s]*(\\s+[0-9*A-Za-z][^\\s]*){4}");
    private static final Pattern INTERVAL = Pattern.compile("[1-9][0-9]{0,3}[mhd]");

    private RunKeys() {}

    /** @param path of the source in the file */
    static List<String> problems(String path, Map<?, ?> keys) {
        List<String> problems = new ArrayList<>();
        Object schedule = keys.get("schedule");
        if (schedule != null && !matches(CRON, schedule) && !matches(INTERVAL, schedule)) {
            problems.add(path + ".schedule: '" + schedule + "' is neither a cron expression of five fields such as"
                    + " '0 0 * * *' nor an interval such as 30m, 6h or 1d");
        }
        Object start = keys.get("start_date");
        if (start != null && !isDay(String.valueOf(start))) {
            problems.add(path + ".start_date: '" + start + "' is not a day such as 2026-01-31");
        }
        Object catchup = keys.get("catchup");
        if (catchup != null && !(catchup instanceof Boolean)) {
            problems.add(path + ".catchup: '" + catchup + "' is neither true nor false");
        }
        Object owner = keys.get("owner");
        if (owner != null && !(owner instanceof String name && !name.isBlank())) {
            problems.add(path + ".owner: '" + owner + "' is not a name");
        }
        return problems;
    }

    private static boolean matches(Pattern pattern, Object value) {
        return pattern.matcher(String.valueOf(value)).matches();
    }

    private static boolean isDay(String text) {
        try {
            LocalDate.parse(text);
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
