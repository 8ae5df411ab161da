package io.isotherm.cli.job;

import java.util.Optional;

/**
 * Where a job goes on after a power cut.
 *
 * @param checkpoint the newest that is whole; empty if none is
 */
record SavedState(Optional<String> checkpoint) {
    private static final String NONE = "none";

    static SavedState of(String text) {
        return new SavedState(text.isEmpty() || text.equals(NONE) ? Optional.empty() : Optional.of(text));
    }

    @Override
    public String toString() {
        return checkpoint
                .map(path -> "it goes on from " + path + " and reads again from Kafka what came since")
                .orElse("no checkpoint is whole, so it begins without state and reads again all that Kafka holds");
    }
}
