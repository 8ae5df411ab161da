package io.isotherm.cli.command;

import io.isotherm.cli.python.PythonTools;
import io.isotherm.cli.settings.Settings;
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

    @Option(names = "--generate-only", description = "Writes the pages to run/dbt below ISOTHERM_HOME and ends.")
    private boolean generateOnly;

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = Settings.load();
        DbtCommand.requireServer(settings);
        PythonTools tools = PythonTools.of(settings);
        return generateOnly ? tools.generateDocs() : tools.serveDocs(port);
    }
}
