package io.isotherm.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.job.config.JobConfig;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.model.DeadLetter;
import io.isotherm.job.model.RawRecord;
import io.isotherm.job.model.RawRecordSerializer;
import io.isotherm.job.schema.Fixtures;
import io.isotherm.job.schema.RegistryRowShapes;
import io.isotherm.job.schema.RegistryServer;
import io.isotherm.job.sink.ClickHouseProcess;
import io.isotherm.job.sink.HotSink;
import io.isotherm.job.table.RowShapes;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The whole job inside Flink, from what Debezium has sent to the tables of a real ClickHouse. Each of two subtasks
 * reads all records, as in a replay. The audit of Kafka's offsets is left out, for there is no Kafka.
 */
class TopologyITCase {
    private static final int PARALLELISM = 2;

    @RegisterExtension
    static final MiniClusterExtension FLINK = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(PARALLELISM)
            .build());

    private static final byte[] NO_AVRO = {0, 0, 0, 0, 99, 1};

    private static final List<RawRecord> RECORDS = Stream.of(
                    Stream.of("small_", "Weird-Table", "domains_", "toast_", "all_types", "nopk")
                            .flatMap(table -> Fixtures.records(table).stream()),
                    Stream.of(new RawRecord("ecommerce.public.small_", 1, 0, 0, NO_AVRO, NO_AVRO, 0)))
            .flatMap(records -> records)
            .toList();

    private static final Queue<DeadLetter> LETTERS = new ConcurrentLinkedQueue<>();

    private static ClickHouseProcess clickHouse;
    private static RegistryServer registry;

    @BeforeAll
    static void start() throws IOException {
        clickHouse = ClickHouseProcess.start();
        registry = new RegistryServer()
                .with(3, Fixtures.schema("all_types", "key", 3))
                .with(4, Fixtures.schema("all_types", "value", 4))
                .with(7, Fixtures.schema("toast_", "key", 7))
                .with(8, Fixtures.schema("toast_", "value", 8))
                .with(9, Fixtures.schema("Weird-Table", "key", 9))
                .with(10, Fixtures.schema("Weird-Table", "value", 10))
                .with(11, Fixtures.schema("small_", "key", 11))
                .with(12, Fixtures.schema("small_", "value", 12))
                .with(13, Fixtures.schema("nopk", "value", 13))
                .with(14, Fixtures.schema("domains_", "key", 14))
                .with(15, Fixtures.schema("domains_", "value", 15));
    }

    @AfterAll
    static void stop() {
        registry.close();
        clickHouse.close();
    }

    @Test
    void recordsBecomeRowsOrDeadLetters() throws Exception {
        run();

        assertThat(clickHouse.query("SELECT id, c_numneg, c_date, c_bytea = unhex('00ff01'), c_enum"
                        + " FROM hot.ecommerce_all_types FINAL WHERE id < 3 ORDER BY id"))
                .isEqualTo("1\t12300\t2024-02-29\t1\tit\\'s\n2\t\\N\t\\N\t\\N\t\\N");
        assertThat(clickHouse.query("SELECT count() FROM hot.ecommerce_small_ FINAL"))
                .as("rows that were deleted")
                .isEqualTo("0");
        assertThat(clickHouse.query("SELECT at, _is_deleted FROM bronze.ecommerce_small__history ORDER BY _version"))
                .isEqualTo("2024-01-01\t0\n2024-01-02\t0\n2024-01-02\t1");
        assertThat(LETTERS.stream().map(letter -> letter.topic().substring(17) + " " + letter.reason()))
                .containsOnly(
                        "domains_ UNSUPPORTED_TYPE",
                        "all_types OUT_OF_RANGE",
                        "nopk NO_KEY",
                        "small_ UNKNOWN_SCHEMA",
                        "toast_ TOAST_UNRESOLVED");
    }

    private static void run() throws Exception {
        StreamExecutionEnvironment env = JobEnvironment.configure(StreamExecutionEnvironment.getExecutionEnvironment(
                Configuration.fromMap(Map.of("restart-strategy.type", "disable"))));
        env.setParallelism(PARALLELISM);
        JobConfig config = new JobConfig(
                new JobConfig.Kafka("127.0.0.1:1", "g", "dead", Duration.ZERO, JobConfig.StartFrom.EARLIEST, Map.of()),
                registry.config(),
                clickHouse.config(),
                new JobConfig.Sink(1000, 1 << 20, Duration.ofMillis(50), 2),
                TablesConfig.parse(
                        "tables.yaml",
                        "sources: {ecommerce: {tables: [public.small_: {partition_by: at, history: true}, public.all_types:"
                                + " {exclude: [c_name, c_varbit, c_varbitu], on_out_of_range: string}, public.*]}}"),
                Duration.ZERO,
                JobConfig.LatestStore.AUTO);
        RowShapes.Factory shapes = new RegistryRowShapes.Factory(config.registry(), config.tables());
        Stages stages = Stages.of(config, shapes, env.getConfiguration());
        new CdcTopology(
                        everyRecordTwice(),
                        new Stages(
                                new PassOn(),
                                stages.decode(),
                                stages.decodeDeadLetters(),
                                stages.latest(),
                                stages.latestDeadLetters()),
                        new HotSink(config, shapes),
                        new Letters())
                .wire(env);
        env.executeAsync("test").getJobExecutionResult().get(2, TimeUnit.MINUTES);
    }

    /** Numbers are split in the middle, so each subtask has all records in their order. */
    private static Source<RawRecord, ?, ?> everyRecordTwice() {
        return new DataGeneratorSource<>(
                number -> RECORDS.get((int) (number % RECORDS.size())),
                PARALLELISM * RECORDS.size(),
                RawRecordSerializer.TYPE);
    }

    private static final class PassOn extends AbstractStreamOperator<RawRecord>
            implements OneInputStreamOperator<RawRecord, RawRecord> {
        private static final long serialVersionUID = 1L;

        @Override
        public void processElement(StreamRecord<RawRecord> record) {
            output.collect(record);
        }
    }

    private static final class Letters implements Sink<DeadLetter> {
        private static final long serialVersionUID = 1L;

        @Override
        public SinkWriter<DeadLetter> createWriter(WriterInitContext context) {
            return new SinkWriter<>() {
                @Override
                public void write(DeadLetter letter, Context at) {
                    LETTERS.add(letter);
                }

                @Override
                public void flush(boolean endOfInput) {
                    // each is there at once
                }

                @Override
                public void close() {
                    // there is nothing to close
                }
            };
        }
    }
}
