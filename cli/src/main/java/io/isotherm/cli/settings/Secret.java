package io.isotherm.cli.settings;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/** The secrets of a stack; each is one file under {@code ISOTHERM_HOME/secrets}, named {@link #fileName()}. */
public enum Secret {
    POSTGRES_PASSWORD(Form.PASSWORD),
    DEBEZIUM_PASSWORD(Form.PASSWORD),
    POSTGRES_AUDITOR_PASSWORD(Form.PASSWORD),
    CLICKHOUSE_ADMIN_PASSWORD(Form.PASSWORD),
    CLICKHOUSE_CDC_WRITER_PASSWORD(Form.PASSWORD),
    CLICKHOUSE_ARCHIVER_PASSWORD(Form.PASSWORD),
    CLICKHOUSE_TRANSFORMER_PASSWORD(Form.PASSWORD),
    CLICKHOUSE_READER_PASSWORD(Form.PASSWORD),
    MINIO_ROOT_USER(Form.USER_NAME),
    MINIO_ROOT_PASSWORD(Form.PASSWORD),
    MINIO_COLD_USER(Form.USER_NAME),
    MINIO_COLD_PASSWORD(Form.PASSWORD),
    MINIO_BACKUP_USER(Form.USER_NAME),
    MINIO_BACKUP_PASSWORD(Form.PASSWORD),
    AIRFLOW_ADMIN_PASSWORD(Form.PASSWORD),
    AIRFLOW_DATABASE_PASSWORD(Form.PASSWORD),
    AIRFLOW_FERNET_KEY(Form.FERNET_KEY),
    AIRFLOW_JWT_SECRET(Form.SIGNING_KEY),
    DASHBOARD_ADMIN_PASSWORD(Form.PASSWORD),
    DASHBOARD_SECRET_KEY(Form.SIGNING_KEY),
    HASH_SALT(Form.PASSWORD);

    private enum Form {
        /** 32 hexadecimal digits: 128 bits that need no quoting anywhere. */
        PASSWORD,
        USER_NAME,
        /** 64 hexadecimal digits, as many bytes as the signatures of SHA-512 want. */
        SIGNING_KEY,
        /** 32 random bytes in URL-safe Base64, as Python's cryptography.fernet wants its keys. */
        FERNET_KEY
    }

    private final Form form;

    Secret(Form form) {
        this.form = form;
    }

    public String fileName() {
        return name().toLowerCase(Locale.ROOT);
    }

    String generate(SecureRandom random) {
        return switch (form) {
            case PASSWORD -> hex(random, 16);
            case SIGNING_KEY -> hex(random, 32);
            case USER_NAME -> "isotherm" + hex(random, 4);
            case FERNET_KEY -> Base64.getUrlEncoder().encodeToString(bytes(random, 32));
        };
    }

    private static String hex(SecureRandom random, int length) {
        return HexFormat.of().formatHex(bytes(random, length));
    }

    private static byte[] bytes(SecureRandom random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
