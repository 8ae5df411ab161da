package io.isotherm.cli.verify;

import io.isotherm.cli.arrival.Visibility;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.verify.Candidates.Candidate;
import io.isotherm.cli.verify.Difference.Kind;
import io.isotherm.cli.waiting.Deadline;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Tells real differences from changes that are under way. Each round reads the keys
 *
 * <ol>
 *   <li>from Postgres (moment 1),
 *   <li>from ClickHouse at once and again for as long as changes usually take: a row that changes every second would
 *       never be seen equal after a longer wait,
 *   <li>waits until everything committed before is visible in ClickHouse,
 *   <li>from ClickHouse (moment 2),
 *   <li>and those that differ from Postgres again (moment 3).
 * </ol>
 *
 * <p>A key that is equal is settled. Otherwise it is a confirmed difference
 *
 * <ul>
 *   <li>if Postgres has the very same row version ({@code xmin}, {@code ctid}) at moments 1 and 3: nothing touched the
 *       row in between, the change that made it was visible before moment 2, so ClickHouse had to show exactly this
 *       row;
 *   <li>if Postgres has no such key at moments 1 and 3, and ClickHouse shows the same {@code _version} as when the key
 *       was read before moment 1: the row was there before moment 1, its delete was committed before moment 1 and
 *       visible before moment 2, and still the old version is shown. Comparing versions rules out a row that was
 *       inserted and deleted again between the moments.
 * </ul>
 *
 * <p>What remains has changed during the round and is looked at again in the next one. A key that changes all the time
 * ends as unsettled, which is neither equal nor different.
 */
final class Recheck {
    private static final int MOST_ROUNDS = 5;
    private static final int KEYS_PER_LOOKUP = 500;

    private final TableComparison comparison;
    private final LookUp source;
    private final LookUp target;
    private final Visibility visibility;
    private final Consumer<String> progress;

    Recheck(
            TableComparison comparison,
            LookUp source,
            LookUp target,
            Visibility visibility,
            Consumer<String> progress) {
        this.comparison = comparison;
        this.source = source;
        this.target = target;
        this.visibility = visibility;
        this.progress = progress;
    }

    /**
     * @param unsettled keys that were never seen equal but may have been changing, as they were last seen
     * @param obstacle why there were no further rounds, if the wait failed
     */
    record Outcome(List<Difference> confirmed, List<Difference> unsettled, Optional<CliException> obstacle) {}

    /** A key as one round saw it. */
    private record Sight(List<KeyedRow> before, List<KeyedRow> stored, List<KeyedRow> after) {
        boolean equal() {
            return before.stream()
                    .map(KeyedRow::hashes)
                    .toList()
                    .equals(stored.stream().map(KeyedRow::hashes).toList());
        }

        boolean proves(Candidate previous) {
            if (!MergeComparison.versions(before).equals(MergeComparison.versions(after))) {
                return false;
            }
            return !before.isEmpty() || MergeComparison.versions(stored).equals(previous.targetState());
        }
    }

    Outcome run(Map<String, Candidate> candidates, Deadline deadline) {
        Map<String, Candidate> pending = new LinkedHashMap<>(candidates);
        Map<String, Difference> last = new LinkedHashMap<>();
        List<Difference> confirmed = new ArrayList<>();
        for (int round = 1; round <= MOST_ROUNDS && !pending.isEmpty(); round++) {
            progress.accept(comparison.table().id() + ": looking again at " + pending.size() + " keys, round " + round);
            Map<String, List<KeyedRow>> before = read(pending.values(), source);
            awaitUsualDelay(pending, before);
            if (pending.isEmpty()) {
                break;
            }
            try {
                visibility.await(deadline.remaining());
            } catch (CliException e) {
                pending.forEach((hash, candidate) -> last.computeIfAbsent(
                        hash, missing -> difference(new Sight(rows(before, hash), List.of(), List.of()), candidate)));
                return outcome(confirmed, pending, last, Optional.of(e));
            }
            Map<String, List<KeyedRow>> stored = read(pending.values(), target);
            removeEqual(pending, before, stored);
            Map<String, List<KeyedRow>> after = read(pending.values(), source);
            for (String hash : List.copyOf(pending.keySet())) {
                Candidate previous = pending.get(hash);
                Sight sight = new Sight(rows(before, hash), rows(stored, hash), rows(after, hash));
                Difference difference = difference(sight, previous);
                if (sight.proves(previous)) {
                    confirmed.add(difference);
                    pending.remove(hash);
                } else {
                    last.put(hash, difference);
                    pending.put(hash, new Candidate(previous.key(), MergeComparison.versions(sight.stored())));
                }
            }
            if (deadline.remaining().isZero()) {
                break;
            }
        }
        return outcome(confirmed, pending, last, Optional.empty());
    }

