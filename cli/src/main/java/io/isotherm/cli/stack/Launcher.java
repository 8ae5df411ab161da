package io.isotherm.cli.stack;

import java.io.PrintWriter;
import java.util.List;
import java.util.Set;

/** Runs the services of a stack: as plain processes or in containers. */
public interface Launcher {
    /** What this machine lacks to start the services. Changes nothing. */
    List<Finding> preflight(Set<Service> services);

    /** Installs what the services are made of; quick when it is there already. */
    void install(Set<Service> services, PrintWriter progress);

    /**
     * Whether others need not wait for this service: nothing was ever stored in it, and to install it takes minutes. So
     * a first start goes on while it is compiled, and one with archived days waits.
     */
    default boolean mayComeLater(Service service) {
        return false;
    }

    /** Installs what {@link #mayComeLater may come later} in a process that outlives this one; returns at once. */
    default void installMeanwhile(Service service) {}

    /** Makes it possible to start services; a no-op when it is already. */
    void open();

    /**
     * What is set otherwise now than when the running services' supervisor was started, and so has no effect on them
     * yet.
     */
    List<ChangedSetting> changedSettings();

    /** Asks a service to start and returns at once; nothing happens if it runs. */
    void start(Service service);

    /** Stops a service and starts it again; returns when the new process was started. */
    void restart(Service service);

    /** Starts a service again that runs and is known not to get ready by itself; false if there is no such reason. */
    default boolean revive(Service service) {
        return false;
    }

    /** Stops everything; returns when nothing is left running. Data stays. */
    void stopAll(PrintWriter progress);

    /** Deletes what the services stored, once they are stopped. */
    void deleteData(PrintWriter progress);

    /** Every service, running or not. */
    List<ServiceStatus> status();

    /** The last lines of what a service wrote, oldest first. */
    List<String> lastLogLines(String service, int lines);

    /** Writes the last lines of a service's log to standard output, and with {@code follow} what is added to it. */
    int showLog(String service, int lines, boolean follow);

    /** Runs one of Airflow's own commands on this terminal and returns its exit code. */
    int runAirflow(List<String> arguments);

    FlinkState flinkState();

    /** Addresses as the services themselves must use them. */
    ServiceEndpoints endpoints();
}
