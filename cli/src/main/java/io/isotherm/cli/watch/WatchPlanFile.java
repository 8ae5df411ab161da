package io.isotherm.cli.watch;

import io.isotherm.cli.Cause;
import io.isotherm.cli.CliException;
import io.isotherm.cli.settings.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What {@code up} asks of the watch that it starts in the background: the supervisor's environment may be an older one. */
public final class WatchPlanFile {
    private static final String HEALS = "heal";
    private static final String FINDS = "find";

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

    /** @throws CliException if the watch was never started in the background */
    public Plan read() {
        try {
            String[] words = Files.readString(file).strip().split(" ");
            return new Plan(words[0].equals(HEALS), Integer.parseInt(words[1]));
        } catch (IOException | RuntimeException e) {
            throw CliException.cannotRun("cannot read " + file + ": " + Cause.of(e), "./isotherm up writes it", e);
        }
    }

    public boolean exists() {
        return Files.exists(file);
    }
}
