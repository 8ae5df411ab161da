package io.isotherm.job.model;

import java.util.Locale;

/**
 * A record that cannot be applied, with all that is needed to find out why and to replay it. May hold personal data.
 *
 * @param topic source topic; with partition and offset the record's position
 * @param reason what kind of remedy it needs
 * @param detail names the column, schema id or error, never a row's values
 * @param stage that gave it up
 * @param format what {@code value} holds
 * @param key the Kafka key, or the RowBinary key if the raw one is not at hand; may be null
 * @param value may be null
 * @param failedAt milliseconds since the epoch
 */
public record DeadLetter(
        String topic,
        int partition,
        long offset,
        Reason reason,
        String detail,
        Stage stage,
        Format format,
        byte[] key,
        byte[] value,
        long failedAt) {

    /** Why a record was given up. */
    public enum Reason {
        /** The table has no key, or the source does not send it. */
        NO_KEY,
        /** Not Confluent-framed Avro, or the bytes do not fit their schema. */
        CORRUPT_RECORD,
        /** The registry does not know the schema id. */
        UNKNOWN_SCHEMA,
        /** A column's type is not mapped to ClickHouse. */
        UNSUPPORTED_TYPE,
        /** Not a Debezium envelope: unknown operation, or a change without its row. */
        MALFORMED_ENVELOPE,
        /** A value that the ClickHouse column cannot hold unchanged. */
        OUT_OF_RANGE,
        /** The source left out an unchanged TOASTed value and no earlier row is known. */
        TOAST_UNRESOLVED,
        /** The writer schema cannot be reconciled with the hot table. */
        SCHEMA_INCOMPATIBLE,
        /** ClickHouse refuses this very row. */
        REJECTED_BY_CLICKHOUSE
    }

    /** Which part of the job gave a record up. */
    public enum Stage {
        DECODE,
        LATEST,
        /** Its hot table refuses it. */
        SINK,
        /** The table of its changes refuses it, and not the hot table itself. */
        HISTORY;

        /** As dead letters have it: in lower case. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Stage of(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }

    /** What the value's bytes are. */
    public enum Format {
        /** The Kafka record's own key and value. */
        RAW,
        /** One row, self-describing; can be sent to the table that refused it as it is. */
        ROW_BINARY_WITH_NAMES_AND_TYPES
    }
}
