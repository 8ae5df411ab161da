package io.isotherm.job.model;

import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Network form of a {@link DeadLetter}. */
public final class DeadLetterSerializer extends ImmutableSerializer<DeadLetter> {
    private static final long serialVersionUID = 1L;

    public static final DeadLetterSerializer INSTANCE = new DeadLetterSerializer();
    public static final TypeInformation<DeadLetter> TYPE = new ValueTypeInfo<>(DeadLetter.class, INSTANCE);

    @Override
    public void serialize(DeadLetter letter, DataOutputView target) throws IOException {
        target.writeUTF(letter.topic());
        target.writeInt(letter.partition());
        target.writeLong(letter.offset());
        target.writeUTF(letter.reason().name());
        target.writeUTF(letter.detail());
        target.writeUTF(letter.stage().text());
        target.writeUTF(letter.format().name());
        writeBytes(letter.key(), target);
        writeBytes(letter.value(), target);
        target.writeLong(letter.failedAt());
    }

    @Override
    public DeadLetter deserialize(DataInputView source) throws IOException {
        return new DeadLetter(
                source.readUTF(),
                source.readInt(),
                source.readLong(),
                DeadLetter.Reason.valueOf(source.readUTF()),
                source.readUTF(),
                DeadLetter.Stage.of(source.readUTF()),
                DeadLetter.Format.valueOf(source.readUTF()),
                readBytes(source),
                readBytes(source),
                source.readLong());
    }

    @Override
    public TypeSerializerSnapshot<DeadLetter> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Names this serializer in savepoints. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<DeadLetter> {
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
