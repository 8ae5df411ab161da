package io.isotherm.cli.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.cli.InTurn;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Of a table without a key every change is a row, each once, and together they are what Postgres has. */
@InTurn
class AppendedTablesITCase {
    private static final String LOG = TestStack.own("log");
    private static final String TOPIC = "ecommerce.public." + LOG;
    private static final String ONCE_KEYED = TestStack.own("once_keyed");
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static TestStack stack;

    @BeforeAll
    static void start() throws Exception {
        stack = TestStack.running();
    }

    @AfterEach
    void forget() throws Exception {
        for (String table : List.of(LOG, ONCE_KEYED)) {
            stack.tables().remove(table);
            stack.execute("DROP TABLE IF EXISTS " + table);
        }
        stack.isotherm("apply");
    }

    @Test
    void everyChangeIsKeptOnce() throws Exception {
        stack.tables().add("public." + LOG + ": {on_no_key: append}");
        stack.execute(
                "CREATE TABLE " + LOG + " (at timestamptz, level text, message text, amount numeric(12,2))",
                "INSERT INTO " + LOG
                        + " SELECT now(), 'info', repeat('old ', CASE WHEN n % 500 = 0 THEN 3000 ELSE n % 9 END), n FROM generate_series(1, 5000) n",
                // equal to the last character
                "INSERT INTO " + LOG + " SELECT '2026-01-02', 'twin', NULL, 1 FROM generate_series(1, 3)");
        assertThat(stack.run("apply").output())
                .containsPattern(LOG + " +left out +has no primary key, and Postgres would refuse its UPDATE and DELETE"
                        + ".*REPLICA IDENTITY FULL");
        stack.execute(
                "UPDATE " + LOG + " SET level = 'still' WHERE amount = 7",
                "ALTER TABLE " + LOG + " REPLICA IDENTITY FULL");

        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> traffic = CompletableFuture.runAsync(() -> change(over));
        try {
            stack.isotherm("apply");
        } finally {
            over.set(true);
            traffic.join();
        }
        stack.isotherm("wait", "--timeout", "240");
        stack.isotherm("verify", "--table", LOG);
        assertThat(count("_op = 'read'")).isGreaterThanOrEqualTo(5000);
        assertThat(count("_op = 'insert'")).isPositive();

        changesAreRows();
        nothingIsKeptTwice();
        aLostRowIsFoundAndReadAnew();
    }

    @Test
    void whatHadAKeyIsSetAsideAndATableThatIsMadeAgainBeginsAnew() throws Exception {
        stack.tables().add("public." + ONCE_KEYED + ": {on_no_key: append, exclude: [secret], hash: [mail]}");
        stack.execute(
                "CREATE TABLE " + ONCE_KEYED + " (id integer PRIMARY KEY, mail text, secret text)",
                "INSERT INTO " + ONCE_KEYED + " SELECT n, 'mail ' || n, 'secret' FROM generate_series(1, 100) n");
        stack.isotherm("apply");
        stack.execute(
                "ALTER TABLE " + ONCE_KEYED + " DROP CONSTRAINT " + ONCE_KEYED + "_pkey",
                "ALTER TABLE " + ONCE_KEYED + " REPLICA IDENTITY FULL");
        StackCommands.Result apply = stack.run("apply");
        assertThat(apply.exit()).as(apply.output()).isEqualTo(1);
        assertThat(apply.output())
                .contains("hot has rows of public." + ONCE_KEYED + " by a key", "./isotherm resync --replace public.");
        stack.isotherm("verify", "--table", "orders");

        stack.isotherm("resync", "--replace", ONCE_KEYED);
        stack.execute(
                "UPDATE " + ONCE_KEYED + " SET mail = 'other' WHERE id = 1",
                "DELETE FROM " + ONCE_KEYED + " WHERE id = 2");
        stack.isotherm("wait", "--timeout", "240");
        stack.isotherm("verify", "--table", ONCE_KEYED);
        assertThat(stack.query("SELECT count(), countIf(mail LIKE '%mail%') FROM bronze.ecommerce_" + ONCE_KEYED))
                .isEqualTo("103\t0\n");
        assertThat(stack.query("DESCRIBE TABLE hot.ecommerce_" + ONCE_KEYED)).doesNotContain("secret");

        stack.execute("TRUNCATE " + ONCE_KEYED, "INSERT INTO " + ONCE_KEYED + " VALUES (7, 'after', 'x')");
        stack.isotherm("wait", "--timeout", "240");
        assertThat(stack.run("verify", "--table", ONCE_KEYED).exit()).isEqualTo(1);
        assertThat(stack.isotherm("resync", ONCE_KEYED)).contains("DROP TABLE set_aside.");
        stack.isotherm("verify", "--table", ONCE_KEYED);

        stack.execute(
                "DROP TABLE " + ONCE_KEYED,
                "CREATE TABLE " + ONCE_KEYED + " (id integer, mail text, secret text)",
                "ALTER TABLE " + ONCE_KEYED + " REPLICA IDENTITY FULL",
                "INSERT INTO " + ONCE_KEYED + " VALUES (1, 'a', 'b'), (1, 'a', 'b')");
        endAnApplyThatReads();
        stack.isotherm("apply");
        stack.isotherm("verify", "--table", ONCE_KEYED);
        assertThat(stack.query("SELECT _op, count() FROM bronze.ecommerce_" + ONCE_KEYED + " GROUP BY _op"))
                .isEqualTo("read\t2\n");
    }

