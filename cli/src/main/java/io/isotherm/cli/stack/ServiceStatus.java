package io.isotherm.cli.stack;

import io.isotherm.cli.settings.Setting;
import io.isotherm.cli.settings.Settings;
import java.util.List;

/**
 * One line of {@code status}.
 *
 * @param service its name
 * @param state what it is doing
 * @param pid process id on this host; null when it does not run, or not on this host
 * @param port the port users connect to; null for a service that listens on none
 * @param url address of its UI or API; null if there is none
 */
public record ServiceStatus(String service, State state, Long pid, Integer port, String url) {
    /** In the order in which a service passes through them. */
    public enum State {
        STOPPED,
        STARTING,
        RUNNING,
        /** Its process runs, its own health check has failed for as long as a start may take. */
        UNHEALTHY,
        STOPPING,
        /** It ended by itself again and again and was given up. */
        FAILED;

        /** Whether its process is there, however it feels. */
        public boolean runs() {
            return this == RUNNING || this == UNHEALTHY;
        }

        /** Whether a person has to wait or to act until the service can be used, stopped ones aside. */
        public boolean isUnsettled() {
            return this == STARTING || this == UNHEALTHY || this == FAILED;
        }
    }

    /** @param ports of the service that this host sees */
    static ServiceStatus of(Service service, State state, Long pid, List<Setting> ports, Settings settings) {
        return new ServiceStatus(
                service.serviceName(),
                state,
                pid,
                ports.isEmpty() ? null : settings.number(ports.get(0)),
                service.url(settings).orElse(null));
    }
}
