package io.isotherm.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** The commands that the product has, those of a group with its name before them: {@code job submit}. */
public final class CommandNames {
    private CommandNames() {}

    public static List<String> all() {
        List<String> names = new ArrayList<>();
        collect(Main.commandLine(), "", names);
        return names;
    }

    private static void collect(CommandLine command, String path, List<String> names) {
        if (command.getSubcommands().isEmpty()) {
            names.add(path);
        }
        command.getSubcommands()
                .forEach((name, child) -> collect(child, path.isEmpty() ? name : path + " " + name, names));
    }

    /** The one that these arguments call. */
    public static String of(List<String> arguments) {
        String call = String.join(" ", arguments) + " ";
        return all().stream()
                .filter(name -> call.startsWith(name + " "))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no command: " + call));
    }
}
