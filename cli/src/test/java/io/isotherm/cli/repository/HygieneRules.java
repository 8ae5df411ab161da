package io.isotherm.cli.repository;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What no file of the repository may hold. Each violation is a sentence with the file and the line. */
final class HygieneRules {
    /** Downloads go through the ordinary clients, which know where their registry is, or the mirror in its place. */
    private static final Pattern REGISTRY_HOST = Pattern.compile("\\b(repo1?\\.maven(\\.apache)?\\.org|pypi\\.org"
            + "|files\\.pythonhosted\\.org|registry\\.npmjs\\.org|registry\\.yarnpkg\\.com|proxy\\.golang\\.org"
            + "|sum\\.golang\\.org|deb\\.debian\\.org)\\b");

    private static final Pattern MACHINE_PATH =
            Pattern.compile("(?<![\\w.$}/-])/(root|work|Users|home/(?!airflow\\b)[a-z][\\w-]*)/");

    private static final Pattern SECRET = Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----"
            + "|\\bAKIA[0-9A-Z]{16}\\b"
            + "|\\bgh[opsu]_[A-Za-z0-9]{36}\\b"
            + "|(?i:passw(?:or)?d|secret|token|api_?key)[\\w.\"']*\\s*[:=]\\s*[\"'](?=[^\"']*\\d)[A-Za-z0-9+/=_-]{12,}[\"']"
            + "|\\b[a-z][a-z0-9+]*://[\\w.-]+:(?![$%{<])[\\w.-]{6,}@");

    private static final Pattern LEFT_OVER = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|X" + "XX)\\b");
    private static final Pattern SLEEP = Pattern.compile("\\bThread\\.sleep\\(");

    /** The formatter breaks long code, and no comment. */
    private static final Pattern LONG_COMMENT = Pattern.compile("(?m)^(?=.{121}) *(/?\\*|//).*$");

    private static final Pattern PRINT = Pattern.compile("\\bSystem\\.(out|err)\\b");

    /** Longest file by the end of its name, in lines. */
    private static final Map<String, Integer> BUDGETS = Map.of(".java", 300, ".sh", 150, ".sql", 80);

    /** What runs for every user; elsewhere (demo, sql, tests, bench, documents) a domain is at home. */
    private static final Pattern PRODUCT = Pattern.compile("(cli|flink-job|kafka-docker/connect/transforms)/src/main/.*"
            + "|(airflow-docker|clickhouse-docker|kafka-docker|flink-job/docker|local|deploy)/(?!tests/)(?!.*src/test/).*"
            + "|initial_run\\.sh|isotherm");

    private HygieneRules() {}

    /**
     * @param domains names of the folders of {@code demo}
     * @return a sentence for each place where product code names one
     */
    static List<String> domainProblems(String path, String text, Collection<String> domains) {
        List<String> problems = new ArrayList<>();
        if (PRODUCT.matcher(path).matches()) {
            for (String domain : domains) {
                Pattern name = Pattern.compile("(?i)(?<![a-z])" + Pattern.quote(domain) + "(?![a-z])");
                find(problems, path, text, name, "names the domain " + domain + "; take it from tables.yaml or demo/");
                if (name.matcher(path).find()) {
                    problems.add(path + " is called by the domain " + domain);
                }
            }
        }
        return problems;
    }

    /** @param path relative to the root, with forward slashes */
    static List<String> problems(String path, String text) {
        List<String> problems = new ArrayList<>();
        find(problems, path, text, REGISTRY_HOST, "names the host of a package registry");
        find(problems, path, text, MACHINE_PATH, "holds a path of one machine");
        find(problems, path, text, SECRET, "holds what looks like a secret");
        find(problems, path, text, LEFT_OVER, "has work left over");
        if (path.contains("src/test/java/")) {
            find(problems, path, text, SLEEP, "sleeps in a test; wait for the condition instead");
        }
        if (path.endsWith(".java")) {
            find(problems, path, text, LONG_COMMENT, "has a comment of more than 120 columns");
        }
        if (path.startsWith("flink-job/src/main/java/")) {
            find(problems, path, text, PRINT, "prints from the job; log instead");
        }
        BUDGETS.forEach((ending, budget) -> {
            long lines = text.lines().count();
            if (path.endsWith(ending) && lines > budget) {
                problems.add(path + " has " + lines + " lines, more than " + budget);
            }
        });
        return problems;
    }

    private static void find(List<String> problems, String path, String text, Pattern pattern, String what) {
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            long line = text.substring(0, matcher.start()).lines().count();
            boolean startsLine = matcher.start() == 0 || text.charAt(matcher.start() - 1) == '\n';
            problems.add(path + " line " + (startsLine ? line + 1 : line) + " " + what);
        }
    }
}
