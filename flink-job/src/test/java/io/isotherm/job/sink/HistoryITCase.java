package io.isotherm.job.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.job.model.DeadLetter;
import io.isotherm.job.model.RowFormat;
import io.isotherm.job.sink.batch.BatchInsert;
import io.isotherm.job.sink.table.SinkException;
import io.isotherm.job.table.RowShape;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Histories and their views on a real server; what the archive does to hot and cold is done by statements here. */
class HistoryITCase {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final int DAY_SECONDS = 86_400;

    @RegisterExtension
    static final ServerSink sink = new ServerSink();

    private static RowShape shape(String table) {
        return Shapes.of("shop.public." + table)
                .column("odd `key", "String")
                .column("id", "Int64")
                .nullable("v", "String")
                .key(1, 0)
                .build();
    }

    @Test
    void showsEveryChangeOnceWhateverIsWrittenAgain() throws InterruptedException {
        RowShape shape = shape("kept");
        Rows changes = new Rows().committed(NOON);
        changes.add(shape, 1, "k", 1L, "first")
                .add(shape, 2, "k", 1L, "second")
                .add(shape, 2, "k", 2L, null)
                .addFlagged(shape, 3, RowFormat.DELETED | RowFormat.KEY_ONLY, "k", 1L, null)
                .committed(NOON.plusSeconds(DAY_SECONDS))
                .add(shape, 4, "k", 1L, "again");
        sink.sendChanges(shape, changes);
        sink.sendChanges(shape, changes);

        String all = "1\tfirst\t0\n1\tsecond\t0\n1\t\\N\t1\n1\tagain\t0\n2\t\\N\t0";
        assertThat(changes("shop_kept_history")).isEqualTo(all);
        sink.archive("shop_kept_history", "20260101");
        assertThat(changes("shop_kept_history")).isEqualTo(all);
        sink.sendChanges(shape, changes);
        assertThat(changes("shop_kept_history")).isEqualTo(all);
        assertThat(sink.query("SELECT partition_key, sorting_key, engine_full LIKE '%MergeTree(_version)%'"
                        + " FROM system.tables WHERE database = 'hot' AND name = 'shop_kept_history'"))
                .isEqualTo("toYYYYMMDD(_committed_at)\tid, `odd \\\\`key`, _version\t1");
        assertThat(sink.query("SELECT arrayStringConcat(groupArray(name), ',') FROM (SELECT name FROM system.columns"
                        + " WHERE database = 'bronze' AND table = 'shop_kept_history' ORDER BY position)"))
                .isEqualTo("odd `key,id,v,_version,_is_deleted,_committed_at,_ingested_at");
    }

    private static String changes(String table) {
        return sink.query("SELECT id, v, _is_deleted FROM bronze." + table + " ORDER BY id, _version");
    }

    @Test
    void followsAddedAndWidenedColumns() throws InterruptedException {
        RowShape before = Shapes.of("shop.public.kept_growing")
                .column("id", "Int64")
                .column("n", "Int32")
                .build();
        RowShape after = Shapes.of("shop.public.kept_growing")
                .column("id", "Int64")
                .add("flag", "Bool", false, "true")
                .column("n", "Int64")
                .build();
        sink.sendChanges(before, new Rows().committed(NOON).add(before, 1, 1L, 7));
        sink.archive("shop_kept_growing_history", "20260101");
        sink.sendChanges(
                after, new Rows().committed(NOON.plusSeconds(DAY_SECONDS)).add(after, 2, 1L, false, 1L << 40));

        assertThat(sink.query("SELECT flag, n FROM bronze.shop_kept_growing_history ORDER BY _version"))
                .isEqualTo("true\t7\nfalse\t1099511627776");
        assertThat(sink.query("SELECT * EXCEPT _ingested_at, toTypeName(n)"
                        + " FROM bronze.shop_kept_growing_as_of(at = '2026-01-02 11:59:59')"))
                .isEqualTo("1\ttrue\t7\t281474976710657\t2026-01-01 12:00:00.000000\tInt64");
        assertThat(sink.query("SELECT n FROM bronze.shop_kept_growing_as_of(at = '2026-01-02 12:00:00')"))
                .isEqualTo("1099511627776");
    }

    @Test
    void isNotArchivedIfItsTableSaysSo() throws InterruptedException {
        RowShape shape = shape("stays");
        sink.sendChanges(shape, new Rows().add(shape, 1, "k", 1L, "a"));

        assertThat(sink.query("EXISTS cold.shop_stays_history")).isEqualTo("0");
        assertThat(changes("shop_stays_history")).isEqualTo("1\ta\t0");
    }

