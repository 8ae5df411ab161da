package io.isotherm.job.model;

import io.isotherm.job.table.ShapeRef;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Network form of a {@link ChangeBatch}. Never in state: checkpoints are aligned, so no batch is in flight in them. */
public final class ChangeBatchSerializer extends ImmutableSerializer<ChangeBatch> {
    private static final long serialVersionUID = 1L;

    public static final ChangeBatchSerializer INSTANCE = new ChangeBatchSerializer();
    public static final TypeInformation<ChangeBatch> TYPE = new ValueTypeInfo<>(ChangeBatch.class, INSTANCE);

    @Override
    public boolean isImmutableType() {
        return false;
    }

    @Override
    public ChangeBatch copy(ChangeBatch from) {
        byte[] data = java.util.Arrays.copyOf(from.data(), from.length());
        ChangeBatch copy =
                new ChangeBatch(from.bucketKey(), new ArrayList<>(from.shapes()), data, from.length(), from.rowCount());
        if (from.counts() != null) {
            TableCounts counts = new TableCounts();
            counts.addAll(from.counts());
            copy.setCounts(counts);
        }
        return copy;
    }

    @Override
    public void serialize(ChangeBatch batch, DataOutputView target) throws IOException {
        target.writeInt(batch.bucketKey());
        target.writeInt(batch.rowCount());
        target.writeShort(batch.shapes().size());
        for (ShapeRef shape : batch.shapes()) {
            target.writeUTF(shape.topic());
            target.writeInt(shape.keySchemaId());
            target.writeInt(shape.valueSchemaId());
        }
        target.writeInt(batch.length());
        target.write(batch.data(), 0, batch.length());
        target.writeBoolean(batch.counts() != null);
        if (batch.counts() != null) {
            TableCountsSerializer.write(batch.counts(), target);
        }
    }

    @Override
    public ChangeBatch deserialize(DataInputView source) throws IOException {
        int bucketKey = source.readInt();
        int rowCount = source.readInt();
        int shapeCount = source.readShort();
        List<ShapeRef> shapes = new ArrayList<>(shapeCount);
        for (int i = 0; i < shapeCount; i++) {
            shapes.add(new ShapeRef(source.readUTF(), source.readInt(), source.readInt()));
        }
        byte[] data = new byte[source.readInt()];
        source.readFully(data);
        ChangeBatch batch = new ChangeBatch(bucketKey, shapes, data, data.length, rowCount);
        if (source.readBoolean()) {
            batch.setCounts(TableCountsSerializer.read(source));
        }
        return batch;
    }

    @Override
    public TypeSerializerSnapshot<ChangeBatch> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Names this serializer in savepoints. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<ChangeBatch> {
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
