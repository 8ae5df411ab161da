package io.isotherm.job.deadletter;

import io.isotherm.job.model.DeadLetter;

/** Takes dead letters of an operator that has no side output. Thread-safe. */
public interface DeadLetterQueue extends AutoCloseable {

    void send(DeadLetter letter);

    /**
     * Returns when all letters sent before are stored.
     *
     * @throws IllegalStateException if one could not be stored
     */
    void flush();

    @Override
    void close();
}
