package io.isotherm.job.sink.batch;

import io.isotherm.job.config.JobConfig;
import io.isotherm.job.config.TableSettings;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.model.ChangeBatch;
import io.isotherm.job.model.RowFormat;
import io.isotherm.job.model.RowView;
import io.isotherm.job.model.TableCounts;
import io.isotherm.job.model.TableCounts.Kind;
import io.isotherm.job.sink.table.TargetTable;
import io.isotherm.job.table.RowShape;
import io.isotherm.job.table.RowShapes;
import io.isotherm.job.table.ShapeRef;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.util.IOUtils;

/**
 * Collects rows per table and sends them when there are many, when the table's last insert is long enough ago, or when
 * a checkpoint asks. A checkpoint waits until ClickHouse has acknowledged every row before it; the writer itself has no
 * state. Rows of a table with history are collected twice, and a checkpoint waits for both. What it hands to the
 * {@link io.isotherm.job.audit.LossAudit} are the counts since the last checkpoint.
 *
 * <p>All methods run on the task thread; inserts run beside it, at most one per table.
 */
public final class HotSinkWriter implements CommittingSinkWriter<ChangeBatch, TableCounts> {
    private static final long NO_TIMER = Long.MAX_VALUE;

    /** Nobody waits for a history, so its parts are fewer and larger. */
    private static final long HISTORY_AGE_MILLIS = 1000;

    /**
     * Where rows of a shape go to.
     *
     * @param history null if the table has none
     */
    private record Slots(TableSlot latest, TableSlot history) {}

    private final JobConfig.Sink bounds;
    private final TablesConfig tables;
    private final RowShapes shapes;
    private final BatchInsert.Services services;
    private final InsertExecutor executor;
    private final ProcessingTimeService time;
    private final SinkMetrics metrics;
    private final List<AutoCloseable> resources = new ArrayList<>();

    private final Map<ShapeRef, Slots> slots = new HashMap<>();
    private final Map<String, TableLane> lanes = new HashMap<>();
    private final InsertPace pace = new InsertPace();
    private final BufferPool pool;
    /** Slots with rows, the one that has waited longest first. */
    private final Set<TableSlot> waiting = new LinkedHashSet<>();

    private TableCounts counts = new TableCounts();
    private long nextTimer = NO_TIMER;
    /** When the row that has waited longest came, 0 if none waits; read by metric reporters. */
    private volatile long oldestSince;

    public HotSinkWriter(
            JobConfig config,
            RowShapes shapes,
            BatchInsert.Services services,
            InsertExecutor executor,
            ProcessingTimeService time,
            SinkMetrics metrics) {
        this.bounds = config.sink();
        this.tables = config.tables();
        this.shapes = shapes;
        this.services = services;
        this.executor = executor;
        this.time = time;
        this.metrics = metrics;
        this.pool = new BufferPool(bounds.maxBatchBytes());
        metrics.observe(executor::inFlight, this::oldestRowMillis, pool::bytes);
        resources.add(executor);
    }

    /** Closes the resource after this writer has stopped, in the order of these calls. */
    public HotSinkWriter owning(AutoCloseable resource) {
        resources.add(resource);
        return this;
    }

    @Override
    public void write(ChangeBatch batch, Context context) throws InterruptedException {
        executor.rethrow();
        if (batch.counts() != null) {
            counts.addAll(batch.counts());
        }
        pace.rowsCame(time.getCurrentProcessingTime());
        Slots[] slotsOfShape = new Slots[batch.shapes().size()];
        RowView ahead = batch.rows();
        while (ahead.next()) {
            int index = ahead.shapeIndex();
            if (slotsOfShape[index] == null) {
                slotsOfShape[index] = slots(ahead.shape());
            }
            slotsOfShape[index].latest().expect(ahead);
        }
        RowView row = batch.rows();
        while (row.next()) {
            Slots slotsOfRow = slotsOfShape[row.shapeIndex()];
            add(slotsOfRow.latest(), row);
            if (slotsOfRow.history() != null) {
                addToHistory(slotsOfRow.history(), row);
            }
        }
    }

    private void addToHistory(TableSlot slot, RowView row) throws InterruptedException {
        if (row.is(RowFormat.DERIVED)) {
            counts.add(slot.topic(), Kind.HISTORY_OMITTED, 1);
        } else {
            add(slot, row);
        }
    }

