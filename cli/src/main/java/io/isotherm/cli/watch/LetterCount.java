package io.isotherm.cli.watch;

import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.deadletter.LetterHours;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.Setting;
import java.util.function.Consumer;

/** Keeps in {@code ops.dead_letters}, for the dashboard, how many dead letters all sources had in each hour. */
final class LetterCount implements AutoCloseable {
    private final LetterHours letters;
    private final WatchStore store;

    private final RepeatedFailure failure;

    /** @param say takes a line for people */
    LetterCount(Connections connections, WatchStore store, Consumer<String> say) {
        this.letters = new LetterHours(connections.settings().address(Setting.KAFKA_PORT));
        this.store = store;
        this.failure = new RepeatedFailure(say);
    }

    /** What fails is said, and done by the next call: it keeps no table from being compared. */
    void keep() {
        try {
            store.save(letters.news());
            letters.kept();
            failure.passed();
        } catch (CliException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            failure.failed(e, true);
        }
    }

    @Override
    public void close() {
        letters.close();
    }
}
