package io.isotherm.job.latest;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.job.model.TableCounts.Kind;
import io.isotherm.job.table.RowShape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * However the changes of a source arrive, the hot table ends with the source's rows, whether read partition by
 * partition or with FINAL over all of them.
 */
class LatestReplayTest {
    private static final int KEYS = 3;
    private static final int DAYS = 3;
    private static final TestTable[] TABLES = {
        TestTable.nullablePartitions(),
        TestTable.rowsWithPartitions(),
        TestTable.rows(),
        TestTable.versions(),
        TestTable.seconds(),
        TestTable.millis()
    };

    /** @param position number of changes read before it */
    private record Checkpoint(int position, byte[] state) {}

    /** A source table's changes in Kafka order, and its rows after them. */
    private static final class Source {
        final List<Change> changes = new ArrayList<>();
        final Map<Long, List<Change>> rows = new HashMap<>();
    }

    /**
     * @param withLeftOut whether updates may leave out a value they do not change
     * @param withTies whether two changes of a key may have the same WAL position
     */
    private static Source source(Random random, TestTable table, int size, boolean withLeftOut, boolean withTies) {
        Source source = new Source();
        boolean canFill = withLeftOut && table.shape().retention() == RowShape.Retention.ROW;
        long lsn = 1L << 16;
        for (int offset = 0; offset < size; offset++) {
            long key = random.nextInt(KEYS);
            // a key's changes in the WAL differ in position; a snapshot row, which is complete, may tie with one
            lsn += withTies && !canFill && random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(1000);
            List<Change> before = source.rows.get(key);
            if (before != null && random.nextInt(4) == 0) {
                source.changes.add(Change.delete(key, 0).at(lsn, offset));
                source.rows.remove(key);
                continue;
            }
            Integer day = random.nextInt(6) == 0 ? null : Integer.valueOf(1 + random.nextInt(DAYS));
            boolean leaveOut = canFill && before != null && before.get(0).note() != null && random.nextBoolean();
            String note =
                    leaveOut ? before.get(0).note() : random.nextInt(5) == 0 ? null : "n".repeat(random.nextInt(9));
            Change row = Change.upsert(key, 0, day, note, offset).at(lsn, offset);
            source.rows.put(key, List.of(row.in(table)));
            source.changes.add(
                    leaveOut
                            ? Change.upsert(key, 0, day, Change.LEFT_OUT, offset)
                                    .at(lsn, offset)
                            : row);
        }
        return source;
    }

    /** The stage in front of a hot table. */
    private static final class Chain {
        final TestTable table;
        final Stage stage = new Stage(Stage.DAILY);
        final TestMergeTree hot = new TestMergeTree();
        private long delivered;
        private long emitted;

        Chain(TestTable table) {
            this.table = table;
        }

        void deliver(List<Change> changes) {
            stage.settle(table, changes.toArray(Change[]::new));
            hot.insert(stage.out);
            delivered += changes.size();
            emitted += stage.out.size();
            stage.out.clear();
        }

        void assertEnd(Map<Long, List<Change>> rows) {
            assertThat(withoutVersions(hot.liveFinal())).isEqualTo(withoutVersions(rows));
            assertThat(withoutVersions(hot.liveByPartition())).isEqualTo(withoutVersions(rows));
            assertBalance();
        }

        void assertBalance() {
            assertThat(delivered + stage.count(Kind.DERIVED))
                    .isEqualTo(emitted + stage.count(Kind.STALE) + stage.count(Kind.DEAD_LETTERED));
        }
    }

    /** A repeated delivery has a later Kafka offset. */
    private static Map<Long, List<Change>> withoutVersions(Map<Long, List<Change>> rows) {
        Map<Long, List<Change>> bare = new HashMap<>();
        rows.forEach((key, list) ->
                bare.put(key, list.stream().map(row -> row.at(0, 0)).toList()));
        return bare;
    }

    @Property(tries = 200)
    void anyOrderAndRepetition(@ForAll Random random, @ForAll @IntRange(min = 1, max = 30) int size) {
        for (TestTable table : TABLES) {
            Source source = source(random, table, size, false, true);
            List<Change> deliveries = new ArrayList<>(source.changes);
            for (int i = random.nextInt(size); i > 0; i--) {
                deliveries.add(source.changes.get(random.nextInt(size)));
            }
            Collections.shuffle(deliveries, random);
            Chain chain = new Chain(table);
            inBatches(random, deliveries, chain);

            assertThat(withoutVersions(chain.hot.liveFinal())).isEqualTo(withoutVersions(source.rows));
            chain.assertBalance();
        }
    }

    /**
     * The job restarts from checkpoints, the connector repeats what it had sent, and state is lost and made anew. After
     * that the job may also go on from a checkpoint of a later position, unless there are ties: see
     * {@link RowComposer#lowerVersion}.
     */
    @Property(tries = 200)
    void replaysWithState(@ForAll Random random, @ForAll @IntRange(min = 1, max = 30) int size) throws IOException {
        for (TestTable table : TABLES) {
            boolean withTies = random.nextBoolean();
            Source source = source(random, table, size, true, withTies);
            Chain chain = new Chain(table);
            List<Checkpoint> checkpoints = new ArrayList<>();
            List<Change> log = new ArrayList<>(source.changes);
            int at = 0;
            int faults = 3;
            while (at < log.size()) {
                checkpoints.add(new Checkpoint(at, ArenaBucketTest.bytes(chain.stage.bucket)));
                int end = at + 1 + random.nextInt(log.size() - at);
                inBatches(random, log.subList(at, end), chain);
                at = end;
                int fault = faults-- > 0 ? random.nextInt(4) : 3;
                if (fault == 0) {
                    Checkpoint checkpoint = checkpoints.get(random.nextInt(checkpoints.size()));
                    at = checkpoint.position();
                    chain.stage.bucket = ArenaBucketTest.restored(checkpoint.state());
                } else if (fault == 1) {
                    chain.stage.bucket = new ArenaBucket();
                    at = 0;
                } else if (fault == 2) {
                    repeat(log, at, random.nextInt(at));
                }
                int position = at;
                checkpoints.removeIf(later -> withTies && later.position() > position);
            }
            assertThat(chain.stage.letters).isEmpty();
            chain.assertEnd(source.rows);
        }
    }

    /** Once everything has arrived, state is lost and the topic is read again from any point. */
    @Property(tries = 200)
    void replaysWithoutState(@ForAll Random random, @ForAll @IntRange(min = 1, max = 30) int size) {
        for (TestTable table : TABLES) {
            Source source = source(random, table, size, true, true);
            Chain chain = new Chain(table);
            inBatches(random, source.changes, chain);
            for (int i = 0; i < 3; i++) {
                chain.stage.bucket = new ArenaBucket();
                inBatches(random, source.changes.subList(random.nextInt(size), size), chain);
            }
            chain.assertEnd(source.rows);
        }
    }

    /** The connector sends changes {@code from..at} once more: same WAL positions, new offsets. */
    private static void repeat(List<Change> log, int at, int from) {
        List<Change> again = new ArrayList<>(log.subList(from, log.size()));
        for (Change change : again) {
            log.add(change.at(change.lsn(), log.get(log.size() - 1).offset() + 1));
        }
        log.subList(at, log.size() - again.size()).clear();
    }

    private static void inBatches(Random random, List<Change> changes, Chain chain) {
        for (int at = 0; at < changes.size(); ) {
            int end = Math.min(changes.size(), at + 1 + random.nextInt(8));
            chain.deliver(changes.subList(at, end));
            at = end;
        }
    }
}
