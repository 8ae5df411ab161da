package io.isotherm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class InterruptionTest {
    /** They leave nothing undone, or say it themselves: traffic run what it made, the others what goes on. */
    private static final Set<String> SILENT = Set.of(
            "env",
            "status",
            "logs",
            "sql",
            "doctor",
            "docs",
            "airflow",
            "prepare",
            "traffic run",
            "traffic status",
            "demo list",
            "demo stats",
            "job list",
            "job savepoint",
            "dlq list",
            "dlq show",
            "up",
            "restart",
            "initial-run");

    @Test
    void everyOtherCommandSaysWhatIsUndone() {
        Set<String> commands = new TreeSet<>();
        collect(Main.commandLine(), "", commands);
        commands.removeAll(SILENT);

        assertThat(Interruption.commands()).containsExactlyInAnyOrderElementsOf(commands);
    }

    private static void collect(CommandLine command, String path, Set<String> names) {
        if (command.getSubcommands().isEmpty()) {
            names.add(path);
        }
        command.getSubcommands().forEach((name, child) -> collect(child, (path + " " + name).strip(), names));
    }
}
