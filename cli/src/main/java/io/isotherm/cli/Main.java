package io.isotherm.cli;

import io.isotherm.cli.command.AirflowCommand;
import io.isotherm.cli.command.ApplyCommand;
import io.isotherm.cli.command.ArchiveCommand;
import io.isotherm.cli.command.BackupCommand;
import io.isotherm.cli.command.DbtCommand;
import io.isotherm.cli.command.DlqCommand;
import io.isotherm.cli.command.DocsCommand;
import io.isotherm.cli.command.DoctorCommand;
import io.isotherm.cli.command.DownCommand;
import io.isotherm.cli.command.EnvCommand;
import io.isotherm.cli.command.ExportCommand;
import io.isotherm.cli.command.ExtractCommand;
import io.isotherm.cli.command.InitialRunCommand;
import io.isotherm.cli.command.JobCommand;
import io.isotherm.cli.command.LoadCommand;
import io.isotherm.cli.command.LogsCommand;
import io.isotherm.cli.command.PrepareCommand;
import io.isotherm.cli.command.QueryCommand;
import io.isotherm.cli.command.ResetCommand;
import io.isotherm.cli.command.RestartCommand;
import io.isotherm.cli.command.RestoreCommand;
import io.isotherm.cli.command.ResyncCommand;
import io.isotherm.cli.command.SqlCommand;
import io.isotherm.cli.command.StatusCommand;
import io.isotherm.cli.command.SyncCommand;
import io.isotherm.cli.command.UpCommand;
import io.isotherm.cli.command.VerifyCommand;
import io.isotherm.cli.command.WaitCommand;
import io.isotherm.cli.command.WatchCommand;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.error.Failure;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code isotherm} command. Exit codes: 0 done, 1 found a difference or failed, 2 could not run. */
@Command(
        name = "isotherm",
        description = "Keeps a ClickHouse lakehouse in step with Postgres.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            UpCommand.class,
            PrepareCommand.class,
            DownCommand.class,
            RestartCommand.class,
            StatusCommand.class,
            LogsCommand.class,
            ResetCommand.class,
            EnvCommand.class,
            SqlCommand.class,
            DoctorCommand.class,
            ApplyCommand.class,
            ResyncCommand.class,
            SyncCommand.class,
            ExtractCommand.class,
            LoadCommand.class,
            WaitCommand.class,
            VerifyCommand.class,
            WatchCommand.class,
            JobCommand.class,
            DlqCommand.class,
            ArchiveCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            DbtCommand.class,
            DocsCommand.class,
            ExportCommand.class,
            QueryCommand.class,
            AirflowCommand.class,
            InitialRunCommand.class,
        })
public final class Main {
    private static final String DEBUG_VARIABLE = "ISOTHERM_DEBUG";
    private static final String DEBUG = "run again with " + DEBUG_VARIABLE + "=1 to see where it comes from";

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Main());
        CommandPack.allCommands().forEach(commandLine::addSubcommand);
        // what is set here is set for the subcommands that are there
        commandLine
                .setExecutionExceptionHandler(Main::report)
                .setExecutionStrategy(Main::run)
                .setCaseInsensitiveEnumValuesAllowed(true);
        addHelpOption(commandLine);
        for (String passedOn : List.of("dbt", "airflow")) {
            commandLine.getSubcommands().get(passedOn).setUnmatchedOptionsArePositionalParams(true);
        }
        return commandLine;
    }

    private static int run(CommandLine.ParseResult parsed) {
        Interruption interruption =
                Interruption.watch(parsed, parsed.commandSpec().commandLine().getErr());
        int exitCode = CliException.FAILED;
        try {
            exitCode = new CommandLine.RunLast().execute(parsed);
        } finally {
            interruption.finished(exitCode);
        }
        return exitCode;
    }

    private static void addHelpOption(CommandLine commandLine) {
        commandLine
                .getCommandSpec()
                .addOption(CommandLine.Model.OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Shows this help.")
                        .build());
        commandLine.getSubcommands().values().forEach(Main::addHelpOption);
    }

    private static int report(Exception failure, CommandLine commandLine, CommandLine.ParseResult parsed) {
        boolean debug = "1".equals(System.getenv(DEBUG_VARIABLE));
        if (debug) {
            failure.printStackTrace(commandLine.getErr());
        }
        if (failure instanceof CliException expected) {
            return report(expected, commandLine);
        }
        return report(
                Failure.unforeseen(failure, "see ./isotherm status; " + DEBUG)
                        .orElseGet(() -> CliException.failed(failure.toString(), DEBUG, failure)),
                commandLine);
    }

    private static int report(CliException failure, CommandLine commandLine) {
        commandLine.getOut().flush();
        commandLine.getErr().println("isotherm: " + failure.getMessage());
        commandLine.getErr().println("  -> " + failure.remedy());
        return failure.exitCode();
    }
}
