package io.isotherm.job.latest;

import io.isotherm.job.model.ImmutableSerializer;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Form of one entry ({@link EntryFormat}): an int length, then its bytes, which carry their own format number. */
public final class StateEntrySerializer extends ImmutableSerializer<byte[]> {
    private static final long serialVersionUID = 1L;

    static final StateEntrySerializer INSTANCE = new StateEntrySerializer();

    @Override
    public void serialize(byte[] entry, DataOutputView target) throws IOException {
        target.writeInt(entry.length);
        target.write(entry);
    }

    @Override
    public byte[] deserialize(DataInputView source) throws IOException {
        byte[] entry = new byte[source.readInt()];
        source.readFully(entry);
        return entry;
    }

    @Override
    public TypeSerializerSnapshot<byte[]> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Names this serializer in savepoints. */
    public static final class Snapshot extends StateSnapshot<byte[]> {
        public Snapshot() {
            super(INSTANCE);
        }
    }
}
