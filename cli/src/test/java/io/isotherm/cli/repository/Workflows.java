package io.isotherm.cli.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What is wrong with a workflow of {@code .github}. Each problem is a sentence; nothing here runs one. */
final class Workflows {
    private static final Pattern USES = Pattern.compile("(?m)^[ -]*uses: (.*)$");
    private static final Pattern PINNED = Pattern.compile("[\\w.-]+/[\\w./-]+@[0-9a-f]{40} # v\\d+\\.\\d+\\.\\d+");
    private static final Pattern PROFILE = Pattern.compile("(?<= )-P([\\w,-]+)");
    private static final Pattern PROFILE_OF_POM = Pattern.compile("<profile>\\s*(?:<!--.*?-->\\s*)?<id>([^<]+)</id>");
    /** A program of the repository, at the start of a command. */
    private static final Pattern OWN_PROGRAM =
            Pattern.compile("(?m)^ *(?:- )?(?:run: )?((?:\\./|\\.ci/|local/|bench/)\\S+)");

    private Workflows() {}

    static List<String> problems(String file, String text) {
        List<String> problems = new ArrayList<>();
        Matcher uses = USES.matcher(text);
        while (uses.find()) {
            String action = uses.group(1);
            if (action.startsWith("./")) {
                if (!Files.exists(RepositoryFiles.ROOT.resolve(action).resolve("action.yml"))) {
                    problems.add(file + " uses " + action + ", which is not there");
                }
            } else if (!PINNED.matcher(action).matches()) {
                problems.add(file + " uses " + action + ", which is not pinned as OWNER/NAME@COMMIT # vX.Y.Z");
            }
        }
        Matcher profile = PROFILE.matcher(text);
        while (profile.find()) {
            Set<String> missing = new TreeSet<>(Set.of(profile.group(1).split(",")));
            missing.removeAll(profiles());
            missing.forEach(
                    name -> problems.add(file + " names the profile " + name + ", which pom.xml does not have"));
        }
        Matcher program = OWN_PROGRAM.matcher(text);
        while (program.find()) {
            if (!Files.isExecutable(RepositoryFiles.ROOT.resolve(program.group(1)))) {
                problems.add(file + " runs " + program.group(1) + ", which is not there");
            }
        }
        return problems;
    }

    /** A job without a limit may hang for hours, and one without permissions has those that the repository gives. */
    static List<String> problemsOfJobs(String file, String text) {
        List<String> problems = new ArrayList<>();
        Map<?, ?> workflow = yaml(text);
        if (!workflow.containsKey("permissions")) {
            problems.add(file + " says nothing about its permissions");
        }
        ((Map<?, ?>) workflow.get("jobs")).forEach((name, job) -> {
            if (!((Map<?, ?>) job).containsKey("timeout-minutes")) {
                problems.add(file + " has no limit for the job " + name);
            }
        });
        return problems;
    }

    static Map<?, ?> yaml(String text) {
        return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(text);
    }

    static Set<String> profiles() {
        Set<String> profiles = new TreeSet<>();
        Matcher profile = PROFILE_OF_POM.matcher(Documents.read("pom.xml"));
        while (profile.find()) {
            profiles.add(profile.group(1));
        }
        return profiles;
    }

    /** By their paths below the root. */
    static List<String> files(String folder) throws IOException {
        try (var files = Files.walk(RepositoryFiles.ROOT.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(".yml"))
                    .map(RepositoryFiles.ROOT::relativize)
                    .map(Path::toString)
                    .sorted()
                    .toList();
        }
    }
}
