package io.isotherm.bench;

import io.isotherm.bench.stack.BenchStack;
import java.io.PrintWriter;

/**
 * What the sections of one run share.
 *
 * @param quick small and short, to see that it works; its figures say little
 * @param repeats of each comparison
 * @param events of a replay
 */
public record BenchRun(BenchStack stack, PrintWriter out, boolean quick, int repeats, long events) {
    public void say(String line) {
        out.println(line);
        out.flush();
    }
}
