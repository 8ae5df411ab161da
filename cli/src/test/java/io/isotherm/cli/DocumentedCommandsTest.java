package io.isotherm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.repository.DocumentedCalls;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What the pages tell people to type exists, and every command has its line. */
class DocumentedCommandsTest {
    /** Stands for what is to be put in its place. */
    private static final String PLACEHOLDER = "[A-Z]+";

    private static final CommandLine COMMAND = Main.commandLine();

    @Test
    void everyCallThatIsDocumentedCanBeMade() throws IOException {
        List<List<String>> calls = DocumentedCalls.ofAllPages();
        assertThat(calls).contains(List.of("archive", "--day", "2026-01-31"), List.of("resync", "--replace", "TABLE"));
        List<String> problems = new ArrayList<>();
        calls.forEach(call -> problems.addAll(problems(call)));
        assertThat(problems).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "nosuch, there is no command nosuch",
        "job nosuch, there is no command job nosuch",
        "verify --nosuch, verify has no --nosuch"
    })
    void findsACallThatCannotBeMade(String call, String problem) {
        assertThat(problems(List.of(call.split(" ")))).containsExactly(problem);
    }

    @Test
    void everyCommandHasItsLine() {
        String page = DocumentedCalls.read("docs/commands.md");
        assertThat(COMMAND.getSubcommands()).allSatisfy((name, command) -> {
            if (!command.getCommandSpec().usageMessage().hidden()) {
                assertThat(page).containsPattern("(?m)^\\|.*`" + name + "( [^`]*)?`.*\\|");
            }
        });
    }

    private static List<String> problems(List<String> call) {
        CommandLine command = COMMAND;
        String name = "";
        for (String word : call) {
            Map<String, CommandLine> subcommands = command.getSubcommands();
            if (word.startsWith("-")) {
                String option = word.replaceFirst("=.*", "");
                if (!takesOthers(command) && command.getCommandSpec().findOption(option) == null) {
                    return List.of(name.strip() + " has no " + option);
                }
            } else if (!subcommands.isEmpty() && !word.matches(PLACEHOLDER)) {
                name = name + " " + word;
                command = subcommands.get(word);
                if (command == null) {
                    return List.of("there is no command" + name);
                }
            }
        }
        return List.of();
    }

    /** Options of another program, or of a query or a demo. */
    private static boolean takesOthers(CommandLine command) {
        return command.isUnmatchedOptionsArePositionalParams()
                || !command.getCommandSpec().unmatchedArgsBindings().isEmpty();
    }
}
