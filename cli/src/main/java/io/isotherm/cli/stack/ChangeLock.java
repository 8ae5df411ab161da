package io.isotherm.cli.stack;

import io.isotherm.cli.settings.Settings;
import java.io.PrintWriter;
import java.util.function.Supplier;

/**
 * One command at a time changes job, connectors and publications. Each stops what runs, looks, changes and starts it
 * again; a second one in between would start it too early, or write offsets that the first has read before.
 */
public final class ChangeLock {
    private final Settings settings;
    private final String command;
    private final PrintWriter progress;

    /** @param command what others are told that wait for it, such as {@code ./isotherm apply} */
    public ChangeLock(Settings settings, String command, PrintWriter progress) {
        this.settings = settings;
        this.command = command;
        this.progress = progress;
    }

    /** Waits for a command that holds it, and says for which. */
    public <T> T holding(Supplier<T> change) {
        CommandLock lock =
                CommandLock.acquire(settings.runFolder().resolve("change.lock"), command, this::sayWhatIsWaitedFor);
        try {
            return change.get();
        } finally {
            lock.close();
        }
    }

    public void holding(Runnable change) {
        holding(() -> {
            change.run();
            return null;
        });
    }

    private void sayWhatIsWaitedFor(String other) {
        progress.println("  waiting for " + other + ", which changes what is replicated");
        progress.flush();
    }
}
