package io.isotherm.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.verify.Candidates.Candidate;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MergeComparisonTest {
    private static Rows rows(Stream<List<String>> rows) {
        Iterator<List<String>> iterator = rows.iterator();
        return () -> iterator.hasNext() ? iterator.next() : null;
    }

    /** Key hash, version, the one key column, row hash. */
    private static List<String> row(String keyHash, String version, String rowHash) {
        return List.of(keyHash, version, "key " + keyHash, rowHash);
    }

    @Test
    void findsNothingInEqualResults() {
        Candidates found = new MergeComparison(
                        rows(Stream.of(row("a", "", "1"), row("b", "", "2"))),
                        rows(Stream.of(row("a", "7", "1"), row("b", "8", "2"))),
                        1)
                .differing();

        assertThat(found.total()).isZero();
        assertThat(found.kept()).isEmpty();
    }

    @Test
    void findsMissingExtraDifferentAndDuplicateKeys() {
        Candidates found = new MergeComparison(
                        rows(Stream.of(row("a", "", "1"), row("c", "", "3"), row("d", "", "4"), row("e", "", "5"))),
                        rows(Stream.of(
                                row("b", "7", "2"),
                                row("c", "8", "9"),
                                row("d", "5", "4"),
                                row("d", "6", "4"),
                                row("e", "1", "5"))),
                        1)
                .differing();

        assertThat(found.total()).isEqualTo(4);
        assertThat(found.kept())
                .containsEntry("a", new Candidate(List.of("key a"), List.of()))
                .containsEntry("b", new Candidate(List.of("key b"), List.of("7")))
                .containsEntry("c", new Candidate(List.of("key c"), List.of("8")))
                .containsEntry("d", new Candidate(List.of("key d"), List.of("5", "6")));
    }

    @Test
    void countsWhatItDoesNotKeep() {
        int rows = MergeComparison.MOST_KEPT + 5;

        Candidates found = new MergeComparison(
                        rows(IntStream.range(0, rows).mapToObj(i -> row(String.format("%08d", i), "", "1"))),
                        rows(Stream.empty()),
                        1)
                .differing();

        assertThat(found.total()).isEqualTo(rows);
        assertThat(found.kept()).hasSize(MergeComparison.MOST_KEPT);
    }
}
