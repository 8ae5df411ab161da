package io.isotherm.job.latest;

import io.isotherm.job.model.ImmutableSerializer;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Form of a {@link StateKey}: table ordinal and key length in two bytes each, then the key. RocksDB orders by it. */
public final class StateKeySerializer extends ImmutableSerializer<StateKey> {
    private static final long serialVersionUID = 1L;

    static final StateKeySerializer INSTANCE = new StateKeySerializer();

    @Override
    public void serialize(StateKey key, DataOutputView target) throws IOException {
        target.writeShort(key.table());
        target.writeShort(key.bytes().length);
        target.write(key.bytes());
    }

    @Override
    public StateKey deserialize(DataInputView source) throws IOException {
        int table = source.readUnsignedShort();
        byte[] bytes = new byte[source.readUnsignedShort()];
        source.readFully(bytes);
        return new StateKey(table, bytes);
    }

    @Override
    public TypeSerializerSnapshot<StateKey> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Names this serializer in savepoints. */
    public static final class Snapshot extends StateSnapshot<StateKey> {
        public Snapshot() {
            super(INSTANCE);
        }
    }
}
