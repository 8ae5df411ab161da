package io.isotherm.job.latest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * {@code ReplacingMergeTree(_version, _is_deleted)} as far as the rules depend on it: of the rows of a key the one with
 * the highest version is left, among equal versions the one inserted last.
 */
final class TestMergeTree {
    private static final Comparator<Change> BY_VERSION =
            Comparator.comparingLong(Change::lsn).thenComparingLong(Change::offset);

    private final List<Change> inserted = new ArrayList<>();

    void insert(List<Change> rows) {
        inserted.addAll(rows);
    }

    /** Live rows by key after every partition was merged: several of a key if they are in several partitions. */
    Map<Long, List<Change>> liveByPartition() {
        Map<Long, List<Change>> live = new HashMap<>();
        newest(row -> List.of(row.key(), String.valueOf(row.day()))).values().stream()
                .filter(row -> !row.deleted())
                .forEach(row -> live.computeIfAbsent(row.key(), key -> new ArrayList<>())
                        .add(row));
        return live;
    }

    /**
     * Live rows by key as {@code FINAL} over all partitions gives them. A live row whose version is in another
     * partition too is an error: which of the two such a query takes is not defined.
     */
    Map<Long, List<Change>> liveFinal() {
        Map<Long, List<Change>> live = new HashMap<>();
        newest(Change::key).forEach((key, row) -> {
            if (inserted.stream()
                    .anyMatch(other -> other.key() == row.key()
                            && BY_VERSION.compare(other, row) == 0
                            && !(other.deleted() && row.deleted())
                            && !String.valueOf(other.day()).equals(String.valueOf(row.day())))) {
                throw new AssertionError("the newest version of key " + key + " is in two partitions");
            }
            if (!row.deleted()) {
                live.put(row.key(), List.of(row));
            }
        });
        return live;
    }

    private <K> Map<K, Change> newest(Function<Change, K> unit) {
        Map<K, Change> newest = new HashMap<>();
        for (Change row : inserted) {
            newest.merge(unit.apply(row), row, (old, next) -> BY_VERSION.compare(next, old) >= 0 ? next : old);
        }
        return newest;
    }
}
