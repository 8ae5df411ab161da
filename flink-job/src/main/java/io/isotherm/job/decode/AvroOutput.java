package io.isotherm.job.decode;

/** Writes Avro's binary encoding. The caller has reserved enough room. Reused for every row. Not thread-safe. */
final class AvroOutput {
    private byte[] bytes = new byte[1 << 12];
    private int at;

    void reset(int room) {
        at = 0;
        if (bytes.length < room) {
            bytes = new byte[Math.max(room, bytes.length * 2)];
        }
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return at;
    }

    void putByte(int value) {
        bytes[at++] = (byte) value;
    }

    void putLong(long value) {
        long rest = value << 1 ^ value >> 63;
        while ((rest & ~0x7fL) != 0) {
            bytes[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[at++] = (byte) rest;
    }

    void putText(byte[] text) {
        putText(text, 0, text.length);
    }

    void putText(byte[] from, int offset, int length) {
        putLong(length);
        System.arraycopy(from, offset, bytes, at, length);
        at += length;
    }

    void putReversed(byte[] from, int offset, int length) {
        for (int i = length - 1; i >= 0; i--) {
            bytes[at++] = from[offset + i];
        }
    }
}
