package io.isotherm.cli.watch;

import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.watch.WatchStore.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the watch says of a source.
 *
 * @param open findings that are not closed
 * @param age of the last whole round over its tables
 */
public record WatchSummary(String source, long open, Optional<Duration> age) {
    private static final Duration SHOWN_IN_SECONDS = Duration.ofMinutes(2);
    private static final Duration SHOWN_IN_MINUTES = Duration.ofHours(2);

    /** Of those sources that were watched. */
    public static List<WatchSummary> of(Connections connections, List<String> databases) {
        WatchStore store = new WatchStore(connections);
        if (!store.exists()) {
            return List.of();
        }
        return databases.stream().flatMap(source -> of(store, source).stream()).toList();
    }

    private static Optional<WatchSummary> of(WatchStore store, String source) {
        Map<String, Progress> progress = store.progress(source);
        Optional<Duration> age = Optional.ofNullable(progress.get(WatchStore.ALL_TABLES))
                .map(all -> Duration.between(all.ended(), Instant.now()));
        return progress.isEmpty()
                ? Optional.empty()
                : Optional.of(new WatchSummary(source, store.findings(source).size(), age));
    }

    /** As one line. */
    public String sentence() {
        return "watch of " + source + ": " + (open == 0 ? "no" : String.valueOf(open)) + " open finding"
                + (open == 1 ? "" : "s") + ", "
                + age.map(time -> "last whole round " + shown(time) + " ago").orElse("no whole round yet");
    }

    /** In Prometheus' text format; without an age there was no whole round yet. */
    public String asMetrics() {
        String labels = "{source=\"" + source + "\"} ";
        return "isotherm_watch_open_findings" + labels + open
                + age.map(time -> "\nisotherm_watch_round_age_seconds" + labels + time.toSeconds())
                        .orElse("");
    }

    private static String shown(Duration time) {
        if (time.compareTo(SHOWN_IN_SECONDS) < 0) {
            return time.toSeconds() + " s";
        }
        return time.compareTo(SHOWN_IN_MINUTES) < 0 ? time.toMinutes() + " min" : time.toHours() + " h";
    }
}
