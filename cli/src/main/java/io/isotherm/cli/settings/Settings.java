package io.isotherm.cli.settings;

import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.job.config.ConfigException;
import io.isotherm.job.config.Suggestion;
import io.isotherm.job.config.TablesConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the operator configured, checked as a whole. For each setting the process environment wins over {@code .env},
 * which wins over the default. Immutable.
 */
public final class Settings {
    private static final String ROOT_PROPERTY = "isotherm.root";

    private final Path root;
    private final Map<Setting, String> texts;

    private Settings(Path root, Map<Setting, String> texts) {
        this.root = root;
        this.texts = texts;
    }

    /**
     * Settings of this process: its environment, and {@code .env} in the project's root. The launcher names the root in
     * the system property {@code isotherm.root}; without it the nearest folder upwards that has {@code local} and
     * {@code pom.xml} is taken.
     */
    public static Settings load() {
        return load(projectRoot(), System.getenv());
    }

    /** @throws CliException naming every wrong setting at once */
    public static Settings load(Path root, Map<String, String> environment) {
        DotEnv file = DotEnv.read(root.resolve(".env"));
        List<String> problems = new ArrayList<>(file.problems());
        List<String> names = Arrays.stream(Setting.values()).map(Enum::name).toList();
        for (String name : file.values().keySet()) {
            if (!names.contains(name)) {
                problems.add(".env: unknown setting " + name + Suggestion.of(name, names));
            }
        }
        Map<Setting, String> texts = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            String text = environment.getOrDefault(
                    setting.name(), file.values().getOrDefault(setting.name(), defaultOf(setting, environment)));
            setting.problemWith(text).ifPresent(problems::add);
            texts.put(setting, setting.kind() == Setting.Kind.PATH ? withoutTilde(text, environment) : text);
        }
        problems.addAll(portsUsedTwice(texts));
        if (!problems.isEmpty()) {
            throw CliException.cannotRun(
                    "wrong settings: " + String.join("; ", problems),
                    "correct .env or the environment; .env.example lists every setting");
        }
        return new Settings(root.toAbsolutePath().normalize(), texts);
    }

    private static String defaultOf(Setting setting, Map<String, String> environment) {
        String cacheBase = environment.get("XDG_CACHE_HOME");
        if (setting == Setting.ISOTHERM_CACHE && cacheBase != null && !cacheBase.isBlank()) {
            return cacheBase + "/isotherm";
        }
        return setting.defaultText();
    }

    /** The folder that a shell means, whatever the system's user database says. */
    private static String withoutTilde(String path, Map<String, String> environment) {
        return path.startsWith("~/")
                ? environment.getOrDefault("HOME", System.getProperty("user.home")) + path.substring(1)
                : path;
    }

    private static List<String> portsUsedTwice(Map<Setting, String> texts) {
        Map<String, Setting> seen = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        texts.forEach((setting, text) -> {
            if (setting.kind() != Setting.Kind.PORT) {
                return;
            }
            Setting other = seen.putIfAbsent(text, setting);
            if (other != null) {
                problems.add(other + " and " + setting + " are both " + text);
            }
        });
        return problems;
    }

    private static Path projectRoot() {
        String named = System.getProperty(ROOT_PROPERTY);
        if (named != null) {
            return Path.of(named);
        }
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null
                && !(Files.isDirectory(folder.resolve("cli")) && Files.isRegularFile(folder.resolve("pom.xml")))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw CliException.cannotRun(
                    "this folder is not inside the project", "run ./isotherm in the folder it was cloned to");
        }
        return folder;
    }

    /** The project's folder, absolute. */
    public Path root() {
        return root;
    }

    /** Data, secrets and run files of this stack, absolute. */
    public Path home() {
        return path(Setting.ISOTHERM_HOME);
    }

    /** Downloads and installed components, absolute; stacks with different homes may share it. */
    public Path cache() {
        return path(Setting.ISOTHERM_CACHE);
    }

    /** What is replicated and how, absolute. */
    public Path tablesFile() {
        return path(Setting.ISOTHERM_TABLES);
    }

    /** The first source of {@code tables.yaml}; nothing if that file cannot be used. */
    public Optional<String> firstDatabase() {
        try {
            return TablesConfig.load(tablesFile()).databases().stream().findFirst();
        } catch (IOException | ConfigException e) {
            return Optional.empty();
        }
    }

    public Path runFolder() {
        return home().resolve("run");
    }

    public Path logFolder() {
        return home().resolve("logs");
    }

    public String text(Setting setting) {
        return texts.get(setting);
    }

    /** A {@link Setting.Kind#PORT} or {@link Setting.Kind#COUNT} setting. */
    public int number(Setting setting) {
        return Integer.parseInt(texts.get(setting));
    }

    private Path path(Setting setting) {
        return root.resolve(texts.get(setting)).normalize();
    }

    /** Host and port on the loopback interface, such as {@code 127.0.0.1:9092}. */
    public String address(Setting port) {
        return "127.0.0.1:" + text(port);
    }

    /** Address as an {@code http://} URL without a path. */
    public String url(Setting port) {
        return "http://" + address(port);
    }

    /** Base URL of the registry's Confluent API; which registry it is depends on how the stack was started. */
    public String schemaRegistryUrl() {
        String url = url(Setting.SCHEMA_REGISTRY_PORT);
        return launchMode() == LaunchMode.DOCKER ? url : url + "/apis/ccompat/v7";
    }

    /** How this stack was last started; {@link LaunchMode#AUTO} if it never was, or was reset. */
    public LaunchMode launchMode() {
        Path file = launchModeFile();
        try {
            return Files.exists(file)
                    ? LaunchMode.valueOf(Files.readString(file).strip())
                    : LaunchMode.AUTO;
        } catch (IOException | IllegalArgumentException e) {
            throw CliException.cannotRun("cannot read " + file + ": " + Cause.of(e), "delete it", e);
        }
    }

    /** Keeps for later commands how the stack is started. */
    public void rememberLaunchMode(LaunchMode mode) {
        try {
            Files.createDirectories(runFolder());
            DurableFile.write(launchModeFile(), mode.name());
        } catch (IOException e) {
            throw CliException.cannotRun("cannot write " + launchModeFile() + ": " + Cause.of(e), "check its owner", e);
        }
    }

    private Path launchModeFile() {
        return runFolder().resolve("launch-mode");
    }
}
