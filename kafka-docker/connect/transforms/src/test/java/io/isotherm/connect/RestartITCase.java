package io.isotherm.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wherever a task ends inside of a transaction, the next one leaves nothing out. */
class RestartITCase extends RestartedSource {
    @Test
    void settingsAreThoseOfDebezium() {
        PostgresSourceConnector connector = new PostgresSourceConnector();

        assertThat(connector.validate(source.settings()).configValues())
                .isNotEmpty()
                .allSatisfy(value -> assertThat(value.errorMessages()).isEmpty());
        connector.start(source.settings());
        assertThat(connector.taskConfigs(1)).containsExactly(source.settings());
    }

    /** As behind a Kafka that has lost what it had acknowledged. */
    @Test
    void aPositionThatLiesBeforeTheSlotsIsRefused() throws Exception {
        database.execute(insert(1, 5), "SELECT pg_replication_slot_advance('" + table + "', pg_current_wal_lsn())");

        assertThatThrownBy(() -> source.keep(1))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("Kafka has lost changes");
    }

    /** Rows of one page, which is one record of the log, have one position; 60 of these rows fill some pages. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 20, 41, 59, 60})
    void insideOfACopy(int kept) throws Exception {
        database.execute(copy(60));

        source.keep(kept);

        assertArrives(60);
    }

    /** Debezium starts itself again, with all that it still had in its queue lost. */
    @Test
    void whenTheServerEndsTheConnectionInsideOfACopy() throws Exception {
        database.execute(copy(20_000));
        int[] cuts = {0};

        source.keepUntil(() -> {
            if (cuts[0] < 3 && source.rows().size() > 3_000 * cuts[0]) {
                cuts[0] += endConnections();
            }
            return source.rows().size() == 20_000;
        });

        assertThat(cuts[0]).isEqualTo(3);
        assertThat(source.restarts()).isGreaterThan(0);
        assertArrives(20_000);
    }

    /** Returns how many of them there were. */
    private int endConnections() {
        try {
            return Integer.parseInt(database.query(
                    "SELECT count(pg_terminate_backend(active_pid)) FROM pg_replication_slots WHERE slot_name = '"
                            + table + "'"));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void againAndAgainInsideOfACopy() throws Exception {
        database.execute(copy(60));

        for (int stop = 0; stop < 5; stop++) {
            source.keep(7 + stop);
        }

        assertArrives(60);
    }

    @Test
    void whileATransactionIsOpenAroundAnother() throws Exception {
        try (Connection open = database.connect();
                Statement statement = open.createStatement()) {
            open.setAutoCommit(false);
            statement.execute(insert(1, 10));
            database.execute(insert(101, 101));
            statement.execute(insert(11, 20));
            source.keepUntil(() -> source.rows().size() == 1);
            open.commit();
        }
        assertArrives(21);
    }

    @Test
    void insideOfTheOuterOfTwoTransactions() throws Exception {
        try (Connection open = database.connect();
                Statement statement = open.createStatement()) {
            open.setAutoCommit(false);
            statement.execute(insert(1, 10));
            database.execute(insert(101, 110));
            statement.execute(insert(11, 20));
            database.execute(insert(111, 120));
            open.commit();
        }
        for (int kept : new int[] {3, 15, 23, 5, 19}) {
            source.keep(kept);
        }
        assertArrives(40);
    }

    @Test
    void insideOfSavepoints() throws Exception {
        try (Connection open = database.connect();
                Statement statement = open.createStatement()) {
            open.setAutoCommit(false);
            statement.execute(insert(1, 10));
            statement.execute("SAVEPOINT kept");
            database.execute(insert(101, 105));
            statement.execute(insert(11, 15));
            statement.execute("SAVEPOINT undone");
            statement.execute(insert(50, 90));
            statement.execute("ROLLBACK TO SAVEPOINT undone");
            database.execute(insert(106, 110));
            statement.execute(insert(16, 20));
            open.commit();
        }
        for (int kept : new int[] {1, 11, 12, 19}) {
            source.keep(kept);
        }
        assertArrives(30);
    }

    @Test
    void insideOfAPreparedTransaction() throws Exception {
        try (Connection first = database.connect();
                Statement statement = first.createStatement()) {
            statement.execute("BEGIN");
            statement.execute(insert(1, 10));
            database.execute(insert(101, 101));
            statement.execute(insert(11, 20));
            statement.execute("PREPARE TRANSACTION '" + table + "'");
        }
        source.keepUntil(() -> source.rows().size() == 1);
        database.execute("COMMIT PREPARED '" + table + "'");
        source.keep(1);
        source.keep(12);
        assertArrives(21);
    }

    /** More than {@code logical_decoding_work_mem}: Postgres keeps it on disk until its commit. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2_999, 4_500})
    void insideOfALargeTransaction(int kept) throws Exception {
        try (Connection open = database.connect();
                Statement statement = open.createStatement()) {
            open.setAutoCommit(false);
            statement.execute(insert(1, 3_000));
            database.execute(insert(10_001, 10_100));
            statement.execute(insert(3_001, 5_000));
            open.commit();
        }
        source.keep(100 + kept);
        assertArrives(5_100);
    }

    @Test
    void betweenAMessageAndWhatFollowsIt() throws Exception {
        try (Connection open = database.connect();
                Statement statement = open.createStatement()) {
            open.setAutoCommit(false);
            statement.execute(copy(30));
            statement.execute("SELECT pg_logical_emit_message(true, 'test', 'inside')");
            statement.execute(insert(31, 40));
            open.commit();
        }
        for (int kept : new int[] {28, 30, 31, 32}) {
            source.keep(kept);
        }
        assertArrives(40);
    }
}
