package io.isotherm.cli.load;

import io.isotherm.cli.load.LoadedTables.Hot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** How many rows of the tables under way are here, and how fast they come. Not thread-safe. */
final class LoadProgress {
    private static final long NANOS_BETWEEN_LINES = 5_000_000_000L;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int TABLES_NAMED = 3;

    private final Consumer<String> progress;
    private final long started = System.nanoTime();

    private Map<String, Long> before = Map.of();
    private Map<String, Long> first = Map.of();
    private Map<String, String> texts = Map.of();
    private long lastLine = System.nanoTime();

    LoadProgress(Consumer<String> progress) {
        this.progress = progress;
    }

    /** Whether rows have arrived, or tables are done, since the last look. Says so now and then. */
    boolean moved(List<SourceRelation> open, Map<String, Hot> hot) {
        Map<String, Long> now = new LinkedHashMap<>();
        texts = new LinkedHashMap<>();
        for (SourceRelation source : open) {
            Hot stored = hot.getOrDefault(source.id().targetName(), Hot.NONE);
            now.put(source.id().qualifiedName(), stored.storedRows());
            texts.put(source.id().qualifiedName(), TableLoads.progress(source, stored));
        }
        first = first.isEmpty() ? now : first;
        boolean moved = !now.equals(before);
        before = now;
        if (System.nanoTime() - lastLine > NANOS_BETWEEN_LINES) {
            lastLine = System.nanoTime();
            progress.accept("loading: " + sentence() + rate(now));
        }
        return moved;
    }

    /** What is waited for, as a clause. */
    String sentence() {
        String named = texts.entrySet().stream()
                .limit(TABLES_NAMED)
                .map(text -> text.getKey() + " is loading, " + text.getValue())
                .collect(Collectors.joining("; "));
        return texts.size() <= TABLES_NAMED ? named : named + "; and " + (texts.size() - TABLES_NAMED) + " more tables";
    }

    private String rate(Map<String, Long> now) {
        long arrived = now.entrySet().stream()
                .mapToLong(entry -> entry.getValue() - first.getOrDefault(entry.getKey(), 0L))
                .sum();
        double seconds = (System.nanoTime() - started) / NANOS_PER_SECOND;
        return arrived <= 0 ? "" : " (" + Verdict.number(Math.round(arrived / seconds)) + " rows a second)";
    }
}
