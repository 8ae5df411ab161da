package io.isotherm.cli.stack;

import static io.isotherm.cli.settings.Setting.*;

import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.Setting;
import io.isotherm.cli.settings.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The servers of a stack, each after those it needs: the one place that says in which order they start. The priorities
 * in {@code local/supervisord.conf} and {@code depends_on} of the compose files say the same. The first port is the one
 * users connect to. Core services carry changes from Postgres to ClickHouse; the others start after them, so that they
 * do not compete for the processor.
 */
public enum Service {
    POSTGRES(Role.CORE, 120, Set.of(), POSTGRES_PORT),
    ZOOKEEPER(Role.CORE, 120, Set.of(), ZOOKEEPER_PORT),
    KAFKA(Role.CORE, 180, Set.of(), KAFKA_PORT, KAFKA_CONTROLLER_PORT),
    MINIO(Role.EXTRA, 60, Set.of(), MINIO_PORT, MINIO_CONSOLE_PORT),
    /** Loads the tables of archived days before it listens, and waits for the object store that holds them. */
    CLICKHOUSE(Role.CORE, 120, Set.of(MINIO), CLICKHOUSE_HTTP_PORT, CLICKHOUSE_TCP_PORT),
    SCHEMA_REGISTRY(Role.CORE, 180, Set.of(KAFKA), SCHEMA_REGISTRY_PORT, SCHEMA_REGISTRY_MANAGEMENT_PORT),
    /** Starts its connectors at once, and one that finds no source or no registry has failed. */
    CONNECT(Role.CORE, 180, Set.of(POSTGRES, KAFKA, SCHEMA_REGISTRY), CONNECT_PORT),
    FLINK_JOBMANAGER(
            Role.CORE, 180, Set.of(ZOOKEEPER), FLINK_PORT, FLINK_RPC_PORT, FLINK_BLOB_PORT, FLINK_METRICS_PORT),
    FLINK_TASKMANAGER(
            Role.CORE,
            180,
            Set.of(FLINK_JOBMANAGER),
            FLINK_TASKMANAGER_RPC_PORT,
            FLINK_TASKMANAGER_DATA_PORT,
            FLINK_TASKMANAGER_METRICS_PORT),
    KAFKA_UI(Role.EXTRA, 120, Set.of(KAFKA, SCHEMA_REGISTRY), KAFKA_UI_PORT),
    AIRFLOW(Role.EXTRA, 300, Set.of(POSTGRES), AIRFLOW_PORT),
    DASHBOARD(Role.ON_DEMAND, 600, Set.of(CLICKHOUSE), DASHBOARD_PORT);

    /** What they hold must be on disk when the others have ended. */
    private static final EnumSet<Service> STORES =
            EnumSet.of(POSTGRES, ZOOKEEPER, KAFKA, MINIO, CLICKHOUSE, SCHEMA_REGISTRY);

    /** What only plain processes of one host need to keep apart: in containers nothing outside uses them. */
    private static final EnumSet<Setting> INSIDE_CONTAINERS = EnumSet.of(
            KAFKA_CONTROLLER_PORT,
            SCHEMA_REGISTRY_MANAGEMENT_PORT,
            FLINK_RPC_PORT,
            FLINK_BLOB_PORT,
            FLINK_TASKMANAGER_RPC_PORT,
            FLINK_TASKMANAGER_DATA_PORT,
            FLINK_TASKMANAGER_METRICS_PORT);

    private enum Role {
        CORE,
        EXTRA,
        /** Started only when it is asked for by name. */
        ON_DEMAND
    }

    private final Role role;
    private final Duration readyWithin;
    private final Set<Service> needs;
    private final List<Setting> ports;

    Service(Role role, int readyWithinSeconds, Set<Service> needs, Setting... ports) {
        this.role = role;
        this.readyWithin = Duration.ofSeconds(readyWithinSeconds);
        this.needs = needs;
        this.ports = List.of(ports);
    }

