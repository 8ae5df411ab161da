package io.isotherm.cli.repository;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The pages that people read, and what is wrong with them. Each problem is a sentence with the page. */
public final class Documents {
    public static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    /** Folders whose pages lie directly in them. */
    private static final List<String> FLAT =
            List.of(".", ".github", "airflow-docker", "bench", "demo", "docs", "flink-job", "sql/models");
    /** Folders of source, with pages anywhere in them. */
    private static final List<String> DEEP = List.of("cli/src/main", "examples");

    private static final Pattern WITH_SCHEME = Pattern.compile("[a-z][a-z0-9+.-]*:.*");
    private static final Pattern TEST = Pattern.compile("`((?:[A-Z]\\w*(?:Test|ITCase))|(?:test_\\w+\\.py))`");

    /** A class with its package below the module's, such as {@code sink.table.HotTables}. */
    private static final Pattern CLASS = Pattern.compile("`((?:[a-z]+\\.)+[A-Z][A-Za-z]+)`");

    private Documents() {}

    /** All pages, by their paths below the root. */
    static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        for (String folder : FLAT) {
            addPages(pages, ROOT.resolve(folder), 1);
        }
        for (String folder : DEEP) {
            addPages(pages, ROOT.resolve(folder), Integer.MAX_VALUE);
        }
        return pages;
    }

    private static void addPages(List<Path> pages, Path folder, int depth) throws IOException {
        try (Stream<Path> files = Files.walk(folder, depth)) {
            files.filter(file -> file.toString().endsWith(".md"))
                    .map(file -> ROOT.relativize(file.normalize()))
                    .sorted()
                    .forEach(pages::add);
        }
    }

    /** @param page below the root, such as {@code docs/install.md} */
    public static String read(String page) {
        try {
            return Files.readString(ROOT.resolve(page));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Classes that a page of the design names with their packages. */
    static Set<String> namedClasses(String text) {
        return CLASS.matcher(text)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The same names of all classes of the modules, with and without their first package, which is the module. */
    static Set<String> classes() throws IOException {
        Set<String> names = new TreeSet<>();
        for (String module : List.of("cli", "flink-job", "kafka-docker/connect/transforms")) {
            Path root = ROOT.resolve(module).resolve("src/main/java/io/isotherm");
            try (Stream<Path> files = Files.walk(root)) {
                files.map(file -> root.relativize(file).toString())
                        .filter(file -> file.endsWith(".java"))
                        .map(file -> file.replaceFirst("\\.java$", "").replace('/', '.'))
                        .forEach(name -> {
                            names.add(name);
                            names.add(name.substring(name.indexOf('.') + 1));
                        });
            }
        }
        return names;
    }

    /** Links of a page to files or headings that are not there. Those to other hosts are not followed. */
    static List<String> brokenLinks(Path page, String text) {
        List<String> problems = new ArrayList<>();
        for (String link : new Markdown(text).links()) {
            if (WITH_SCHEME.matcher(link).matches()) {
                continue;
            }
            String[] parts = link.split("#", 2);
            Path target = parts[0].isEmpty()
                    ? ROOT.resolve(page)
                    : ROOT.resolve(page).resolveSibling(parts[0]).normalize();
            if (!Files.exists(target)) {
                problems.add(page + " links to " + link + ", which is not there");
            } else if (parts.length == 2) {
                String targetText =
                        parts[0].isEmpty() ? text : read(ROOT.relativize(target).toString());
                if (!new Markdown(targetText).anchors().contains(parts[1])) {
                    problems.add(page + " links to " + link + ", where no heading has that anchor");
                }
            }
        }
        return problems;
    }

    /** Tests that a page names. */
    static Set<String> namedTests(String text) {
        Set<String> names = new TreeSet<>();
        Matcher matcher = TEST.matcher(text);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }

    /** File names of all tests, without the ending of Java. */
    static Set<String> tests() throws IOException {
        Set<String> names = new TreeSet<>();
        List<String> folders = List.of(
                "airflow-docker/tests",
                "bench/src/test",
                "cli/src/test",
                "flink-job/src/test",
                "kafka-docker/connect/transforms/src/test");
        for (String folder : folders) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
                files.map(file -> file.getFileName().toString().replaceFirst("\\.java$", ""))
                        .forEach(names::add);
            }
        }
        return names;
    }
}
