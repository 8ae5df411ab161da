package io.isotherm.job.decode;

import java.util.IdentityHashMap;
import java.util.Map;
import org.apache.avro.Schema;

/** Passes over values of one schema. Immutable once compiled. */
final class AvroSkip {
    private enum Kind {
        NOTHING,
        BOOLEAN,
        INT,
        LONG,
        FIXED,
        LENGTH_PREFIXED,
        ENUM,
        UNION,
        RECORD,
        BLOCKS
    }

    private static final int MAX_DEPTH = 64;

    private final Kind kind;
    private final int size;
    private AvroSkip[] parts;

    private AvroSkip(Kind kind, int size) {
        this.kind = kind;
        this.size = size;
    }

    static AvroSkip of(Schema schema) {
        return compile(schema, new IdentityHashMap<>());
    }

    void skip(AvroCursor in) {
        skip(in, 0);
    }

    private void skip(AvroCursor in, int depth) {
        switch (kind) {
            case NOTHING -> {}
            case BOOLEAN -> in.readBoolean();
            case INT -> in.readInt();
            case LONG -> in.readLong();
            case FIXED -> in.take(size);
            case LENGTH_PREFIXED -> in.take(in.readLength());
            case ENUM -> index(in, size);
            case UNION -> parts[index(in, parts.length)].skip(in, nested(depth));
            case RECORD -> {
                for (AvroSkip part : parts) {
                    part.skip(in, nested(depth));
                }
            }
            case BLOCKS -> skipBlocks(in, nested(depth));
        }
    }

    /** Arrays and maps: blocks of items, each with its count; a negative count is followed by the block's bytes. */
    private void skipBlocks(AvroCursor in, int depth) {
        for (long count = in.readLong(); count != 0; count = in.readLong()) {
            if (count < 0) {
                in.take(in.readLength());
                continue;
            }
            if (count > in.remaining()) {
                throw MalformedChangeException.corrupt("a collection has more items than the record has bytes");
            }
            for (long i = 0; i < count; i++) {
                for (AvroSkip part : parts) {
                    part.skip(in, depth);
                }
            }
        }
    }

    private static int index(AvroCursor in, int count) {
        int index = in.readInt();
        if (index < 0 || index >= count) {
            throw MalformedChangeException.corrupt("a union or enum has no such branch");
        }
        return index;
    }

    private static int nested(int depth) {
        if (depth == MAX_DEPTH) {
            throw MalformedChangeException.corrupt("values are nested too deeply");
        }
        return depth + 1;
    }

    private static AvroSkip compile(Schema schema, Map<Schema, AvroSkip> known) {
        AvroSkip done = known.get(schema);
        if (done != null) {
            return done;
        }
        AvroSkip skip =
                switch (schema.getType()) {
                    case NULL -> new AvroSkip(Kind.NOTHING, 0);
                    case BOOLEAN -> new AvroSkip(Kind.BOOLEAN, 0);
                    case INT -> new AvroSkip(Kind.INT, 0);
                    case LONG -> new AvroSkip(Kind.LONG, 0);
                    case FLOAT -> new AvroSkip(Kind.FIXED, Float.BYTES);
                    case DOUBLE -> new AvroSkip(Kind.FIXED, Double.BYTES);
                    case FIXED -> new AvroSkip(Kind.FIXED, schema.getFixedSize());
                    case STRING, BYTES -> new AvroSkip(Kind.LENGTH_PREFIXED, 0);
                    case ENUM -> new AvroSkip(Kind.ENUM, schema.getEnumSymbols().size());
                    case UNION -> new AvroSkip(Kind.UNION, 0);
                    case RECORD -> new AvroSkip(Kind.RECORD, 0);
                    case ARRAY, MAP -> new AvroSkip(Kind.BLOCKS, 0);
                };
        known.put(schema, skip);
        skip.parts = parts(schema, known);
        return skip;
    }

    private static AvroSkip[] parts(Schema schema, Map<Schema, AvroSkip> known) {
        return switch (schema.getType()) {
            case UNION ->
                schema.getTypes().stream().map(type -> compile(type, known)).toArray(AvroSkip[]::new);
            case RECORD ->
                schema.getFields().stream()
                        .map(field -> compile(field.schema(), known))
                        .toArray(AvroSkip[]::new);
            case ARRAY -> new AvroSkip[] {compile(schema.getElementType(), known)};
            case MAP -> new AvroSkip[] {new AvroSkip(Kind.LENGTH_PREFIXED, 0), compile(schema.getValueType(), known)};
            default -> new AvroSkip[0];
        };
    }
}
