package io.isotherm.cli.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random changes of rows and columns end equal, or {@code wait} names the table with the command that mends it, and
 * that command does so. {@code -Drandom.seed=N} repeats a sequence that failed, {@code -Drandom.sequences=N} makes more
 * of them.
 */
@Tag("long")
class RandomChangesITCase {
    private static final long SEED = Long.getLong("random.seed", System.currentTimeMillis());
    private static final int SEQUENCES = Integer.getInteger("random.sequences", 10);
    private static final int STEPS = 60;
    private static final int TABLES = 10;
    private static final Pattern REMEDY = Pattern.compile("\\./isotherm (resync(?: --[a-z-]+)*) (dice\\d+\\.t\\d)");

    /** Of tables that were dropped and made again. */
    private static final String APPLY = "./isotherm apply replicates ecommerce.dice";

    private static TestStack stack;

    @BeforeAll
    static void start() throws Exception {
        stack = TestStack.ofItsOwn("random");
        stack.tables().add("dice*.*");
    }

    @AfterAll
    static void stop() {
        stack.isotherm("down");
    }

    @Test
    void everySequenceEndsEqualOrNamesItsTable() throws Exception {
        for (int i = 0; i < SEQUENCES; i++) {
            List<String> history = new ArrayList<>(List.of("-- -Drandom.seed=" + (SEED + i)));
            try {
                sequence(SEED + i, history);
            } catch (AssertionError e) {
                throw new AssertionError(String.join(";\n", history) + "\n" + e.getMessage(), e);
            }
            System.err.println(
                    "random changes: " + (i + 1) + " of " + SEQUENCES + " sequences are equal, seed " + (SEED + i));
        }
    }

    private static void sequence(long seed, List<String> history) throws Exception {
        Random random = new Random(seed);
        RandomChange change = new RandomChange(random);
        String schema = "dice" + seed;
        List<String> tables =
                IntStream.range(0, TABLES).mapToObj(n -> schema + ".t" + n).toList();
        try (Connection connection = stack.postgres()) {
            execute(connection, List.of("CREATE SCHEMA " + schema), history);
            for (String table : tables) {
                execute(connection, List.of(change.create(table)), history);
                execute(connection, change.next(RandomTable.read(connection, table)), history);
            }
            mend(stack.run("apply"), history);
            for (int step = 0; step < STEPS; step++) {
                RandomTable table = RandomTable.read(connection, tables.get(random.nextInt(TABLES)));
                execute(connection, change.next(table), history);
            }
        }
        // the first comes before the job has seen the last change
        stack.run("wait", "--timeout", "240");
        for (int round = 0; !mend(stack.run("wait", "--timeout", "240"), history); round++) {
            assertThat(round).as("rounds of mending").isLessThan(3);
        }
        assertThat(stack.isotherm("verify")).contains(tables);
        stack.execute("DROP SCHEMA " + schema + " CASCADE");
    }

    /** Runs the commands that the output names as remedies. */
    private static boolean mend(StackCommands.Result result, List<String> history) {
        if (result.exit() == 0) {
            return true;
        }
        history.add(comment(result));
        Map<String, Set<String>> remedies = new TreeMap<>();
        REMEDY.matcher(result.output()).results().forEach(found -> remedies.computeIfAbsent(
                        found.group(1), command -> new TreeSet<>())
                .add(found.group(2)));
        boolean lacksTables = result.output().contains(APPLY);
        assertThat(lacksTables || !remedies.isEmpty()).as(result.output()).isTrue();
        if (lacksTables) {
            history.add("-- apply");
            mend(stack.run("apply"), history);
        }
        remedies.forEach((command, tables) -> {
            String remedy = command + " " + String.join(" ", tables);
            history.add("-- " + remedy + "\n" + comment(stack.run(remedy.split(" "))));
        });
        return false;
    }

    private static String comment(StackCommands.Result result) {
        return "-- exit code " + result.exit() + "\n-- " + result.output().replace("\n", "\n-- ");
    }

    /** In one transaction; what Postgres refuses is no change. */
    private static void execute(Connection connection, List<String> changes, List<String> history) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            for (String change : changes) {
                statement.execute(change);
            }
            connection.commit();
            history.addAll(changes);
        } catch (SQLException e) {
            connection.rollback();
        } finally {
            connection.setAutoCommit(true);
        }
    }
}
