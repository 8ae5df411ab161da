package io.isotherm.bench.chain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isotherm.bench.BenchRun;
import io.isotherm.bench.Section;
import io.isotherm.bench.report.BarChart;
import io.isotherm.bench.report.Conditions;
import io.isotherm.bench.report.SectionReport;
import io.isotherm.bench.report.Statistics;
import io.isotherm.bench.report.Table;
import io.isotherm.bench.stack.BenchStack;
import io.isotherm.bench.stack.ClickHouse;
import io.isotherm.bench.stack.FlinkJobs;
import io.isotherm.bench.stack.JobSettings;
import io.isotherm.bench.stack.Pause;
import io.isotherm.bench.stack.Topics;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/**
 * Rows are inserted, later updated, as fast as Postgres takes them. Once only Debezium works and the clock stops when
 * all of them are in Kafka; once the job runs too and the clock stops when all of them are visible in ClickHouse. The
 * ratio is what the rest of the chain costs on cores that everything shares.
 */
public final class ChainSection implements Section {
    private static final String NAME = "bench_chain";
    private static final String TOPIC = "ecommerce.public." + NAME;
    private static final String TABLE = "hot.ecommerce_" + NAME;
    private static final int CHANGES = 1_000_000;
    private static final int QUICK_CHANGES = 100_000;
    /** Changes go round these rows, so that the job's state does not grow from one repeat to the next. */
    private static final int ROWS = 500_000;

    private static final int ROWS_PER_TRANSACTION = 500;
    /** What is seen late by this is a hundredth of what is measured. */
    private static final long LOOK_MILLIS = 200;

    private static final Duration LIMIT = Duration.ofMinutes(5);

    private BenchStack stack;
    private int changes;
    /** Of the next change in the order of all. */
    private long position;

    /** Brings so many changes to where they are counted. */
    @FunctionalInterface
    private interface Work {
        void run(int changes) throws SQLException;
    }

    @Override
    public String name() {
        return "chain";
    }

    @Override
    public SectionReport run(BenchRun run) throws Exception {
        stack = run.stack();
        changes = run.quick() ? QUICK_CHANGES : CHANGES;
        ObjectNode conditions =
                Conditions.of(stack).put("changes", changes).put("rows", ROWS).put("repeats", run.repeats());
        createTable();
        // unmeasured: the topic, the hot table and what the connector reads first come to be, then classes are compiled
        debeziumAlone(2 * ROWS_PER_TRANSACTION);
        debeziumAlone(changes);
        wholeChain(changes);
        List<Double> alone = new ArrayList<>();
        List<Double> whole = new ArrayList<>();
        for (int repeat = 0; repeat < run.repeats(); repeat++) {
            boolean aloneFirst = repeat % 2 == 0;
            if (aloneFirst) {
                alone.add(debeziumAlone(changes));
            }
            whole.add(wholeChain(changes));
            if (!aloneFirst) {
                alone.add(debeziumAlone(changes));
            }
            run.say("  Debezium into Kafka %,.0f/s, whole chain %,.0f/s"
                    .formatted(alone.get(repeat), whole.get(repeat)));
        }
        return report(conditions, alone, whole);
    }

    private void createTable() throws SQLException {
        try (Connection connection = stack.postgres();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS " + NAME + " (id bigint PRIMARY KEY, position bigint,"
                            + " customer varchar(40), status varchar(20), amount numeric(12, 2), note text, created_at timestamp, updated_at timestamp)");
        }
        stack.isotherm("apply", "--no-wait");
    }

    /** @return changes per second, from the first commit until all are in the topic */
    private double debeziumAlone(int count) throws SQLException {
        try (KafkaConsumer<byte[], byte[]> consumer = Topics.consumer(stack.kafka())) {
            return perSecond(count, part -> arrive(consumer, part));
        }
    }

    /** Twice as much of the same work before, with the clock off: a new job's classes are compiled meanwhile. */
    private static double perSecond(int count, Work work) throws SQLException {
        work.run(2 * count);
        long start = System.nanoTime();
        work.run(count);
        return count / ((System.nanoTime() - start) / 1e9);
    }

    private void arrive(KafkaConsumer<byte[], byte[]> consumer, int count) throws SQLException {
        // at first there is no topic, which a consumer would wait for
        long before = Topics.total(Topics.endOffsets(stack.kafka(), TOPIC));
        commit(count);
        Pause.until(
                "the arrival of all changes in Kafka",
                LIMIT,
                LOOK_MILLIS,
                () -> Topics.total(consumer.endOffsets(Topics.partitions(TOPIC))) >= before + count);
    }

