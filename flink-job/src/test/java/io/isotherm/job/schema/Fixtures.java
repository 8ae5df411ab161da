package io.isotherm.job.schema;

import io.isotherm.job.config.PartitionBy;
import io.isotherm.job.config.TableSettings;
import io.isotherm.job.config.TableSettings.OnOutOfRange;
import io.isotherm.job.model.RawRecord;
import io.isotherm.job.table.ShapeRef;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * Schemas and records that Debezium 3.6.3 and Confluent's Avro converter wrote for a real Postgres 18, in
 * {@code src/test/resources/schemas}. A line of a {@code .records} file is: offset, key schema id, value schema id,
 * key, value; hexadecimal, {@code -} for null.
 */
public final class Fixtures {
    private Fixtures() {}

    public static Schema schema(String table, String side, int id) {
        return new Schema.Parser().parse(resource("ecommerce.public." + table + "-" + side + "-" + id + ".avsc"));
    }

    public static List<RawRecord> records(String table) {
        String topic = "ecommerce.public." + table;
        return resource(topic + ".records")
                .lines()
                .map(line -> line.split(" "))
                .map(part -> new RawRecord(topic, 0, Long.parseLong(part[0]), 0, bytes(part[3]), bytes(part[4]), 0))
                .toList();
    }

    public static SourceTable table(String table, int keyId, int valueId, TableSettings settings) {
        return SourceTable.of(
                new ShapeRef("ecommerce.public." + table, keyId, valueId),
                schema(table, "key", keyId),
                schema(table, "value", valueId),
                settings);
    }

    public static TableSettings settings(String partitionBy, OnOutOfRange onOutOfRange, String... exclude) {
        return partitionedBy(partitionBy == null ? null : new PartitionBy(partitionBy, null), onOutOfRange, exclude);
    }

    public static TableSettings partitionedBy(PartitionBy partitionBy, OnOutOfRange onOutOfRange, String... exclude) {
        TableSettings defaults = TableSettings.DEFAULTS;
        return new TableSettings(
                partitionBy,
                defaults.partition(),
                defaults.hotDays(),
                defaults.archive(),
                false,
                Set.of(exclude),
                Set.of(),
                defaults.key(),
                defaults.onSchemaChange(),
                onOutOfRange,
                defaults.onTruncate(),
                defaults.onTrouble());
    }

    private static byte[] bytes(String hex) {
        return hex.equals("-") ? null : HexFormat.of().parseHex(hex);
    }

    private static String resource(String name) {
        try (InputStream in = Fixtures.class.getResourceAsStream("/schemas/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
