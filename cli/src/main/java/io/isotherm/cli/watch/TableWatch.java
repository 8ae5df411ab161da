package io.isotherm.cli.watch;

import io.isotherm.cli.error.CliException;
import io.isotherm.cli.verify.RangeMark;
import io.isotherm.cli.verify.TableRanges;
import io.isotherm.cli.verify.TableResult;
import io.isotherm.cli.verify.TableResult.Status;
import io.isotherm.cli.watch.WatchStore.EqualRange;
import io.isotherm.cli.watch.WatchStore.Known;
import io.isotherm.cli.watch.WatchStore.Progress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One round over one table: what is left of the one that was begun, else all of it. */
final class TableWatch {
    private static final int KEYS_SAID = 20;

    /** With more of them the whole table is read: the condition is part of each of its many queries. */
    private static final int MOST_RANGES = 50;

    private final WatchStore store;
    private final Pace pace;
    private final Rereading reading;
    private final Consumer<String> say;

    private TableRanges table;
    private Map<String, Known> known;
    private Map<String, EqualRange> equal;
    private final Set<String> unsettled = new HashSet<>();
    private final List<Range> toRead = new ArrayList<>();
    private final Outcome outcome = new Outcome();

    /**
     * @param reading reads rows from Postgres again; null if nothing is healed
     * @param say takes a line for people
     */
    TableWatch(WatchStore store, Pace pace, Rereading reading, Consumer<String> say) {
        this.store = store;
        this.pace = pace;
        this.reading = reading;
        this.say = say;
    }

    /** What a round has found, added up over tables. */
    static final class Outcome {
        long rows;
        long ranges;
        /** Ranges of these that nothing has changed in since they were equal. */
        long unchanged;

        /** Differences that are not healed. */
        long open;

        long healed;
        /** Ranges that could not be shown to be equal. */
        long notShown;

        void add(Outcome other) {
            rows += other.rows;
            ranges += other.ranges;
            unchanged += other.unchanged;
            open += other.open;
            healed += other.healed;
            notShown += other.notShown;
        }
    }

    private record Range(String from, String until, List<Finding> findings) {}

    /**
     * @param progress how far the table is
     * @throws CliException if a server does not answer
     */
    Outcome run(TableRanges ranges, Progress progress) {
        table = ranges;
        String source = ranges.id().database();
        String name = ranges.id().qualifiedName();
        known = store.findings(source).stream()
                .filter(one -> one.table().equals(name))
                .collect(Collectors.toMap(
                        one -> one.finding().key(), one -> one, (one, other) -> one, LinkedHashMap::new));
        equal = store.equalRanges(source, name, ranges.column());
        boolean goesOn = progress.column().equals(ranges.column())
                && !progress.nextFrom().isEmpty();
        String from = goesOn ? progress.nextFrom() : "";
        Instant began = goesOn ? progress.began() : Instant.now();
        do {
            String at = from;
            from = pace.work(() -> {
                String next = range(at);
                Instant ended = next.isEmpty() ? Instant.now() : progress.ended();
                store.save(source, name, new Progress(ranges.column(), next, began, ended));
                return next;
            });
        } while (!from.isEmpty());
        if (!toRead.isEmpty()) {
            readAgain();
        }
        if (outcome.notShown == 0) {
            close(one -> one.seen().isBefore(began)
                    && !unsettled.contains(one.finding().key()));
        }
        outcome.open += known.size();
        return outcome;
    }

    /** @return where the next one begins */
    private String range(String from) {
        EqualRange shown = equal.get(from);
        String until = shown != null ? shown.until() : table.end(from);
        Optional<RangeMark> mark = table.mark(from, until);
        if (shown != null && mark.isPresent() && !table.isOfSize(mark.get(), until)) {
            until = table.end(from);
            mark = table.mark(from, until);
        }
        outcome.ranges++;
        if (shown != null
                && mark.isPresent()
                && shown.equals(new EqualRange(until, mark.get().text()))) {
            outcome.unchanged++;
            outcome.rows += mark.get().rows();
            return until;
        }
        compare(from, until, mark);
        return until;
    }

