package io.isotherm.demo.traffic;

import io.isotherm.cli.error.CliException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Several generators side by side, each on a thread of its own. */
public final class TrafficRun {
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(10);

    private final List<TrafficGenerator> generators;

    public TrafficRun(List<TrafficGenerator> generators) {
        this.generators = generators;
    }

    /**
     * Returns when all have ended. One that fails ends the others.
     *
     * @return the row changes made by all
     * @throws CliException the first failure
     */
    public long run() throws InterruptedException {
        List<CompletableFuture<Long>> runs = generators.stream()
                .map(generator -> CompletableFuture.supplyAsync(
                                () -> run(generator), task -> thread(task).start())
                        .whenComplete((changes, failure) -> {
                            if (failure != null) {
                                generators.forEach(TrafficGenerator::requestStop);
                            }
                        }))
                .toList();
        try {
            CompletableFuture.allOf(runs.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
        return runs.stream().mapToLong(CompletableFuture::join).sum();
    }

    private static Thread thread(Runnable task) {
        return new Thread(task, "traffic");
    }

    private static long run(TrafficGenerator generator) {
        try {
            return generator.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
        }
    }

    /** Lets each end after the transaction it is in. */
    public void stop() throws InterruptedException {
        generators.forEach(TrafficGenerator::requestStop);
        for (TrafficGenerator generator : generators) {
            generator.stop(ENDS_WITHIN);
        }
    }
}
