package io.isotherm.job.sink;

import io.isotherm.job.sink.batch.Inserter;
import io.isotherm.job.sink.batch.RowRange;
import io.isotherm.job.sink.table.InsertPlan;
import io.isotherm.job.sink.table.InsertPlans;
import io.isotherm.job.sink.table.TargetTable;
import io.isotherm.job.table.RowShape;
import java.math.BigInteger;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A server that has every table and keeps the offsets of the rows that it is sent. */
public final class KeptRows implements Inserter, InsertPlans {
    /** Offsets by table. */
    public final Map<String, Set<Long>> stored = new ConcurrentHashMap<>();

    public final AtomicInteger inserts = new AtomicInteger();
    public final AtomicInteger mostAtOnce = new AtomicInteger();
    /** Is told the table; it may wait, or fail. */
    public volatile Consumer<String> beforeInsert = table -> {};

    private final AtomicInteger running = new AtomicInteger();

    @Override
    public InsertPlan planFor(TargetTable table, BigInteger newest) {
        return new InsertPlan(table, "t", new byte[0]);
    }

    @Override
    public void refused(InsertPlan plan) {
        // every row fits
    }

    @Override
    public void invalidate(TargetTable table) {
        // nothing is remembered
    }

    @Override
    public void insert(InsertPlan plan, RowRange rows) {
        mostAtOnce.accumulateAndGet(running.incrementAndGet(), Math::max);
        beforeInsert.accept(plan.table().name());
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.buffer().isLive(row)) {
                stored.computeIfAbsent(plan.table().name(), t -> ConcurrentHashMap.newKeySet())
                        .add(rows.buffer().kafkaOffset(row));
            }
        }
        inserts.incrementAndGet();
        running.decrementAndGet();
    }

    public int of(RowShape shape) {
        return stored.getOrDefault(shape.table().targetName(), Set.of()).size();
    }
}
