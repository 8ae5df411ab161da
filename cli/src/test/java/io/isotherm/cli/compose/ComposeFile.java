package io.isotherm.cli.compose;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * A compose file as written: anchors are followed, variables are not replaced.
 *
 * @param folder what its relative paths start from
 */
record ComposeFile(Path folder, String text, Map<?, ?> root) {
    private static final Pattern VARIABLE =
            Pattern.compile("(?<!\\$)\\$(?:\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?[^}]*}|([A-Za-z_][A-Za-z0-9_]*))");

    /** A use of a variable; without an own default {@code defaultValue} is null. */
    record Variable(String name, String defaultValue) {}

    static ComposeFile read(Path file) throws IOException {
        return parse(file.toAbsolutePath().normalize().getParent(), Files.readString(file));
    }

    static ComposeFile parse(Path folder, String text) {
        LoadSettings settings =
                LoadSettings.builder().setSchema(new CoreSchema()).build();
        return new ComposeFile(folder, text, (Map<?, ?>) new Load(settings).loadFromString(text));
    }

    List<ComposeService> services() {
        List<ComposeService> services = new ArrayList<>();
        section("services")
                .forEach((name, settings) -> services.add(new ComposeService(name.toString(), (Map<?, ?>) settings)));
        return services;
    }

    ComposeService service(String name) {
        return services().stream()
                .filter(service -> service.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(folder + " has no service " + name));
    }

    /** Name of a secret to the path of its file. */
    Map<String, String> secretFiles() {
        Map<String, String> files = new LinkedHashMap<>();
        section("secrets")
                .forEach((name, settings) ->
                        files.put(name.toString(), String.valueOf(((Map<?, ?>) settings).get("file"))));
        return files;
    }

    List<String> declaredVolumes() {
        return section("volumes").keySet().stream().map(Object::toString).toList();
    }

    Map<?, ?> section(String name) {
        return root.get(name) instanceof Map<?, ?> section ? section : Map.of();
    }

    /** Every use of a variable outside comments. */
    List<Variable> variables() {
        return text.lines()
                .filter(line -> !line.strip().startsWith("#"))
                .flatMap(line -> VARIABLE.matcher(line).results())
                .map(ComposeFile::variable)
                .toList();
    }

    private static Variable variable(MatchResult use) {
        return use.group(1) == null ? new Variable(use.group(3), null) : new Variable(use.group(1), use.group(2));
    }
}