    /** @return changes per second, from the first commit until all are visible */
    private double wholeChain(int count) throws SQLException {
        FlinkJobs flink = stack.flink();
        ClickHouse clickHouse = stack.clickHouse();
        clickHouse.execute("TRUNCATE TABLE IF EXISTS " + TABLE);
        String config = JobSettings.write(stack, "chain", "- public." + NAME).toString();
        String job = flink.submit(flink.isothermJar(), null, List.of("--config", config), Map.of());
        try {
            flink.awaitRunning(job);
            // what the topic had before leaves the compilation of the job's classes behind
            awaitVisible(clickHouse, position);
            return perSecond(count, part -> becomeVisible(clickHouse, part));
        } finally {
            flink.cancel(job);
        }
    }

    private void becomeVisible(ClickHouse clickHouse, int count) throws SQLException {
        commit(count);
        awaitVisible(clickHouse, count);
    }

    /** @param count of the last changes, which need be visible */
    private void awaitVisible(ClickHouse clickHouse, long count) {
        Pause.until("the hot table", LIMIT, () -> clickHouse.number("EXISTS TABLE " + TABLE) == 1);
        long lastId = (position - 1) % ROWS;
        String inLastTransaction = " AND id BETWEEN " + (lastId - ROWS_PER_TRANSACTION + 1) + " AND " + lastId;
        // a look at the last transaction is cheap; the look at all of them is only repeated if it comes too early
        Pause.until(
                "the visibility of all changes",
                LIMIT,
                LOOK_MILLIS,
                () -> visible(clickHouse, ROWS_PER_TRANSACTION, inLastTransaction) && visible(clickHouse, count, ""));
    }

    /** Whether the last changes are visible, as far as a later one of them has not taken their place. */
    private boolean visible(ClickHouse clickHouse, long last, String condition) {
        long distinct = Math.min(last, ROWS);
        return clickHouse.number("SELECT uniqExact(id) FROM " + TABLE + " WHERE position >= " + (position - distinct)
                        + condition)
                >= distinct;
    }

    /** @param count a multiple of {@link #ROWS_PER_TRANSACTION}, of which {@link #ROWS} is one too */
    private void commit(int count) throws SQLException {
        try (Connection connection = stack.postgres();
                Statement statement = connection.createStatement()) {
            for (int done = 0; done < count; done += ROWS_PER_TRANSACTION) {
                statement.executeUpdate("INSERT INTO " + NAME + " SELECT p % " + ROWS + ", p, 'customer ' || p,"
                        + " 'created', p % 1000, repeat('note ', (p % 10)::int), now(), now() FROM generate_series("
                        + (position + done) + ", " + (position + done + ROWS_PER_TRANSACTION - 1)
                        + ") AS p ON CONFLICT (id) DO UPDATE SET position = excluded.position,"
                        + " customer = excluded.customer, note = excluded.note, updated_at = excluded.updated_at");
            }
        }
        position += count;
    }

    private SectionReport report(ObjectNode conditions, List<Double> alone, List<Double> whole) {
        double ratio = Statistics.medianRatio(whole, alone);
        ObjectNode figures = JsonNodeFactory.instance.objectNode();
        figures.set("conditions", conditions);
        ArrayNode aloneNode = figures.putArray("debeziumIntoKafkaPerSecond");
        alone.forEach(aloneNode::add);
        ArrayNode wholeNode = figures.putArray("wholeChainPerSecond");
        whole.forEach(wholeNode::add);
        figures.put("wholeChainToDebezium", ratio);
        Table table = new Table("what", "changes/s");
        table.add("Debezium into Kafka", Table.number(Statistics.median(alone)));
        table.add("whole chain, visible in ClickHouse", Table.number(Statistics.median(whole)));
        BarChart chart = new BarChart("Commits as fast as Postgres takes them", "changes per second")
                .add("Debezium into Kafka alone", Statistics.median(alone), false)
                .add("whole chain with Isotherm", Statistics.median(whole), true)
                .note(Conditions.line(conditions));
        return new SectionReport(
                name(),
                figures,
                table,
                chart,
                String.format(Locale.ROOT, "whole chain = %.2f x Debezium into Kafka alone", ratio));
    }
}