    /** Takes out the keys that ClickHouse shows as Postgres had them. */
    private void awaitUsualDelay(Map<String, Candidate> pending, Map<String, List<KeyedRow>> before) {
        visibility.awaitUsually(() -> {
            removeEqual(pending, before, read(pending.values(), target));
            return pending.isEmpty();
        });
    }

    private static void removeEqual(
            Map<String, Candidate> pending, Map<String, List<KeyedRow>> before, Map<String, List<KeyedRow>> stored) {
        pending.keySet().removeIf(hash -> new Sight(rows(before, hash), rows(stored, hash), List.of()).equal());
    }

    private static Outcome outcome(
            List<Difference> confirmed,
            Map<String, Candidate> pending,
            Map<String, Difference> last,
            Optional<CliException> obstacle) {
        return new Outcome(confirmed, pending.keySet().stream().map(last::get).toList(), obstacle);
    }

    private static List<KeyedRow> rows(Map<String, List<KeyedRow>> byHash, String hash) {
        return byHash.getOrDefault(hash, List.of());
    }

    /** One side's lookup of keys. */
    @FunctionalInterface
    interface LookUp {
        List<KeyedRow> rows(List<List<String>> keys);
    }

    private static Map<String, List<KeyedRow>> read(Collection<Candidate> candidates, LookUp side) {
        List<List<String>> keys = candidates.stream().map(Candidate::key).toList();
        Map<String, List<KeyedRow>> rows = new LinkedHashMap<>();
        for (int from = 0; from < keys.size(); from += KEYS_PER_LOOKUP) {
            List<List<String>> some = keys.subList(from, Math.min(keys.size(), from + KEYS_PER_LOOKUP));
            rows.putAll(side.rows(some).stream().collect(Collectors.groupingBy(KeyedRow::keyHash)));
        }
        return rows;
    }

    private Difference difference(Sight sight, Candidate candidate) {
        Map<String, String> key = new LinkedHashMap<>();
        List<String> names = comparison.keyNames();
        for (int i = 0; i < names.size(); i++) {
            key.put(names.get(i), candidate.key().get(i));
        }
        if (sight.stored().isEmpty()) {
            return new Difference(Kind.MISSING, key, List.of(), Map.of());
        }
        if (sight.before().isEmpty()) {
            return new Difference(
                    Kind.EXTRA, key, List.of(), Map.of(), sight.stored().get(0).version());
        }
        if (sight.stored().size() > 1) {
            return new Difference(Kind.DUPLICATE, key, List.of(), Map.of());
        }
        return different(key, sight.before().get(0), sight.stored().get(0));
    }

    private Difference different(Map<String, String> key, KeyedRow expected, KeyedRow stored) {
        List<String> columns = new ArrayList<>();
        Map<String, List<String>> values = new LinkedHashMap<>();
        List<String> names = comparison.columnNames();
        for (int i = 0; i < names.size(); i++) {
            if (!expected.hashes().get(i).equals(stored.hashes().get(i))) {
                columns.add(names.get(i));
                if (comparison.showValues()) {
                    values.put(
                            names.get(i),
                            List.of(
                                    String.valueOf(expected.values().get(i)),
                                    stored.values().get(i)));
                }
            }
        }
        return new Difference(Kind.DIFFERENT, key, columns, values);
    }
}
