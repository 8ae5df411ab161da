package io.isotherm.cli.compose;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One service of a compose file. */
record ComposeService(String name, Map<?, ?> settings) {
    /** What a service mounts: {@code source} is a path when it starts with a dot or a slash, else a volume's name. */
    record Mount(String source, String target) {
        boolean isPath() {
            return source.startsWith(".") || source.startsWith("/") || source.startsWith("~");
        }
    }

    String image() {
        return String.valueOf(settings.get("image"));
    }

    boolean isBuilt() {
        return settings.containsKey("build");
    }

    /** Folder of its Dockerfile, relative to the compose file. */
    String buildContext() {
        return String.valueOf(map(settings.get("build")).get("context"));
    }

    Map<String, String> buildArguments() {
        return texts(map(settings.get("build")).get("args"));
    }

    /** Whether it does one thing and ends; every other service runs for good. */
    boolean isOneShot() {
        return "no".equals(settings.get("restart"));
    }

    boolean hasHealthcheck() {
        return map(settings.get("healthcheck")).get("test") instanceof List<?> test && test.size() > 1;
    }

    List<String> healthcheck() {
        return map(settings.get("healthcheck")).get("test") instanceof List<?> test
                ? test.stream().map(Object::toString).toList()
                : List.of();
    }

    /** Seconds in which a failed health check says nothing yet. */
    int startPeriod() {
        String text = String.valueOf(map(settings.get("healthcheck")).get("start_period"));
        return text.matches("\\d+s") ? Integer.parseInt(text.substring(0, text.length() - 1)) : 0;
    }

    boolean hasFixedName() {
        return settings.containsKey("container_name") || settings.containsKey("hostname");
    }

    List<String> ports() {
        return list("ports");
    }

    List<String> secrets() {
        return list("secrets");
    }

    List<String> command() {
        return list("command");
    }

    List<String> entrypoint() {
        return list("entrypoint");
    }

    List<Mount> mounts() {
        return settings.get("volumes") instanceof List<?> volumes
                ? volumes.stream().map(ComposeService::mount).toList()
                : List.of();
    }

    private static Mount mount(Object written) {
        if (written instanceof Map<?, ?> fields) {
            return new Mount(String.valueOf(fields.get("source")), String.valueOf(fields.get("target")));
        }
        String[] parts = written.toString().split(":", 3);
        return new Mount(parts[0], parts[1]);
    }

    Map<String, String> environment() {
        return texts(settings.get("environment"));
    }

    /** Name of a service that has to be there first, to the condition it has to meet. */
    Map<String, String> dependencies() {
        Map<String, String> dependencies = new LinkedHashMap<>();
        map(settings.get("depends_on"))
                .forEach((name, condition) -> dependencies.put(
                        name.toString(), String.valueOf(map(condition).get("condition"))));
        return dependencies;
    }

    private List<String> list(String key) {
        return settings.get(key) instanceof List<?> items
                ? items.stream().map(Object::toString).toList()
                : List.of();
    }

    private static Map<?, ?> map(Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static Map<String, String> texts(Object value) {
        Map<String, String> texts = new LinkedHashMap<>();
        map(value).forEach((name, text) -> texts.put(name.toString(), String.valueOf(text)));
        return texts;
    }
}
