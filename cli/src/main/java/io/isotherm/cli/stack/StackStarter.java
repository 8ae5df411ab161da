package io.isotherm.cli.stack;

import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.waiting.Polling;
import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Starts services at the same time, each as soon as those it needs are ready, and waits until all are ready. */
public final class StackStarter {
    private static final int LOG_LINES_ON_FAILURE = 15;

    private final Settings settings;
    private final Launcher launcher;
    private final ReadinessProbes probes;
    private final PrintWriter progress;
    private final Map<Service, CompletableFuture<Void>> ready = new EnumMap<>(Service.class);

    public StackStarter(Settings settings, Launcher launcher, PrintWriter progress) {
        this.settings = settings;
        this.launcher = launcher;
        this.probes = new ReadinessProbes(settings);
        this.progress = progress;
    }

    /**
     * @throws CliException when the others are ready, after the end of its log, if a service does not get ready; those
     *     that need it are not started, by this call and later ones
     */
    public void start(Set<Service> services) {
        if (services.isEmpty()) {
            return;
        }
        long started = System.nanoTime();
        ExecutorService threads = Executors.newFixedThreadPool(services.size());
        try {
            // Constants of Service come after those they need, so the futures of those are there already.
            for (Service service : Service.values()) {
                if (services.contains(service)) {
                    CompletableFuture<?>[] needs = service.needs().stream()
                            .filter(ready::containsKey)
                            .map(ready::get)
                            .toArray(CompletableFuture[]::new);
                    ready.put(
                            service,
                            CompletableFuture.allOf(needs)
                                    .thenRunAsync(() -> startAndAwait(service, started), threads));
                }
            }
            CompletableFuture.allOf(services.stream().map(ready::get).toArray(CompletableFuture[]::new))
                    .join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof CliException expected ? expected : e;
        } finally {
            threads.shutdownNow();
        }
    }

    private void startAndAwait(Service service, long started) {
        launcher.start(service);
        StartAttempt attempt = new StartAttempt(service, launcher, probes);
        boolean decided = Polling.whileProgressing(service.readyWithin(), attempt::progress, attempt::isDecided);
        double seconds = (System.nanoTime() - started) / 1e9;
        if (!attempt.isReady()) {
            throw failure(
                    service,
                    decided
                            ? "ended again and again"
                            : String.format("was not ready after %.0f s: %s", seconds, attempt.reasonNotReady()));
        }
        print(String.format(
                "  %-18s ready after %4.1f s   %s%s",
                service.serviceName(),
                seconds,
                service.url(settings).orElse(""),
                attempt.wasRevived() ? "   (started again: its health check had failed)" : ""));
    }

    private CliException failure(Service service, String why) {
        String name = service.serviceName();
        synchronized (progress) {
            progress.println("--- the end of the log of " + name + " ---");
            launcher.lastLogLines(name, LOG_LINES_ON_FAILURE).forEach(line -> progress.println("  " + line));
            progress.flush();
        }
        return CliException.failed(name + " " + why, "see ./isotherm logs " + name);
    }

    private void print(String line) {
        synchronized (progress) {
            progress.println(line);
            progress.flush();
        }
    }
}
