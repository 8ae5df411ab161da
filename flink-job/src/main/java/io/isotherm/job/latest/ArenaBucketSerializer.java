package io.isotherm.job.latest;

import io.isotherm.job.model.ImmutableSerializer;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Form of an {@link ArenaBucket} in savepoints; the bucket's own first byte is its format. */
public final class ArenaBucketSerializer extends ImmutableSerializer<ArenaBucket> {
    private static final long serialVersionUID = 1L;

    static final ArenaBucketSerializer INSTANCE = new ArenaBucketSerializer();

    @Override
    public boolean isImmutableType() {
        return false;
    }

    /** The heap backend calls this before a bucket is changed that a running snapshot still needs. */
    @Override
    public ArenaBucket copy(ArenaBucket from) {
        return from.copy();
    }

    @Override
    public void serialize(ArenaBucket bucket, DataOutputView target) throws IOException {
        bucket.write(target);
    }

    @Override
    public ArenaBucket deserialize(DataInputView source) throws IOException {
        return ArenaBucket.read(source);
    }

    @Override
    public TypeSerializerSnapshot<ArenaBucket> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Names this serializer in savepoints. */
    public static final class Snapshot extends StateSnapshot<ArenaBucket> {
        public Snapshot() {
            super(INSTANCE);
        }
    }
}
