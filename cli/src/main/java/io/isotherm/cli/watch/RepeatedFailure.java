package io.isotherm.cli.watch;

import io.isotherm.cli.error.CliException;
import java.util.function.Consumer;

/** Tells a failure that stays the same only once: the same again and again would fill the log. */
final class RepeatedFailure {
    private final Consumer<String> say;
    private String last = "";

    /** @param say takes a line for people */
    RepeatedFailure(Consumer<String> say) {
        this.say = say;
    }

    /** @param isTold whether it is of interest now; it counts as known all the same */
    void failed(CliException failure, boolean isTold) {
        if (!failure.getMessage().equals(last) && isTold) {
            say.accept(failure.getMessage());
            say.accept("  -> " + failure.remedy());
        }
        last = failure.getMessage();
    }

    void passed() {
        last = "";
    }
}
