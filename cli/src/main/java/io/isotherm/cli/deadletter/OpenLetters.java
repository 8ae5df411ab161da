package io.isotherm.cli.deadletter;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which letters still ask for something. The same record is written to the topic again whenever the job reads it again
 * (a restart before a checkpoint, a start without state), so a record counts once. A raw record that was replayed is in
 * its topic a second time, and if it failed again that copy has its own letter: the first place needs nothing more.
 * A table and its history may refuse the same row, each with its own letter. A rejected row has no such copy, so it
 * counts again when ClickHouse refuses it again.
 */
final class OpenLetters {
    private OpenLetters() {}

    /** @param settledBelow per partition of the dead-letter topic, the offset below which letters were replayed */
    static List<StoredLetter> of(Collection<StoredLetter> letters, Map<Integer, Long> settledBelow) {
        Set<Source> replayed = new HashSet<>();
        Map<Source, StoredLetter> open = new LinkedHashMap<>();
        for (StoredLetter letter : letters) {
            if (isSettled(letter, settledBelow) && letter.isRaw()) {
                replayed.add(Source.of(letter));
            }
        }
        for (StoredLetter letter : letters) {
            if (!isSettled(letter, settledBelow) && !(letter.isRaw() && replayed.contains(Source.of(letter)))) {
                open.put(Source.of(letter), letter);
            }
        }
        return List.copyOf(open.values());
    }

    private static boolean isSettled(StoredLetter letter, Map<Integer, Long> settledBelow) {
        return letter.offset() < settledBelow.getOrDefault(letter.partition(), 0L);
    }

    private record Source(String topic, int partition, long offset, boolean ofHistory) {
        static Source of(StoredLetter letter) {
            return new Source(
                    letter.sourceTopic(), letter.sourcePartition(), letter.sourceOffset(), letter.isOfHistory());
        }
    }
}
