package io.isotherm.cli.command;

import com.clickhouse.client.api.Client;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.deadletter.DeadLetters;
import io.isotherm.cli.deadletter.Replay;
import io.isotherm.cli.deadletter.StoredLetter;
import io.isotherm.cli.settings.Setting;
import io.isotherm.cli.settings.Settings;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code isotherm dlq list|show|replay}. */
@Command(
        name = "dlq",
        description = "Dead letters: records the job could not apply, with their reasons.",
        synopsisSubcommandLabel = "COMMAND")
public final class DlqCommand {
    @Spec
    private CommandSpec spec;

    @Command(description = "Counts dead letters per table and reason.")
    int list(
            @Option(names = "--all", description = "Also those replayed already.") boolean all,
            @Option(names = "--json", description = "Prints JSON.") boolean json)
            throws JsonProcessingException {
        Map<String, List<StoredLetter>> groups = read(all).stream()
                .collect(Collectors.groupingBy(
                        letter -> letter.sourceTopic() + " " + letter.reason(), TreeMap::new, Collectors.toList()));
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            List<Map<String, Object>> rows = new ArrayList<>();
            groups.values()
                    .forEach(letters -> rows.add(Map.of(
                            "topic", letters.get(0).sourceTopic(),
                            "reason", letters.get(0).reason(),
                            "count", letters.size(),
                            "last", letters.get(letters.size() - 1).failedAt())));
            out.println(new ObjectMapper().writeValueAsString(rows));
        } else if (groups.isEmpty()) {
            out.println("no dead letters");
        } else {
            groups.forEach((group, letters) -> out.printf(
                    "%-60s %8d   last %s%n",
                    group, letters.size(), letters.get(letters.size() - 1).failedAt()));
        }
        return 0;
    }

    @Command(description = "Shows dead letters one by one, without the values of their rows.")
    int show(
            @Option(names = "--all", description = "Also those replayed already.") boolean all,
            @Option(names = "--limit", defaultValue = "20", description = "At most so many (default: 20).") int limit) {
        List<StoredLetter> letters = read(all);
        PrintWriter out = spec.commandLine().getOut();
        letters.stream()
                .limit(limit)
                .forEach(letter -> out.printf(
                        "%s  %s-%d@%d  %s in %s: %s%n",
                        letter.failedAt(),
                        letter.sourceTopic(),
                        letter.sourcePartition(),
                        letter.sourceOffset(),
                        letter.reason(),
                        letter.stage(),
                        letter.detail()));
        if (letters.size() > limit) {
            out.printf("... and %d more; --limit shows them%n", letters.size() - limit);
        }
        return 0;
    }

    @Command(description = "Sends the dead letters through the pipeline again, after their cause was removed.")
    int replay(
            @Option(names = "--reason", description = "Only letters with this reason.") String reason,
            @Option(names = "--table", description = "Only letters of this topic.") String topic) {
        Settings settings = Settings.load();
        PrintWriter out = spec.commandLine().getOut();
        Connections connections = new Connections(settings);
        connections.requireKafka();
        try (DeadLetters topicOfLetters = new DeadLetters(settings.address(Setting.KAFKA_PORT));
                Client clickHouse = connections.clickhouse()) {
            List<StoredLetter> all = topicOfLetters.open();
            List<StoredLetter> chosen = all.stream()
                    .filter(letter -> reason == null || reason.equals(letter.reason()))
                    .filter(letter -> topic == null || topic.equals(letter.sourceTopic()))
                    .toList();
            new Replay(settings.address(Setting.KAFKA_PORT), clickHouse).replay(chosen);
            if (chosen.size() == all.size() && !all.isEmpty()) {
                topicOfLetters.settle();
            } else if (chosen.size() < all.size()) {
                out.printf("%d others are left, so these stay listed too%n", all.size() - chosen.size());
            }
            out.printf("replayed %d of %d dead letters%n", chosen.size(), all.size());
        }
        return 0;
    }

    private static List<StoredLetter> read(boolean all) {
        Settings settings = Settings.load();
        new Connections(settings).requireKafka();
        try (DeadLetters letters = new DeadLetters(settings.address(Setting.KAFKA_PORT))) {
            return all ? letters.all() : letters.open();
        }
    }
}
