package io.isotherm.cli.stack;

import io.isotherm.cli.stack.ServiceStatus.State;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One service on its way to being ready, watched by one thread. */
final class StartAttempt {
    private static final int PROCESSES = 4;

    /**
     * Works is what is busy for at least this part of the time: more than a server that waits, however slow the
     * machine.
     */
    private static final int PART_OF_TIME = 10;

    private final Service service;
    private final Launcher launcher;
    private final ReadinessProbes probes;
    private final Set<Long> pids = new HashSet<>();
    private String reasonNotReady = "it was not asked yet";
    private boolean revived;
    private boolean gaveUp;

    StartAttempt(Service service, Launcher launcher, ReadinessProbes probes) {
        this.service = service;
        this.launcher = launcher;
        this.probes = probes;
    }

    /** Whether it is ready, or has ended so often that waiting is in vain. */
    boolean isDecided() {
        reasonNotReady = probes.reasonNotReady(service).orElse("");
        if (reasonNotReady.isEmpty()) {
            return true;
        }
        revived = revived || launcher.revive(service);
        // The supervisor keeps on trying; for whoever waits, a few attempts tell enough.
        ServiceStatus status = status();
        if (status.pid() != null) {
            pids.add(status.pid());
        }
        gaveUp = status.state() == State.FAILED || pids.size() > PROCESSES;
        return gaveUp;
    }

    boolean isReady() {
        return reasonNotReady.isEmpty();
    }

    /** Whether it hung and was started again, which happens once. */
    boolean wasRevived() {
        return revived;
    }

    String reasonNotReady() {
        return reasonNotReady;
    }

    /**
     * Changes while the service works, waits for a processor, passes from one state to another or answers otherwise.
     */
    Object progress() {
        ServiceStatus status = status();
        long busy = status.pid() == null ? 0 : ProcessTable.busyNanos(status.pid());
        long quantum = service.readyWithin().toNanos() / PART_OF_TIME;
        return List.of(status.state(), String.valueOf(status.pid()), reasonNotReady, busy / quantum);
    }

    private ServiceStatus status() {
        return launcher.status().stream()
                .filter(candidate -> candidate.service().equals(service.serviceName()))
                .findFirst()
                .orElseThrow();
    }
}
