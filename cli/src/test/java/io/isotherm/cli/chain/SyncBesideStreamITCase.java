package io.isotherm.cli.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.InTurn;
import java.io.BufferedReader;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A table that is synced, then streamed, then both at once, ends equal to Postgres without being loaded anew. */
@InTurn
class SyncBesideStreamITCase {
    private static final String MIXED = TestStack.own("mixed");
    private static final int ROWS = 20_000;

    /** At full speed a quick machine deletes half of the table before {@code apply} publishes it. */
    private static final Duration BETWEEN_CHANGES = Duration.ofMillis(1);

    /**
     * Between the sync and the publication rows change that no log tells of: some while the connector stands still and
     * its position is behind the sync's, one in a transaction that ends only after the publication. Some are deleted
     * and come again in another partition.
     */
    @Test
    void syncedThenStreamedThenBothAtOnceEndsEqual() throws Exception {
        TestStack stack = TestStack.running();
        stack.tables().add("public." + MIXED + ": {partition_by: day, archive: none, sync: {watermark: updated_at}}");
        stack.execute(
                "CREATE TABLE " + MIXED
                        + " (id int PRIMARY KEY, day date NOT NULL, updated_at timestamptz DEFAULT now(),"
                        + " note text, amount numeric(12,2))",
                "INSERT INTO " + MIXED + " SELECT i, date '2026-01-01' + i % 5, now(), 'first ' || i, i / 100.0"
                        + " FROM generate_series(0, " + (ROWS - 1) + ") i");
        new Connector(stack).stop();
        assertThat(stack.isotherm("sync", "ecommerce", "--table", MIXED, "--no-metrics-update"))
                .contains("full, 20,000 rows");
        String made = uuid(stack);

        AtomicBoolean comeBack = new AtomicBoolean();
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Integer> traffic = CompletableFuture.supplyAsync(() -> change(stack, comeBack, done));
        applyWithAnOpenTransaction(stack);
        stack.isotherm("sync", "ecommerce", "--table", MIXED, "--no-metrics-update", "--deletes");
        stack.isotherm("apply");
        comeBack.set(true);
        stack.isotherm("sync", "ecommerce", "--table", MIXED, "--no-metrics-update", "--full-refresh");
        stack.isotherm("sync", "ecommerce", "--table", MIXED, "--no-metrics-update");
        done.set(true);
        assertThat(traffic.join()).isPositive();

        stack.assertEqual();
        assertThat(uuid(stack)).isEqualTo(made);
    }

    private static void applyWithAnOpenTransaction(TestStack stack) throws Exception {
        try (Connection open = stack.postgres();
                Statement statement = open.createStatement()) {
            open.setAutoCommit(false);
            statement.execute("UPDATE " + MIXED + " SET note = 'late' WHERE id = 0");
            Process apply = stack.command("apply").redirectErrorStream(true).start();
            List<String> said = new ArrayList<>();
            String published = "";
            try (BufferedReader lines = apply.inputReader()) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    said.add(line);
                    if (line.contains("transactions that were open")) {
                        published = publicationEntry(stack);
                        open.commit();
                    }
                }
            }
            open.commit();
            assertThat(apply.waitFor()).as(String.join("\n", said)).isEqualTo(1);
            assertThat(said)
                    .anyMatch(line -> line.contains("transactions that were open"))
                    .anyMatch(line -> line.contains("rows are in ClickHouse only")
                            && line.contains("sync ecommerce --table public." + MIXED + " --deletes"));
            // Postgres 17.4 sends no change behind that transaction as long as the entry is the same
            assertThat(publicationEntry(stack)).isNotEqualTo(published);
        }
    }

    private static String publicationEntry(TestStack stack) throws SQLException {
        try (Connection connection = stack.postgres();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT oid FROM pg_publication_rel WHERE prrelid = '" + MIXED + "'::regclass")) {
            row.next();
            return row.getString(1);
        }
    }

    private static String uuid(TestStack stack) throws Exception {
        return stack.query(
                "SELECT uuid FROM system.tables WHERE database = 'hot' AND name = 'ecommerce_" + MIXED + "'");
    }

    /**
     * @param comeBack whether deleted rows may come again: before the surplus is deleted each of them would be there
     * twice
     */
    private static int change(TestStack stack, AtomicBoolean comeBack, AtomicBoolean done) {
        Random random = new Random(16);
        int changes = 0;
        try (Connection connection = stack.postgres();
                Statement statement = connection.createStatement()) {
            for (; !done.get(); changes++) {
                LockSupport.parkNanos(BETWEEN_CHANGES.toNanos());
                int id = 1 + random.nextInt(ROWS);
                switch (random.nextInt(6)) {
                    case 0 -> statement.execute("DELETE FROM " + MIXED + " WHERE id = " + id);
                    case 1 -> {
                        if (comeBack.get()) {
                            statement.execute("INSERT INTO " + MIXED + " VALUES (" + id
                                    + ", '2026-01-03', now(), 'again', 1) ON CONFLICT DO NOTHING");
                        }
                    }
                    case 2 ->
                        statement.execute("INSERT INTO " + MIXED + " VALUES (" + (ROWS + changes)
                                + ", '2026-01-04', now(), 'new', 2) ON CONFLICT DO NOTHING");
                    case 3 ->
                        statement.execute("UPDATE " + MIXED + " SET day = '2026-01-0" + (1 + random.nextInt(5))
                                + "', updated_at = now() WHERE id = " + id);
                    default ->
                        statement.execute("UPDATE " + MIXED + " SET note = 'change " + changes
                                + "', amount = amount + 1, updated_at = now() WHERE id = " + id);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return changes;
    }
}
