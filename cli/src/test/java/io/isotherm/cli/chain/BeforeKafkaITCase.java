package io.isotherm.cli.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.cli.InTurn;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What Postgres has committed reaches Kafka, and Postgres hears of it; {@code RestartITCase} has the transactions one
 * by one.
 */
@InTurn
class BeforeKafkaITCase {
    private static final String BULK_LOADS = TestStack.own("bulk_loads");
    private static final String NEIGHBOUR = TestStack.own("neighbour");
    private static final String TABLE = "public." + BULK_LOADS;
    private static final String TOPIC = "ecommerce." + TABLE;
    private static final int NEIGHBOUR_MEGABYTES = 48;
    private static final long LET_GO = 24_000_000;

    private static TestStack stack;
    private static Connector connector;

    @BeforeAll
    static void start() throws Exception {
        stack = TestStack.running();
        connector = new Connector(stack);
        stack.execute("CREATE TABLE " + BULK_LOADS + " (id bigint PRIMARY KEY, text text)");
        stack.isotherm("apply");
        stack.execute("INSERT INTO " + BULK_LOADS + " VALUES (0, 'the first makes the topic')");
        stack.assertEqual();
    }

    /** Its secrets are in none of what the interruptions made Connect write. */
    @AfterAll
    static void connectKeepsSecrets() throws Exception {
        List<String> logs = new ArrayList<>();
        try (Stream<Path> files = Files.list(stack.home().resolve("logs"))) {
            for (Path log : files.filter(file -> file.getFileName().toString().startsWith("connect"))
                    .toList()) {
                logs.add(Files.readString(log, StandardCharsets.ISO_8859_1));
            }
        }
        assertThat(logs).isNotEmpty().anyMatch(log -> log.contains("transforms.hashColumns.salt.secret = ****"));
        try (Stream<Path> secrets = Files.list(stack.home().resolve("secrets"))) {
            for (Path secret : secrets.toList()) {
                String value = Files.readString(secret).strip();
                assertThat(logs).as(secret.getFileName().toString()).noneMatch(log -> log.contains(value));
            }
        }
    }

    @Test
    void aCopyInterruptedInEveryWay() throws Exception {
        stack.execute("COPY " + BULK_LOADS + " FROM PROGRAM 'seq 1 100000 | sed s/$/\\\\tsome-text/'");
        for (int i = 0; i < 3; i++) {
            connector.awaitRecords(TOPIC, 700);
            connector.stop();
            connector.resume();
        }
        connector.awaitRecords(TOPIC, 900);
        connector.kill();
        connector.awaitRecords(TOPIC, 1_100);
        connector.endWalSender();
        connector.awaitRecords(TOPIC, 1_100);
        connector.killWalSender();
        stack.assertEqual();
    }

    @Test
    void aTransactionThatIsOpenWhileTheConnectorStops() throws Exception {
        try (Connection open = stack.postgres();
                Statement statement = open.createStatement()) {
            open.setAutoCommit(false);
            statement.execute(insert(200_001, 200_010));
            stack.execute(insert(200_101, 200_101));
            statement.execute(insert(200_011, 200_020));
            connector.awaitConfirmed(position(statement));
            connector.stop();
            open.commit();
            connector.resume();
        }
        stack.assertEqual();
    }

    /**
     * Nothing is written to what is replicated, beside 48 MB elsewhere on the server and behind an open transaction.
     */
    @Test
    void aQuietSourceLetsGoOfTheLog() throws Exception {
        stack.assertEqual();
        stack.execute("CREATE DATABASE " + NEIGHBOUR);
        try (Connection open = stack.postgres();
                Statement statement = open.createStatement()) {
            open.setAutoCommit(false);
            statement.execute("CREATE TEMPORARY TABLE nobody_sees (id bigint)");
            writeElsewhere();
            assertThat(connector.heldBack()).isGreaterThan(LET_GO);
            open.commit();
        } finally {
            stack.execute("DROP DATABASE " + NEIGHBOUR + " WITH (FORCE)");
        }
        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> connector.heldBack() < LET_GO);

        assertThat(stack.isotherm("status")).contains("slot isotherm_ecommerce: ", " MB of write-ahead log held back");
        assertThat(stack.isotherm("status", "--metrics"))
                .contains("isotherm_slot_held_back_bytes{slot=\"isotherm_ecommerce\"}");
    }

    private static void writeElsewhere() throws SQLException {
        String url =
                "jdbc:postgresql://" + stack.connection("PGHOST") + ":" + stack.connection("PGPORT") + "/" + NEIGHBOUR;
        try (Connection neighbour =
                        DriverManager.getConnection(url, stack.connection("PGUSER"), stack.connection("PGPASSWORD"));
                Statement statement = neighbour.createStatement()) {
            statement.execute("CREATE TABLE busy (text text)");
            statement.execute(
                    "INSERT INTO busy SELECT string_agg(md5(random()::text), '') FROM generate_series(1, 32 * "
                            + 1024 * NEIGHBOUR_MEGABYTES + ") i GROUP BY i / 40");
        }
    }

    private static String position(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT pg_current_wal_lsn()")) {
            row.next();
            return row.getString(1);
        }
    }

    private static String insert(int from, int to) {
        return "INSERT INTO " + BULK_LOADS + " SELECT i, 'one by one' FROM generate_series(" + from + ", " + to + ") i";
    }
}
