package io.isotherm.job.table;

import java.io.Serializable;

/**
 * A source table and the names derived from it.
 *
 * <p>Debezium's topic is {@code <database>.<schema>.<table>} when the connector's {@code topic.prefix} is the database
 * name. The ClickHouse table is {@code <database>_<table>} for schema {@code public}, otherwise
 * {@code <database>_<schema>_<table>}.
 */
public record TableId(String database, String schema, String table) implements Serializable {

    /** @throws IllegalArgumentException if the topic does not have three parts */
    public static TableId ofTopic(String topic) {
        int first = topic.indexOf('.');
        int second = topic.indexOf('.', first + 1);
        if (first <= 0 || second <= first + 1 || second == topic.length() - 1) {
            throw new IllegalArgumentException(
                    "topic '" + topic + "' is not <database>.<schema>.<table>; set the connector's topic.prefix"
                            + " to the database name");
        }
        return new TableId(topic.substring(0, first), topic.substring(first + 1, second), topic.substring(second + 1));
    }

    /**
     * The {@link #qualifiedName} that a user means by {@code schema.table}, or by only the table of schema
     * {@code public}.
     */
    public static String qualify(String name) {
        return name.contains(".") ? name : "public." + name;
    }

    /** @param name as {@link #qualify} takes it */
    public static TableId of(String database, String name) {
        String qualified = qualify(name);
        int dot = qualified.indexOf('.');
        return new TableId(database, qualified.substring(0, dot), qualified.substring(dot + 1));
    }

    public String topic() {
        return database + '.' + schema + '.' + table;
    }

    /** The table's name inside each of the databases hot, cold and bronze. */
    public String targetName() {
        return "public".equals(schema) ? database + '_' + table : database + '_' + schema + '_' + table;
    }

    /** Name of the table with every change, where {@code history} asks for one. */
    public String historyName() {
        return targetName() + "_history";
    }

    /** Name of the view of bronze that shows the table's rows as of a moment, where there is a history. */
    public String asOfName() {
        return targetName() + "_as_of";
    }

    /** Name of the view of bronze that finds one row by its key. */
    public String byKeyName() {
        return targetName() + "_by_key";
    }

    /** {@code schema.table}, as written in {@code tables.yaml}. */
    public String qualifiedName() {
        return schema + '.' + table;
    }

    /** The command that has the table's hot table made again, in the form that the source has now. */
    public String replacement() {
        return "./isotherm resync --replace " + qualifiedName();
    }

    @Override
    public String toString() {
        return topic();
    }
}
