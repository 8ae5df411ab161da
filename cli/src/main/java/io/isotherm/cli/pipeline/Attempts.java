package io.isotherm.cli.pipeline;

import io.isotherm.cli.error.CliException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Steps of which each is made even if an earlier one has failed. */
final class Attempts {
    private final List<CliException> failures = new ArrayList<>();

    /** @return whether it was done */
    boolean attempt(Runnable step) {
        try {
            step.run();
            return true;
        } catch (CliException e) {
            failures.add(e);
            return false;
        }
    }

    /** @throws CliException with what all of them said, and the first one's remedy */
    void throwIfFailed() {
        if (!failures.isEmpty()) {
            String messages =
                    failures.stream().map(CliException::getMessage).distinct().collect(Collectors.joining("; "));
            throw CliException.failed(messages, failures.get(0).remedy(), failures.get(0));
        }
    }
}
