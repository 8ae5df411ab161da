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

    private final Consumer<String> say;
    private String failed = "";

    /** @param say takes a line for people */
    LetterCount(Connections connections, WatchStore store, Consumer<String> say) {
        this.letters = new LetterHours(connections.settings().address(Setting.KAFKA_PORT));
        this.store = store;
        this.say = say;
    }

    /** What fails is said, and done by the next call: it keeps no table from being compared. */
    void keep() {
        try {
            store.save(letters.news());
            letters.kept();
            failed = "";
        } catch (CliException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            if (!e.getMessage().equals(failed)) {
                say.accept(e.getMessage());
                say.accept("  -> " + e.remedy());
            }
            failed = e.getMessage();
        }
    }

    @Override
    public void close() {
        letters.close();
    }
}