    private static void endAnApplyThatReads() throws Exception {
        StackProcesses processes = new StackProcesses(stack);
        Process apply = processes.begin("apply");
        await().atMost(PATIENCE).until(() -> processes.outputOf(apply).contains("reading the rows of now"));
        processes.kill(apply);
    }

    private static void changesAreRows() throws Exception {
        long before = count("true");
        stack.execute(
                "INSERT INTO " + LOG
                        + " VALUES ('2026-01-03', 'new', repeat('ü', 5000), 2), ('2026-01-03', 'new', NULL, 3)",
                "UPDATE " + LOG + " SET level = 'newer' WHERE amount = 2 AND level = 'new'",
                "DELETE FROM " + LOG + " WHERE ctid = (SELECT min(ctid) FROM " + LOG + " WHERE level = 'twin')",
                "ALTER TABLE " + LOG + " ADD COLUMN more integer DEFAULT 5",
                "INSERT INTO " + LOG + " (level) VALUES ('with more')");
        stack.isotherm("wait", "--timeout", "240");
        stack.isotherm("verify", "--table", LOG);
        assertThat(count("true")).isEqualTo(before + 6);
        assertThat(stack.query("SELECT _op, level, lengthUTF8(message) FROM bronze.ecommerce_" + LOG
                        + " WHERE amount = 2 AND level LIKE 'new%' ORDER BY _lsn, _nth"))
                .isEqualTo("insert\tnew\t5000\nupdate_before\tnew\t5000\nupdate_after\tnewer\t5000\n");
        assertThat(count("_op = 'delete' AND level = 'twin'")).isEqualTo(1);
        StackCommands.Result watch = stack.run("watch", "--once", "--table", LOG);
        assertThat(watch.exit()).as(watch.output()).isZero();
    }

    /** Rows of one COPY share positions in the log, and what Connect has not noted is sent again. */
    private static void nothingIsKeptTwice() throws Exception {
        long before = TopicBytes.count(stack, TOPIC);
        stack.execute(
                "INSERT INTO " + LOG + " (amount, message) SELECT n, 'one of many' FROM generate_series(1, 20000) n");
        await().atMost(PATIENCE).until(() -> TopicBytes.count(stack, TOPIC) > before + 2000);
        stack.kill("connect");
        stack.isotherm("wait", "--timeout", "240");
        stack.isotherm("verify", "--table", LOG);
        assertThat(count("message = 'one of many'")).isEqualTo(20000);
    }

    private static void aLostRowIsFoundAndReadAnew() throws Exception {
        stack.query("ALTER TABLE hot.ecommerce_" + LOG + " DELETE WHERE amount = 12 SETTINGS mutations_sync = 1");
        StackCommands.Result verify = stack.run("verify", "--table", LOG);
        assertThat(verify.exit()).as(verify.output()).isEqualTo(1);
        assertThat(verify.output()).contains("its changes do not add up", "./isotherm resync public." + LOG);
        StackCommands.Result watch = stack.run("watch", "--once", "--table", LOG);
        assertThat(watch.exit()).as(watch.output()).isEqualTo(1);
        StackCommands.Result some = stack.run("resync", "--where", "amount = 12", LOG);
        assertThat(some.exit()).as(some.output()).isEqualTo(2);
        assertThat(some.output()).contains("without a key no row can be read again by itself");

        stack.isotherm("resync", LOG);
        stack.isotherm("verify", "--table", LOG);
        stack.execute("DELETE FROM " + LOG + " WHERE amount > 15000");
        stack.isotherm("wait", "--timeout", "240");
        stack.isotherm("verify", "--table", LOG);
    }

    /** In transactions that are open while the table is read. */
    private static void change(AtomicBoolean over) {
        try (Connection connection = stack.postgres();
                Statement statement = connection.createStatement();
                Connection other = stack.postgres();
                Statement beside = other.createStatement()) {
            connection.setAutoCommit(false);
            for (int n = 0; !over.get(); n++) {
                statement.execute("INSERT INTO " + LOG + " VALUES (now(), 'busy', 'row', " + n + ")");
                // the connector's position moves on with it, in transactions of its own
                beside.execute("UPDATE products SET stock_quantity = stock_quantity + 1 WHERE product_id = 1");
                statement.execute("UPDATE " + LOG + " SET message = 'changed' WHERE amount = " + (100 + n % 2000));
                statement.execute("DELETE FROM " + LOG + " WHERE amount = " + (3000 + n % 1500));
                statement.execute("SELECT pg_sleep(0.02)");
                connection.commit();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long count(String condition) {
        return Long.parseLong(stack.query("SELECT count() FROM bronze.ecommerce_" + LOG + " WHERE " + condition)
                .strip());
    }
}
