package io.isotherm.job.config;

import java.util.Collection;
import java.util.Comparator;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds what a mistyped word was probably meant to be. */
public final class Suggestion {
    private Suggestion() {}

    /** {@code "; did you mean 'x'?"}, or the list of known words when none is close. */
    public static String of(String word, Collection<String> known) {
        LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
        return known.stream()
                .min(Comparator.comparing(candidate -> distance.apply(word, candidate)))
                .filter(candidate -> distance.apply(word, candidate) <= Math.max(2, candidate.length() / 3))
                .map(candidate -> "; did you mean '" + candidate + "'?")
                .orElse("; known are " + String.join(", ", known));
    }
}
