package io.isotherm.job.latest;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What a savepoint remembers of a serializer: its class and a version. The values carry their own format numbers, so a
 * later release reads them as they are; a savepoint of a later release is refused.
 */
abstract class StateSnapshot<T> implements TypeSerializerSnapshot<T> {
    private static final int VERSION = 1;

    private final TypeSerializer<T> serializer;

    StateSnapshot(TypeSerializer<T> serializer) {
        this.serializer = serializer;
    }

    @Override
    public int getCurrentVersion() {
        return VERSION;
    }

    /** Nothing beyond the version: the serializers have no settings. */
    @Override
    public void writeSnapshot(DataOutputView out) {}

    @Override
    public void readSnapshot(int readVersion, DataInputView in, ClassLoader userCodeClassLoader) throws IOException {
        if (readVersion > VERSION) {
            throw new IOException("the savepoint's " + serializer.getClass().getSimpleName() + " is of version "
                    + readVersion + " and this release knows " + VERSION
                    + "; start the release that wrote the savepoint, or a newer one");
        }
    }

    @Override
    public TypeSerializer<T> restoreSerializer() {
        return serializer;
    }

    @Override
    public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(TypeSerializerSnapshot<T> old) {
        return old.getClass() == getClass()
                ? TypeSerializerSchemaCompatibility.compatibleAsIs()
                : TypeSerializerSchemaCompatibility.incompatible();
    }
}
