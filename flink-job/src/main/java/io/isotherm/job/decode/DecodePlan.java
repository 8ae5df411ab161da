package io.isotherm.job.decode;

import io.isotherm.job.model.DeadLetter;
import io.isotherm.job.model.KeyHash;
import io.isotherm.job.schema.AvroField;
import io.isotherm.job.schema.SchemaException;
import io.isotherm.job.schema.SourceField;
import io.isotherm.job.schema.SourceTable;
import io.isotherm.job.table.RowShape;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * How to read the records of one topic, key schema and value schema: compiled once, then walked for every record.
 * Immutable; {@link ChangeDecoder} does the walking.
 */
final class DecodePlan {
    /** What a field of the envelope or of its source block is for. */
    enum Role {
        OTHER,
        BEFORE,
        AFTER,
        SOURCE,
        OP,
        LSN,
        SEQUENCE,
        TS_MS,
        TS_US
    }

    /**
     * @param nullBranch as in {@link AvroField}; only meaningful for a role other than OTHER
     * @param skip passes over the whole field, union included
     */
    record Part(Role role, int nullBranch, AvroSkip skip) {}

    /** Null for records without a key: they can only be truncates or dead letters. */
    final RowShape shape;

    final Part[] envelope;
    final Part[] source;
    final ColumnStep[] rowSteps;
    final ColumnStep[] keySteps;
    final int keySeed;
    final boolean clamp;
    private final int fixedRowBytes;
    private final int rowBytesPerInputByte;
    private final int fixedKeyBytes;
    private final int keyBytesPerInputByte;

    private DecodePlan(Schema envelope, RowShape shape, ColumnStep[] rowSteps, ColumnStep[] keySteps, boolean clamp) {
        this.shape = shape;
        this.envelope = parts(envelope, Set.of(Role.BEFORE, Role.AFTER, Role.SOURCE, Role.OP));
        this.source = parts(
                AvroField.of(envelope.getField("source")).type(),
                Set.of(Role.LSN, Role.SEQUENCE, Role.TS_MS, Role.TS_US));
        this.rowSteps = rowSteps;
        this.keySteps = keySteps;
        this.clamp = clamp;
        keySeed = shape == null ? 0 : KeyHash.seed(shape.ref().topic());
        fixedRowBytes = fixedBytes(rowSteps);
        rowBytesPerInputByte = bytesPerInputByte(rowSteps);
        fixedKeyBytes = fixedBytes(keySteps);
        keyBytesPerInputByte = bytesPerInputByte(keySteps);
    }

    /** @throws SchemaException if the envelope is not one of Debezium for Postgres */
    static DecodePlan of(SourceTable table, Schema envelope, boolean clamp) {
        checkEnvelope(envelope);
        List<SourceField> fields = table.fields();
        ColumnStep[] rowSteps =
                table.row().getFields().stream().map(ColumnStep::skip).toArray(ColumnStep[]::new);
        for (int i = 0; i < fields.size(); i++) {
            SourceField field = fields.get(i);
            rowSteps[field.position()] = ColumnStep.row(field, i, table.shape());
        }
        int[] keyColumns = table.shape().keyColumns();
        ColumnStep[] keySteps = new ColumnStep[keyColumns.length];
        for (int i = 0; i < keyColumns.length; i++) {
            keySteps[i] =
                    ColumnStep.key(fields.get(keyColumns[i]), table.keyFields().get(i), keyColumns[i], table.shape());
        }
        return new DecodePlan(envelope, table.shape(), rowSteps, keySteps, clamp);
    }

    /** For records without a key. */
    static DecodePlan withoutKey(Schema envelope) {
        checkEnvelope(envelope);
        return new DecodePlan(envelope, null, new ColumnStep[0], new ColumnStep[0], false);
    }

    /** Upper bound of a row's RowBinary bytes when the record's value has {@code inputBytes}. */
    int maxRowBytes(int inputBytes) {
        return Math.addExact(fixedRowBytes, Math.multiplyExact(inputBytes, rowBytesPerInputByte));
    }

    int maxKeyBytes(int inputBytes) {
        return Math.addExact(fixedKeyBytes, Math.multiplyExact(inputBytes, keyBytesPerInputByte));
    }

    private static void checkEnvelope(Schema envelope) {
        require(envelope.getType() == Schema.Type.RECORD, envelope, "a record");
        require(envelope.getField("after") != null, envelope, "the field 'after'");
        require(isString(envelope.getField("op")), envelope, "the string 'op'");
        Schema.Field source = envelope.getField("source");
        require(source != null, envelope, "the field 'source'");
        Schema block = AvroField.of(source).type();
        require(block.getType() == Schema.Type.RECORD, envelope, "the record 'source'");
        require(isLong(block.getField("lsn")), envelope, "the long 'source.lsn'");
        require(isLong(block.getField("ts_ms")), envelope, "the long 'source.ts_ms'");
    }

    private static boolean isLong(Schema.Field field) {
        return field != null && AvroField.of(field).type().getType() == Schema.Type.LONG;
    }

    private static boolean isString(Schema.Field field) {
        return field != null && AvroField.of(field).type().getType() == Schema.Type.STRING;
    }

    private static void require(boolean holds, Schema envelope, String what) {
        if (!holds) {
            throw new SchemaException(
                    DeadLetter.Reason.MALFORMED_ENVELOPE,
                    "schema '" + envelope.getName() + "' lacks " + what
                            + "; the topic must hold change events of Debezium's connector for Postgres");
        }
    }

    private static Part[] parts(Schema record, Set<Role> wanted) {
        return record.getFields().stream().map(field -> part(field, wanted)).toArray(Part[]::new);
    }

    private static Part part(Schema.Field field, Set<Role> wanted) {
        AvroSkip skip = AvroSkip.of(field.schema());
        for (Role role : wanted) {
            if (role.name().equalsIgnoreCase(field.name()) && hasExpectedType(role, field)) {
                return new Part(role, AvroField.of(field).nullBranch(), skip);
            }
        }
        return new Part(Role.OTHER, -1, skip);
    }

    private static boolean hasExpectedType(Role role, Schema.Field field) {
        return switch (role) {
            case TS_US -> isLong(field);
            case SEQUENCE -> isString(field);
            default -> true;
        };
    }

    private static int fixedBytes(ColumnStep[] steps) {
        int bytes = 0;
        for (ColumnStep step : steps) {
            bytes = Math.addExact(bytes, step.fixedBytes());
        }
        return bytes;
    }

    private static int bytesPerInputByte(ColumnStep[] steps) {
        int factor = 1;
        for (ColumnStep step : steps) {
            factor = Math.max(factor, step.bytesPerInputByte());
        }
        return factor;
    }
}
