package io.isotherm.job.latest;

import static io.isotherm.job.latest.Change.delete;
import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.model.ChangeBatch;
import io.isotherm.job.model.DeadLetter;
import io.isotherm.job.model.RowFormat;
import io.isotherm.job.model.TableCounts;
import io.isotherm.job.model.TableCounts.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

/** The rules over one arena bucket, without Flink. */
final class Stage {
    static final TablesConfig DAILY = TablesConfig.parse("test", """
            sources:
              shop:
                tables:
                  - public.orders: {partition_by: created_at}
            """);
    static final TablesConfig MONTHLY = TablesConfig.parse("test", """
            sources:
              shop:
                tables:
                  - public.orders: {partition_by: created_at, partition: month}
            """);

    final List<Change> out = new ArrayList<>();
    final List<DeadLetter> letters = new ArrayList<>();
    final TableCounts counts = new TableCounts();
    final LatestMetrics metrics = metrics();
    final LatestRules rules;
    ArenaBucket bucket = new ArenaBucket();

    Stage(TablesConfig config) {
        rules = new LatestRules(TestTable.shapes().open(), config, metrics, () -> 77);
    }

    static LatestMetrics metrics() {
        return new LatestMetrics(new UnregisteredMetricsGroup());
    }

    /** One batch of rows of one shape. */
    Stage settle(TestTable table, Change... changes) {
        ChangeBatch batch = new ChangeBatch(0, 256);
        for (Change change : changes) {
            change.appendTo(batch, table);
        }
        return settle(batch, table);
    }

    /** What decode sends for a truncate at this position. */
    Stage settleTruncate(TestTable table, long lsn, long offset) {
        ChangeBatch batch = new ChangeBatch(0, 256);
        Change.appendTruncate(batch, table, lsn, offset);
        settle(batch, table);
        for (ChangeBatch deletes : rules.takeTruncated()) {
            settle(deletes, table);
        }
        return this;
    }

    /** What decode makes of a row that is gone by now. */
    Stage settleGone(TestTable table, long key, long lsn) {
        ChangeBatch batch = new ChangeBatch(0, 256);
        delete(key, lsn).appendTo(batch, table, RowFormat.GONE);
        return settle(batch, table);
    }

    /** Goes on from a savepoint of this moment. */
    void restart() {
        try {
            bucket = ArenaBucketTest.restored(bucket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Stage settle(ChangeBatch batch, TestTable table) {
        ChangeBatch rewritten = rules.settle(batch, bucket, letters::add);
        out.addAll(Change.readAll(batch, table));
        if (rewritten != null) {
            out.addAll(Change.readAll(rewritten, table));
        }
        if (batch.counts() != null) {
            counts.addAll(batch.counts());
        }
        return this;
    }

    /** What decode sends for a change of the key that it cannot read. */
    void settleForgotten(TestTable table, long key) {
        ChangeBatch batch = new ChangeBatch(0, 256);
        delete(key, 0).appendTo(batch, table, RowFormat.FORGET_ROW);
        rules.settle(batch, bucket, letters::add);
        assertThat(rules.isWorthPassing()).isFalse();
    }

    long count(Kind kind) {
        return counts.get(TestTable.TOPIC, kind);
    }

    /** What the bucket remembers of a key, or null. */
    StoredEntry stored(TestTable table, long key) {
        byte[] bytes = Change.keyBytes(key);
        return bucket.find(bucket.table(TestTable.TOPIC), Change.hash(table.shape(), bytes), bytes, 0, bytes.length);
    }
}