    private void compare(String from, String until, Optional<RangeMark> mark) {
        TableResult result = table.compare(from, until);
        outcome.rows += result.sourceRows();
        if (result.status() == Status.EQUAL) {
            // what has changed meanwhile may not have been compared
            if (mark.isPresent() && mark.equals(table.mark(from, until))) {
                EqualRange range = new EqualRange(until, mark.get().text());
                store.save(table.id().database(), table.id().qualifiedName(), table.column(), from, range);
            }
            return;
        }
        if (reading != null && table.deleteSurplus(result) > 0) {
            List<Finding> before = findings(result);
            result = table.compare(from, until);
            healed(before, result);
        }
        List<Finding> found = findings(result);
        record(found);
        note(result);
        if (reading != null && found.stream().anyMatch(this::isToBeHealed)) {
            toRead.add(new Range(from, until, found));
        }
        // of a table that is not there no key is named
        outcome.open += result.differingKeys() - found.size();
    }

    /** What says less than equal or different. */
    private void note(TableResult result) {
        result.unsettled()
                .forEach(difference -> unsettled.add(Finding.of(difference).key()));
        if (result.problem() != null || result.uncheckedKeys() > 0 || result.status() == Status.NOT_COMPARED) {
            outcome.notShown++;
            say.accept(table.id() + ": "
                    + (result.problem() != null
                            ? result.problem()
                            : result.uncheckedKeys() + " more keys differed and were not looked at again"));
        }
    }

    private static List<Finding> findings(TableResult result) {
        return result.differences().stream().map(Finding::of).toList();
    }

    private boolean isToBeHealed(Finding finding) {
        return state(finding).equals(WatchStore.OPEN);
    }

    private String state(Finding finding) {
        Known before = known.get(finding.key());
        return before == null ? WatchStore.OPEN : before.state();
    }

    private void record(List<Finding> found) {
        Instant now = Instant.now();
        found.stream().collect(Collectors.groupingBy(this::state)).forEach((state, some) -> save(some, state, now));
        List<Finding> news =
                found.stream().filter(one -> !known.containsKey(one.key())).toList();
        say("", news);
        found.forEach(one -> known.put(one.key(), new Known(table.id().qualifiedName(), one, state(one), now)));
    }

    private void readAgain() {
        try {
            reading.again(table.id(), rowsToRead());
        } catch (CliException e) {
            say.accept(e.getMessage());
            say.accept("  -> " + e.remedy());
        }
        for (Range range : toRead) {
            TableResult result = pace.work(() -> table.compare(range.from(), range.until()));
            List<Finding> left = findings(result);
            healed(range.findings(), result);
            save(left, WatchStore.UNHEALED, Instant.now());
            say("not healed: ", left);
            note(result);
        }
    }

    private String rowsToRead() {
        return toRead.size() > MOST_RANGES
                ? "true"
                : toRead.stream()
                        .map(range -> table.where(range.from(), range.until()))
                        .collect(Collectors.joining(" OR "));
    }

    /** @param after the comparison after it; what that could not show is not healed */
    private void healed(List<Finding> before, TableResult after) {
        if (after.problem() != null || after.uncheckedKeys() > 0) {
            return;
        }
        Set<String> left = Stream.concat(after.differences().stream(), after.unsettled().stream())
                .map(difference -> Finding.of(difference).key())
                .collect(Collectors.toSet());
        List<Finding> gone =
                before.stream().filter(one -> !left.contains(one.key())).toList();
        save(gone, WatchStore.CLOSED, Instant.now());
        gone.forEach(one -> known.remove(one.key()));
        say("healed: ", gone);
        outcome.healed += gone.size();
    }

    private void close(Predicate<Known> which) {
        List<Known> again = known.values().stream().filter(which).toList();
        save(again.stream().map(Known::finding).toList(), WatchStore.CLOSED, Instant.now());
        again.forEach(one -> known.remove(one.finding().key()));
        say("equal again: ", again.stream().map(Known::finding).toList());
    }

    private void say(String what, List<Finding> findings) {
        findings.stream().limit(KEYS_SAID).forEach(one -> say.accept(table.id() + ": " + what + one.described()));
        if (findings.size() > KEYS_SAID) {
            say.accept(table.id() + ": " + what + (findings.size() - KEYS_SAID) + " more, in ops.watch_findings");
        }
    }

    private void save(List<Finding> findings, String state, Instant seen) {
        store.save(table.id().database(), table.id().qualifiedName(), findings, state, seen);
    }
}
