package io.isotherm.cli.command;

import io.isotherm.cli.deadletter.DeadLetters;
import io.isotherm.cli.deadletter.StoredLetter;
import io.isotherm.cli.pipeline.Pipeline;
import io.isotherm.cli.pipeline.Replication;
import io.isotherm.cli.settings.Setting;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.source.RowCondition;
import io.isotherm.job.table.TableId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "resync",
        description = {
            "Reads all rows of tables from Postgres again, beside the running changes.",
            "For a hot table that was dropped or has lost rows. Returns when all rows are here and were compared.",
            "It brings rows; only --delete-surplus deletes some. --replace is for a hot table that can no longer",
            "hold what Postgres has, such as a key that has become bigint, or a number that has become a text.",
            "Of a table without a key (on_no_key: append) it sets aside what was kept, and begins anew."
        })
public final class ResyncCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "TABLE",
            arity = "1..*",
            description = "A replicated table, such as orders, shop.orders or database.shop.orders.")
    private List<String> tables;

    @Option(
            names = "--where",
            paramLabel = "CONDITION",
            description = {
                "Reads only rows that meet it; as behind WHERE in Postgres, such as \"created_at >= '2026-01-31'\".",
                "The whole table is compared all the same."
            })
    private String condition;

    @Option(names = "--no-wait", description = "Returns when the connector was asked, without waiting for rows.")
    private boolean noWait;

    @Option(
            names = "--delete-surplus",
            description = {
                "Then deletes the rows that Postgres does not have.",
                "Those that a TRUNCATE left, where tables.yaml keeps them, are among them."
            })
    private boolean deletesSurplus;

    @Option(
            names = "--replace",
            description = {
                "First moves the tables in hot and cold into the database set_aside; the job makes new ones, in the",
                "form that Postgres has now. Until their first rows come bronze lacks them. A history begins anew."
            })
    private boolean replaces;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (noWait && deletesSurplus) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--delete-surplus compares the tables once they were read: leave out --no-wait");
        }
        if (replaces && deletesSurplus) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--replace begins with a table without rows, so it has none beyond Postgres: leave out --delete-surplus");
        }
        if (replaces && condition != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--replace begins with a table without rows, so it needs all: leave out --where");
        }
        RowCondition rows = condition == null ? RowCondition.ALL : RowCondition.where(condition);
        Settings settings = Settings.load();
        Replication replication = new Pipeline(settings, spec.commandLine().getOut()).replication();
        Set<TableId> chosen = replication.resync(tables, rows, replaces, !noWait);
        if (deletesSurplus) {
            replication.deleteSurplus(chosen);
        }
        if (replaces) {
            sayOpenLetters(settings, chosen);
        }
        return 0;
    }

    /** Their rows may be older than those that were read, and are not in a history yet. */
    private void sayOpenLetters(Settings settings, Set<TableId> chosen) {
        try (DeadLetters letters = new DeadLetters(settings.address(Setting.KAFKA_PORT))) {
            Map<String, Long> open = letters.open().stream()
                    .collect(Collectors.groupingBy(StoredLetter::sourceTopic, Collectors.counting()));
            for (TableId table : chosen) {
                if (open.containsKey(table.topic())) {
                    spec.commandLine()
                            .getOut()
                            .printf(
                                    "  %s has %d dead letters; once its rows are here: ./isotherm dlq replay --table %s%n",
                                    table.qualifiedName(), open.get(table.topic()), table.topic());
                }
            }
        }
    }
}
