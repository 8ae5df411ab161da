package io.isotherm.job.decode;

import io.isotherm.job.model.RowFormat;

/** Where RowBinary goes. The caller has reserved enough room, so nothing is checked. Reused for every row. */
final class RowOutput {
    private byte[] bytes;
    private int at;

    void reset(byte[] target, int offset) {
        bytes = target;
        at = offset;
    }

    int position() {
        return at;
    }

    void putByte(int value) {
        bytes[at++] = (byte) value;
    }

    void putShort(short value) {
        RowFormat.putShort(bytes, at, value);
        at += Short.BYTES;
    }

    void putInt(int value) {
        RowFormat.putInt(bytes, at, value);
        at += Integer.BYTES;
    }

    void putLong(long value) {
        RowFormat.putLong(bytes, at, value);
        at += Long.BYTES;
    }

    void putText(byte[] text) {
        putText(text, 0, text.length);
    }

    /** A String: its length, then the bytes. */
    void putText(byte[] source, int from, int length) {
        putLength(length);
        copy(source, from, length);
    }

    void putLength(int length) {
        int rest = length;
        while (rest > 0x7f) {
            bytes[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[at++] = (byte) rest;
    }

    void copy(byte[] source, int from, int length) {
        System.arraycopy(source, from, bytes, at, length);
        at += length;
    }

    /** Turns the marker that was just written into NULL. */
    void markNull() {
        bytes[at - 1] = 1;
    }
}
