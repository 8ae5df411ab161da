package io.isotherm.bench;

import io.isotherm.bench.report.SectionReport;

/** One question and its measurement, on a stack that the run has started. */
public interface Section {
    String name();

    /** Leaves the stack as it was: no job, a running connector. */
    SectionReport run(BenchRun run) throws Exception;
}
