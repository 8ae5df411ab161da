package io.isotherm.cli.verify;

import io.isotherm.cli.verify.Candidates.Candidate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Walks two results that are ordered by key hash side by side and finds the keys whose sets of rows differ. Needs
 * memory only for what it keeps, so any number of rows can be compared. Not thread-safe.
 */
final class MergeComparison {
    /** Bound of what is kept for a second look, so that a half-loaded table does not fill the heap. */
    static final int MOST_KEPT = 10_000;

    private final Cursor source;
    private final Cursor target;
    private final Map<String, Candidate> kept = new LinkedHashMap<>();
    private long total;

    MergeComparison(Rows source, Rows target, int keyColumns) {
        this.source = new Cursor(source, keyColumns);
        this.target = new Cursor(target, keyColumns);
    }

    Candidates differing() {
        while (source.head != null || target.head != null) {
            String keyHash = smaller(source.head, target.head);
            List<KeyedRow> sourceRows = source.takeAll(keyHash);
            List<KeyedRow> targetRows = target.takeAll(keyHash);
            if (!hashes(sourceRows).equals(hashes(targetRows))) {
                add(keyHash, sourceRows, targetRows);
            }
        }
        return new Candidates(kept, total);
    }

    private void add(String keyHash, List<KeyedRow> sourceRows, List<KeyedRow> targetRows) {
        total++;
        if (kept.size() < MOST_KEPT) {
            KeyedRow any = sourceRows.isEmpty() ? targetRows.get(0) : sourceRows.get(0);
            kept.put(keyHash, new Candidate(any.key(), versions(targetRows)));
        }
    }

    /** Versions of rows in a fixed order, comparable between reads. */
    static List<String> versions(List<KeyedRow> rows) {
        return rows.stream().map(KeyedRow::version).sorted().toList();
    }

    private static List<List<String>> hashes(List<KeyedRow> rows) {
        return rows.stream().map(KeyedRow::hashes).toList();
    }

    private static String smaller(KeyedRow one, KeyedRow other) {
        if (one == null) {
            return other.keyHash();
        }
        if (other == null) {
            return one.keyHash();
        }
        return one.keyHash().compareTo(other.keyHash()) <= 0 ? one.keyHash() : other.keyHash();
    }

    /** One side's rows with a look at the next one. */
    private static final class Cursor {
        private final Rows rows;
        private final int keyColumns;
        private KeyedRow head;

        Cursor(Rows rows, int keyColumns) {
            this.rows = rows;
            this.keyColumns = keyColumns;
            advance();
        }

        List<KeyedRow> takeAll(String keyHash) {
            List<KeyedRow> taken = new ArrayList<>(1);
            while (head != null && head.keyHash().equals(keyHash)) {
                taken.add(head);
                advance();
            }
            return taken;
        }

        private void advance() {
            List<String> row = rows.next();
            head = row == null ? null : KeyedRow.of(row, keyColumns, 1);
        }
    }
}
