package io.isotherm.job.config;

import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what a source says of its daily run. */
final class RunSettingsParser {
    static final List<String> KEYS = List.of("schedule", "start_date", "catchup", "owner");

    private static final Pattern CRON = Pattern.compile("[0-9*][^\\s]*(\\s+[0-9*A-Za-z][^\\s]*){4}");
    private static final Pattern INTERVAL = Pattern.compile("([1-9][0-9]{0,3})([mhd])");

    private final String path;
    private final Map<?, ?> keys;
    private final List<String> problems;

    /**
     * @param path of the source in the file
     * @param problems where mistakes are added
     */
    RunSettingsParser(String path, Map<?, ?> keys, List<String> problems) {
        this.path = path;
        this.keys = keys;
        this.problems = problems;
    }

    RunSettings parse() {
        Object schedule = keys.get("schedule");
        String text = schedule == null ? RunSettings.DEFAULTS.cron() : String.valueOf(schedule);
        Matcher interval = INTERVAL.matcher(text);
        boolean isInterval = interval.matches();
        if (!isInterval && !CRON.matcher(text).matches()) {
            problems.add(path + ".schedule: '" + text + "' is neither a cron expression of five fields such as"
                    + " '0 0 * * *' nor an interval such as 30m, 6h or 1d");
        }
        return new RunSettings(
                isInterval ? null : text, isInterval ? duration(interval) : null, startDate(), catchup(), owner());
    }

    private static Duration duration(Matcher interval) {
        long count = Long.parseLong(interval.group(1));
        return switch (interval.group(2)) {
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    private LocalDate startDate() {
        Object start = keys.get("start_date");
        if (start == null) {
            return RunSettings.DEFAULTS.startDate();
        }
        try {
            return LocalDate.parse(String.valueOf(start));
        } catch (DateTimeParseException e) {
            problems.add(path + ".start_date: '" + start + "' is not a day such as 2026-01-31");
            return null;
        }
    }

    private boolean catchup() {
        Object catchup = keys.get("catchup");
        if (catchup != null && !(catchup instanceof Boolean)) {
            problems.add(path + ".catchup: '" + catchup + "' is neither true nor false");
        }
        return catchup instanceof Boolean flag ? flag : RunSettings.DEFAULTS.catchup();
    }

    private String owner() {
        Object owner = keys.get("owner");
        if (owner != null && !(owner instanceof String name && !name.isBlank())) {
            problems.add(path + ".owner: '" + owner + "' is not a name");
        }
        return owner instanceof String name ? name : RunSettings.DEFAULTS.owner();
    }
}
