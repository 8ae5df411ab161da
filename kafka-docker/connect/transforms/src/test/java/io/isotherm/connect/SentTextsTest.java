package io.isotherm.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.debezium.connector.postgresql.PostgresStreamingChangeEventSource.PgConnectionSupplier;
import io.debezium.connector.postgresql.PostgresType;
import io.debezium.connector.postgresql.UnchangedToastedReplicationMessageColumn;
import io.debezium.connector.postgresql.connection.AbstractReplicationMessageColumn;
import io.debezium.connector.postgresql.connection.ReplicationMessage.Column;
import io.debezium.connector.postgresql.connection.ReplicationMessage.Operation;
import io.debezium.connector.postgresql.connection.pgoutput.PgOutputReplicationMessage;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SentTextsTest {
    /** As Debezium makes it of what Postgres sends. */
    private static Column column(String name, String type, String text) {
        return new AbstractReplicationMessageColumn(name, PostgresType.UNKNOWN, type, false) {
            @Override
            public Object getValue(PgConnectionSupplier connection, boolean includeUnknownDatatypes) {
                throw new AssertionError("parsed");
            }

            @Override
            public String toString() {
                return name + "(" + type + ")=" + text;
            }
        };
    }

    private static void send(Operation operation, List<Column> old, List<Column> row) {
        SentTexts.of(new PgOutputReplicationMessage(operation, "\"public\".\"t\"", Instant.EPOCH, 1L, old, row));
    }

    @Test
    void areThoseOfTheRowThatTheChangeLeavesBehind() {
        Column price = column("price", "numeric(20,4)", "1.0000");
        Column code = new TextColumn(column("a(b)=c", "text", "x(y)=z"));
        Column left = new UnchangedToastedReplicationMessageColumn("body", PostgresType.UNKNOWN, "text", false);

        send(Operation.UPDATE, List.of(column("price", "numeric(20,4)", "2.0000")), List.of(price, code, left));
        assertThat(SentTexts.text("price")).isEqualTo("1.0000");
        assertThat(SentTexts.text("a(b)=c")).isEqualTo("x(y)=z");
        assertThat(SentTexts.text("body")).as("not sent").isNull();
        assertThat(SentTexts.text("other")).as("not there").isNull();

        send(Operation.DELETE, List.of(price), null);
        assertThat(SentTexts.text("price")).as("of the change before").isNull();
        send(Operation.INSERT, null, List.of(code));
        assertThat(SentTexts.text("a(b)=c")).isEqualTo("x(y)=z");
    }
}
