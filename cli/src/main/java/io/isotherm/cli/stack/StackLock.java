package io.isotherm.cli.stack;

import io.isotherm.cli.settings.Settings;
import java.io.PrintWriter;

/**
 * One command at a time starts a stack: two would end each other's half-started processes, and submit the job twice.
 */
public final class StackLock {
    private final CommandLock lock;
    private final Thread farewell;

    private StackLock(CommandLock lock) {
        this.lock = lock;
        this.farewell = new Thread(StackLock::sayWhatGoesOn, "interrupted");
    }

    /** Waits for a command that holds it, and says for which. */
    public static StackLock acquire(Settings settings, String command, PrintWriter progress) {
        StackLock held =
                new StackLock(CommandLock.acquire(settings.runFolder().resolve("start.lock"), command, other -> {
                    progress.println("  waiting for " + other + ", which is starting this stack");
                    progress.flush();
                }));
        Runtime.getRuntime().addShutdownHook(held.farewell);
        return held;
    }

    /** Runs only when this process is ended in the middle, as by Ctrl-C. */
    private static void sayWhatGoesOn() {
        System.err.println("isotherm: interrupted; services that were started go on in the background");
        System.err.println("  -> run it again to go on from here, or stop them: ./isotherm down");
    }

    public void release() {
        Runtime.getRuntime().removeShutdownHook(farewell);
        lock.close();
    }
}
