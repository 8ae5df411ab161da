package io.isotherm.cli.command;

import io.isotherm.cli.pipeline.Pipeline;
import io.isotherm.cli.settings.Settings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "apply",
        description = {
            "Makes publication, connector and job match tables.yaml.",
            "Rows of added tables are read beside the running changes."
        })
public final class ApplyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        new Pipeline(Settings.load(), spec.commandLine().getOut()).apply();
        return 0;
    }
}
