package io.isotherm.cli.source;

import io.isotherm.cli.error.CliException;
import java.util.List;
import java.util.Optional;

/** What {@code apply} has changed of all sources. */
public final class SourceChanges {
    private final List<SourceChange> changes;

    SourceChanges(List<SourceChange> changes) {
        this.changes = changes;
    }

    /** @throws CliException if a table without a key could not be read; all others are replicated */
    public void requireAllRead() {
        failure().ifPresent(reason -> {
            throw reason;
        });
    }

    private Optional<CliException> failure() {
        return changes.stream().flatMap(change -> change.failure().stream()).findFirst();
    }

    /**
     * To be asked after a failure later on.
     *
     * @return what to tell: the failure itself if it is none of a connector
     */
    public CliException broughtBackIfFailed(CliException failure) {
        CliException told = failure;
        for (SourceChange change : changes) {
            told = change.broughtBackIfFailed(told);
        }
        Optional<CliException> keyless = failure();
        return keyless.isEmpty() || keyless.get() == told
                ? told
                : CliException.failed(
                        keyless.get().getMessage() + "\n  " + told.getMessage(),
                        keyless.get().remedy(),
                        told);
    }
}
