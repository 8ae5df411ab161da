package io.isotherm.cli.sync;

import java.io.PrintWriter;

/** What a sync says while it runs, down to a level. Thread-safe. */
public final class SyncLog {
    /** The least important that is shown. */
    public enum Level {
        DEBUG,
        INFO,
        WARNING,
        ERROR
    }

    private final PrintWriter out;
    private final Level least;

    public SyncLog(PrintWriter out, Level least) {
        this.out = out;
        this.least = least;
    }

    void debug(String line) {
        say(Level.DEBUG, line);
    }

    public void info(String line) {
        say(Level.INFO, line);
    }

    public void warning(String line) {
        say(Level.WARNING, line);
    }

    public void error(String line) {
        say(Level.ERROR, line);
    }

    private synchronized void say(Level level, String line) {
        if (level.compareTo(least) >= 0) {
            out.println(line);
            out.flush();
        }
    }
}
