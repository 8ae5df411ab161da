package io.isotherm.cli.sync;

import static io.isotherm.cli.sync.SyncServers.CHANGES;
import static io.isotherm.cli.sync.SyncServers.DELETES;
import static io.isotherm.cli.sync.SyncServers.FULL;
import static io.isotherm.cli.sync.SyncServers.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.job.config.TablesConfig;
import java.io.IOException;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables are read by query into the hot tables that the job would make, on the real servers. */
@ResourceLock("SyncServers")
class SyncITCase {
    private static SyncServers servers;

    @BeforeAll
    static void start() throws Exception {
        servers = SyncServers.shared();
    }

    @Test
    void aRunReadsWhatWasWrittenSinceTheLastAndNothingElse() throws Exception {
        servers.createTable("sync_again", "id int PRIMARY KEY, updated_at timestamptz DEFAULT now(), note text");
        servers.servers.inPostgres(
                "INSERT INTO sync_again (id, note) SELECT i, 'n' || i FROM generate_series(1, 5000) i");
        TablesConfig config = config("public.sync_again: {sync: {watermark: updated_at}}");

        assertThat(servers.sync(config, "sync_again", CHANGES).rows()).isEqualTo(5000);
        assertThat(servers.sync(config, "sync_again", CHANGES).rows()).isZero();

        // without an index all rows are looked at, so one that does not raise its watermark is found as well
        servers.servers.inPostgres("UPDATE sync_again SET note = 'quiet' WHERE id = 7");
        assertThat(servers.sync(config, "sync_again", CHANGES).rows()).isEqualTo(1);

        servers.servers.inPostgres("CREATE INDEX ON sync_again (updated_at)");
        servers.servers.inPostgres("UPDATE sync_again SET note = 'raised', updated_at = now() WHERE id = 9");
        servers.servers.inPostgres("INSERT INTO sync_again VALUES (5001, NULL, 'no watermark')");
        assertThat(servers.sync(config, "sync_again", CHANGES).rows()).isEqualTo(2);
        assertThat(servers.sync(config, "sync_again", CHANGES).rows()).isZero();
        servers.assertEqual(config, "sync_again", 5001);
    }

    /** It commits after a run, with a time before the highest that the run saw. */
    @Test
    void aLongTransactionIsNotMissed() throws Exception {
        servers.createTable("sync_long", "id int PRIMARY KEY, updated_at timestamptz DEFAULT now()");
        servers.servers.inPostgres("CREATE INDEX ON sync_long (updated_at)");
        TablesConfig config = config("public.sync_long: {sync: {watermark: updated_at, look_back: 0s}}");
        try (Connection slow = servers.servers.connections().postgres("ecommerce");
                Statement statement = slow.createStatement()) {
            slow.setAutoCommit(false);
            statement.execute("INSERT INTO sync_long (id) VALUES (1)");
            servers.servers.inPostgres("INSERT INTO sync_long (id) VALUES (2)");
            servers.servers.inPostgres("INSERT INTO sync_long VALUES (3, '2199-01-01')");
            assertThat(servers.sync(config, "sync_long", CHANGES).rows()).isEqualTo(2);
            slow.commit();
        }
        servers.sync(config, "sync_long", CHANGES);

        servers.assertEqual(config, "sync_long", 3);
    }

    /** Its rows are in a table that nobody reads, and the next run would look for later ones only. */
    @Test
    void aRunWhoseTableWasReplacedMeanwhileIsNotDone() throws Exception {
        servers.createTable("sync_replaced", "id int PRIMARY KEY, updated_at timestamptz DEFAULT now()");
        servers.servers.inPostgres("INSERT INTO sync_replaced (id) VALUES (1)");
        TablesConfig config = config("public.sync_replaced: {sync: {watermark: updated_at}}");
        servers.sync(config, "sync_replaced", CHANGES);
        AtomicBoolean replaced = new AtomicBoolean();

        assertThatThrownBy(() -> servers.sync(config, "sync_replaced", CHANGES, line -> {
                    if (replaced.compareAndSet(false, true)) {
                        replace("ecommerce_sync_replaced");
                    }
                }))
                .hasMessageContaining("was replaced while its rows were written");

        assertThat(replaced).isTrue();
        servers.sync(config, "sync_replaced", CHANGES);
        servers.assertEqual(config, "sync_replaced", 1);
    }

