package io.isotherm.connect;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debezium.connector.postgresql.TypeRegistry;
import io.debezium.connector.postgresql.connection.Lsn;
import io.debezium.connector.postgresql.connection.ReplicationConnection;
import io.debezium.connector.postgresql.connection.ReplicationStream;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** A failure of Debezium's own code that passes by itself. */
class TextReplicationTest {
    private final NullPointerException failure = new NullPointerException("name");

    /** The connector failed with all its tables, until somebody started it again. */
    @Test
    void aTypeThatIsDroppedMeanwhileHasDebeziumBeginAgain() throws Exception {
        failure.setStackTrace(in(TypeRegistry.class));
        ReplicationStream stream = stream();

        assertThatThrownBy(() -> stream.readPending(message -> {}))
                .isInstanceOf(SQLException.class)
                .hasCause(failure);
        assertThatThrownBy(() -> stream.read(message -> {}))
                .isInstanceOf(SQLException.class)
                .hasCause(failure);
    }

    @Test
    void anyOtherFailureStaysWhatItIs() throws Exception {
        failure.setStackTrace(in(TextReplicationTest.class));
        ReplicationStream stream = stream();

        assertThatThrownBy(() -> stream.readPending(message -> {})).isSameAs(failure);
    }

    private static StackTraceElement[] in(Class<?> place) {
        return new StackTraceElement[] {new StackTraceElement(place.getName(), "get", null, -1)};
    }

    /** One of which every call fails. */
    private ReplicationStream stream() throws Exception {
        ReplicationStream failing = proxy(ReplicationStream.class, null);
        ReplicationConnection given = proxy(ReplicationConnection.class, failing);
        return new TextReplication(given, type -> false, null, null, null).startStreaming(Lsn.valueOf(1L), null);
    }

    private <T> T proxy(Class<T> of, Object answer) {
        return of.cast(Proxy.newProxyInstance(of.getClassLoader(), new Class<?>[] {of}, (proxy, method, arguments) -> {
            if (answer == null) {
                throw failure;
            }
            return answer;
        }));
    }
}
