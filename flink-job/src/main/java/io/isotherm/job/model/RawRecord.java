package io.isotherm.job.model;

/**
 * A Kafka record as it came, undecoded.
 *
 * @param timestamp milliseconds since the epoch, as Kafka reports it
 * @param key null if the record has none
 * @param value null for a Kafka tombstone
 * @param epoch lineage of the source's WAL positions, from the record's {@code isotherm.epoch} header, else 0
 */
public record RawRecord(
        String topic, int partition, long offset, long timestamp, byte[] key, byte[] value, int epoch) {}
