package io.isotherm.cli.pipeline;

import io.isotherm.cli.settings.Setting;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.stack.BackgroundProgram;
import io.isotherm.cli.stack.Launchers;
import io.isotherm.cli.watch.WatchPlanFile;
import io.isotherm.cli.watch.WatchPlanFile.Plan;
import java.util.function.Consumer;

/** The watch that belongs to the running stack, as {@link Setting#WATCH} wants it. */
public final class BackgroundWatch {
    private final Settings settings;
    private final BackgroundProgram program;
    private final Consumer<String> say;

    /** @param say takes a line for people */
    public BackgroundWatch(Settings settings, Consumer<String> say) {
        this(settings, Launchers.watch(settings), say);
    }

    BackgroundWatch(Settings settings, BackgroundProgram program, Consumer<String> say) {
        this.settings = settings;
        this.program = program;
        this.say = say;
    }

    /** Starts it, starts it again with other settings, or stops it. */
    public void run() {
        String wanted = settings.text(Setting.WATCH);
        boolean runs = program.isRunning();
        if (wanted.equals("off")) {
            if (runs) {
                program.stop();
                say.accept("the watch was stopped: WATCH=off");
            }
            return;
        }
        WatchPlanFile file = new WatchPlanFile(settings.runFolder());
        Plan plan = new Plan(wanted.equals("heal"), settings.number(Setting.WATCH_PACE));
        if (runs && file.has(plan)) {
            return;
        }
        if (runs) {
            program.stop();
        }
        file.write(plan);
        program.start();
        say.accept("all tables are compared in the background, with %d %% of a core%s: ./isotherm logs watch"
                .formatted(plan.percent(), plan.heals() ? ", and healed" : ""));
    }
}
