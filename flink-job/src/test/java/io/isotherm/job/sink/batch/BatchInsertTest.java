package io.isotherm.job.sink.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.clickhouse.client.api.ServerException;
import io.isotherm.job.config.TableSettings;
import io.isotherm.job.model.DeadLetter;
import io.isotherm.job.sink.KeptLetters;
import io.isotherm.job.sink.RetryLog;
import io.isotherm.job.sink.Rows;
import io.isotherm.job.sink.Shapes;
import io.isotherm.job.sink.table.InsertPlan;
import io.isotherm.job.sink.table.InsertPlans;
import io.isotherm.job.sink.table.SchemaIncompatibleException;
import io.isotherm.job.sink.table.SinkException;
import io.isotherm.job.sink.table.TargetTable;
import io.isotherm.job.table.RowShape;
import java.math.BigInteger;
import java.net.ConnectException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** What becomes of a batch when inserts fail in scripted ways. */
class BatchInsertTest {
    private static final int ROWS = 1000;

    private final RowShape shape =
            Shapes.of("shop.public.t").column("id", "Int32").build();
    private final KeptLetters letters = new KeptLetters();
    private final RetryLog retries = new RetryLog();
    private final List<Long> pauses = new ArrayList<>();
    private final Set<Long> stored = new HashSet<>();
    private final Deque<RuntimeException> failures = new ArrayDeque<>();
    private final Set<Long> poison = new HashSet<>();
    private int maxRows = Integer.MAX_VALUE;
    private String narrowing = "";
    private Runnable onInvalidation = () -> {};
    private int invalidations;
    private int refused;

    private final InsertPlans plans = new InsertPlans() {
        @Override
        public InsertPlan planFor(TargetTable table, BigInteger newest) {
            return new InsertPlan(table, "t", new byte[0], narrowing, List.of(), null);
        }

        @Override
        public void refused(InsertPlan plan) {
            refused++;
        }

        @Override
        public void invalidate(TargetTable table) {
            invalidations++;
            onInvalidation.run();
        }
    };

    private void insert(InsertPlan plan, RowRange rows) {
        if (!failures.isEmpty()) {
            throw failures.remove();
        }
        if (rows.liveRows() > maxRows) {
            throw error(241);
        }
        for (int row = rows.from(); row < rows.to(); row++) {
            if (poison.contains(rows.buffer().kafkaOffset(row))) {
                throw error(469);
            }
        }
        for (int row = rows.from(); row < rows.to(); row++) {
            stored.add(rows.buffer().kafkaOffset(row));
        }
    }

    private static ServerException error(int code) {
        return new ServerException(code, "Code: " + code + ". DB::Exception: text (NAME) (version 1)", 500, "q");
    }

    private BatchInsert.Outcome send() throws InterruptedException {
        Rows rows = new Rows();
        for (int i = 0; i < ROWS; i++) {
            rows.add(shape, i, i);
        }
        TableBuffer buffer = rows.fill(new TableBuffer(
                TargetTable.latest(shape), PartitionRule.of(TargetTable.latest(shape), TableSettings.DEFAULTS)));
        BatchInsert.Services services = new BatchInsert.Services(plans, this::insert, letters, retries, pauses::add);
        return new BatchInsert(services, RowRange.all(buffer)).call();
    }

    @Property(tries = 50)
    void everyRowIsStoredOrADeadLetter(@ForAll @Size(max = 20) Set<@IntRange(max = ROWS - 1) Integer> bad)
            throws InterruptedException {
        bad.forEach(offset -> poison.add((long) offset));
        BatchInsert.Outcome outcome = send();

        assertThat(letters.letters).extracting(DeadLetter::offset).containsExactlyInAnyOrderElementsOf(poison);
        assertThat(stored).hasSize(ROWS - bad.size());
        assertThat(refused).isEqualTo(bad.size());
        assertThat(outcome.written()).isEqualTo(ROWS - bad.size());
        assertThat(outcome.deadLettered()).isEqualTo(bad.size());
        letters.letters.clear();
        refused = 0;
        stored.clear();
        poison.clear();
    }

    @Test
    void saysWhatARefusedRowMayNotFit() throws InterruptedException {
        narrowing = "column 'id' is too narrow";
        poison.add(7L);

        assertThat(send().deadLettered()).isEqualTo(1);
        assertThat(letters.letters)
                .extracting(DeadLetter::detail)
                .containsExactly("ClickHouse code 469 NAME; column 'id' is too narrow");
        assertThat(invalidations).isEqualTo(1);
        assertThat(refused).isEqualTo(1);
    }

    @Test
    void looksWhetherTheTableIsStillTooNarrow() throws InterruptedException {
        narrowing = "column 'id' is too narrow";
        poison.add(7L);
        onInvalidation = () -> {
            narrowing = "";
            poison.clear();
        };

        assertThat(send().written()).isEqualTo(ROWS);
        assertThat(letters.letters).isEmpty();
        assertThat(pauses).isEmpty();
    }

    @Test
    void waitsAsLongAsTheServerIsAway() throws InterruptedException {
        for (int i = 0; i < 100; i++) {
            failures.add(i % 2 == 0 ? new IllegalStateException(new ConnectException("refused")) : error(252));
        }
        assertThat(send().written()).isEqualTo(ROWS);
        assertThat(pauses).hasSize(100);
        assertThat(pauses.get(0)).isBetween(80L, 120L);
        assertThat(pauses.get(98)).isBetween(4_000L, 6_000L);
        assertThat(pauses.get(99)).isBetween(24_000L, 36_000L);
    }

    @Test
    void looksTheTableUpAgainAtOnceWhenItsSchemaHasMoved() throws InterruptedException {
        failures.add(error(60));

        assertThat(send().written()).isEqualTo(ROWS);
        assertThat(invalidations).isEqualTo(1);
        assertThat(pauses).isEmpty();
    }

    @Test
    void failsWhenTheSchemaStaysWrong() {
        for (int i = 0; i < 5; i++) {
            failures.add(error(16));
        }
        assertThatThrownBy(this::send).isInstanceOf(SinkException.class).hasMessageContaining("shop.public.t");
    }

    @Test
    void failsAtOnceWhenAHumanIsNeeded() {
        failures.add(error(497));

        assertThatThrownBy(this::send).isInstanceOf(SinkException.class).hasMessageContaining("grant");
        assertThat(pauses).isEmpty();
        assertThat(letters.letters).isEmpty();
    }

    @Test
    void failsAfterSomeAttemptsWhenTheErrorIsUnknown() {
        for (int i = 0; i < 8; i++) {
            failures.add(error(49));
        }
        assertThatThrownBy(this::send).isInstanceOf(SinkException.class);
        assertThat(pauses).hasSize(7);
    }

    @Test
    void sendsSmallerPartsWhenTheServerHasTooLittleMemory() throws InterruptedException {
        maxRows = 400;

        assertThat(send().written()).isEqualTo(ROWS);
        assertThat(stored).hasSize(ROWS);
    }

    @Test
    void anIncompatibleSchemaMakesDeadLettersOfTheBatch() throws InterruptedException {
        failures.add(new SchemaIncompatibleException("column 'x' has become text"));
        BatchInsert.Outcome outcome = send();

        assertThat(outcome.deadLettered()).isEqualTo(ROWS);
        assertThat(letters.letters).hasSize(ROWS).allSatisfy(letter -> assertThat(letter.reason())
                .isEqualTo(DeadLetter.Reason.SCHEMA_INCOMPATIBLE));
    }
}
