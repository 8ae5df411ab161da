package io.isotherm.bench.micro;

import io.isotherm.job.config.TableSettings;
import io.isotherm.job.decode.PlanDecoder;
import io.isotherm.job.model.ChangeBatch;
import io.isotherm.job.model.RawRecord;
import io.isotherm.job.model.RowView;
import io.isotherm.job.schema.SourceTable;
import io.isotherm.job.table.ShapeRef;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * One Debezium change from its Avro bytes to its RowBinary bytes, per operation. The plan does more than the others: it
 * reads the key, hashes it and packs the row into the batch of its bucket. Before anything is measured, all three must
 * have made the same bytes of every change.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DecodeBenchmark {
    /** System property with the file of {@link RecordedChanges}. */
    static final String FILE = "isotherm.bench.changes";

    private static final int BLOCK_BYTES = 1 << 20;
    private static final int MAX_ROW_BYTES = 1 << 16;

    private List<RawRecord> changes;
    private PlanDecoder plan;
    private GenericRowWriter generic;
    private GenericRowWriter genericReused;
    private ByteBuffer block;
    private Blackhole full;
    private int next;

    @Setup
    public void load(Blackhole blackhole) throws IOException {
        RecordedChanges recorded = RecordedChanges.load(Path.of(System.getProperty(FILE)));
        Schema key = new Schema.Parser().parse(recorded.keySchema());
        Schema envelope = new Schema.Parser().parse(recorded.envelopeSchema());
        SourceTable table = SourceTable.of(new ShapeRef(recorded.topic(), 1, 2), key, envelope, TableSettings.DEFAULTS);
        changes = IntStream.range(0, recorded.changes().size())
                .mapToObj(i -> raw(recorded.topic(), i, recorded.changes().get(i)))
                .toList();
        full = blackhole;
        plan = new PlanDecoder(table, envelope, full::consume);
        generic = new GenericRowWriter(envelope, table.shape(), false);
        genericReused = new GenericRowWriter(envelope, table.shape(), true);
        block = GenericRowWriter.buffer(BLOCK_BYTES);
        for (RawRecord change : changes) {
            requireSameRow(change, generic);
            requireSameRow(change, genericReused);
        }
    }

    private static RawRecord raw(String topic, int offset, RecordedChanges.Change change) {
        return new RawRecord(topic, 0, offset, 0, change.key(), change.value(), 0);
    }

    private void requireSameRow(RawRecord change, GenericRowWriter writer) {
        ChangeBatch batch = plan.decodeAlone(change);
        RowView row = batch.rows();
        if (!row.next()) {
            throw new IllegalStateException("the plan made no row of change " + change.offset());
        }
        byte[] ours = Arrays.copyOfRange(row.data(), row.rowStart(), row.end());
        ByteBuffer theirs = GenericRowWriter.buffer(MAX_ROW_BYTES);
        writer.write(change.value(), change.offset(), theirs);
        if (!Arrays.equals(ours, Arrays.copyOf(theirs.array(), theirs.position()))) {
            throw new IllegalStateException("the plan and GenericRecord differ in change " + change.offset());
        }
    }

    @Benchmark
    public void plan() {
        plan.decode(nextChange());
    }

    @Benchmark
    public void genericRecord() {
        write(generic);
    }

    @Benchmark
    public void genericRecordReused() {
        write(genericReused);
    }

    private void write(GenericRowWriter writer) {
        RawRecord change = nextChange();
        writer.write(change.value(), change.offset(), block);
        if (block.remaining() < MAX_ROW_BYTES) {
            full.consume(block.array());
            block.clear();
        }
    }

    private RawRecord nextChange() {
        RawRecord change = changes.get(next);
        next = next + 1 == changes.size() ? 0 : next + 1;
        return change;
    }
}
