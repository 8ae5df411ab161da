package io.isotherm.cli.stack;

import io.isotherm.cli.settings.NoteFile;
import io.isotherm.cli.settings.Settings;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Services that are stopped to be started again. A restart that is repeated does not see those that have stopped. */
public final class RestartedServices {
    private final NoteFile file;

    public RestartedServices(Settings settings) {
        this.file = new NoteFile(settings.runFolder().resolve("restarted"));
    }

    /** Those of a restart that was ended in the middle. */
    public Set<Service> ofEarlier() {
        EnumSet<Service> services = EnumSet.noneOf(Service.class);
        file.text().ifPresent(text -> text.lines().map(Service::named).forEach(services::add));
        return services;
    }

    public void remember(Set<Service> services) {
        file.write(services.stream().map(Service::serviceName).collect(Collectors.joining("\n")));
    }

    /** They run again, or are to stay as they are. */
    public void forget() {
        file.delete();
    }
}
