package io.isotherm.demo.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.demo.Demo;
import io.isotherm.demo.DemoPostgres;
import io.isotherm.demo.DemoSource;
import io.isotherm.demo.Query;
import io.isotherm.demo.Seeder;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation of every demo, counted by what Postgres publishes of it: that is what the pipeline has to show. */
@ExtendWith(DemoPostgres.class)
@ResourceLock("DemoPostgres")
class PublishedChangesITCase {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final int MOST_ATTEMPTS = 20;

    /** Inserts, updates and deletes in what pgoutput sends since it was asked last. */
    private static final String PUBLISHED = """
            SELECT count(*) FROM pg_logical_slot_get_binary_changes(
                'counted', NULL, NULL, 'proto_version', '1', 'publication_names', 'counted')
            WHERE chr(get_byte(data, 0)) IN ('I', 'U', 'D')""";

    static Stream<String> demos() {
        return Demo.names(ROOT).stream();
    }

    @ParameterizedTest
    @MethodSource("demos")
    void changesAreCountedExactly(String name, DemoPostgres.Server server) throws SQLException {
        server.createDatabase("published");
        TrafficMix mix = TrafficMix.read(Demo.named(ROOT, name));
        try (Connection connection = server.connect("published")) {
            new Seeder(DemoSource.of(ROOT, name), line -> {}).seed(connection, 1, 1);
            Query.execute(connection, "SET TIME ZONE 'UTC'");
            Query.execute(connection, "CREATE PUBLICATION counted FOR ALL TABLES");
            Query.texts(connection, "SELECT pg_create_logical_replication_slot('counted', 'pgoutput')");
            try {
                countEach(mix, connection);
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
                Query.texts(connection, "SELECT pg_drop_replication_slot('counted')");
            }
        }
    }

    private static void countEach(TrafficMix mix, Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        TrafficSession traffic = new TrafficSession(connection, mix);
        connection.commit();
        for (String operation : mix.operations().keySet()) {
            for (int batch : new int[] {1, 5}) {
                assertThat(run(traffic, connection, operation, batch))
                        .as(operation)
                        .isEqualTo(Query.number(connection, PUBLISHED));
            }
        }
    }

    /** With one seed after the other until it finds rows to change. */
    private static long run(TrafficSession traffic, Connection connection, String operation, int batch)
            throws SQLException {
        boolean rollsBack = operation.equals("roll_back");
        long changes = 0;
        for (int seed = 0; seed < MOST_ATTEMPTS && changes == 0; seed++) {
            TrafficSession.Outcome outcome = traffic.run(operation, new SplittableRandom(seed), batch);
            connection.commit();
            changes = outcome.changes();
            assertThat(outcome.rolledBack()).as(operation).isEqualTo(rollsBack);
        }
        assertThat(changes > 0).as("changes of " + operation).isEqualTo(!rollsBack);
        return changes;
    }
}
