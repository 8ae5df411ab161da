package io.isotherm.connect;

import io.debezium.connector.postgresql.PostgresConnector;
import org.apache.kafka.connect.connector.Task;

/**
 * Debezium's connector for Postgres, with a task that loses nothing when it starts again: {@link PostgresSourceTask}.
 */
public final class PostgresSourceConnector extends PostgresConnector {
    @Override
    public Class<? extends Task> taskClass() {
        return PostgresSourceTask.class;
    }
}
