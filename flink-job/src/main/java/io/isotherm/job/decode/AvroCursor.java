package io.isotherm.job.decode;

/**
 * Reads Avro's binary encoding. Every read is checked against the end, so bytes that do not fit their schema end as a
 * {@link MalformedChangeException} and never as a loop or a large allocation. Reused for every record. Not thread-safe.
 */
final class AvroCursor {
    private byte[] bytes;
    private int at;
    private int end;

    void reset(byte[] source, int from, int to) {
        bytes = source;
        at = from;
        end = to;
    }

    byte[] bytes() {
        return bytes;
    }

    int position() {
        return at;
    }

    int remaining() {
        return end - at;
    }

    boolean readBoolean() {
        byte value = readByte();
        if ((value & ~1) != 0) {
            throw MalformedChangeException.corrupt("a boolean is neither 0 nor 1");
        }
        return value != 0;
    }

    int readInt() {
        long value = readLong();
        if ((int) value != value) {
            throw MalformedChangeException.corrupt("an int has more than 32 bits");
        }
        return (int) value;
    }

    long readLong() {
        int from = at;
        byte[] source = bytes;
        if (from < end && source[from] >= 0) {
            at = from + 1;
            int single = source[from];
            return (single >>> 1) ^ -(single & 1);
        }
        long raw = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte b = readByte();
            raw |= (b & 0x7fL) << shift;
            if (b >= 0) {
                return (raw >>> 1) ^ -(raw & 1);
            }
        }
        throw MalformedChangeException.corrupt("a number does not end");
    }

    /** Length of the string or bytes that start here; the value itself is next and is all there. */
    int readLength() {
        long length = readLong();
        if (length < 0 || length > end - at) {
            throw MalformedChangeException.corrupt("a value is longer than the record");
        }
        return (int) length;
    }

    /** Passes {@code count} bytes and returns where they start. */
    int take(int count) {
        if (count > end - at) {
            throw MalformedChangeException.corrupt("the record ends too early");
        }
        int from = at;
        at += count;
        return from;
    }

    private byte readByte() {
        if (at >= end) {
            throw MalformedChangeException.corrupt("the record ends too early");
        }
        return bytes[at++];
    }
}
