package io.isotherm.bench.job;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.avro.shaded.org.apache.avro.Schema;
import org.apache.flink.avro.shaded.org.apache.avro.generic.GenericRecord;
import org.apache.flink.connector.jdbc.JdbcConnectionOptions;
import org.apache.flink.connector.jdbc.JdbcExecutionOptions;
import org.apache.flink.connector.jdbc.core.datastream.sink.JdbcSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.formats.avro.registry.confluent.ConfluentRegistryAvroDeserializationSchema;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * What one finds in tutorials: Avro to {@code GenericRecord} to a POJO, the last position of each key in a {@code
 * ValueState}, JDBC batches into ClickHouse. One table, its columns written out.
 *
 * <p>Arguments: Kafka's address, topic, registry URL, ClickHouse URL, file of the administrator's password, table.
 */
public final class TutorialJob {
    private static final int BATCH_ROWS = 10_000;
    private static final int BATCH_MILLIS = 1_000;
    private static final int CHECKPOINT_MILLIS = 10_000;

    private TutorialJob() {}

    public static void main(String[] args) throws Exception {
        String topic = args[1];
        String registry = args[2];
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.enableCheckpointing(CHECKPOINT_MILLIS);

        KafkaSource<GenericRecord> source = KafkaSource.<GenericRecord>builder()
                .setBootstrapServers(args[0])
                .setTopics(topic)
                .setGroupId("tutorial")
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setValueOnlyDeserializer(ConfluentRegistryAvroDeserializationSchema.forGeneric(
                        latestSchema(registry, topic + "-value"), registry))
                .build();
        env.fromSource(source, WatermarkStrategy.noWatermarks(), "kafka")
                .map(OrderChange::of)
                .returns(OrderChange.class)
                .keyBy(change -> change.orderId)
                .process(new NewestOnly())
                .sinkTo(sink(args[3], Files.readString(Path.of(args[4])).strip(), args[5]));
        env.execute("bench-tutorial");
    }

    private static Schema latestSchema(String registry, String subject) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(registry + "/subjects/" + subject + "/versions/latest"))
                .build();
        String answer = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
        String schema = new ObjectMapper().readTree(answer).path("schema").asText();
        return new Schema.Parser().setValidateDefaults(false).parse(schema);
    }

    private static JdbcSink<OrderChange> sink(String url, String password, String table) {
        return JdbcSink.<OrderChange>builder()
                .withQueryStatement(
                        "INSERT INTO " + table
                                + " (order_id, user_id, order_status, total_amount, created_at, updated_at,"
                                + " _version, _is_deleted) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                        TutorialJob::fill)
                .withExecutionOptions(JdbcExecutionOptions.builder()
                        .withBatchSize(BATCH_ROWS)
                        .withBatchIntervalMs(BATCH_MILLIS)
                        .build())
                .buildAtLeastOnce(new JdbcConnectionOptions.JdbcConnectionOptionsBuilder()
                        .withUrl(url.replace("http://", "jdbc:clickhouse://"))
                        .withDriverName("com.clickhouse.jdbc.ClickHouseDriver")
                        .withUsername("admin")
                        .withPassword(password)
                        .build());
    }

    private static void fill(PreparedStatement row, OrderChange change) throws SQLException {
        row.setLong(1, change.orderId);
        row.setLong(2, change.userId);
        row.setString(3, change.status);
        row.setBigDecimal(4, change.total);
        setMicros(row, 5, change.createdAt);
        setMicros(row, 6, change.updatedAt);
        row.setLong(7, change.lsn);
        row.setInt(8, change.deleted ? 1 : 0);
    }

    private static void setMicros(PreparedStatement row, int index, Long micros) throws SQLException {
        if (micros == null) {
            row.setNull(index, Types.TIMESTAMP);
        } else {
            row.setObject(
                    index, LocalDateTime.ofInstant(Instant.EPOCH.plus(micros, ChronoUnit.MICROS), ZoneOffset.UTC));
        }
    }
}
