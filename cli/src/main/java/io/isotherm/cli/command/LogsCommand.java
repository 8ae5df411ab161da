package io.isotherm.cli.command;

import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.stack.Launchers;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "logs", description = "Shows what a service wrote.")
public final class LogsCommand implements Callable<Integer> {
    @Parameters(paramLabel = "SERVICE", description = "As in status.")
    private String service;

    @Option(names = "-f", description = "Go on with what is added, until interrupted.")
    private boolean follow;

    @Option(names = "-n", paramLabel = "LINES", defaultValue = "100", description = "Default: ${DEFAULT-VALUE}.")
    private int lines;

    @Override
    public Integer call() {
        return Launchers.current(Settings.load()).showLog(service, lines, follow) == 0 ? 0 : 1;
    }
}