    @Test
    void refusesATableOfThatNameThatIsNoHistory() {
        RowShape shape = shape("kept_else");
        sink.query("CREATE TABLE hot.shop_kept_else_history (id Int64, _version UInt128, _committed_at"
                + " DateTime64(6, 'UTC')) ENGINE = ReplacingMergeTree(_version) ORDER BY id");

        assertThatThrownBy(() -> sink.sendChanges(shape, new Rows().add(shape, 1, "k", 1L, "a")))
                .isInstanceOf(SinkException.class)
                .hasMessageContaining("hot.shop_kept_else_history is partitioned by '' but a history needs");
    }

    @Test
    void aChangeThatOnlyTheHistoryRefusesIsADeadLetterOfItsOwn() throws InterruptedException {
        RowShape shape = shape("kept_strictly");
        sink.sendChanges(shape, new Rows().add(shape, 1, "k", 1L, "a"));
        sink.query("ALTER TABLE hot.shop_kept_strictly_history ADD CONSTRAINT short CHECK length(v) < 3");
        Rows rows = new Rows().add(shape, 2, "k", 1L, "long").add(shape, 3, "k", 1L, "b");
        BatchInsert.Outcome outcome = sink.sendChanges(shape, rows);

        assertThat(outcome.written()).isEqualTo(1);
        assertThat(changes("shop_kept_strictly_history")).isEqualTo("1\ta\t0\n1\tb\t0");
        assertThat(sink.letters().letters).singleElement().satisfies(letter -> {
            assertThat(letter.stage()).isEqualTo(DeadLetter.Stage.HISTORY);
            assertThat(letter.topic()).isEqualTo("shop.public.kept_strictly");
            assertThat(letter.reason()).isEqualTo(DeadLetter.Reason.REJECTED_BY_CLICKHOUSE);
        });
    }

    private record Change(long version, long id, Instant committed, String value) {}

    /** Commit times may tie and, after a correction of the source's clock, go back; the version decides. */
    @Test
    void asOfAMomentShowsWhatWasCommittedUntilThen() throws InterruptedException {
        RowShape shape = shape("kept_model");
        Random random = new Random(7);
        List<Change> model = new ArrayList<>();
        Instant clock = NOON;
        for (int lsn = 1; lsn <= 400; lsn++) {
            clock = clock.plusSeconds(random.nextInt(5) == 0 ? -300 : random.nextInt(3) * 600L);
            String value = random.nextInt(4) == 0 ? null : "v" + lsn;
            model.add(new Change(lsn, random.nextInt(12), clock, value));
        }
        for (int start = 0; start < model.size(); start += 50) {
            Rows rows = new Rows();
            for (Change change : model.subList(start, start + 50)) {
                rows.committed(change.committed())
                        .addFlagged(
                                shape,
                                change.version(),
                                change.value() == null ? RowFormat.DELETED : 0,
                                "k",
                                change.id(),
                                change.value());
            }
            sink.sendChanges(shape, rows);
        }
        sink.archive("shop_kept_model_history", "20260101");
        sink.archive("shop_kept_model_history", "20260103");

        List<Instant> moments = model.stream().map(Change::committed).distinct().collect(Collectors.toList());
        moments.add(NOON.minusSeconds(DAY_SECONDS));
        for (int i = 0; i < 60; i++) {
            Instant moment = moments.get(random.nextInt(moments.size())).plusNanos(1000L * (random.nextInt(3) - 1));
            assertThat(seenAsOf(moment)).as("as of %s", moment).isEqualTo(expectedAsOf(model, moment));
        }
        assertThat(sink.query("SELECT v FROM bronze.shop_kept_model_as_of(at = '2027-01-01 00:00:00') WHERE id = 3"))
                .isEqualTo(expectedAsOf(model, Instant.parse("2027-01-01T00:00:00Z"))
                        .getOrDefault(3L, ""));
    }

    private static Map<Long, String> expectedAsOf(List<Change> changes, Instant moment) {
        Map<Long, String> rows = new TreeMap<>();
        changes.stream()
                .filter(change -> !change.committed().isAfter(moment))
                .sorted(Comparator.comparing(Change::version))
                .forEach(change -> {
                    if (change.value() == null) {
                        rows.remove(change.id());
                    } else {
                        rows.put(change.id(), change.value());
                    }
                });
        return rows;
    }

    private static Map<Long, String> seenAsOf(Instant moment) {
        String at = moment.toString().replace('T', ' ').replace("Z", "");
        Map<Long, String> rows = new TreeMap<>();
        sink.query("SELECT id, v FROM bronze.shop_kept_model_as_of(at = '" + at + "')")
                .lines()
                .map(line -> line.split("\t"))
                .forEach(row -> rows.put(Long.valueOf(row[0]), row[1]));
        return rows;
    }
}
