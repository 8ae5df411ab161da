package io.isotherm.cli.stack;

import io.isotherm.cli.settings.Setting;
import io.isotherm.cli.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Whether the ports that services are to listen on are free. */
final class PortCheck {
    /** A port of this host, and the service that listens there. */
    record Needed(Service service, Setting port) {
        static Stream<Needed> of(Service service, List<Setting> ports) {
            return ports.stream().map(port -> new Needed(service, port));
        }
    }

    private final Settings settings;

    PortCheck(Settings settings) {
        this.settings = settings;
    }

    /** @param own tells of a listener whether it is in nobody's way, because it is this stack's */
    List<Finding> check(Stream<Needed> ports, Predicate<ProcessTable.Listener> own) {
        List<Finding> taken = new ArrayList<>();
        int free = 0;
        for (Needed needed : (Iterable<Needed>) ports::iterator) {
            Optional<ProcessTable.Listener> listener =
                    ProcessTable.listenerOn(settings.number(needed.port())).filter(own.negate());
            if (listener.isEmpty()) {
                free++;
            } else {
                taken.add(portTaken(needed, listener.get()));
            }
        }
        return taken.isEmpty() ? List.of(Finding.ok("ports", free + " free or used by this stack")) : taken;
    }

    private Finding portTaken(Needed needed, ProcessTable.Listener listener) {
        String who = listener.pid() == 0 ? listener.program() : listener.program() + " (pid " + listener.pid() + ")";
        return Finding.fail(
                "port " + settings.text(needed.port()),
                "needed by " + needed.service().serviceName() + ", in use by " + who,
                "end that program, or set " + needed.port() + " to another port in .env");
    }
}
