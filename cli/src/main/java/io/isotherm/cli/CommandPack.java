package io.isotherm.cli;

import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * Commands beside those of the core, found by {@link ServiceLoader}. The core knows them by their names only, and works
 * without them.
 */
public interface CommandPack {

    /** Classes of picocli commands, in the order in which the help names them. */
    List<Class<?>> commands();

    /** Commands of all packs that are on the class path. */
    static Stream<Class<?>> allCommands() {
        return ServiceLoader.load(CommandPack.class).stream().flatMap(pack -> pack.get().commands().stream());
    }
}
