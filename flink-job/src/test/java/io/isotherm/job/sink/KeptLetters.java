package io.isotherm.job.sink;

import io.isotherm.job.deadletter.DeadLetterQueue;
import io.isotherm.job.model.DeadLetter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps dead letters in memory. */
public final class KeptLetters implements DeadLetterQueue {
    public final List<DeadLetter> letters = new CopyOnWriteArrayList<>();

    @Override
    public void send(DeadLetter letter) {
        letters.add(letter);
    }

    @Override
    public void flush() {
        // kept at once
    }

    @Override
    public void close() {
        // holds nothing
    }
}
