package io.isotherm.job.model;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/** Form of {@link TableCounts} between the sink's writers and the loss audit, and inside batches. */
public final class TableCountsSerializer implements SimpleVersionedSerializer<TableCounts> {
    private static final int VERSION = 1;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(TableCounts counts) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(256);
        write(counts, out);
        return out.getCopyOfBuffer();
    }

    @Override
    public TableCounts deserialize(int version, byte[] bytes) throws IOException {
        if (version != VERSION) {
            throw new IOException("table counts of version " + version + " are unknown to this release");
        }
        return read(new DataInputDeserializer(bytes));
    }

    static void write(TableCounts counts, DataOutputView target) throws IOException {
        target.writeInt(counts.byTopic().size());
        for (Map.Entry<String, long[]> entry : counts.byTopic().entrySet()) {
            target.writeUTF(entry.getKey());
            target.writeByte(entry.getValue().length);
            for (long count : entry.getValue()) {
                target.writeLong(count);
            }
        }
    }

    static TableCounts read(DataInputView source) throws IOException {
        int size = source.readInt();
        Map<String, long[]> byTopic = new HashMap<>();
        for (int i = 0; i < size; i++) {
            String topic = source.readUTF();
            int kinds = source.readByte();
            long[] counts = new long[TableCounts.KINDS];
            for (int k = 0; k < kinds; k++) {
                counts[k] = source.readLong();
            }
            byTopic.put(topic, counts);
        }
        return new TableCounts(byTopic);
    }
}
