package io.isotherm.cli.command;

import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.sql.DbtProject;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Generates the documentation of the models from the running ClickHouse, and serves it on the loopback interface. */
@Command(
        name = "docs",
        description = "Serves the documentation and lineage of silver and gold until it is interrupted.")
public final class DocsCommand implements Callable<Integer> {
    @Option(names = "--port", paramLabel = "PORT", defaultValue = "8085", description = "Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(names = "--generate-only", description = "Writes the pages and ends.")
    private boolean generateOnly;

    @Override
    public Integer call() throws InterruptedException {
        DbtProject project = new DbtProject(Settings.load());
        int generated = project.run(List.of("docs", "generate"));
        if (generated != 0 || generateOnly) {
            return generated;
        }
        return project.run(
                List.of("docs", "serve", "--host", "127.0.0.1", "--port", Integer.toString(port), "--no-browser"));
    }
}
