package io.isotherm.job.source;

import io.isotherm.job.config.PipelineNames;
import io.isotherm.job.model.RawRecord;
import io.isotherm.job.model.RawRecordSerializer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Passes records on as they are. Decoding needs a side output for dead letters, which a deserialization schema does not
 * have.
 */
final class RawRecordDeserializer implements KafkaRecordDeserializationSchema<RawRecord> {
    private static final long serialVersionUID = 1L;

    private static final int MAX_EPOCH = 0xffff;

    @Override
    public void open(DeserializationSchema.InitializationContext context) {
        NativeLz4.load();
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<RawRecord> out) throws IOException {
        out.collect(new RawRecord(
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                record.key(),
                record.value(),
                epochOf(record)));
    }

    private static int epochOf(ConsumerRecord<byte[], byte[]> record) throws IOException {
        Header header = record.headers().lastHeader(PipelineNames.EPOCH_HEADER);
        if (header == null) {
            return 0;
        }
        String text = header.value() == null ? "" : new String(header.value(), StandardCharsets.US_ASCII);
        try {
            int epoch = Integer.parseInt(text);
            if (epoch >= 0 && epoch <= MAX_EPOCH) {
                return epoch;
            }
        } catch (NumberFormatException e) {
            // reported below with the same words as a number out of range
        }
        throw new IOException(
                "header " + PipelineNames.EPOCH_HEADER + " of " + record.topic() + "-" + record.partition() + "@"
                        + record.offset() + " is not a number from 0 to " + MAX_EPOCH
                        + "; correct the connector's InsertHeader transform");
    }

    @Override
    public TypeInformation<RawRecord> getProducedType() {
        return RawRecordSerializer.TYPE;
    }
}