    /** Name in commands, log files and the supervisor's configuration. */
    public String serviceName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @throws CliException naming the known services */
    public static Service named(String name) {
        return Arrays.stream(values())
                .filter(service -> service.serviceName().equals(name))
                .findFirst()
                .orElseThrow(() -> CliException.cannotRun(
                        "there is no service \"" + name + "\"",
                        "services: "
                                + Arrays.stream(values())
                                        .map(Service::serviceName)
                                        .collect(Collectors.joining(" "))));
    }

    /** Services between Postgres and ClickHouse. */
    public static Set<Service> core() {
        return withRole(Role.CORE);
    }

    /** Services that no change passes through: the object store, orchestration and the Kafka UI. */
    public static Set<Service> extra() {
        return withRole(Role.EXTRA);
    }

    /** Services that belong to every stack: all but those that are started only by name. */
    public static Set<Service> standard() {
        Set<Service> services = core();
        services.addAll(extra());
        return services;
    }

    private static Set<Service> withRole(Role role) {
        return Arrays.stream(values())
                .filter(service -> service.role == role)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Service.class)));
    }

    /** The services together with everything they need to start, and what that needs. */
    public static Set<Service> withNeeds(Set<Service> services) {
        EnumSet<Service> all = EnumSet.noneOf(Service.class);
        for (Service service : services) {
            all.add(service);
            all.addAll(withNeeds(service.needs));
        }
        return all;
    }

    /**
     * Groups to stop one after the other: no service ends before those that need it. Stores end after everything that
     * only uses them, and with it what is not a service.
     */
    public static List<Set<Service>> stopOrder() {
        EnumSet<Service> left = EnumSet.allOf(Service.class);
        List<Set<Service>> groups = new ArrayList<>();
        EnumSet<Service> users = EnumSet.complementOf(STORES);
        groups.add(users);
        left.removeAll(users);
        while (!left.isEmpty()) {
            Set<Service> needed =
                    left.stream().flatMap(service -> service.needs.stream()).collect(Collectors.toSet());
            EnumSet<Service> group = EnumSet.copyOf(left);
            group.removeAll(needed);
            groups.add(group);
            left.removeAll(group);
        }
        return groups;
    }

    /** Services that must be ready before this one starts. */
    public Set<Service> needs() {
        return needs;
    }

    /**
     * How long a start may go without progress before it counts as failed; on an idle machine all of it takes a tenth.
     */
    public Duration readyWithin() {
        return readyWithin;
    }

    public List<Setting> ports() {
        return ports;
    }

    /** Those that a container publishes on this host. */
    public List<Setting> portsOutsideContainers() {
        return ports.stream().filter(port -> !INSIDE_CONTAINERS.contains(port)).toList();
    }

    public int port(Settings settings) {
        return settings.number(ports.get(0));
    }

    /** Address for a browser or a client; empty for a service that only other services talk to. */
    public Optional<String> url(Settings settings) {
        return switch (this) {
            case POSTGRES ->
                Optional.of("postgresql://" + settings.address(POSTGRES_PORT) + "/"
                        + settings.firstDatabase().orElse(""));
            case SCHEMA_REGISTRY -> Optional.of(settings.schemaRegistryUrl());
            case CONNECT, FLINK_JOBMANAGER, AIRFLOW, KAFKA_UI -> Optional.of(settings.url(ports.get(0)));
            case CLICKHOUSE -> Optional.of(settings.url(CLICKHOUSE_HTTP_PORT) + "/play");
            case DASHBOARD -> Optional.of(settings.url(DASHBOARD_PORT));
            case MINIO -> Optional.of(settings.url(MINIO_CONSOLE_PORT));
            case KAFKA -> Optional.of(settings.address(KAFKA_PORT));
            case ZOOKEEPER, FLINK_TASKMANAGER -> Optional.empty();
        };
    }
}
