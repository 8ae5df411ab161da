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
        STOPPING,
        /** It ended by itself again and again and was given up. */
        FAILED
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
