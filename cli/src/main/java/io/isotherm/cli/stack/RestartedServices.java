package io.isotherm.cli.stack;

import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.DurableFile;
import io.isotherm.cli.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Services that are stopped to be started again. A restart that is repeated does not see those that have stopped. */
public final class RestartedServices {
    private final Path file;

    public RestartedServices(Settings settings) {
        this.file = settings.runFolder().resolve("restarted");
    }

    /** Those of a restart that was ended in the middle. */
    public Set<Service> ofEarlier() {
        EnumSet<Service> services = EnumSet.noneOf(Service.class);
        try {
            if (Files.exists(file)) {
                Files.readAllLines(file).forEach(name -> services.add(Service.named(name)));
            }
        } catch (IOException e) {
            throw CliException.failed("cannot read " + file + ": " + Cause.of(e), "check its owner", e);
        }
        return services;
    }

    public void remember(Set<Service> services) {
        try {
            Files.createDirectories(file.getParent());
            DurableFile.write(file, services.stream().map(Service::serviceName).collect(Collectors.joining("\n")));
        } catch (IOException e) {
            throw CliException.failed("cannot write " + file + ": " + Cause.of(e), "check its owner and free space", e);
        }
    }

    /** They run again, or are to stay as they are. */
    public void forget() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw CliException.failed("cannot delete " + file + ": " + Cause.of(e), "delete it by hand", e);
        }
    }
}
