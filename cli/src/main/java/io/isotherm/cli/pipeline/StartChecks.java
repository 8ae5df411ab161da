package io.isotherm.cli.pipeline;

import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.stack.ChangedSetting;
import io.isotherm.cli.stack.Finding;
import io.isotherm.cli.stack.Launcher;
import io.isotherm.cli.stack.Service;
import io.isotherm.cli.stack.UnfinishedReset;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;

/** What is to be known before services start. */
final class StartChecks {
    private final Launcher launcher;
    private final UnfinishedReset reset;
    private final PrintWriter progress;

    StartChecks(Settings settings, Launcher launcher, PrintWriter progress) {
        this.launcher = launcher;
        this.reset = new UnfinishedReset(settings);
        this.progress = progress;
    }

    /** @throws CliException if this machine lacks something that the services need, or data is gone in part */
    void check(Set<Service> services) {
        reset.requireNone();
        List<Finding> failed = launcher.preflight(services).stream()
                .filter(finding -> finding.level() == Finding.Level.FAIL)
                .toList();
        if (failed.isEmpty()) {
            return;
        }
        failed.forEach(finding -> {
            progress.println("  " + finding.subject() + ": " + finding.detail());
            progress.println("    -> " + finding.remedy());
        });
        progress.flush();
        throw CliException.cannotRun(
                "nothing was started: " + failed.get(0).subject() + " "
                        + failed.get(0).detail(),
                failed.get(0).remedy());
    }

    /** Settings that were changed since the stack was started. */
    void sayWhatHasNoEffect() {
        for (ChangedSetting setting : launcher.changedSettings()) {
            progress.println("  " + setting.name() + " is " + setting.now() + " now, but the stack was started with "
                    + setting.running());
            progress.println("    -> ./isotherm restart starts everything anew, with what is set now");
        }
        progress.flush();
    }
}
