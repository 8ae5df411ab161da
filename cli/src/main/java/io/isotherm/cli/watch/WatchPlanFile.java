package io.isotherm.cli.watch;

import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code up} asks of the watch that it starts in the background: the supervisor's environment may be an older one.
 */
public final class WatchPlanFile {
    private static final String HEALS = "heal";
    private static final String FINDS = "find";
    private static final Pattern FORM = Pattern.compile("(" + HEALS + "|" + FINDS + ") (\\d{1,3})\n");

    private final Path file;

    /** @param runFolder {@code $ISOTHERM_HOME/run} */
    public WatchPlanFile(Path runFolder) {
        this.file = runFolder.resolve("watch-plan");
    }

    /** @param percent of a core */
    public record Plan(boolean heals, int percent) {}

    public void write(Plan plan) {
        try {
            DurableFile.write(file, (plan.heals() ? HEALS : FINDS) + " " + plan.percent() + "\n");
        } catch (IOException e) {
            throw CliException.cannotRun("cannot write " + file + ": " + Cause.of(e), "check its owner", e);
        }
    }

    /** @throws CliException if the watch was never started in the background, or the file is not whole */
    public Plan read() {
        try {
            return parse(Files.readString(file));
        } catch (IOException | IllegalArgumentException e) {
            throw CliException.cannotRun("cannot read " + file + ": " + Cause.of(e), "./isotherm up writes it", e);
        }
    }

    /** Whether this plan was written; one that cannot be read is none. */
    public boolean has(Plan plan) {
        try {
            return parse(Files.readString(file)).equals(plan);
        } catch (IOException | IllegalArgumentException unreadable) {
            return false;
        }
    }

    private static Plan parse(String text) {
        Matcher words = FORM.matcher(text);
        if (!words.matches()) {
            throw new IllegalArgumentException("it is not whole: '" + text.strip() + "'");
        }
        return new Plan(words.group(1).equals(HEALS), Integer.parseInt(words.group(2)));
    }
}
