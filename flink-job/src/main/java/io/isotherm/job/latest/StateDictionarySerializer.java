package io.isotherm.job.latest;

import io.isotherm.job.model.ImmutableSerializer;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Form of a {@link StateDictionary} in savepoints of the map layout, led by a format byte. */
public final class StateDictionarySerializer extends ImmutableSerializer<StateDictionary> {
    private static final long serialVersionUID = 1L;

    static final StateDictionarySerializer INSTANCE = new StateDictionarySerializer();

    private static final int FORMAT = 1;

    @Override
    public void serialize(StateDictionary dictionary, DataOutputView target) throws IOException {
        target.writeByte(FORMAT);
        dictionary.write(target);
    }

    @Override
    public StateDictionary deserialize(DataInputView source) throws IOException {
        int format = source.readUnsignedByte();
        if (format != FORMAT) {
            throw new IOException(
                    "the tables of the latest state are of format " + format + " and this release reads format "
                            + FORMAT + "; start the release that wrote the savepoint, or a newer one");
        }
        return StateDictionary.read(source);
    }

    @Override
    public TypeSerializerSnapshot<StateDictionary> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Names this serializer in savepoints. */
    public static final class Snapshot extends StateSnapshot<StateDictionary> {
        public Snapshot() {
            super(INSTANCE);
        }
    }
}
