package io.isotherm.cli;

import java.io.PrintWriter;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/**
 * Says after Ctrl-C or SIGTERM what a command has left undone and how to go on. The JVM itself then ends with 128 and
 * the number of the signal, as shells expect; commands with nothing to say end without a word, and those that start the
 * stack have {@link io.isotherm.cli.stack.StackLock}'s.
 */
final class Interruption {
    /** Exit codes from here on tell of the signal that ended a program. */
    private static final int SIGNALS = 128;

    /** What is undone and how to go on, by command. */
    private static final Map<String, Left> LEFT = Map.ofEntries(
            Map.entry("down", new Left("some services may still run", "run it again, or see ./isotherm status")),
            Map.entry("reset", new Left("data was deleted in part", "run it again before ./isotherm up")),
            Map.entry(
                    "apply",
                    new Left(
                            "the job may be stopped, and some tables may not be loaded",
                            "run it again: it goes on with what is missing")),
            Map.entry(
                    "resync",
                    new Left(
                            "rows may not have been asked for yet, and with --replace the job may be stopped",
                            "run it again: it does no harm")),
            Map.entry("sync", new Left("the table it was at is not finished", "run it again: it repeats that one")),
            Map.entry("extract", new Left("no file was written", "run it again")),
            Map.entry("load", new Left("some rows of the file may be in hot", "run it again: it does no harm")),
            Map.entry("wait", new Left("it is not known whether all rows are visible", "run it again")),
            Map.entry("verify", new Left("nothing was shown", "run it again")),
            Map.entry("watch", new Left("the round is not finished", "run it again: it goes on where it was ended")),
            Map.entry("seed", new Left("no row was written", "run it again")),
            Map.entry("demo add", new Left("tables.yaml may be as it was", "run it again")),
            Map.entry("demo reset", new Left("no row was deleted", "run it again")),
            Map.entry(
                    "traffic start",
                    new Left(
                            "the traffic may run",
                            "see ./isotherm traffic status; ./isotherm traffic stop ends what runs")),
            Map.entry("traffic stop", new Left("the traffic may still run", "run it again")),
            Map.entry("job restart", new Left("the job may be stopped", "see ./isotherm job list; then run it again")),
            Map.entry("job stop", new Left("the job may still run", "see ./isotherm job list; then run it again")),
            Map.entry("job cancel", new Left("the job may still run", "see ./isotherm job list; then run it again")),
            Map.entry("job submit", new Left("the job may run", "see ./isotherm job list")),
            Map.entry(
                    "dlq replay",
                    new Left(
                            "some letters may have been sent, none is counted as replayed",
                            "run it again: a letter that is sent twice does no harm")),
            Map.entry(
                    "archive",
                    new Left(
                            "days that are not finished are still in hot",
                            "run it again: it goes on where it was ended")),
            Map.entry("backup", new Left("the backup that was begun does not count", "run it again")),
            Map.entry("restore", new Left("tables that it replaces may be missing", "run it again, with --overwrite")),
            Map.entry("export", new Left("no file was written", "run it again")),
            Map.entry("query", new Left("not all rows were written", "run it again")),
            Map.entry("dbt", new Left("some models may be as they were before", "run it again")));

    private record Left(String undone, String remedy) {}

    private volatile boolean finished;

    /** Registers what is said if a signal comes before {@link #finished(int)}. */
    static Interruption watch(ParseResult parsed, PrintWriter err) {
        Interruption interruption = new Interruption();
        String command = nameOf(parsed);
        Left left = LEFT.get(command);
        if (left != null) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> interruption.say(command, left, err)));
        }
        return interruption;
    }

    /** Those that have something to say. */
    static Set<String> commands() {
        return LEFT.keySet();
    }

    private static String nameOf(ParseResult parsed) {
        CommandLine last =
                parsed.asCommandLineList().get(parsed.asCommandLineList().size() - 1);
        return last.getCommandSpec().qualifiedName().replaceFirst("^isotherm ?", "");
    }

    /** @param exitCode of the command; a program that it ran may have got the signal first, and ended with this one */
    void finished(int exitCode) {
        finished = exitCode < SIGNALS;
    }

    private void say(String command, Left left, PrintWriter err) {
        if (!finished) {
            err.println("isotherm: " + command + " was interrupted; " + left.undone());
            err.println("  -> " + left.remedy());
            err.flush();
        }
    }
}
