package io.isotherm.cli.pipeline;

import io.isotherm.cli.applied.AppliedTables;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.error.Failure;
import io.isotherm.cli.job.FlinkClient;
import io.isotherm.cli.settings.Setting;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.source.RemovedSources;
import io.isotherm.cli.source.ReplicationSetup;
import io.isotherm.cli.source.SourceChecks;
import io.isotherm.cli.stack.Finding;
import io.isotherm.cli.stack.Launcher;
import io.isotherm.cli.stack.Launchers;
import io.isotherm.cli.stack.Service;
import io.isotherm.cli.stack.ServiceStatus;
import io.isotherm.cli.sync.BatchChecks;
import io.isotherm.job.config.TablesConfig;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Every check, from this machine's programs to the grants inside the servers. Starts and changes nothing. */
public final class Doctor {
    private final Settings settings;
    private final Connections connections;

    public Doctor(Settings settings) {
        this.settings = settings;
        this.connections = new Connections(settings);
    }

    /** In the order of the data's way; servers that do not run are not looked into. */
    public List<Finding> examine() {
        Launcher launcher = Launchers.current(settings);
        List<Finding> findings = new ArrayList<>(launcher.preflight(EnumSet.allOf(Service.class)));
        findings.addAll(guarded("tables.yaml", this::tablesFile));
        Set<String> running = launcher.status().stream()
                .filter(service -> service.state().runs())
                .map(ServiceStatus::service)
                .collect(Collectors.toSet());
        if (running.isEmpty()) {
            findings.add(Finding.ok("services", "not running; the checks inside of them were left out"));
            return findings;
        }
        ServerChecks servers = new ServerChecks(connections);
        addIf(running, Service.POSTGRES, findings, this::sources);
        addIf(running, Service.SCHEMA_REGISTRY, findings, servers::registry);
        addIf(running, Service.CONNECT, findings, servers::connect);
        addIf(running, Service.CONNECT, findings, this::removedSources);
        addIf(running, Service.CLICKHOUSE, findings, servers::clickhouse);
        addIf(running, Service.FLINK_JOBMANAGER, findings, this::flink);
        return findings;
    }

    private static void addIf(
            Set<String> running, Service service, List<Finding> findings, Supplier<List<Finding>> checks) {
        if (running.contains(service.serviceName())) {
            findings.addAll(guarded(service.serviceName(), checks));
        }
    }

    /** A check that cannot be made is a finding itself: the others are made all the same. */
    static List<Finding> guarded(String subject, Supplier<List<Finding>> checks) {
        try {
            return checks.get();
        } catch (RuntimeException e) {
            CliException failure = e instanceof CliException told
                    ? told
                    : Failure.unforeseen(e, "see ./isotherm status").orElseThrow(() -> e);
            return List.of(Finding.fail(subject, failure.getMessage(), failure.remedy()));
        }
    }

    private List<Finding> tablesFile() {
        TablesConfig tables = ReplicationSetup.readTables(settings);
        Finding readable = Finding.ok("tables.yaml", "sources: " + String.join(", ", tables.databases()));
        AppliedTables applied =
                new AppliedTables(Launchers.current(settings).endpoints().shared());
        if (!applied.isOutdated(settings)) {
            return List.of(readable);
        }
        return List.of(readable, Finding.warn("tables.yaml", AppliedTables.OUTDATED, "apply it: ./isotherm apply"));
    }

    private List<Finding> sources() {
        TablesConfig tables = ReplicationSetup.readTables(settings);
        List<Finding> findings = new ArrayList<>();
        for (String database : tables.streamedDatabases()) {
            findings.addAll(new SourceChecks(connections, database).check(tables));
        }
        for (String database : tables.batchDatabases()) {
            findings.addAll(guarded(database, () -> new BatchChecks(connections, tables, database).check()));
        }
        return findings;
    }

    private List<Finding> removedSources() {
        return new RemovedSources(connections).findings(ReplicationSetup.readTables(settings));
    }

    private List<Finding> flink() {
        int slots = new FlinkClient(connections).slots();
        int wanted = settings.number(Setting.FLINK_PARALLELISM);
        String detail = slots + " for a parallelism of " + wanted;
        return List.of(
                slots >= wanted
                        ? Finding.ok("flink slots", detail)
                        : Finding.fail(
                                "flink slots", detail, "raise FLINK_TASK_SLOTS or lower FLINK_PARALLELISM in .env"));
    }
}
