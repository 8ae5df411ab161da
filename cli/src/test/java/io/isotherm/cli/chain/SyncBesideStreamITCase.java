package io.isotherm.cli.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.InTurn;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;

/** A table that is synced, then streamed, then both at once, ends equal to Postgres without being loaded anew. */
@InTurn
@Disabled("apply ends with 1, rows differ: see 'From sync to stream' in cli/sync/DESIGN.md")
class SyncBesideStreamITCase {
    private static final String MIXED = TestStack.own("mixed");
    private static final int ROWS = 20_000;

    @Test
    void syncedThenStreamedThenBothAtOnceEndsEqual() throws Exception {
        TestStack stack = TestStack.running();
        stack.configure("public." + MIXED + ": {partition_by: day, archive: none, sync: {watermark: updated_at}}");
        stack.execute(
                "CREATE TABLE " + MIXED
                        + " (id int PRIMARY KEY, day date NOT NULL, updated_at timestamptz DEFAULT now(),"
                        + " note text, amount numeric(12,2))",
                "INSERT INTO " + MIXED + " SELECT i, date '2026-01-01' + i % 5, now(), 'first ' || i, i / 100.0"
                        + " FROM generate_series(1, " + ROWS + ") i");
        assertThat(stack.isotherm("sync", "ecommerce", "--table", MIXED)).contains("full, 20,000 rows");
        String made = stack.query(
                "SELECT uuid FROM system.tables WHERE database = 'hot' AND name = 'ecommerce_" + MIXED + "'");

        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Integer> traffic = CompletableFuture.supplyAsync(() -> change(stack, done));
        stack.isotherm("apply");
        for (int i = 0; i < 4; i++) {
            stack.isotherm("sync", "ecommerce", "--table", MIXED, i % 2 == 0 ? "--deletes" : "--full-refresh");
        }
        done.set(true);
        assertThat(traffic.join()).isPositive();

        stack.assertEqual();
        assertThat(stack.query(
                        "SELECT uuid FROM system.tables WHERE database = 'hot' AND name = 'ecommerce_" + MIXED + "'"))
                .isEqualTo(made);
    }

    private static int change(TestStack stack, AtomicBoolean done) {
        Random random = new Random(16);
        int changes = 0;
        try (Connection connection = stack.postgres();
                Statement statement = connection.createStatement()) {
            for (; !done.get(); changes++) {
                int id = 1 + random.nextInt(ROWS);
                switch (random.nextInt(5)) {
                    case 0 -> statement.execute("DELETE FROM " + MIXED + " WHERE id = " + id);
                    case 1 ->
                        statement.execute("INSERT INTO " + MIXED + " VALUES (" + id
                                + ", '2026-01-03', now(), 'again', 1) ON CONFLICT DO NOTHING");
                    case 2 ->
                        statement.execute("INSERT INTO " + MIXED + " VALUES (" + (ROWS + changes)
                                + ", '2026-01-04', now(), 'new', 2) ON CONFLICT DO NOTHING");
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