    /** Sends everything and returns when all of it is acknowledged. */
    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
        executor.rethrow();
        while (true) {
            for (TableSlot slot : List.copyOf(waiting)) {
                trySend(slot);
            }
            if (executor.inFlight() == 0) {
                break;
            }
            executor.awaitProgress();
        }
        services.deadLetters().flush();
    }

    @Override
    public Collection<TableCounts> prepareCommit() {
        executor.rethrow();
        TableCounts sinceLast = counts;
        counts = new TableCounts();
        return sinceLast.isEmpty() ? List.of() : List.of(sinceLast);
    }

    @Override
    public void close() throws IOException {
        try {
            IOUtils.closeAll(resources);
        } catch (Exception e) {
            throw new IOException("the sink writer could not be closed", e);
        }
    }

    private Slots slots(ShapeRef ref) {
        return slots.computeIfAbsent(ref, r -> {
            RowShape shape = shapes.get(r);
            TableSettings settings = tables.settingsOf(shape.table()).orElse(TableSettings.DEFAULTS);
            long age = bounds.maxBatchAge().toMillis();
            return new Slots(
                    slot(TargetTable.latest(shape), settings, age),
                    settings.history()
                            ? slot(TargetTable.history(shape), settings, Math.max(age, HISTORY_AGE_MILLIS))
                            : null);
        });
    }

    private TableSlot slot(TargetTable table, TableSettings settings, long ageMillis) {
        TableLane lane = lanes.computeIfAbsent(table.name(), name -> pace.newLane(ageMillis));
        return new TableSlot(table, PartitionRule.of(table, settings), lane, pool);
    }

    private void add(TableSlot slot, RowView row) throws InterruptedException {
        if (slot.isEmpty()) {
            startClock(slot);
        }
        slot.add(row);
        // waiting lets timers run, which may send the buffer: it is looked at again each time
        while (slot.isFull(bounds) && !trySend(slot)) {
            executor.awaitProgress();
        }
        while (pool.isExhausted() && !waiting.isEmpty() && !trySend(largest())) {
            executor.awaitProgress();
        }
    }

    /** The largest buffer that can be sent now, or any if none can. */
    private TableSlot largest() {
        TableSlot largest = null;
        for (TableSlot slot : waiting) {
            if (largest == null
                    || largest.lane().isBusy() && !slot.lane().isBusy()
                    || largest.lane().isBusy() == slot.lane().isBusy() && slot.capacity() > largest.capacity()) {
                largest = slot;
            }
        }
        return largest;
    }

    /** @return false if the slot has rows that have to wait for an insert under way */
    private boolean trySend(TableSlot slot) {
        if (slot.isEmpty()) {
            return true;
        }
        if (slot.lane().isBusy() || !executor.hasRoom()) {
            return false;
        }
        waiting.remove(slot);
        noteOldest();
        slot.lane().begin(time.getCurrentProcessingTime());
        TableBuffer full = slot.takeRows();
        executor.submit(new BatchInsert(services, RowRange.all(full)), outcome -> sent(slot, full, outcome));
        return true;
    }

    private void sent(TableSlot slot, TableBuffer buffer, BatchInsert.Outcome outcome) {
        long lagMillis = time.getCurrentProcessingTime() - TimeUnit.MICROSECONDS.toMillis(buffer.newestCommit());
        if (slot.isHistory()) {
            counts.add(slot.topic(), Kind.HISTORY_WRITTEN, outcome.written());
            counts.add(slot.topic(), Kind.HISTORY_REFUSED, outcome.deadLettered());
            metrics.sentHistory(outcome);
        } else {
            counts.add(slot.topic(), Kind.WRITTEN, outcome.written());
            counts.add(slot.topic(), Kind.SUPERSEDED, buffer.supersededRows());
            counts.add(slot.topic(), Kind.DEAD_LETTERED, outcome.deadLettered());
            counts.add(slot.topic(), Kind.REFUSED, outcome.deadLettered());
            metrics.sent(outcome, buffer.supersededRows(), lagMillis);
        }
        slot.lane().end(outcome.nanos(), buffer.rows(), lagMillis);
        pool.giveBack(buffer);
        sendDue();
    }

    private void startClock(TableSlot slot) {
        long now = time.getCurrentProcessingTime();
        slot.startClock(now);
        waiting.add(slot);
        noteOldest();
        setTimer(Math.min(slot.deadline(), pace.quietMillis()));
    }

    private void setTimer(long at) {
        if (at < nextTimer) {
            nextTimer = at;
            time.registerTimer(at, this::onTimer);
        }
    }

    private void onTimer(long firedAt) {
        if (firedAt < nextTimer) {
            // its rows were sent with an earlier timer, and a later timer is set for the others
            return;
        }
        nextTimer = NO_TIMER;
        sendDue();
    }

    /** Sends what is due, or all if no more rows come; what cannot be sent now is tried again when an insert ends. */
    private void sendDue() {
        long now = time.getCurrentProcessingTime();
        boolean quiet = now >= pace.quietMillis();
        long next = NO_TIMER;
        for (TableSlot slot : List.copyOf(waiting)) {
            if (slot.deadline() > now && !quiet) {
                next = Math.min(next, slot.deadline());
            } else {
                trySend(slot);
            }
        }
        if (next != NO_TIMER) {
            setTimer(Math.min(next, pace.quietMillis()));
        }
    }

    private void noteOldest() {
        oldestSince = waiting.isEmpty() ? 0 : waiting.iterator().next().since();
    }

    /** Called by metric reporters from their own threads. */
    private long oldestRowMillis() {
        long since = oldestSince;
        return since == 0 ? 0 : time.getCurrentProcessingTime() - since;
    }
}
