package io.isotherm.cli.stack;

import io.isotherm.cli.error.CliException;

/** A program of the stack that is not one of its {@link Service}s: started and stopped on demand. */
public interface BackgroundProgram {
    /** Whether the program has a process. */
    boolean isRunning();

    /** @throws CliException if it could not be started now */
    default void requireStartable() {}

    /** Returns when it has a process. */
    void start();

    /** Changes while the program works, waits for a processor or is started anew. */
    Object progress();

    /** Returns when it has ended. */
    void stop();
}
