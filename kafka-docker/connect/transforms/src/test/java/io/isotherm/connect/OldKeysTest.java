package io.isotherm.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.debezium.connector.postgresql.PostgresStreamingChangeEventSource.PgConnectionSupplier;
import io.debezium.connector.postgresql.PostgresType;
import io.debezium.connector.postgresql.connection.AbstractReplicationMessageColumn;
import io.debezium.connector.postgresql.connection.ReplicationMessage;
import io.debezium.connector.postgresql.connection.ReplicationMessage.Column;
import io.debezium.connector.postgresql.connection.ReplicationMessage.Operation;
import io.debezium.connector.postgresql.connection.pgoutput.PgOutputReplicationMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** With a key of two columns. */
class OldKeysTest {
    private static final String TABLE = "\"public\".\"t\"";

    private final OldKeys keys = new OldKeys(table -> table.equals(TABLE) ? List.of("id", "part") : List.of());

    /** As Debezium makes them: one without a value is optional, whatever the table says. */
    private static Column column(String name, String value) {
        return new AbstractReplicationMessageColumn(name, PostgresType.UNKNOWN, "text", value == null) {
            @Override
            public Object getValue(PgConnectionSupplier connection, boolean includeUnknownDatatypes) {
                return value;
            }
        };
    }

    private static ReplicationMessage message(Operation operation, String table, Column... old) {
        return new PgOutputReplicationMessage(
                operation,
                table,
                Instant.EPOCH,
                1L,
                old.length == 0 ? null : new ArrayList<>(Arrays.asList(old)),
                operation == Operation.DELETE ? null : List.of(column("id", "8"), column("part", "b")));
    }

    private boolean isUnnamed(ReplicationMessage message) {
        keys.look(message);
        return OldKeys.areMissing();
    }

    @Test
    void aDeleteNamesItsRowByTheWholeKey() {
        assertThat(isUnnamed(
                        message(Operation.DELETE, TABLE, column("id", "7"), column("part", "a"), column("uid", null))))
                .isFalse();
        assertThat(isUnnamed(
                        message(Operation.DELETE, TABLE, column("id", "7"), column("part", null), column("uid", "x"))))
                .isTrue();
        assertThat(isUnnamed(message(Operation.INSERT, TABLE)))
                .as("the change after it")
                .isFalse();
        assertThat(isUnnamed(message(Operation.DELETE, "\"public\".\"keyless\"", column("id", null))))
                .as("it has no key that could be missing")
                .isFalse();
    }

    @Test
    void anUpdateKeepsItsKeyIfTheOldOneIsNotSent() {
        ReplicationMessage unnamed =
                message(Operation.UPDATE, TABLE, column("id", null), column("part", null), column("uid", "x"));
        assertThat(isUnnamed(unnamed)).isFalse();
        assertThat(unnamed.getOldTupleList()).isEmpty();

        ReplicationMessage moved = message(Operation.UPDATE, TABLE, column("id", "7"), column("part", "a"));
        assertThat(isUnnamed(moved)).isFalse();
        assertThat(moved.getOldTupleList()).hasSize(2);
        assertThat(isUnnamed(message(Operation.UPDATE, TABLE))).isFalse();
    }
}
