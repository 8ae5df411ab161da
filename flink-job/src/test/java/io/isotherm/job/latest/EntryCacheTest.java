package io.isotherm.job.latest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class EntryCacheTest {
    private static final int BYTES = 1 << 14;

    record Put(int table, int id, int length) {
        StateKey key() {
            return new StateKey(table, new byte[] {(byte) id, (byte) (id >> 8), 7});
        }

        /** Several keys share a hash, and several hashes a place. */
        int hash() {
            return id / 3 * 0x9E3779B1 + table;
        }
    }

    @Property(tries = 500)
    void whatIsFoundIsTheNewestEntryOfTheKey(@ForAll("puts") List<Put> puts) {
        EntryCache cache = new EntryCache(BYTES);
        Map<List<Integer>, byte[]> newest = new HashMap<>();
        for (int i = 0; i < puts.size(); i++) {
            Put put = puts.get(i);
            byte[] entry = new byte[put.length()];
            Arrays.fill(entry, (byte) i);
            cache.put(put.hash(), put.key(), entry);
            newest.put(List.of(put.table(), put.id()), entry);

            assertThat(find(cache, put, put.length())).isEqualTo(put.length() < BYTES / 10 ? entry : null);
            Put other = puts.get(i / 2);
            byte[] expected = newest.get(List.of(other.table(), other.id()));
            byte[] found = find(cache, other, expected.length);
            if (found != null) {
                assertThat(found).isEqualTo(expected);
            }
        }
    }

    @Provide
    Arbitrary<List<Put>> puts() {
        Arbitrary<Integer> lengths = Arbitraries.frequencyOf(
                Tuple.of(20, Arbitraries.integers().between(17, 40)),
                Tuple.of(3, Arbitraries.integers().between(200, BYTES / 10 - 1)),
                Tuple.of(1, Arbitraries.integers().between(BYTES / 8, BYTES)));
        return Combinators.combine(
                        Arbitraries.integers().between(0, 1),
                        Arbitraries.integers().between(0, 300),
                        lengths)
                .as(Put::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(1500);
    }

    @Example
    void keepsTheLatestAndStaysWithinItsBound() {
        EntryCache cache = new EntryCache(BYTES);
        for (int id = 0; id < 20_000; id++) {
            cache.put(id, new Put(0, id, 20).key(), new byte[20]);
        }

        assertThat(cache.bytes()).hasSize(BYTES);
        int kept = 0;
        for (int id = 20_000 - 400; id < 20_000; id++) {
            kept += cache.find(id, new Put(0, id, 20).key()) >= 0 ? 1 : 0;
        }
        assertThat(kept).isEqualTo(400);
        assertThat(cache.find(0, new Put(0, 0, 20).key())).isNegative();
    }

    @Example
    void anEntryThatWasOverwrittenIsNotFoundInWhatOverwroteIt() {
        EntryCache cache = new EntryCache(BYTES);
        int id = 0;
        while (cache.bytes().length < BYTES) {
            cache.put(id, new Put(0, id++, 20).key(), new byte[20]);
        }
        int victim = id;
        cache.put(victim, new Put(0, id++, 20).key(), new byte[20]);
        int at = cache.find(victim, new Put(0, victim, 20).key());
        byte[] likeTheVictim = Arrays.copyOfRange(cache.bytes(), at - 19, at + 20);
        boolean wrapped = false;
        while (!wrapped) {
            // as long as two entries, so that the second half of one comes to lie where the victim began
            byte[] entry = new byte[20 + 39];
            System.arraycopy(likeTheVictim, 0, entry, 20, 39);
            cache.put(id, new Put(0, id, 20).key(), entry);
            wrapped = cache.find(id, new Put(0, id++, 20).key()) < at;
        }

        assertThat(cache.find(victim, new Put(0, victim, 20).key())).isNegative();
    }

    private static byte[] find(EntryCache cache, Put put, int length) {
        int at = cache.find(put.hash(), put.key());
        return at < 0 ? null : Arrays.copyOfRange(cache.bytes(), at, at + length);
    }
}
