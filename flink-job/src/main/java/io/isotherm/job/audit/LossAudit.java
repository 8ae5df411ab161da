package io.isotherm.job.audit;

import io.isotherm.job.config.TableSettings;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.model.TableCounts;
import io.isotherm.job.model.TableCountsSerializer;
import io.isotherm.job.table.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessageTypeInfo;
import org.apache.flink.streaming.api.connector.sink2.CommittableWithLineage;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Checks at every checkpoint, and at the end of a bounded input, that no record is lost. Per table the records that
 * came in must equal those that were written, superseded, stale, ignored or dead-lettered. A history must have been
 * given all that its hot table was; see {@link TableCounts}. If not, the job fails before the checkpoint completes, and
 * no offset behind the lost record is committed.
 *
 * <p>There is one instance. Every operator hands its counts on before it passes a barrier on. So when the barriers of
 * all writers have come, the sums are those of exactly the records before the barrier. The audit keeps no state: after
 * a restart all counts begin again together.
 */
public final class LossAudit extends AbstractStreamOperator<CommittableMessage<TableCounts>>
        implements OneInputStreamOperator<CommittableMessage<TableCounts>, CommittableMessage<TableCounts>>,
                BoundedOneInput {
    private static final long serialVersionUID = 1L;
    private static final String NAME = "Loss audit";
    private static final String UID = "loss-audit";

    private transient TableCounts sinceCheckpoint;
    private transient Map<String, long[]> totals;

    private final TablesConfig tables;

    private LossAudit(StreamOperatorParameters<CommittableMessage<TableCounts>> parameters, TablesConfig tables) {
        super(parameters);
        this.tables = tables;
    }

    /** The audit behind the writers of a sink; nothing comes out of it. */
    public static DataStream<CommittableMessage<TableCounts>> of(
            DataStream<CommittableMessage<TableCounts>> counts, TablesConfig tables) {
        return counts.global()
                .transform(NAME, CommittableMessageTypeInfo.of(TableCountsSerializer::new), factory(tables))
                .setParallelism(1)
                .setMaxParallelism(1)
                .uid(UID)
                .global();
    }

    static OneInputStreamOperatorFactory<CommittableMessage<TableCounts>, CommittableMessage<TableCounts>> factory(
            TablesConfig tables) {
        return new Factory(tables);
    }

    @Override
    public void open() throws Exception {
        super.open();
        sinceCheckpoint = new TableCounts();
        totals = new HashMap<>();
    }

    @Override
    public void processElement(StreamRecord<CommittableMessage<TableCounts>> element) {
        if (element.getValue() instanceof CommittableWithLineage<TableCounts> message) {
            sinceCheckpoint.addAll(message.getCommittable());
        }
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        check("checkpoint " + checkpointId);
    }

    @Override
    public void endInput() {
        check("the end of the input");
    }

    private void check(String when) {
        List<String> losses = new ArrayList<>();
        new TreeMap<>(sinceCheckpoint.byTopic()).forEach((topic, counts) -> {
            addLoss(topic, "", TableCounts.imbalance(counts), counts, losses);
            if (tables.settingsOf(TableId.ofTopic(topic))
                    .filter(TableSettings::history)
                    .isPresent()) {
                addLoss(topic, " in its history", TableCounts.historyImbalance(counts), counts, losses);
            }
        });
        if (!losses.isEmpty()) {
            throw new LossException("records consumed and accounted for differ before " + when + ": "
                    + String.join("; ", losses)
                    + ". The job goes on from its last checkpoint and reads them again; if this comes back, it is a"
                    + " defect: keep the logs and report it");
        }
        sinceCheckpoint.byTopic().forEach(this::addToTotals);
        sinceCheckpoint = new TableCounts();
    }

    private static void addLoss(String topic, String where, long imbalance, long[] counts, List<String> losses) {
        if (imbalance != 0) {
            losses.add(topic + ": " + Math.abs(imbalance)
                    + (imbalance > 0 ? " records are missing" : " records too many") + where + " (" + describe(counts)
                    + ")");
        }
    }

    private static String describe(long[] counts) {
        StringBuilder text = new StringBuilder();
        for (TableCounts.Kind kind : TableCounts.Kind.values()) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(kind.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                    .append(' ')
                    .append(counts[kind.ordinal()]);
        }
        return text.toString();
    }

    private void addToTotals(String topic, long[] counts) {
        long[] total = totals.computeIfAbsent(topic, this::register);
        for (int i = 0; i < total.length; i++) {
            total[i] += counts[i];
        }
    }

    /** Audited totals of a table since the job (re)started; reporters read them unsynchronised, a little late. */
    private long[] register(String topic) {
        TableCounts.Kind[] kinds = TableCounts.Kind.values();
        long[] total = new long[kinds.length];
        MetricGroup group = getMetricGroup().addGroup("table", topic);
        for (TableCounts.Kind kind : kinds) {
            group.<Long, Gauge<Long>>gauge(kind.name().toLowerCase(Locale.ROOT), () -> total[kind.ordinal()]);
        }
        return total;
    }

    private static final class Factory extends AbstractStreamOperatorFactory<CommittableMessage<TableCounts>>
            implements OneInputStreamOperatorFactory<CommittableMessage<TableCounts>, CommittableMessage<TableCounts>> {
        private static final long serialVersionUID = 1L;

        private final TablesConfig tables;

        private Factory(TablesConfig tables) {
            this.tables = tables;
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T extends StreamOperator<CommittableMessage<TableCounts>>> T createStreamOperator(
                StreamOperatorParameters<CommittableMessage<TableCounts>> parameters) {
            return (T) new LossAudit(parameters, tables);
        }

        @Override
        @SuppressWarnings("rawtypes")
        public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
            return LossAudit.class;
        }
    }
}