    private static void replace(String table) {
        try {
            servers.servers.inClickHouse("CREATE TABLE hot.sync_other AS hot." + table);
            servers.servers.inClickHouse("EXCHANGE TABLES hot.sync_other AND hot." + table);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The byte order of what comes: stream before, at, and after the position of a run. */
    @Test
    void aRunBeatsWhatIsOlderAndNeverWhatIsNewer() throws Exception {
        servers.createTable("sync_order", "id int PRIMARY KEY, updated_at timestamptz DEFAULT now(), note text");
        servers.servers.inPostgres("INSERT INTO sync_order (id, note) SELECT i, 'first' FROM generate_series(1, 3) i");
        TablesConfig config = config("public.sync_order: {sync: {watermark: updated_at}}");
        servers.sync(config, "sync_order", CHANGES);
        String before = position();
        streamed(1, "old", before);
        servers.servers.inPostgres("UPDATE sync_order SET note = 'second', updated_at = now()");
        try (Connection slow = servers.servers.connections().postgres("ecommerce");
                Statement statement = slow.createStatement()) {
            slow.setAutoCommit(false);
            String change = position();
            statement.execute("UPDATE sync_order SET note = 'third' WHERE id = 2");
            // the log goes on, so the run's end of the log lies behind a change that it does not see
            servers.servers.inPostgres("SELECT pg_logical_emit_message(false, 'test', repeat('x', 100000))");

            servers.sync(config, "sync_order", CHANGES);
            slow.commit();
            streamed(2, "third", change);
        }
        assertThat(notes()).contains("2\tthird");

        // what was streamed last lies behind the floor of a run beside an open transaction: the next one makes up for
        // it
        servers.sync(config, "sync_order", CHANGES);
        assertThat(notes()).containsExactly("1\tsecond", "2\tthird", "3\tsecond");
        String last = servers.inClickHouse(
                        "SELECT max(wal_position) FROM ops.sync_runs WHERE table = 'ecommerce_sync_order'")
                .get(0);
        streamed(3, "at the very position", last);
        assertThat(notes()).contains("3\tat the very position");
        servers.servers.inPostgres("UPDATE sync_order SET note = 'last'");
        servers.sync(config, "sync_order", CHANGES);
        assertThat(notes()).containsExactly("1\tlast", "2\tlast", "3\tlast");
    }

    private static String position() throws Exception {
        return servers.inPostgres("SELECT (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::text");
    }

    private static void streamed(int id, String note, String position) throws Exception {
        servers.servers.inClickHouse("INSERT INTO hot.ecommerce_sync_order (id, note, _version, _is_deleted) VALUES ("
                + id + ", '" + note + "', bitShiftLeft(toUInt128(" + position + "), 48), 0)");
    }

    private static List<String> notes() throws Exception {
        return servers.inClickHouse("SELECT id, note FROM bronze.ecommerce_sync_order ORDER BY id");
    }

    @Test
    void deletedRowsGoAndComeBack() throws Exception {
        servers.createTable("sync_deletes", "a text, b int, updated_at timestamptz DEFAULT now(), PRIMARY KEY (b, a)");
        servers.servers.inPostgres("INSERT INTO sync_deletes SELECT 'k' || i, i % 7 FROM generate_series(1, 3000) i");
        TablesConfig config = config("public.sync_deletes: {history: true, sync: {watermark: updated_at}}");
        servers.sync(config, "sync_deletes", CHANGES);
        servers.servers.inPostgres("DELETE FROM sync_deletes WHERE b = 3");
        String left = servers.inPostgres("SELECT count(*) FROM sync_deletes");

        assertThat(servers.sync(config, "sync_deletes", CHANGES).deleted()).isZero();
        SyncResult result = servers.sync(config, "sync_deletes", DELETES);

        assertThat(result.deleted()).isEqualTo(3000 - Long.parseLong(left));
        servers.assertEqual(config, "sync_deletes", Long.parseLong(left));
        assertThat(servers.sync(config, "sync_deletes", DELETES).deleted()).isZero();

        servers.servers.inPostgres("INSERT INTO sync_deletes VALUES ('k3', 3)");
        servers.sync(config, "sync_deletes", CHANGES);
        servers.assertEqual(config, "sync_deletes", Long.parseLong(left) + 1);
        assertThat(servers.inClickHouse("SELECT groupArray(_is_deleted) FROM (SELECT _is_deleted FROM"
                        + " hot.ecommerce_sync_deletes_history WHERE a = 'k3' ORDER BY _version)"))
                .containsExactly("[0,1,0]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "sync_moved; date; day; '2026-01-01'; '2026-01-02'; '2026-01-03'",
                "sync_moved_ms; bigint; {column: day, unit: ms}; 0; -1; 1767225600000"
            })
    void aRowThatChangesItsPartitionIsInOneOfThem(
            String table, String type, String partitionBy, String first, String second, String third) throws Exception {
        servers.createTable(table, "id int PRIMARY KEY, day " + type + ", updated_at timestamptz DEFAULT now()");
        String insert = "INSERT INTO " + table + " VALUES (1, " + first + "), (2, " + first + "), (3, NULL)";
        servers.servers.inPostgres(insert);
        TablesConfig config = config("public." + table + ": {partition_by: " + partitionBy
                + ", archive: none, sync: {watermark: updated_at}}");
        servers.sync(config, table, CHANGES);
        servers.servers.inPostgres("UPDATE " + table + " SET day = " + second + " WHERE id = 1");
        servers.servers.inPostgres("UPDATE " + table + " SET day = " + third + " WHERE id = 3");

        servers.sync(config, table, CHANGES);
        servers.assertEqual(config, table, 3);

        servers.servers.inPostgres("UPDATE " + table + " SET day = NULL WHERE id = 1");
        servers.servers.inPostgres("DELETE FROM " + table + " WHERE id = 2");
        servers.sync(config, table, FULL);
        servers.assertEqual(config, table, 2);
    }

    @Test
    void aFullRefreshShowsOldRowsUntilItShowsAllTheNew() throws Exception {
        servers.createTable("sync_full", "id int PRIMARY KEY, updated_at timestamptz DEFAULT now(), generation int");
        servers.servers.inPostgres("INSERT INTO sync_full SELECT i, now(), 1 FROM generate_series(1, 400000) i");
        TablesConfig config = config("public.sync_full: {sync: {watermark: updated_at}}");
        servers.sync(config, "sync_full", CHANGES);
        servers.servers.inPostgres("DELETE FROM sync_full WHERE id % 4 = 0");
        servers.servers.inPostgres("UPDATE sync_full SET generation = 2");
        AtomicBoolean done = new AtomicBoolean();
        Set<String> seen = new ConcurrentSkipListSet<>();
        CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> {
            while (!done.get()) {
                try {
                    seen.addAll(servers.inClickHouse(
                            "SELECT count(), min(generation), max(generation)" + " FROM bronze.ecommerce_sync_full"));
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        });

        SyncResult result = servers.sync(config, "sync_full", FULL);
        done.set(true);
        reader.join();

        assertThat(result.deleted()).isEqualTo(100_000);
        servers.assertEqual(config, "sync_full", 300_000);
        assertThat(Set.of("400000\t1\t1", "300000\t2\t2")).containsAll(seen);
        assertThat(servers.inClickHouse(
                        "SELECT name FROM system.tables WHERE database = 'ops' AND name LIKE '%sync\\_full'"))
                .isEmpty();
        assertThat(servers.sync(config, "sync_full", CHANGES).rows()).isZero();
    }

    @Test
    void partitionsAndNumbersAsWatermarksAreReadToo() throws Exception {
        servers.servers.inPostgres("CREATE TABLE sync_parts (id bigint, changed bigint, p int, note text,"
                + " PRIMARY KEY (id, p)) PARTITION BY LIST (p)");
        servers.servers.inPostgres("CREATE TABLE sync_parts_1 PARTITION OF sync_parts FOR VALUES IN (1)");
        servers.servers.inPostgres(
                "CREATE TABLE sync_parts_2 (note text, p int NOT NULL, id bigint NOT NULL, changed bigint)");
        servers.servers.inPostgres("ALTER TABLE sync_parts ATTACH PARTITION sync_parts_2 FOR VALUES IN (2)");
        servers.servers.inPostgres("ALTER PUBLICATION isotherm_ecommerce ADD TABLE sync_parts");
        servers.servers.inPostgres("ALTER PUBLICATION isotherm_ecommerce SET (publish_via_partition_root = true)");
        servers.servers.inPostgres("CREATE INDEX ON sync_parts (changed)");
        servers.servers.inPostgres(
                "INSERT INTO sync_parts SELECT i, extract(epoch FROM now()) * 1000, 1 + i % 2, repeat('x', 500)"
                        + " FROM generate_series(1, 60000) i");
        TablesConfig config = config("public.sync_parts: {sync: {watermark: changed, unit: ms}}");

        assertThat(servers.sync(config, "sync_parts", CHANGES).rows()).isEqualTo(60_000);
        servers.servers.inPostgres(
                "UPDATE sync_parts SET note = 'x', changed = extract(epoch FROM now()) * 1000 WHERE id = 4");
        assertThat(servers.sync(config, "sync_parts", CHANGES).rows()).isEqualTo(1);
        servers.assertEqual(config, "sync_parts", 60_000);
        // several ranges of pages were read
        assertThat(servers.said()).contains("ctid >= '(1024,0)'");
    }
}
