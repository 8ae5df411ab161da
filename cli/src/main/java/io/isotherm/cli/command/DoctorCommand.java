package io.isotherm.cli.command;

import io.isotherm.cli.pipeline.Doctor;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.stack.Finding;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "doctor",
        description = "Checks every prerequisite, privilege and setting, and says what to do. Changes nothing.")
public final class DoctorCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        List<Finding> findings = new Doctor(Settings.load()).examine();
        PrintWriter out = spec.commandLine().getOut();
        for (Finding finding : findings) {
            out.printf(
                    "%-4s  %-24s %s%n",
                    finding.level().name().toLowerCase(Locale.ROOT), finding.subject(), finding.detail());
            if (!finding.remedy().isEmpty()) {
                out.println("        -> " + finding.remedy());
            }
        }
        boolean failed = findings.stream().anyMatch(finding -> finding.level() == Finding.Level.FAIL);
        out.println(failed ? "Something must be corrected." : "Nothing is in the way.");
        return failed ? 1 : 0;
    }
}
