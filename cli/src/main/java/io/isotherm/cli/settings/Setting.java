package io.isotherm.cli.settings;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * Every setting of a local stack. The constant's name is the name of the environment variable and of the key in {@code
 * .env}; {@code .env.example} lists the same names with the same defaults.
 */
public enum Setting {
    ISOTHERM_HOME(Kind.PATH, ".isotherm"),
    ISOTHERM_NAME(Kind.NAME, "isotherm"),
    ISOTHERM_CACHE(Kind.PATH, "~/.cache/isotherm"),
    ISOTHERM_TABLES(Kind.PATH, "tables.yaml"),

    POSTGRES_PORT(Kind.PORT, "5433"),
    ZOOKEEPER_PORT(Kind.PORT, "2181"),
    KAFKA_PORT(Kind.PORT, "9092"),
    KAFKA_CONTROLLER_PORT(Kind.PORT, "9093"),
    SCHEMA_REGISTRY_PORT(Kind.PORT, "8082"),
    SCHEMA_REGISTRY_MANAGEMENT_PORT(Kind.PORT, "8084"),
    CONNECT_PORT(Kind.PORT, "8083"),
    FLINK_PORT(Kind.PORT, "8087"),
    FLINK_RPC_PORT(Kind.PORT, "6123"),
    FLINK_BLOB_PORT(Kind.PORT, "6124"),
    FLINK_TASKMANAGER_RPC_PORT(Kind.PORT, "6122"),
    FLINK_TASKMANAGER_DATA_PORT(Kind.PORT, "6121"),
    FLINK_METRICS_PORT(Kind.PORT, "9249"),
    FLINK_TASKMANAGER_METRICS_PORT(Kind.PORT, "9250"),
    CLICKHOUSE_HTTP_PORT(Kind.PORT, "8123"),
    CLICKHOUSE_TCP_PORT(Kind.PORT, "9000"),
    MINIO_PORT(Kind.PORT, "9100"),
    MINIO_CONSOLE_PORT(Kind.PORT, "9101"),
    AIRFLOW_PORT(Kind.PORT, "8080"),
    KAFKA_UI_PORT(Kind.PORT, "8081"),
    DASHBOARD_PORT(Kind.PORT, "8088"),

    KAFKA_HEAP(Kind.MEMORY, "384m"),
    CONNECT_HEAP(Kind.MEMORY, "512m"),
    SCHEMA_REGISTRY_HEAP(Kind.MEMORY, "192m"),
    ZOOKEEPER_HEAP(Kind.MEMORY, "64m"),
    FLINK_JOBMANAGER_MEMORY(Kind.MEMORY, "896m"),
    FLINK_TASKMANAGER_MEMORY(Kind.MEMORY, "1280m"),
    CLICKHOUSE_MEMORY(Kind.MEMORY, "1g"),
    JVM_OPTIONS(Kind.OPTIONS, ""),
    FLINK_TASK_SLOTS(Kind.COUNT, "2"),
    FLINK_PARALLELISM(Kind.COUNT, "2"),

    ISOTHERM_DAG_START_DATE(Kind.DAY, ""),
    ISOTHERM_ON_FAILURE(Kind.FUNCTION, ""),

    WATCH(Kind.WATCH, "find"),
    WATCH_PACE(Kind.PERCENT, "3"),

    DEMO_SCALE(Kind.COUNT, "1"),
    TRAFFIC_RATE(Kind.COUNT, "200");

    /** How the text of a setting is checked. */
    public enum Kind {
        /** A TCP port, 1 to 65535, used by no other setting. */
        PORT,
        /** A whole number of at least 1. */
        COUNT,
        /** A whole number with the unit k, m or g: binary kilo-, mega- or gigabytes. */
        MEMORY,
        /** A file or folder; a relative one is below the project's root, {@code ~/} is the user's home. */
        PATH,
        /** Lower-case letters, digits and single hyphens. */
        NAME,
        /** A day such as 2026-01-31, or nothing. */
        DAY,
        /** A Python function such as package.module:name, or nothing. */
        FUNCTION,
        /** Words that begin with a hyphen, or nothing. */
        OPTIONS,
        /** What the watch in the background does: {@code off}, {@code find} or {@code heal}. */
        WATCH,
        /** A whole number, 1 to 100. */
        PERCENT
    }

    private final Kind kind;
    private final String defaultText;

    Setting(Kind kind, String defaultText) {
        this.kind = kind;
        this.defaultText = defaultText;
    }

    public Kind kind() {
        return kind;
    }

    /** The value without any configuration, as it is written in {@code .env.example}. */
    public String defaultText() {
        return defaultText;
    }

    /** What is wrong with {@code text} as a value of this setting, or nothing. */
    Optional<String> problemWith(String text) {
        boolean valid =
                switch (kind) {
                    case PORT -> text.matches("[0-9]{1,5}") && isPort(Integer.parseInt(text));
                    case COUNT -> text.matches("[1-9][0-9]{0,8}");
                    case MEMORY -> text.matches("[1-9][0-9]{0,8}[kmg]");
                    case PATH -> !text.isBlank();
                    case NAME -> text.matches("[a-z0-9]+(-[a-z0-9]+)*");
                    case DAY -> text.isEmpty() || isDay(text);
                    case FUNCTION -> text.matches("|[\\w.]+:\\w+");
                    case OPTIONS -> text.matches("|-\\S+( -\\S+)*");
                    case WATCH -> text.matches("off|find|heal");
                    case PERCENT -> text.matches("[1-9][0-9]?|100");
                };
        if (valid) {
            return Optional.empty();
        }
        String expected =
                switch (kind) {
                    case PORT -> "a port between 1 and 65535";
                    case COUNT -> "a whole number of at least 1";
                    case MEMORY -> "a size such as 512m or 2g";
                    case PATH -> "a folder";
                    case NAME -> "lower-case letters, digits and single hyphens";
                    case DAY -> "a day such as 2026-01-31, or nothing";
                    case FUNCTION -> "a function such as package.module:name, or nothing";
                    case OPTIONS -> "options that begin with a hyphen, with one blank between them, or nothing";
                    case WATCH -> "off, find or heal";
                    case PERCENT -> "a whole number, 1 to 100";
                };
        return Optional.of(name() + " is \"" + text + "\", expected " + expected);
    }

    private static boolean isDay(String text) {
        try {
            LocalDate.parse(text);
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private static boolean isPort(int number) {
        return number >= 1 && number <= 65_535;
    }
}
