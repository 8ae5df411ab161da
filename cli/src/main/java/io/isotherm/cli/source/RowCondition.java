package io.isotherm.cli.source;

import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;

/** Which rows of a table are read again: all, or those that meet a condition. */
public final class RowCondition {
    public static final RowCondition ALL = new RowCondition("");

    private static final String REMEDY =
            "write what stands behind WHERE in Postgres, such as \"created_at >= '2026-01-31'\"";

    /** Nothing for all rows, as Debezium has it. */
    private final String sql;

    private RowCondition(String sql) {
        this.sql = sql;
    }

    /** @param sql what stands behind {@code WHERE} in Postgres */
    public static RowCondition where(String sql) {
        // a comment at its end must not hide what follows
        return new RowCondition("(" + sql + "\n)");
    }

    /** Asks Postgres, which executes nothing of it. */
    void requireUnderstood(Connections connections, String database, Collection<String> tables) {
        if (sql.isEmpty()) {
            return;
        }
        if (sql.contains(";")) {
            throw CliException.cannotRun("--where has a semicolon", REMEDY);
        }
        try (Connection connection = connections.postgres(database);
                Statement statement = connection.createStatement()) {
            for (String table : tables) {
                statement.execute("EXPLAIN SELECT 1 FROM " + PostgresSource.quotedName(table) + " WHERE " + sql);
            }
        } catch (SQLException e) {
            throw CliException.cannotRun("Postgres refuses --where: " + Cause.of(e), REMEDY, e);
        }
    }

    /** Whether a read that was asked for will bring all these rows. */
    boolean isAskedForBy(String other) {
        return other.isEmpty() || other.equals(sql);
    }

    String ofDebezium() {
        return sql;
    }

    @Override
    public String toString() {
        return sql.isEmpty() ? "the rows" : "the rows with " + sql.replace("\n", "");
    }
}
