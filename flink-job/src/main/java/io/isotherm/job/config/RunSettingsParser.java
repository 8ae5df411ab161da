package io.isotherm.job.config;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads what a source says of its runs. */
final class RunSettingsParser {
    static final List<String> KEYS = List.of("schedule", "start_date", "catchup", "owner", "sync");

    private static final Pattern CRON = Pattern.compile("[0-9*][^\\s]*(\\s+[0-9*A-Za-z][^\\s]*){4}");
    private static final Pattern INTERVAL = Pattern.compile("[1-9][0-9]{0,3}[mhd]");

    private final String path;
    private final Map<?, ?> keys;
    private final boolean isBatch;
    private final List<String> problems;

    /**
     * @param path of the source in the file
     * @param isBatch whether nothing but a sync brings changes of the source
     * @param problems where mistakes are added
     */
    RunSettingsParser(String path, Map<?, ?> keys, boolean isBatch, List<String> problems) {
        this.path = path;
        this.keys = keys;
        this.isBatch = isBatch;
        this.problems = problems;
    }

    RunSettings parse() {
        Object schedule = keys.get("schedule");
        return new RunSettings(
                schedule == null ? RunSettings.DEFAULTS.schedule() : schedule(path, schedule),
                sync(path + ".sync", keys.get("sync")),
                startDate(),
                catchup(),
                owner());
    }

    private Schedule schedule(String at, Object value) {
        String text = String.valueOf(value);
        if (INTERVAL.matcher(text).matches()) {
            return new Schedule(null, Durations.parse(text).orElseThrow());
        }
        if (!CRON.matcher(text).matches()) {
            problems.add(at + ".schedule: '" + text + "' is neither a cron expression of five fields such as"
                    + " '0 0 * * *' nor an interval such as 30m, 6h or 1d");
        }
        return new Schedule(text, null);
    }

    /** How often the source is read by queries. */
    private Schedule sync(String at, Object value) {
        if (value == null) {
            return isBatch ? Schedule.HOURLY : RunSettings.DEFAULTS.sync();
        }
        if (!(value instanceof Map<?, ?> sync) || !sync.keySet().equals(Set.of("schedule"))) {
            problems.add(at + ": is not {schedule: 30m}; watermark, look_back and unit stand at the tables");
            return null;
        }
        return schedule(at, sync.get("schedule"));
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
