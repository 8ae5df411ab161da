package io.isotherm.job.config;

import io.isotherm.job.config.SourceSettings.Mode;
import io.isotherm.job.config.SourceSettings.Server;
import io.isotherm.job.config.SourceSettings.Tls;
import java.util.List;
import java.util.Map;

/** The keys of a source that say how and where it is read. */
final class SourceKeys {
    static final List<String> NAMES = List.of("mode", "server");

    static final List<String> SERVER_KEYS = List.of("host", "port", "database", "user", "tls", "ca_file");
    private static final int POSTGRES_PORT = 5432;
    private static final int LAST_PORT = 65_535;

    private final String path;
    private final List<String> problems;

    private SourceKeys(String path, List<String> problems) {
        this.path = path;
        this.problems = problems;
    }

    /**
     * @param path of the source in the file
     * @param problems gets what is wrong
     */
    static SourceSettings read(String path, String database, Map<?, ?> keys, List<String> problems) {
        return new SourceKeys(path, problems).read(database, keys);
    }

    private SourceSettings read(String database, Map<?, ?> keys) {
        Mode mode = Choice.of(path, keys, "mode", Mode.STREAM, problems);
        Server server = keys.get("server") == null ? null : server(database, keys.get("server"));
        if (server != null && mode != Mode.BATCH) {
            problems.add(path + ".server: needs 'mode: batch'; a source that is streamed is on the stack's Postgres");
        }
        return new SourceSettings(mode, server);
    }

    private Server server(String database, Object value) {
        if (!(value instanceof Map<?, ?> keys)) {
            problems.add(path + ".server: is not a mapping such as {host: db.example.com, user: reader}");
            return null;
        }
        for (Object key : keys.keySet()) {
            if ("password".equals(key)) {
                problems.add(path + ".server.password: no password stands in this file; write it to the file secrets/"
                        + "source_" + database + "_password of the stack");
            } else if (!SERVER_KEYS.contains(String.valueOf(key))) {
                problems.add(
                        path + ".server: unknown key '" + key + "'" + Suggestion.of(String.valueOf(key), SERVER_KEYS));
            }
        }
        return new Server(
                text(keys, "host", null),
                port(keys.get("port")),
                text(keys, "database", database),
                text(keys, "user", null),
                Choice.of(path + ".server", keys, "tls", Tls.VERIFY_FULL, problems),
                caFile(keys));
    }

    /** Airflow reads it too, and runs in another folder. */
    private String caFile(Map<?, ?> keys) {
        String file = keys.get("ca_file") == null ? null : text(keys, "ca_file", null);
        if (file != null && !file.startsWith("/")) {
            problems.add(path + ".server.ca_file: '" + file + "' is not an absolute path");
        }
        return file;
    }

    private String text(Map<?, ?> keys, String key, String byDefault) {
        Object value = keys.get(key);
        if (value == null && byDefault != null) {
            return byDefault;
        }
        if (value instanceof String text && !text.isBlank()) {
            return text;
        }
        problems.add(path + ".server." + key + ": " + (value == null ? "is missing" : "'" + value + "' is not a text"));
        return "";
    }

    private int port(Object value) {
        if (value == null) {
            return POSTGRES_PORT;
        }
        if (value instanceof Integer port && port > 0 && port <= LAST_PORT) {
            return port;
        }
        problems.add(path + ".server.port: '" + value + "' is not a port");
        return POSTGRES_PORT;
    }
}
