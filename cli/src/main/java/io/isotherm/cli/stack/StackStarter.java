package io.isotherm.cli.stack;

import io.isotherm.cli.CliException;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.stack.ServiceStatus.State;
import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Starts services at the same time, each as soon as those it needs are ready, and waits until all are ready. */
public final class StackStarter {
    private static final int ATTEMPTS = 4;
    private static final int LOG_LINES_ON_FAILURE = 15;

    private final Settings settings;
    private final Launcher launcher;
    private final ReadinessProbes probes;
    private final PrintWriter progress;

    public StackStarter(Settings settings, Launcher launcher, PrintWriter progress) {
        this.settings = settings;
        this.launcher = launcher;
        this.probes = new ReadinessProbes(settings);
        this.progress = progress;
    }

    /** @throws CliException with the end of its log, if a service is not ready in its time */
    public void start(Set<Service> services) {
        long started = System.nanoTime();
        Map<Service, CompletableFuture<Void>> ready = new EnumMap<>(Service.class);
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
            CompletableFuture.allOf(ready.values().toArray(CompletableFuture[]::new))
                    .join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof CliException expected ? expected : e;
        } finally {
            threads.shutdownNow();
        }
    }

    private void startAndAwait(Service service, long started) {
        launcher.start(service);
        Set<Long> pids = new HashSet<>();
        String[] notReady = {""};
        Polling.until(service.readyWithin(), () -> {
            notReady[0] = probes.reasonNotReady(service).orElse("");
            return notReady[0].isEmpty() || endsAgainAndAgain(service, pids);
        });
        if (!notReady[0].isEmpty()) {
            String why = endsAgainAndAgain(service, pids)
                    ? "ended again and again"
                    : "was not ready within " + service.readyWithin().toSeconds() + " s: " + notReady[0];
            throw failure(service, why);
        }
        print(String.format(
                "  %-18s ready after %4.1f s   %s",
                service.serviceName(),
                (System.nanoTime() - started) / 1e9,
                service.url(settings).orElse("")));
    }

    /** The supervisor keeps on trying; for whoever waits, a few attempts tell enough. */
    private boolean endsAgainAndAgain(Service service, Set<Long> pidsSeen) {
        ServiceStatus status = launcher.status().stream()
                .filter(candidate -> candidate.service().equals(service.serviceName()))
                .findFirst()
                .orElseThrow();
        if (status.pid() != null) {
            pidsSeen.add(status.pid());
        }
        return status.state() == State.FAILED || pidsSeen.size() > ATTEMPTS;
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
