package io.isotherm.cli.verify;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keys that looked different once, which under running changes proves nothing yet.
 *
 * @param kept at most {@link MergeComparison#MOST_KEPT} of them by key hash
 * @param total how many there were in all
 */
record Candidates(Map<String, Candidate> kept, long total) {

    /**
     * One such key.
     *
     * @param key its values as texts
     * @param targetState the versions of its rows in ClickHouse when it was last read, empty if there were none
     */
    record Candidate(List<String> key, List<String> targetState) {}

    static Candidates none() {
        return new Candidates(new LinkedHashMap<>(), 0);
    }
}
