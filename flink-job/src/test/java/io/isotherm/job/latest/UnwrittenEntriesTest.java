package io.isotherm.job.latest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.flink.core.memory.DataOutputSerializer;

class UnwrittenEntriesTest {
    /** Several keys share a hash. */
    private static int hash(StateKey key) {
        return Arrays.hashCode(key.bytes()) / 7;
    }

    @Property(tries = 500)
    void hasTheNewestEntryOfEveryKeyUntilItIsCleared(@ForAll("keys") List<StateKey> keys) {
        UnwrittenEntries entries = new UnwrittenEntries();
        for (int round = 0; round < 2; round++) {
            Map<StateKey, byte[]> newest = new HashMap<>();
            for (StateKey key : keys) {
                assertThat(entries.get(hash(key), key)).isEqualTo(newest.get(key));
                byte[] entry = {(byte) newest.size(), (byte) round};
                entries.put(hash(key), key, entry);
                newest.put(key, entry);
            }
            assertThat(entries.size()).isEqualTo(newest.size());
            assertThat(entries.inOrder()).isEqualTo(newest);
            entries.clear();
            assertThat(entries.isEmpty()).isTrue();
        }
    }

    @Property(tries = 500)
    void theOrderIsThatOfTheBytesThatRocksDbCompares(@ForAll("keys") List<StateKey> keys) throws IOException {
        UnwrittenEntries entries = new UnwrittenEntries();
        for (StateKey key : keys) {
            entries.put(hash(key), key, new byte[0]);
        }

        List<byte[]> serialized = new ArrayList<>();
        for (StateKey key : entries.inOrder().keySet()) {
            DataOutputSerializer out = new DataOutputSerializer(16);
            StateKeySerializer.INSTANCE.serialize(key, out);
            serialized.add(out.getCopyOfBuffer());
        }
        assertThat(serialized).isSortedAccordingTo(Arrays::compareUnsigned);
    }

    @Provide
    Arbitrary<List<StateKey>> keys() {
        Arbitrary<byte[]> bytes =
                Arbitraries.bytes().array(byte[].class).ofMinSize(0).ofMaxSize(3);
        return Combinators.combine(Arbitraries.of(0, 1, 255, 256, 65_535), bytes)
                .as(StateKey::new)
                .list()
                .ofMaxSize(100);
    }
}
