package io.isotherm.cli.pipeline;

import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.job.JobControl;
import io.isotherm.cli.job.JobFiles;
import io.isotherm.cli.load.Patience;
import io.isotherm.cli.load.SetAside;
import io.isotherm.job.config.ConfigException;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.table.TableId;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Takes hot tables away from the running job, which makes them again as source and {@code tables.yaml} are by now. */
final class Replacement {
    private final JobControl job;
    private final JobFiles files;
    private final SetAside aside;
    private final Consumer<String> say;

    Replacement(Connections connections, JobControl job, Consumer<String> say) {
        this.job = job;
        this.files = new JobFiles(connections.settings());
        this.aside = new SetAside(connections, say);
        this.say = say;
    }

    /** @throws CliException before anything is changed, if the tables would not be made again */
    void run(List<TableId> tables, TablesConfig config, Patience patience) {
        if (!job.runs()) {
            goOn(tables);
            return;
        }
        aside.check(tables, config, patience);
        if (!files.tablesChanged()) {
            tables.forEach(aside::move);
            return;
        }
        requireNothingElse(tables);
        say.accept("tables.yaml has changed: the job stops, and starts again with it");
        files.rememberReplaced(topics(tables));
        job.stopForAWhile();
        moveAndStart(tables);
    }

    /** With a run that was ended while the job was stopped: without its tables away, the job would not start. */
    private void goOn(List<TableId> tables) {
        if (!files.replaced().containsAll(topics(tables))) {
            throw CliException.failed(
                    "no job runs that would make the tables again; nothing was changed",
                    "start it: ./isotherm job submit");
        }
        say.accept("an earlier run was ended while the job was stopped; this one goes on with it");
        moveAndStart(tables);
    }

    private void moveAndStart(List<TableId> tables) {
        try {
            tables.forEach(aside::move);
        } finally {
            job.submit(null, null);
        }
        files.forgetReplaced();
    }

    private static Set<String> topics(List<TableId> tables) {
        return tables.stream().map(TableId::topic).collect(Collectors.toSet());
    }

    /** That could keep the job from starting again. */
    private void requireNothingElse(List<TableId> tables) {
        try {
            job.check();
        } catch (CliException e) {
            boolean passes = e.getCause() instanceof ConfigException found
                    && found.problems().stream().allMatch(problem -> tables.stream()
                            .anyMatch(table -> problem.endsWith(table.replacement())));
            if (!passes) {
                throw e;
            }
        }
    }
}
