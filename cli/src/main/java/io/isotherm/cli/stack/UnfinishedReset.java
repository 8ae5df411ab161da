package io.isotherm.cli.stack;

import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.DurableFile;
import io.isotherm.cli.settings.NoteFile;
import io.isotherm.cli.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Remembers that data is being deleted. What is left after a half of it would start, and tell of what is gone. */
public final class UnfinishedReset {
    private final Path mark;

    public UnfinishedReset(Settings settings) {
        this.mark = settings.home().resolve("reset.unfinished");
    }

    public void begin() {
        if (!Files.isDirectory(mark.getParent())) {
            return;
        }
        try {
            DurableFile.write(mark, "");
        } catch (IOException e) {
            throw CliException.cannotRun(
                    "cannot write " + mark + ": " + Cause.of(e), "check the folder's owner and free space", e);
        }
    }

    public void end() {
        new NoteFile(mark).delete();
    }

    /** @throws CliException if data was deleted in part */
    public void requireNone() {
        if (Files.exists(mark)) {
            throw CliException.cannotRun(
                    "a reset was ended in the middle, so data is gone in part; nothing was started",
                    "delete the rest: ./isotherm reset --yes");
        }
    }
}
