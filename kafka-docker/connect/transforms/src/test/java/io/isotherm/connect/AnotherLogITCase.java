package io.isotherm.connect;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

/**
 * What Postgres cannot send again, because slot or log are not those that were read, is never left out without a word.
 */
class AnotherLogITCase extends RestartedSource {
    private static final String COPY = "copy";

    @Test
    void aSlotThatIsGone() throws Exception {
        database.execute("SELECT pg_drop_replication_slot('" + table + "')", insert(1, 5));

        assertRefused("replication slot " + table + " is gone", "./isotherm apply");
    }

    @Test
    void aSlotThatPostgresHasGivenUp() throws Exception {
        database.execute("ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'", "SELECT pg_reload_conf()");
        try {
            for (int i = 0; i < 3; i++) {
                database.execute(insert(1 + 10_000 * i, 10_000 * (i + 1)), "SELECT pg_switch_wal()", "CHECKPOINT");
            }

            assertRefused("replication slot " + table + " is lost", "max_slot_wal_keep_size");
        } finally {
            database.execute("ALTER SYSTEM RESET max_slot_wal_keep_size", "SELECT pg_reload_conf()");
        }
    }

    @Test
    void anOlderCopy() throws Exception {
        database.copyTo(COPY);
        database.execute(insert(1, 2_000));
        source.keep(2_000);

        database.restore(COPY);
        database.execute(insert(1, 5));

        assertRefused("the write-ahead log is not the one that was read", "as that of an older copy does");
    }

    @Test
    void aPromotedStandbyThatLacksTheLastChanges() throws Exception {
        database.copyTo(COPY);
        database.execute(insert(1, 50));
        source.keep(50);

        database.restore(COPY);
        database.promote();
        // its log is the longer one by now
        database.execute(insert(101, 2_000));

        assertRefused("the write-ahead log is not the one that was read", "timeline", "lacks what timeline");
    }

    @Test
    void aPromotedStandbyThatHasAllGoesOn() throws Exception {
        database.execute(insert(1, 50));
        source.keep(20);

        database.promote();
        database.execute(insert(51, 60));

        assertArrives(60);
    }

    private void assertRefused(String... reasons) {
        assertThatThrownBy(() -> source.keep(1))
                .isInstanceOf(ConnectException.class)
                .hasMessageContainingAll(reasons);
    }
}
