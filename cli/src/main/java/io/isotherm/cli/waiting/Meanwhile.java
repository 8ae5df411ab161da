package io.isotherm.cli.waiting;

import io.isotherm.cli.error.CliException;

/** A state of some server that must not stay when a signal ends this process before {@link #close}. */
public final class Meanwhile implements AutoCloseable {
    private final Thread amends;

    private Meanwhile(Thread amends) {
        this.amends = amends;
    }

    /** @param amends ends the state; it may run beside what this process was doing */
    public static Meanwhile endedBy(Runnable amends) {
        Meanwhile state = new Meanwhile(new Thread(() -> {
            try {
                amends.run();
            } catch (CliException e) {
                System.err.println("isotherm: " + e.getMessage());
                System.err.println("  -> " + e.remedy());
            }
        }));
        try {
            Runtime.getRuntime().addShutdownHook(state.amends);
        } catch (IllegalStateException shuttingDown) {
            // the process does nothing any more that would need it
        }
        return state;
    }

    /** The state has ended. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(amends);
        } catch (IllegalStateException shuttingDown) {
            // it runs
        }
    }
}
