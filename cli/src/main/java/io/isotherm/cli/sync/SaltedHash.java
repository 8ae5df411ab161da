package io.isotherm.cli.sync;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.UnaryOperator;

/**
 * The hash that the connector makes of a column under {@code hash}: hexadecimal SHA-256 of salt and text. Not
 * thread-safe.
 */
final class SaltedHash implements UnaryOperator<byte[]> {
    private final byte[] salt;
    private final MessageDigest digest;

    SaltedHash(String salt) {
        this.salt = salt.getBytes(StandardCharsets.UTF_8);
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public byte[] apply(byte[] text) {
        digest.update(salt);
        return HexFormat.of().formatHex(digest.digest(text)).getBytes(StandardCharsets.US_ASCII);
    }
}
